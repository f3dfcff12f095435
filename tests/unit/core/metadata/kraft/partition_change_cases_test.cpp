#include "core/metadata/kraft/partition_change.h"

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

class PartitionChangeBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "partition") return stand(step);
        if (step.command == "rules") return rule(step);
        if (step.command == "live") {
            live_ = ids_of<BrokerId>(step.argument(0));
            return {};
        }
        const PartitionTarget target = wanted(step);
        if (step.command == "elect") {
            const ElectedReplica elected = elect_leader(partition_, target);
            return text_of(elected.leader) + (elected.unclean ? " unclean" : "");
        }
        if (step.command == "bump") {
            const auto bump = epoch_bump(partition_, target);
            return bump ? text_of(*bump) : "none";
        }
        const auto change = partition_change(partition_, target);
        if (step.command == "change") return change ? text_of(*change) : "none";
        if (step.command != "merge") unknown_command(step);
        partition_ = partition_.merged(change.value());
        return text_of(partition_);
    }

private:
    static std::string text_of(BrokerId id) {
        return id == no_broker ? "-" : std::to_string(id.value());
    }
    static ReplicaIds list(const CaseStep& step, const std::string& name) {
        return ids_of<BrokerId>(step.option(name, std::string("-")));
    }
    static std::optional<ReplicaIds> maybe(const CaseStep& step, const std::string& name) {
        if (!step.options.contains(name)) return std::nullopt;
        return list(step, name);
    }
    static BrokerId leader_of(const CaseStep& step) {
        const ReplicaIds leader = list(step, "leader");
        return leader.empty() ? no_broker : leader.front();
    }
    std::string stand(const CaseStep& step) {
        partition_ = {list(step, "replicas"), list(step, "isr"),
                      list(step, "removing"), list(step, "adding"),
                      list(step, "elr"),      list(step, "last"),
                      leader_of(step),        step.has("recovering"),
                      LeaderEpoch(100),       200};
        return {};
    }
    std::string rule(const CaseStep& step) {
        rules_.min_insync_replicas = static_cast<std::int32_t>(step.option("min", std::int64_t{1}));
        rules_.elr_enabled = step.has("elr");
        rules_.last_known_leader = !step.has("no-last-leader");
        rules_.leader_recovery = !step.has("no-recovery");
        rules_.epoch_bump_on_isr_shrink = step.has("shrink-bump");
        rules_.move_awaits_all_replicas = !step.has("awaits-added");
        return {};
    }
    PartitionTarget wanted(const CaseStep& step) const {
        PartitionTarget target = rules_;
        target.isr = maybe(step, "isr");
        target.replicas = maybe(step, "replicas");
        target.removing = maybe(step, "removing");
        target.adding = maybe(step, "adding");
        target.unclean_shutdown = list(step, "unclean-shutdown");
        target.acceptable_leaders = live_;
        if (step.has("recovered")) target.recovering = false;
        if (step.has("preferred")) target.election = LeaderElection::preferred;
        if (step.has("unclean")) target.election = LeaderElection::unclean;
        return target;
    }
    static std::string text_of(const PartitionChange& change) {
        std::vector<std::string> words;
        const auto add = [&words](const char* name, const std::optional<ReplicaIds>& ids) {
            if (ids) words.push_back(std::string(name) + "=" + text_of_ids(*ids));
        };
        add("isr", change.isr);
        if (change.leader) words.push_back("leader=" + text_of(*change.leader));
        add("replicas", change.replicas);
        add("removing", change.removing);
        add("adding", change.adding);
        add("elr", change.elr);
        add("last", change.last_known_elr);
        if (change.recovering)
            words.emplace_back(*change.recovering ? "recovering=yes" : "recovering=no");
        return joined(words, " ");
    }
    static std::string text_of(const PartitionRegistration& p) {
        std::string text = "replicas=" + text_of_ids(p.replicas) + " isr=" + text_of_ids(p.isr);
        if (!p.elr.empty()) text += " elr=" + text_of_ids(p.elr);
        if (!p.last_known_elr.empty()) text += " last=" + text_of_ids(p.last_known_elr);
        text += " leader=" + text_of(p.leader);
        if (p.recovering) text += " recovering";
        return text + " epoch=" + std::to_string(p.leader_epoch.value()) + "/" +
               std::to_string(p.partition_epoch);
    }

    PartitionRegistration partition_;
    PartitionTarget rules_;
    ReplicaIds live_;
};

}  // namespace

TEST_CASE("a partition changes as in Kafka's cases") {
    run_kafka_cases<PartitionChangeBench>(
        "tests/unit/core/metadata/kraft/partition_change_cases.txt");
}
