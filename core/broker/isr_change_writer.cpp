#include "core/broker/isr_change_writer.h"

#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/replica_manager.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

namespace {

// ReplicaManager's constants.
constexpr Duration propagation_period = Duration::millis(2500);
constexpr Duration propagation_blackout = Duration::seconds(5);
constexpr Duration propagation_interval = Duration::seconds(60);

}  // namespace

void IsrChangeWriter::submit(BrokerStep& step, ReplicaSlot slot, AlterPartitionData proposal) {
    PartitionState state;
    state.leader = step.state.config.broker_id;
    state.leader_epoch = proposal.leader_epoch;
    state.isr = proposal.new_isr;
    state.controller_epoch = step.state.controller_epoch;
    Item item{++last_number_, slot, std::move(proposal), TopicPartitionStateZNode::encode(state)};
    send(step, write, item);
    items_.push_back(std::move(item));
}

void IsrChangeWriter::send(BrokerStep& step, Kind kind, const Item& item) {
    const std::string path = TopicPartitionStateZNode::path(item.proposal.tp);
    const ZkToken token{token_owner, kind, item.number};
    if (kind == write) {
        step.state.zk().session.submit(
            step.now, token, ZkSetData{path, item.data, item.proposal.partition_epoch}, step.out);
    } else {
        step.state.zk().session.submit(step.now, token, ZkGetData{path, false}, step.out);
    }
}

void IsrChangeWriter::on_zookeeper(BrokerStep& step, const ZkEvent& event) {
    if (const auto* established = std::get_if<ZkEstablished>(&event)) {
        // The old session's requests are lost with it. What was already written is found so.
        if (established->resumed) return;
        for (const Item& item : items_) send(step, write, item);
    } else if (const auto* completed = std::get_if<ZkCompleted>(&event)) {
        if (completed->token.owner == token_owner) on_completed(step, *completed);
    }
}

void IsrChangeWriter::on_completed(BrokerStep& step, const ZkCompleted& completed) {
    const std::uint64_t number = completed.token.number;
    const auto item = std::find_if(items_.begin(), items_.end(),
                                   [number](const Item& i) { return i.number == number; });
    if (item == items_.end()) return;
    if (const auto* written = completed.response->get_if<ZkStatResponse>()) {
        if (written->error == ZkError::bad_version) {
            send(step, read_back, *item);
            return;
        }
        const bool good = written->error == ZkError::ok;
        resolve(step, number, good ? ErrorCode::none : ErrorCode::unknown_topic_or_partition,
                written->stat.version);
    } else if (const auto* found = completed.response->get_if<ZkDataResponse>()) {
        const bool ours = found->error == ZkError::ok && found->data == item->data;
        resolve(step, number, ours ? ErrorCode::none : ErrorCode::invalid_update_version,
                found->stat.version);
    }
}

void IsrChangeWriter::resolve(BrokerStep& step, std::uint64_t number, ErrorCode error,
                              std::int32_t version) {
    const auto at = std::find_if(items_.begin(), items_.end(),
                                 [number](const Item& i) { return i.number == number; });
    const Item item = std::move(*at);
    items_.erase(at);
    const AlteredPartition answer{
        item.proposal.tp,      error,  step.state.config.broker_id, item.proposal.leader_epoch,
        item.proposal.new_isr, version};
    resolve_isr_change(step, item.slot, item.proposal, error, answer);
    if (error == ErrorCode::none) record_change(step, item.proposal.tp);
}

void IsrChangeWriter::record_change(BrokerStep& step, const TopicPartition& tp) {
    if (!step.state.config.features.tells_isr_changes) return;
    if (changed_.empty()) arm(step);
    const auto at = std::lower_bound(changed_.begin(), changed_.end(), tp);
    if (at == changed_.end() || *at != tp) changed_.insert(at, tp);
    last_change_ = step.now.monotonic;
}

void IsrChangeWriter::arm(BrokerStep& step) {
    step.state.timers.arm(step.now.monotonic + propagation_period,
                          {BrokerTimerKind::isr_change_propagation, 0});
}

void IsrChangeWriter::on_propagation_timer(BrokerStep& step) {
    const Instant now = step.now.monotonic;
    const bool calm = last_change_ + propagation_blackout < now;
    if (!calm && last_propagation_ + propagation_interval >= now) {
        arm(step);
        return;
    }
    ZkCreate child;
    child.path = IsrChangeNotificationZNode::prefix;
    child.data = IsrChangeNotificationZNode::encode(changed_);
    child.sequential = true;
    step.state.zk().session.submit(step.now, {token_owner, notification, 0}, std::move(child),
                                   step.out);
    changed_.clear();
    last_propagation_ = now;
}

void IsrChangeWriter::digest(Digest& d) const {
    d.add(items_.size());
    for (const Item& item : items_) {
        d.add(item.number);
        d.add(item.slot);
        digest_into(d, item.proposal);
    }
    d.add(last_number_);
    digest_into(d, changed_);
    digest_into(d, last_change_);
    digest_into(d, last_propagation_);
}

}  // namespace kscope
