// Winning and losing the controllership: KafkaController.elect, maybeResign and
// KafkaZkClient.registerControllerAndIncrementControllerEpoch, 3.9.
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

void TaskRun::ask_guarded(std::vector<ZkWrite> writes) {
    ZkMulti multi;
    multi.writes.reserve(writes.size() + 1);
    multi.writes.emplace_back(ZkCheck{ControllerEpochZNode::path, context.epoch_zk_version});
    for (ZkWrite& write : writes) multi.writes.push_back(std::move(write));
    ask(std::move(multi));
}

void tell_refused(TaskRun& run, const char* request, const std::string& subject, ErrorCode error) {
    if (error == ErrorCode::none || !run.out.wants<RequestRejected>()) return;
    run.out.note(RequestRejected{run.config.broker_id, request, subject, error});
}

void CheckController::begin(TaskRun& run) {
    run.ask(ZkExists{ControllerZNode::path, true});
    run.ask(ZkGetData{ControllerZNode::path, false});
    run.ask(ZkGetData{ControllerEpochZNode::path, false});
}

void CheckController::finish(TaskRun& run) {
    const auto& controller = run.answer<ZkDataResponse>(1);
    const auto& epoch_node = run.answer<ZkDataResponse>(2);
    const bool epoch_exists = epoch_node.error == ZkError::ok;
    const ControllerEpoch epoch =
        epoch_exists ? ControllerEpochZNode::decode(epoch_node.data).value_or(ControllerEpoch(0))
                     : ControllerEpoch(0);
    if (controller.error == ZkError::ok) {
        const bool ours = controller.stat.ephemeral_owner == run.session;
        if (ours && claimed && *claimed == epoch) {
            run.context.epoch = epoch;
            run.context.epoch_zk_version = epoch_node.stat.version;
            run.verdict = TaskVerdict::won;
        } else if (run.active && !ours) {
            run.verdict = TaskVerdict::lost;
        }
        return;
    }
    if (run.active) {
        run.verdict = TaskVerdict::lost;  // the owner competes again afterwards
        return;
    }
    const bool raise = run.config.features.mutant != Mutant::keep_controller_epoch;
    run.next.emplace_back(
        RegisterController{raise ? epoch.next() : epoch, epoch_node.stat.version, epoch_exists});
}

void RegisterController::begin(TaskRun& run) {
    if (!epoch_exists) {
        ZkCreate first;
        first.path = ControllerEpochZNode::path;
        first.data = ControllerEpochZNode::encode(ControllerEpoch(0));
        run.ask(std::move(first));
    }
    ZkCreate mine;
    mine.path = ControllerZNode::path;
    mine.data = ControllerZNode::encode(run.config.broker_id, run.now.wall, run.config.features);
    mine.ephemeral = true;
    ZkMulti multi;
    multi.writes.emplace_back(std::move(mine));
    multi.writes.emplace_back(
        ZkSetData{ControllerEpochZNode::path, ControllerEpochZNode::encode(epoch), zk_version});
    run.ask(std::move(multi));
}

void RegisterController::finish(TaskRun& run) {
    const auto& answer = run.answer<ZkMultiResponse>(run.answers.size() - 1);
    if (answer.error == ZkError::ok) {
        run.context.epoch = epoch;
        run.context.epoch_zk_version = answer.stats.at(1).version;
        run.verdict = TaskVerdict::won;
    } else {
        CheckController check;
        check.claimed = epoch;
        run.next.emplace_back(check);
    }
}

void CheckEpoch::begin(TaskRun& run) { run.ask(ZkGetData{ControllerEpochZNode::path, false}); }

void CheckEpoch::finish(TaskRun& run) {
    const auto& answer = run.answer<ZkDataResponse>(0);
    if (answer.error != ZkError::ok || answer.stat.version != run.context.epoch_zk_version) {
        run.verdict = TaskVerdict::lost;
    }
}

}  // namespace kscope
