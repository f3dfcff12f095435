#include "sim/outcome/verdict.h"

#include <algorithm>

#include "core/config/known_defects.h"

namespace kscope::sim {

namespace {

const ProducerOutcome& producer_of(const Outcome& outcome, const std::string& name) {
    static const ProducerOutcome none;
    for (const ProducerOutcome& producer : outcome.producers) {
        if (producer.name == name) return producer;
    }
    return none;
}

const GroupOutcome& group_of(const Outcome& outcome, const std::string& name) {
    static const GroupOutcome none;
    for (const GroupOutcome& group : outcome.groups) {
        if (group.name == name) return group;
    }
    return none;
}

const PartitionOutcome& partition_of(const Outcome& outcome, const std::string& text) {
    static const PartitionOutcome none;
    for (const PartitionOutcome& partition : outcome.partitions) {
        if (to_string(partition.tp) == text) return partition;
    }
    return none;
}

std::string brokers_text(const std::vector<BrokerId>& brokers) {
    std::string text;
    for (const BrokerId broker : brokers) {
        text += (text.empty() ? "b" : ", b") + std::to_string(broker.value());
    }
    return text.empty() ? "none" : text;
}

// Of a topic, the sum over its partitions; of "click-0", that partition.
template <class Read>
std::int64_t sum(const Outcome& outcome, const std::string& of, Read read) {
    std::int64_t total = 0;
    for (const PartitionOutcome& partition : outcome.partitions) {
        if (partition.tp.topic == of || to_string(partition.tp) == of)
            total += read(partition).value();
    }
    return total;
}

std::int64_t number_of(const Expectation& e, const Outcome& outcome) {
    const auto whole = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
    switch (e.quantity) {
        case Quantity::sent: return whole(producer_of(outcome, e.of).sent);
        case Quantity::acked: return whole(producer_of(outcome, e.of).acked);
        case Quantity::failed: return whole(producer_of(outcome, e.of).failed);
        case Quantity::retries: return whole(producer_of(outcome, e.of).retries);
        case Quantity::lost: return whole(producer_of(outcome, e.of).lost);
        case Quantity::lag: return group_of(outcome, e.of).lag();
        case Quantity::members: return whole(group_of(outcome, e.of).members);
        case Quantity::generation: return group_of(outcome, e.of).generation.value();
        case Quantity::log_end: return sum(outcome, e.of, [](const auto& p) { return p.log_end; });
        case Quantity::high_watermark:
            return sum(outcome, e.of, [](const auto& p) { return p.high_watermark; });
        case Quantity::leader_epoch: return partition_of(outcome, e.of).leader_epoch.value();
        case Quantity::leader: return partition_of(outcome, e.of).leader.value();
        default: return 0;
    }
}

bool compare(Expectation::Compare how, std::int64_t measured, std::int64_t expected) {
    switch (how) {
        case Expectation::Compare::is: return measured == expected;
        case Expectation::Compare::is_not: return measured != expected;
        case Expectation::Compare::at_least: return measured >= expected;
        case Expectation::Compare::at_most: return measured <= expected;
    }
    return false;
}

constexpr int told_max = 5;  // of the things that miss an expectation

Verdict judge_all(const Expectation& e, const Outcome& outcome, bool laws_held) {
    Verdict verdict{e.text, true, ""};
    int missed = 0;
    const auto miss = [&](const std::string& what) {
        verdict.held = false;
        if (++missed > told_max) return;
        verdict.measured += (missed == 1 ? "" : ", ") + what;
        if (missed == told_max) verdict.measured += ", ...";
    };
    if (e.quantity == Quantity::every_law_holds && !laws_held) miss("a law was broken");
    for (const ProducerOutcome& p : outcome.producers) {
        const std::string of = " of " + p.name;
        if (e.quantity == Quantity::nothing_acked_is_lost && p.lost > 0) {
            miss(std::to_string(p.lost) + of);
        }
        if (e.quantity == Quantity::every_record_acked && p.acked != p.sent) {
            miss(std::to_string(p.acked) + " of " + std::to_string(p.sent) + of);
        }
    }
    for (const GroupOutcome& g : outcome.groups) {
        if (e.quantity == Quantity::every_record_consumed &&
            (g.lag() != 0 || g.partitions.empty())) {
            miss("lag of " + g.name + " is " + std::to_string(g.lag()));
        }
    }
    for (const PartitionOutcome& p : outcome.partitions) {
        if (e.quantity == Quantity::every_replica_in_sync && p.isr.size() != p.replicas.size()) {
            miss("isr of " + to_string(p.tp) + " is " + brokers_text(p.isr));
        }
    }
    return verdict;
}

Verdict judge_breach(const Expectation& e, const Outcome& outcome) {
    const KnownDefect* defect = find_defect(e.word);
    const bool expected = defect != nullptr && has_defect(outcome.features, *defect);
    const std::string& broken = outcome.broken_law;
    return {e.text, broken == (expected ? e.of : ""),
            broken.empty() ? "every law held" : broken + " is broken"};
}

}  // namespace

bool explains(const Expectation& e, const Outcome& outcome) {
    return e.quantity == Quantity::breach && !outcome.broken_law.empty() &&
           judge_breach(e, outcome).held;
}

Verdict judge(const Expectation& e, const Outcome& outcome, bool laws_held) {
    const bool wanted = e.compare != Expectation::Compare::is_not;
    switch (e.quantity) {
        case Quantity::every_law_holds:
        case Quantity::nothing_acked_is_lost:
        case Quantity::every_record_acked:
        case Quantity::every_record_consumed:
        case Quantity::every_replica_in_sync: return judge_all(e, outcome, laws_held);
        case Quantity::state: {
            const std::string& state = group_of(outcome, e.of).state;
            return {e.text, (state == e.word) == wanted, state.empty() ? "unknown" : state};
        }
        case Quantity::breach: return judge_breach(e, outcome);
        case Quantity::isr: {
            const std::vector<BrokerId>& isr = partition_of(outcome, e.of).isr;
            return {e.text, (isr == e.brokers) == wanted, brokers_text(isr)};
        }
        case Quantity::leader: {
            const std::int64_t leader = number_of(e, outcome);
            return {e.text, compare(e.compare, leader, e.number),
                    leader < 0 ? "none" : "b" + std::to_string(leader)};
        }
        default: break;
    }
    const std::int64_t measured = number_of(e, outcome);
    return {e.text, compare(e.compare, measured, e.number), std::to_string(measured)};
}

std::vector<Verdict> judge(const std::vector<Expectation>& expectations, const Outcome& outcome,
                           bool laws_held) {
    std::vector<Verdict> verdicts;
    for (const Expectation& e : expectations) verdicts.push_back(judge(e, outcome, laws_held));
    return verdicts;
}

}  // namespace kscope::sim
