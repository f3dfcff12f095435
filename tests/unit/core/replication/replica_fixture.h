// Three brokers with a replica each of click-0, and the fetches between them done by hand.
#pragma once

#include "core/replication/replica.h"
#include "tests/unit/core/log/log_fixture.h"

namespace kscope::test {

inline std::vector<BrokerId> brokers(std::initializer_list<int> ids) {
    std::vector<BrokerId> result;
    for (const int id : ids) result.emplace_back(id);
    return result;
}

inline Ref<ReplicaSpec> replica_spec() {
    auto spec = make_ref<ReplicaSpec>();
    spec->replica_lag_time_max = Duration::seconds(30);
    return spec;
}

struct ReplicaFixture {
    Output out;
    Now now = now_at(1000);
    std::vector<BrokerId> alive = brokers({1, 2, 3});
    std::int32_t min_isr = 1;
    Replica one = make(1);
    Replica two = make(2);

    [[nodiscard]] Replica make(int broker, const Features& features = {}) const {
        auto spec = log_spec();
        spec->broker = BrokerId(broker);
        spec->config.min_insync_replicas = min_isr;
        auto rules = replica_spec();
        rules->features = features;
        return {rules, PartitionLog(spec), Offset(0)};
    }
    ReplicaStep step() { return {now, alive, out}; }
    void at(std::int64_t ms) { now = now_at(ms); }

    static PartitionState state(int leader, int epoch, std::initializer_list<int> isr,
                                std::initializer_list<int> replicas = {1, 2, 3}) {
        PartitionState s;
        s.tp = {"click", PartitionIndex(0)};
        s.leader = BrokerId(leader);
        s.leader_epoch = LeaderEpoch(epoch);
        s.isr = brokers(isr);
        s.partition_epoch = epoch;
        s.replicas = brokers(replicas);
        return s;
    }
    RoleChange lead(Replica& r, const PartitionState& s) {
        auto st = step();
        return r.become_leader(s, st);
    }
    RoleChange follow(Replica& r, const PartitionState& s) {
        auto st = step();
        return r.become_follower(s, st);
    }
    LeaderAppend append(Replica& r, int records = 1, std::int16_t acks = -1) {
        auto st = step();
        return r.append_as_leader(batch(records), acks, AppendOrigin::client, st);
    }
    // A Fetch of another broker, as its offset alone says it.
    FetchOutcome fetch_from(Replica& leader, int broker, std::int64_t offset,
                            int last_fetched_epoch = -1) {
        FetchPartition asked;
        asked.current_leader_epoch = leader.leader_epoch();
        asked.fetch_offset = Offset(offset);
        asked.last_fetched_epoch = LeaderEpoch(last_fetched_epoch);
        asked.log_start_offset = Offset(0);
        auto st = step();
        return leader.fetch({BrokerId(broker), asked, 1 << 20, true}, st);
    }
    FetchOutcome consume(const Replica& leader, std::int64_t offset) {
        FetchPartition asked;
        asked.fetch_offset = Offset(offset);
        return leader.read({no_broker, asked, 1 << 20, true});
    }
    // One whole round of replication; true if the follower truncated.
    bool round(Replica& leader, Replica& follower) {
        FetchPartition asked;
        follower.next_fetch(1 << 20, asked);
        auto st = step();
        const FetchOutcome answer = leader.fetch({follower.broker(), asked, 1 << 20, true}, st);
        REQUIRE(answer.error == ErrorCode::none);
        if (answer.diverging_epoch)
            return follower.truncate_to_diverging(*answer.diverging_epoch, st);
        const auto appended = follower.append_as_follower(
            answer.read.batches, answer.high_watermark, answer.log_start_offset, st);
        REQUIRE(appended.error == ErrorCode::none);
        return false;
    }
    AlterPartitionOutcome answer(Replica& r, const AlterPartitionData& sent,
                                 ErrorCode error = ErrorCode::none) {
        AlteredPartition altered{sent.tp,           error,        r.broker(),
                                 sent.leader_epoch, sent.new_isr, sent.partition_epoch + 1};
        auto st = step();
        return r.on_alter_partition_response(sent, error, altered, st);
    }
    std::optional<AlterPartitionData> shrink(Replica& r) {
        auto st = step();
        return r.maybe_shrink_isr(st);
    }
    template <class T>
    std::vector<Note> notes() const {
        std::vector<Note> result;
        for (const Note& n : out.notes) {
            if (std::holds_alternative<T>(n.body)) result.push_back(n);
        }
        return result;
    }
};

}  // namespace kscope::test
