#include "core/metadata/controller/election.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct ElectionBench {
    std::string operator()(const CaseStep& step) const {
        const auto assignment = ids_of<BrokerId>(step.option("assignment", "-"));
        const auto isr = ids_of<BrokerId>(step.option("isr", "-"));
        const auto live = ids_of<BrokerId>(step.option("live", "-"));
        if (step.command == "offline") return offline(assignment, isr, live, step.has("unclean"));
        if (step.command == "preferred") {
            return text_of(preferred_replica_leader(assignment, isr, live));
        }
        if (step.command == "reassign") {
            return text_of(
                reassignment_leader(ids_of<BrokerId>(step.option("target", "-")), isr, live));
        }
        if (step.command == "controlled-shutdown") {
            const auto leaving = ids_of<BrokerId>(step.option("leaving", "-"));
            return text_of(controlled_shutdown_leader(assignment, isr, live, leaving));
        }
        unknown_command(step);
    }
    static std::string text_of(std::optional<BrokerId> leader) {
        return leader ? std::to_string(leader->value()) : "none";
    }
    // The algorithm, and the election that is made from it, must say the same.
    static std::string offline(const BrokerIds& assignment, const BrokerIds& isr,
                               const BrokerIds& live, bool allowed) {
        PartitionState now;
        now.replicas = assignment;
        now.isr = isr;
        const auto leader = offline_partition_leader(assignment, isr, live, allowed);
        const auto election = leader_for_offline(now, live, allowed);
        CHECK(leader.has_value() == election.has_value());
        if (!election) return text_of(leader);
        CHECK(election->state.leader == *leader);
        return text_of(leader) + (election->unclean ? " unclean" : "");
    }
};

}  // namespace

TEST_CASE("leaders are elected as in Kafka's cases") {
    run_kafka_cases<ElectionBench>("tests/unit/core/metadata/controller/election_cases.txt");
}
