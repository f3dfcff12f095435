#include "core/replication/leader_state.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

std::string text_of(Instant time) {
    if (time == long_ago) return "never";
    return std::to_string(time.since_start().to_millis());
}

class ReplicaStateBench {
public:
    std::string operator()(const CaseStep& step) {
        const Offset leader_end(step.option("leader-end", std::int64_t{0}));
        if (step.command == "at") {
            now_ = Instant::at(Duration::millis(step.number(0)));
        } else if (step.command == "lag") {
            max_lag_ = Duration::millis(step.number(0));
        } else if (step.command == "fetch") {
            replica_.update_fetch_state(Offset(step.required("offset")),
                                        Offset(step.required("start")), now_, leader_end);
        } else if (step.command == "reset") {
            replica_.reset(now_, leader_end, step.has("new-leader"), step.has("in-sync"));
        } else if (step.command == "caught-up") {
            return replica_.caught_up(leader_end, now_, max_lag_) ? "yes" : "no";
        } else if (step.command == "state") {
            return std::to_string(replica_.log_start_offset.value()) + " " +
                   std::to_string(replica_.log_end_offset.value()) + " " +
                   text_of(replica_.last_caught_up_time) + " " +
                   std::to_string(replica_.last_fetch_leader_log_end_offset.value()) + " " +
                   text_of(replica_.last_fetch_time);
        } else {
            unknown_command(step);
        }
        return {};
    }

private:
    RemoteReplica replica_;
    Instant now_;
    Duration max_lag_ = Duration::seconds(30);
};

}  // namespace

TEST_CASE("a leader knows of its followers what Kafka's cases say") {
    run_kafka_cases<ReplicaStateBench>("tests/unit/core/replication/replica_state_cases.txt");
}
