// Blocks of 1000 producer ids, handed to brokers through the znode's version. Rules:
// KafkaController.processAllocateProducerIds, ZkProducerIdManager.getNewProducerIdBlock, 3.9.
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

void ReadProducerIdBlock::begin(TaskRun& run) {
    run.ask(ZkGetData{ProducerIdBlockZNode::path, false});
}

void ReadProducerIdBlock::finish(TaskRun& run) {
    const auto& asked = *request->get_if<AllocateProducerIdsRequest>();
    const LiveBroker* asker = run.context.live_brokers.find(asked.broker);
    const auto& data = run.answer<ZkDataResponse>(0);
    ErrorCode error = ErrorCode::none;
    if (asker == nullptr) {
        error = ErrorCode::broker_id_not_registered;
    } else if (asker->epoch != asked.broker_epoch) {
        error = ErrorCode::stale_broker_epoch;
    } else if (data.error != ZkError::ok) {
        error = ErrorCode::unknown_server_error;
    }
    if (error != ErrorCode::none) {
        run.replies.push_back(
            {key, make_message(AllocateProducerIdsResponse{error, ProducerId{0}, 0})});
        return;
    }
    const auto last = ProducerIdBlockZNode::decode(data.data);  // none: nobody had a block yet
    const ProducerId first = last ? last->last.next() : ProducerId{0};
    run.next.emplace_back(WriteProducerIdBlock{key, request, first, data.stat.version});
}

void WriteProducerIdBlock::begin(TaskRun& run) {
    const auto& asked = *request->get_if<AllocateProducerIdsRequest>();
    const ProducerId last = first + (ProducerIdBlockZNode::block_size - 1);
    run.ask(ZkSetData{ProducerIdBlockZNode::path,
                      ProducerIdBlockZNode::encode({asked.broker, first, last}), zk_version});
}

void WriteProducerIdBlock::finish(TaskRun& run) {
    if (run.answer<ZkStatResponse>(0).error != ZkError::ok) {
        run.next.emplace_back(ReadProducerIdBlock{key, request});
        return;
    }
    run.replies.push_back({key, make_message(AllocateProducerIdsResponse{
                                    ErrorCode::none, first, ProducerIdBlockZNode::block_size})});
}

}  // namespace kscope
