#include <nlohmann/json.hpp>

#include "sim/check/law.h"
#include "sim/cli/summary.h"

namespace kscope::sim {

namespace {

using Json = nlohmann::ordered_json;

Json ids(const std::vector<BrokerId>& brokers) {
    Json list = Json::array();
    for (const BrokerId broker : brokers) list.push_back(broker.value());
    return list;
}

Json laws_json(const Checker& checker) {
    Json all = Json::object();
    for (const LawText& law : laws()) {
        const auto& violation = checker.violation();
        if (violation && violation->law == law.law) {
            all[law.name] = {{"broken_at_event", violation->event.value()},
                             {"sentence", violation->sentence}};
        } else {
            all[law.name] = "held";
        }
    }
    return all;
}

Json producers_json(const Outcome& outcome) {
    Json all = Json::object();
    for (const ProducerOutcome& p : outcome.producers) {
        all[p.name] = {{"sent", p.sent},
                       {"acked", p.acked},
                       {"failed", p.failed},
                       {"retries", p.retries},
                       {"lost", p.lost}};
    }
    return all;
}

Json groups_json(const Outcome& outcome) {
    Json all = Json::object();
    for (const GroupOutcome& g : outcome.groups) {
        Json partitions = Json::object();
        for (const GroupPartition& p : g.partitions) {
            partitions[to_string(p.tp)] = {{"committed", p.committed.value()},
                                           {"end", p.end.value()},
                                           {"owner", p.owner.empty() ? Json() : Json(p.owner)}};
        }
        all[g.name] = {{"members", g.members},
                       {"state", g.state},
                       {"generation", g.generation.value()},
                       {"lag", g.lag()},
                       {"partitions", std::move(partitions)}};
    }
    return all;
}

Json topics_json(const Outcome& outcome) {
    Json all = Json::object();
    for (const PartitionOutcome& p : outcome.partitions) {
        Json ends = Json::object();
        for (const ReplicaOutcome& replica : p.logs) {
            ends[std::to_string(replica.broker.value())] = replica.log_end.value();
        }
        all[p.tp.topic][std::to_string(p.tp.partition.value())] = {
            {"leader", p.leader.value()},
            {"leader_epoch", p.leader_epoch.value()},
            {"isr", ids(p.isr)},
            {"replicas", ids(p.replicas)},
            {"log_start", p.log_start.value()},
            {"high_watermark", p.high_watermark.value()},
            {"log_end", std::move(ends)}};
    }
    return all;
}

}  // namespace

void write_json(std::ostream& out, const Summary& summary) {
    const World& world = summary.play.world();
    Json expectations = Json::array();
    for (const Verdict& v : summary.verdicts) {
        expectations.push_back({{"text", v.text}, {"held", v.held}, {"measured", v.measured}});
    }
    Json unfired = Json::array();
    for (const std::size_t place : summary.never_came_true()) {
        unfired.push_back(world.spec().timeline[place].line);
    }
    Json all{{"scenario", summary.play.scenario().name},
             {"seed", summary.play.scenario().seed},
             {"version", summary.play.scenario().version},
             {"run_hash", world.run_hash().hex()},
             {"virtual_time_ns", world.now().nanos()},
             {"events", world.counters().events},
             {"wall_ns", summary.wall_ns},
             {"laws", laws_json(summary.play.checker())},
             {"expectations", std::move(expectations)},
             {"never_came_true", std::move(unfired)},
             {"producers", producers_json(summary.outcome)},
             {"groups", groups_json(summary.outcome)},
             {"topics", topics_json(summary.outcome)}};
    if (summary.wire) {
        all["wire"] = {{"messages", summary.wire->messages},
                       {"bytes", summary.wire->bytes},
                       {"kinds", summary.wire->kinds}};
    }
    out << all.dump(2) << "\n";
}

}  // namespace kscope::sim
