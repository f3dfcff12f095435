#include "core/config/kafka_version.h"
#include "tests/support/kafka_cases.h"
#include "tests/unit/core/replication/replica_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr BrokerId local{1};

std::string yes_or_no(bool yes) { return yes ? "yes" : "no"; }

ErrorCode error_named(const std::string& name) {
    for (std::int16_t code = -1; code < 120; ++code) {
        if (name_of(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
    }
    FAIL("no error is called " << name);
    return ErrorCode::none;
}

// One replica, on broker 1, and what it would send to the controller.
class PartitionBench {
public:
    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "log") return fill(step);
        if (what == "lead" || what == "follow") return change_role(step);
        if (what == "fetch") return fetch(step);
        if (what == "append") return append(step);
        if (what == "complete" || what == "fail") return answer_update(step);
        if (what == "at") {
            now_ = now_at(step.number(0));
        } else if (what == "min-isr") {
            spec_->config.min_insync_replicas = static_cast<std::int32_t>(step.number(0));
        } else if (what == "lag") {
            replica_spec_->replica_lag_time_max = Duration::millis(step.number(0));
        } else if (what == "as-of") {
            replica_spec_->features = features_of(step.argument(0));
        } else if (what == "checkpoint") {
            checkpoint_ = Offset(step.number(0));
        } else if (what == "alive") {
            alive_ = ids_of<BrokerId>(step.argument(0));
        } else if (what == "shrink") {
            ReplicaStep s = turn();
            if (auto update = replica().maybe_shrink_isr(s)) updates_.push_back(*update);
        } else {
            return question(step);
        }
        return {};
    }

private:
    ReplicaStep turn() { return {now_, alive_, out_}; }
    Replica& replica() {
        if (!replica_) replica_.emplace(replica_spec_, PartitionLog(log_), checkpoint_);
        return *replica_;
    }
    static RecordBatch records(std::int64_t count, std::int64_t time) {
        return batch(static_cast<int>(count), time);
    }
    std::string fill(const CaseStep& step) {
        log_.append_as_leader(records(step.number(0), 1),
                              LeaderEpoch(static_cast<std::int32_t>(step.number(1))),
                              AppendOrigin::client, now_, out_);
        return {};
    }
    std::string append(const CaseStep& step) {
        ReplicaStep s = turn();
        const auto appended = replica().append_as_leader(
            records(step.number(0), step.option("time", 1L)), 0, AppendOrigin::client, s);
        return appended.error == ErrorCode::none ? "" : std::string(name_of(appended.error));
    }
    // Without an arrow a change of role must be taken.
    std::string change_role(const CaseStep& step) {
        PartitionState state;
        state.tp = spec_->tp;
        state.leader = BrokerId(static_cast<std::int32_t>(step.option("leader", 1L)));
        state.leader_epoch = LeaderEpoch(static_cast<std::int32_t>(step.required("epoch")));
        state.partition_epoch = static_cast<std::int32_t>(step.option("partition-epoch", 1L));
        state.replicas = ids_of<BrokerId>(step.option("replicas", "1"));
        state.isr = ids_of<BrokerId>(step.option("isr", step.option("replicas", "1")));
        ReplicaStep s = turn();
        const bool leads = step.command == "lead";
        const RoleChange change =
            leads ? replica().become_leader(state, s) : replica().become_follower(state, s);
        if (change.error != ErrorCode::none) return std::string(name_of(change.error));
        if (leads) return {};
        return change.new_role ? "new follower" : "taken";
    }
    LeaderEpoch epoch_of(const CaseStep& step) {
        const std::string epoch = step.option("epoch", "own");
        if (epoch == "none") return no_leader_epoch;
        if (epoch == "own") return replica().leader_epoch();
        return LeaderEpoch(static_cast<std::int32_t>(number_of(epoch)));
    }
    std::string fetch(const CaseStep& step) {
        FetchPartition asked;
        asked.tp = spec_->tp;
        asked.current_leader_epoch = epoch_of(step);
        asked.fetch_offset = Offset(step.required("offset"));
        asked.last_fetched_epoch =
            LeaderEpoch(static_cast<std::int32_t>(step.option("last-epoch", -1L)));
        asked.log_start_offset = Offset(0);
        const BrokerId from(static_cast<std::int32_t>(step.number(0)));
        ReplicaStep s = turn();
        const FetchOutcome outcome = replica().fetch({from, asked, 1 << 20, true}, s);
        if (outcome.alter_partition) updates_.push_back(*outcome.alter_partition);
        if (outcome.error != ErrorCode::none) return std::string(name_of(outcome.error));
        if (!outcome.diverging_epoch) return "ok";
        return "diverging " + text_of(*outcome.diverging_epoch);
    }
    // The controller's answer to the one request that is under way.
    std::string answer_update(const CaseStep& step) {
        REQUIRE(updates_.size() == 1);
        const AlterPartitionData sent = updates_.front();
        updates_.clear();
        AlteredPartition answer;
        answer.tp = sent.tp;
        answer.leader = local;
        answer.leader_epoch = sent.leader_epoch;
        answer.isr = sent.new_isr;
        if (step.command == "complete") {
            answer.partition_epoch = static_cast<std::int32_t>(step.required("partition-epoch"));
        } else {
            answer.error = error_named(step.argument(0));
        }
        ReplicaStep s = turn();
        const auto outcome = replica().on_alter_partition_response(sent, answer.error, answer, s);
        if (outcome.retry) updates_.push_back(*outcome.retry);
        return {};
    }

    std::string question(const CaseStep& step) {
        const std::string& what = step.command;
        const Replica& r = replica();
        if (what == "log-end") return std::to_string(r.log_end_offset().value());
        if (what == "high-watermark") return std::to_string(r.high_watermark().value());
        if (what == "leader-epoch") return std::to_string(r.leader_epoch().value());
        if (what == "partition-epoch") return std::to_string(r.partition_epoch());
        if (what == "under-min-isr") return yes_or_no(r.under_min_isr());
        if (what == "under-replicated") return yes_or_no(r.under_replicated());
        if (what == "epoch-end") {
            const auto asked = LeaderEpoch(static_cast<std::int32_t>(step.number(0)));
            const EpochEndAnswer told = r.last_offset_for_leader_epoch(epoch_of(step), asked);
            if (told.error != ErrorCode::none) return std::string(name_of(told.error));
            return text_of(told.end);
        }
        if (what == "list") return list(step);
        if (what == "updates") return updates();
        const Leader* leader = r.leader_state();
        if (what == "followers") return leader == nullptr ? "none" : followers(*leader);
        REQUIRE(leader != nullptr);
        if (what == "epoch-start") return std::to_string(leader->epoch_start_offset.value());
        if (what == "isr") {
            const std::string committed = text_of_ids(leader->isr.committed);
            if (!leader->isr.in_flight()) return committed;
            return committed + " maximal " + text_of_ids(leader->isr.maximal());
        }
        if (what != "follower") unknown_command(step);
        return follower(*leader->find(BrokerId(static_cast<std::int32_t>(step.number(0)))));
    }
    std::string list(const CaseStep& step) {
        ListOffsetsPartition asked{spec_->tp, epoch_of(step), 0};
        const std::string& when = step.argument(0);
        asked.timestamp_ms = when == "latest"     ? latest_timestamp
                             : when == "earliest" ? earliest_timestamp
                                                  : number_of(when);
        const OffsetListing told =
            replica().list_offsets(asked, step.has("consumer") ? no_broker : BrokerId(2));
        if (told.error != ErrorCode::none) return std::string(name_of(told.error));
        if (told.found.offset == no_offset) return "none";
        return std::to_string(told.found.offset.value()) + " epoch " +
               std::to_string(told.found.leader_epoch.value());
    }
    [[nodiscard]] std::string updates() const {
        std::vector<std::string> words;
        for (const AlterPartitionData& update : updates_) {
            words.push_back(text_of_ids(update.new_isr));
        }
        return words.empty() ? "none" : joined(words, " ");
    }
    static std::string followers(const Leader& leader) {
        std::vector<BrokerId> brokers;
        for (const RemoteReplica& remote : leader.followers) brokers.push_back(remote.broker);
        return text_of_ids(brokers);
    }
    static std::string follower(const RemoteReplica& remote) {
        const Instant at = remote.last_caught_up_time;
        return std::to_string(remote.log_start_offset.value()) + " " +
               std::to_string(remote.log_end_offset.value()) + " " +
               (at == long_ago ? "never" : std::to_string(at.since_start().to_millis()));
    }
    static std::string text_of(const EpochEnd& end) {
        return std::to_string(end.epoch.value()) + ":" + std::to_string(end.end_offset.value());
    }

    Ref<LogSpec> spec_ = log_spec();
    Ref<ReplicaSpec> replica_spec_ = replica_spec();
    Output out_;
    Now now_ = now_at(1000);
    std::vector<BrokerId> alive_ = brokers({1, 2, 3, 4});
    PartitionLog log_{spec_};
    Offset checkpoint_{0};
    std::optional<Replica> replica_;
    std::vector<AlterPartitionData> updates_;
};

}  // namespace

TEST_CASE("a replica leads, follows and keeps its ISR as in Kafka's cases") {
    run_kafka_cases<PartitionBench>("tests/unit/core/replication/partition_cases.txt");
}
