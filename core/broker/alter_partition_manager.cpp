#include "core/broker/alter_partition_manager.h"

#include "core/broker/broker_state.h"
#include "core/broker/replica_manager.h"

namespace kscope {

namespace {

constexpr Duration resend_interval = Duration::millis(50);

}  // namespace

void AlterPartitionManager::add(Item item) {
    for (Item& waiting : unsent_) {
        if (waiting.slot == item.slot) {
            waiting = std::move(item);
            return;
        }
    }
    unsent_.push_back(std::move(item));
}

void AlterPartitionManager::submit(BrokerStep& step, ReplicaSlot slot,
                                   AlterPartitionData proposal) {
    add({slot, std::move(proposal)});
    propagate(step);
}

void AlterPartitionManager::propagate(BrokerStep& step) {
    if (unsent_.empty() || !in_flight_.empty() || retry_armed_) return;
    in_flight_ = std::move(unsent_);
    unsent_.clear();
    AlterPartitionRequest request;
    request.broker = step.state.config.broker_id;
    request.broker_epoch = step.state.broker_epoch;
    for (const Item& item : in_flight_) request.partitions.push_back(item.proposal);
    step.state.controller_links.send(step, ControllerLinkKind::alter_partition,
                                     make_message(std::move(request)));
}

void AlterPartitionManager::resolve(BrokerStep& step, const Item& item, ErrorCode error,
                                    const AlteredPartition& answer, std::vector<Item>& again) {
    auto retry = resolve_isr_change(step, item.slot, item.proposal, error, answer);
    if (retry) again.push_back({item.slot, std::move(*retry)});
}

void AlterPartitionManager::on_response(BrokerStep& step, const AlterPartitionResponse& response) {
    const std::vector<Item> answered = std::move(in_flight_);
    in_flight_.clear();
    std::vector<Item> again;
    for (const Item& item : answered) {
        if (response.error != ErrorCode::none) {
            resolve(step, item, response.error, AlteredPartition{item.proposal.tp}, again);
            continue;
        }
        for (const AlteredPartition& answer : response.partitions) {
            if (answer.tp == item.proposal.tp) resolve(step, item, answer.error, answer, again);
        }
    }
    for (Item& item : again) add(std::move(item));
    if (again.empty() && response.error == ErrorCode::none) {
        propagate(step);
    } else if (!retry_armed_) {
        retry_armed_ = true;
        step.state.timers.arm(step.now.monotonic + resend_interval,
                              {BrokerTimerKind::alter_partition_retry, 0});
    }
}

void AlterPartitionManager::on_retry(BrokerStep& step) {
    retry_armed_ = false;
    propagate(step);
}

void AlterPartitionManager::digest(Digest& d) const {
    d.add(retry_armed_);
    for (const auto* items : {&unsent_, &in_flight_}) {
        d.add(items->size());
        for (const Item& item : *items) digest_into(d, item.proposal);
    }
}

}  // namespace kscope
