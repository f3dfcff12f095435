#include "core/broker/producer_id_manager.h"

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

constexpr std::int64_t prefetch_below = 100;  // a tenth of a block

}  // namespace

InitProducerIdResponse ProducerIdManager::next(BrokerStep& step) {
    if (current_.empty()) std::swap(current_, following_);
    if (current_.empty()) {
        request_block(step);
        return {ErrorCode::coordinator_load_in_progress, no_producer_id, no_producer_epoch};
    }
    const ProducerId id = current_.next;
    ++current_.next;
    if (current_.end - current_.next < prefetch_below && following_.empty()) request_block(step);
    return {ErrorCode::none, id, ProducerEpoch(0)};
}

void ProducerIdManager::request_block(BrokerStep& step) {
    if (step.state.controller_links.busy(ControllerLinkKind::producer_ids)) return;
    step.state.controller_links.send(step, ControllerLinkKind::producer_ids,
                                     make_message(AllocateProducerIdsRequest{
                                         step.state.config.broker_id, step.state.broker_epoch}));
}

void ProducerIdManager::on_response(BrokerStep&, const AllocateProducerIdsResponse& response) {
    if (response.error != ErrorCode::none) return;  // the next client asks again
    following_ = {response.first, response.first + response.count};
}

void ProducerIdManager::digest(Digest& d) const {
    for (const Block& block : {current_, following_}) {
        digest_into(d, block.next);
        digest_into(d, block.end);
    }
}

}  // namespace kscope
