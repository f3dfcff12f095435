#include "tests/kraft/raft_counter.h"

#include <algorithm>

namespace kscope::test {

namespace {

// RaftEventSimulationTest's own.
QuorumConfig quorum_config(const RaftPlan& plan) {
    QuorumConfig config;
    config.election_timeout = Duration::millis(1'000);
    config.election_backoff_max = Duration::millis(100);
    config.fetch_timeout = Duration::millis(3'000);
    config.retry_backoff = Duration::millis(50);
    config.request_timeout = Duration::millis(3'000);
    config.fetch_max_wait = Duration::millis(100);
    config.append_linger = Duration();
    config.pre_vote = plan.pre_vote;
    config.tells_high_watermark = plan.pre_vote;  // of 4.1, or of 3.9
    config.check_quorum = config.repeats_begin_epoch = !plan.of_3_3;
    config.mutant = plan.mutant;
    return config;
}

RaftSpec raft_spec(const RaftPlan& plan, BrokerId id) {
    RaftSpec spec;
    spec.node_id = id;
    spec.cluster_id = "simulated";
    spec.config = quorum_config(plan);
    spec.kraft_version = plan.kraft_version;
    const auto directory = [](BrokerId of) {
        return DirectoryId{1, static_cast<std::uint64_t>(of.value()) + 1};
    };
    if (plan.kraft_version > 0) spec.directory = directory(id);
    for (std::int32_t v = 0; v < plan.voters; ++v) {
        const BrokerId voter(v);
        const DirectoryId known = plan.kraft_version > 0 ? directory(voter) : DirectoryId{};
        spec.voters.push_back({{voter, known}, NodeId(v), 0, 1});
        if (voter != id) spec.bootstrap.push_back(NodeId(v));
    }
    spec.log_id = 1;
    return spec;
}

constexpr std::int64_t records_between_snapshots = 12;

}  // namespace

RaftCounter::RaftCounter(const RaftPlan& plan, BrokerId id)
    : plan_(plan), client_(raft_spec(plan, id)) {}

std::optional<std::int64_t> RaftCounter::number_of(const Record& record) {
    if (record.key || !record.value) return std::nullopt;
    return std::stoll(std::string(record.value->view()));
}

void RaftCounter::step(const Now& now, const Input& input, Output& out) {
    if (const auto* boot = std::get_if<Boot>(&input)) {
        Boot mine = *boot;
        rng_ = boot->rng.fork("counter");
        if (plan_.loses_disk && boot->incarnation > 1) {
            for (const StoredFile& file : boot->files) {
                out.effects.emplace_back(DiskDelete{file.name});
            }
            mine.files.clear();
        }
        client_.step(now, mine, out);
    } else if (std::holds_alternative<Command>(input)) {
        client_.shut_down(now.monotonic, Duration::millis(500));
        client_.step(now, Wakeup{}, out);
    } else {
        client_.step(now, input, out);
    }
    if (!client_.halted().empty() && wrong_.empty()) wrong_ = "halted: " + client_.halted();
    if (!wrong_.empty()) return;
    apply_committed();
    maybe_snapshot(now, out);
    maybe_append(now);
    client_.step(now, Wakeup{}, out);
    apply_committed();
}

bool RaftCounter::writable() const {
    return client_.is_leader() && claimed_ == client_.quorum().epoch();
}

void RaftCounter::apply_committed() {
    const auto high_watermark = client_.quorum().high_watermark();
    if (!high_watermark) return;
    if (next_offset_ < client_.log().start_offset()) load_snapshot();
    if (next_offset_ >= *high_watermark) return;
    client_.log().log().for_each_batch(next_offset_, [&](const RecordBatch& batch) {
        if (batch.base_offset < next_offset_ || batch.next_offset() > *high_watermark) return;
        for (const Record& record : batch.records()) {
            const auto number = number_of(record);
            if (!number) continue;
            if (*number != committed_ + 1) {
                wrong_ = "ConsistentCommittedData: " + std::to_string(*number) + " after " +
                         std::to_string(committed_);
            }
            committed_ = *number;
        }
        next_offset_ = batch.next_offset();
    });
}

void RaftCounter::load_snapshot() {
    const auto id = client_.log().latest_snapshot();
    const auto snapshot = client_.log().snapshot(*id);
    for (const auto& batch : snapshot->batches) {
        for (const Record& record : batch->records()) {
            if (const auto number = number_of(record)) committed_ = *number;
        }
    }
    next_offset_ = snapshot_at_ = id->offset;
    ++snapshots_loaded_;
    if (writable()) wrong_ = "LeaderNeverLoadSnapshot";
}

void RaftCounter::maybe_append(const Now& now) {
    if (!client_.is_leader()) return;
    const auto& leader = *client_.quorum().as<QuorumLeaderState>();
    if (claimed_ != client_.quorum().epoch()) {
        // A leader writes once it has read all that was written before it.
        if (next_offset_ <= leader.epoch_start_offset()) return;
        claimed_ = client_.quorum().epoch();
        uncommitted_ = committed_;
        append_at_ = now.monotonic;
    }
    if (now.monotonic < append_at_) return;
    Record record;
    record.timestamp = WallTime::from_millis(now.wall.millis());
    record.value = Bytes(std::to_string(uncommitted_ + 1));
    if (client_.append(now, claimed_, {std::move(record)})) ++uncommitted_;
    const std::uint32_t pause = rng_.below(static_cast<std::uint32_t>(plan_.append_ms) * 2'000);
    append_at_ = now.monotonic + Duration::micros(1 + pause);
}

void RaftCounter::maybe_snapshot(const Now& now, Output& out) {
    if (!plan_.snapshots || client_.blocked()) return;
    if (next_offset_ - snapshot_at_ < records_between_snapshots) return;
    Record record;
    record.timestamp = WallTime::from_millis(now.wall.millis());
    record.value = Bytes(std::to_string(committed_));
    if (!client_.create_snapshot(now, next_offset_, {std::move(record)}, out)) return;
    snapshot_at_ = next_offset_;
    if (rng_.below(4) == 0) client_.delete_before_snapshot(out);
}

Instant RaftCounter::next_deadline() const {
    const Instant next = client_.next_deadline();
    if (!wrong_.empty() || client_.blocked() || !client_.booted()) return next;
    return writable() ? std::min(next, append_at_) : next;
}

void RaftCounter::digest(Digest& d) const {
    client_.digest(d);
    digest_into(d, next_offset_);
    digest_into(d, committed_);
    digest_into(d, uncommitted_);
    digest_into(d, claimed_);
    digest_into(d, append_at_);
}

}  // namespace kscope::test
