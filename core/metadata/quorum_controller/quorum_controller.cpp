#include "core/metadata/quorum_controller/quorum_controller.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/metadata/image/metadata_record_codec.h"
#include "core/metadata/quorum_controller/cluster_control.h"
#include "core/metadata/quorum_controller/controller_notes.h"
#include "core/metadata/quorum_controller/controller_requests.h"
#include "core/metadata/quorum_controller/replication_control.h"
#include "core/protocol/error_response.h"

namespace kscope {

QuorumController::QuorumController(const BrokerConfig& config, const Rng& rng)
    : config_(config), rng_(rng) {
    mutations_.configure(config.controller_quota_windows);
    for (const ClientQuotaAlteration& quota : config.client_quotas) alter_quota(quota);
}

void QuorumController::alter_quota(const ClientQuotaAlteration& alteration) {
    if (alteration.type != ClientQuotaType::controller_mutation) return;
    mutations_.update_quota(alteration.entity, alteration.rate);
}

// ---- office

void QuorumController::poll(Step& step) {
    const auto* leader = step.raft.booted() ? step.raft.quorum().as<QuorumLeaderState>() : nullptr;
    const bool leads = leader != nullptr && step.raft.halted().empty();
    if (active_ && (!leads || active_->epoch != step.raft.quorum().epoch())) renounce(step);
    if (!active_ && leads && step.loader.next_offset() > leader->epoch_start_offset()) claim(step);
    if (!active_) return;
    answer_committed(step);
    do_due(step);
}

void QuorumController::claim(Step& step) {
    const LeaderEpoch epoch = step.raft.quorum().epoch();
    active_ = Active{epoch,
                     step.loader.image(),
                     BrokerHeartbeatManager(config_.broker_session_timeout),
                     step.loader.last_applied_offset(),
                     {},
                     PeriodicElections(config_, step.now.monotonic),
                     Instant::never()};
    for (const auto& [id, broker] : active_->image.brokers()) {
        active_->heartbeats.register_broker(id, broker.fenced, step.now.monotonic, step.now.event);
    }
    if (config_.metadata_max_idle_interval > Duration()) {
        active_->no_op_at = step.now.monotonic + config_.metadata_max_idle_interval;
    }
    if (step.out.wants<ControllerElected>()) {
        Note& note =
            step.out.note(ControllerElected{config_.broker_id, ControllerEpoch(epoch.value())});
        note.because.push_back(
            {"a majority of the voters elected it, and it has replayed the log", step.now.event});
    }
    MetadataRecords records;
    activation_records(records);
    append(step, records, "");
}

// The first controller of a cluster says what the cluster is.
void QuorumController::activation_records(MetadataRecords& records) const {
    if (active_->image.has_features()) return;
    const Features& features = config_.features;
    records.emplace_back(FeatureLevelRecord{metadata_version_feature, features.metadata_version});
    if (features.eligible_leader_replicas) {
        records.emplace_back(FeatureLevelRecord{elr_version_feature, 1});
    }
}

void QuorumController::renounce(Step& step) {
    if (step.out.wants<ControllerResigned>()) {
        step.out
            .note(ControllerResigned{config_.broker_id, ControllerEpoch(active_->epoch.value())})
            .because.push_back({"its replica does not lead the quorum any more", step.now.event});
    }
    for (const Deferred& waiting : active_->deferred) {
        // Whether its records will be committed is not known: who asked must ask again.
        step.out.send(waiting.conn, waiting.correlation,
                      withdrawn(waiting.response->body(), ErrorCode::not_controller));
    }
    active_.reset();
}

void QuorumController::answer_committed(Step& step) {
    auto& deferred = active_->deferred;
    while (!deferred.empty() && deferred.front().offset < step.loader.next_offset()) {
        Deferred& done = deferred.front();
        step.out.send(done.conn, done.correlation, std::move(done.response));
        deferred.pop_front();
    }
}

// ---- records

ControllerView QuorumController::view(const Step& step) {
    return {config_,    active_->image,     active_->heartbeats,
            mutations_, step.now.monotonic, step.now.event};
}

std::optional<Offset> QuorumController::append(Step& step, const MetadataRecords& records,
                                               const std::string& because) {
    std::span<const MetadataRecord> left(records);
    while (!left.empty()) {
        const auto part = left.first(std::min(left.size(), records_per_batch_max));
        if (!append_batch(step, part, because)) {
            // RecordBatchTooLargeException is a fault: another controller shall go on.
            step.raft.resign(active_->epoch);
            return std::nullopt;
        }
        left = left.subspan(part.size());
    }
    return active_->last_written;
}

std::optional<Offset> QuorumController::append_batch(Step& step,
                                                     std::span<const MetadataRecord> records,
                                                     const std::string& because) {
    std::vector<Record> written;
    for (const MetadataRecord& record : records) {
        written.push_back(to_record(record, step.now.wall));
    }
    const auto offset = step.raft.append(step.now, active_->epoch, std::move(written));
    if (!offset) return std::nullopt;
    MetadataDelta delta;
    const ControllerVoice voice{config_.broker_id, because, step.now.event, step.out};
    note_added_partitions(voice, active_->image, records);
    for (std::size_t i = 0; i < records.size(); ++i) {
        note_record(voice, active_->image, records[i], records.subspan(i + 1));
        active_->image.replay(records[i], delta);
    }
    if (!delta.partitions.empty() || !delta.removed_topics.empty()) active_->elections.notice();
    active_->last_written = *offset;
    return offset;
}

bool QuorumController::on_request(Step& step, const Received& received) {
    const MessageBody& request = received.message->body();
    if (!is_controller_request(request)) return false;
    if (!active_ || !step.raft.is_leader() || step.raft.quorum().epoch() != active_->epoch) {
        step.out.send(received.conn, received.correlation,
                      error_response(request, ErrorCode::not_controller));
        return true;
    }
    ControllerView seen = view(step);
    // The offset that the first record will have; the epoch of a broker that registers.
    const auto* leader = step.raft.quorum().as<QuorumLeaderState>();
    ControllerDecision decision =
        decide_request(seen, request, leader->accumulator().next_offset(), rng_);
    const auto offset = append(step, decision.records, decision.because);
    if (!offset) {
        step.out.send(received.conn, received.correlation,
                      error_response(request, ErrorCode::unknown_server_error));
        return true;
    }
    note_refusals(config_.broker_id, request, decision.response->body(), step.out);
    if (decision.shuts_down) {
        active_->heartbeats.begin_controlled_shutdown(*decision.shuts_down, *offset);
    }
    active_->deferred.push_back(
        {*offset, received.conn, received.correlation, std::move(decision.response)});
    answer_committed(step);
    return true;
}

// ---- what is due

void QuorumController::do_due(Step& step) {
    const Instant now = step.now.monotonic;
    if (active_->heartbeats.next_check() <= now) fence_silent(step);
    for (const ElectionType type : {ElectionType::preferred, ElectionType::unclean}) {
        if (active_->elections.is_due(type, now)) hold_elections(step, type);
    }
    if (active_->no_op_at <= now) {
        active_->no_op_at = now + config_.metadata_max_idle_interval;
        append(step, {NoOpRecord{}}, "");
    }
    active_->elections.arm(active_->image, now);
}

void QuorumController::hold_elections(Step& step, ElectionType type) {
    const bool preferred = type == ElectionType::preferred;
    MetadataRecords records;
    if (preferred) {
        balance_leaders(view(step), records);
    } else {
        elect_where_nobody_leads(view(step), records);
    }
    active_->elections.held(type, step.now.monotonic, records.size());
    append(step, records,
           preferred ? "leaders are balanced from time to time"
                     : "partitions without leader are looked at from time to time");
}

void QuorumController::fence_silent(Step& step) {
    while (const auto broker = active_->heartbeats.stale_broker(step.now.monotonic)) {
        note_silence(step, *broker);
        ControllerView seen = view(step);
        MetadataRecords records;
        fence_broker(seen, *broker, records);
        active_->heartbeats.fence(*broker);
        append(step, records,
               "broker " + std::to_string(broker->value()) + " has not sent a heartbeat");
    }
}

void QuorumController::note_silence(Step& step, BrokerId broker) const {
    if (!step.out.wants<SessionExpired>()) return;
    const BrokerHeartbeat& heard = *active_->heartbeats.find(broker);
    const BrokerRegistration& known = *active_->image.broker(broker);
    const Duration timeout = config_.broker_session_timeout;
    Note& note = step.out.note(SessionExpired{SessionId(known.broker_epoch.value()), known.node,
                                              step.now.monotonic - heard.last_contact, timeout});
    note.missing = Missing{"a heartbeat of broker " + std::to_string(broker.value()), known.node,
                           heard.last_heard, heard.last_contact};
    note.rule = Rule{"silent for the session timeout", "broker.session.timeout.ms",
                     std::to_string(timeout.to_millis()), "FencedBrokerCount +1"};
}

Instant QuorumController::next_deadline() const {
    if (!active_) return Instant::never();
    return std::min(
        {active_->heartbeats.next_check(), active_->elections.next_deadline(), active_->no_op_at});
}

void QuorumController::digest(Digest& d) const {
    for (const std::uint64_t word : rng_.state()) d.add(word);
    mutations_.digest(d);
    d.add(active_.has_value());
    if (!active_) return;
    digest_into(d, active_->epoch);
    active_->image.digest(d);
    active_->heartbeats.digest(d);
    digest_into(d, active_->last_written);
    active_->elections.digest(d);
    digest_into(d, active_->no_op_at);
    d.add(active_->deferred.size());
    for (const Deferred& waiting : active_->deferred) {
        digest_into(d, waiting.offset);
        digest_into(d, waiting.conn);
        digest_into(d, waiting.response->digest());
    }
}

}  // namespace kscope
