#include "core/group/group.h"

#include <algorithm>

#include "core/base/check.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

GroupState state_named(const std::string& name) {
    for (const GroupState state :
         {GroupState::empty, GroupState::preparing_rebalance, GroupState::completing_rebalance,
          GroupState::stable, GroupState::dead}) {
        if (name == name_of(state)) return state;
    }
    FAIL("no state is called " << name);
    return GroupState::dead;
}

std::vector<JoinProtocol> protocols_of(const std::string& names) {
    std::vector<JoinProtocol> protocols;
    for (const std::string& name : split(names, ',')) protocols.push_back({name, {}});
    return protocols;
}

template <class Act>
std::string refused_or(Act act) {
    try {
        return act();
    } catch (const CheckFailure&) {
        return "refused";
    }
}

class GroupBench {
public:
    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "transition") return refused_or([&] { return transition(step); });
        if (what == "next-generation") group_.start_next_generation(WallTime());
        if (what == "add") add(step);
        if (what == "update") {
            group_.member(step.argument(0))->rebalance_timeout =
                Duration::millis(step.required("rebalance-timeout"));
        }
        if (what == "remove") group_.remove_member(step.argument(0));
        if (what == "pending") group_.pending_members.push_back(step.argument(0));
        if (what == "pending-sync") group_.pending_sync.push_back(step.argument(0));
        if (what == "synced") std::erase(group_.pending_sync, step.argument(0));
        return question(step);
    }

private:
    std::string transition(const CaseStep& step) {
        for (const std::string& name : step.arguments) group_.transition_to(state_named(name));
        return {};
    }
    void add(const CaseStep& step) {
        Member member;
        member.id = step.argument(0);
        member.protocols = protocols_of(step.option("protocols", "range"));
        member.rebalance_timeout =
            Duration::millis(step.option("rebalance-timeout", std::int64_t{60000}));
        group_.add_member(std::move(member));
    }
    [[nodiscard]] std::string question(const CaseStep& step) const {
        const std::string& what = step.command;
        if (what == "state") return name_of(group_.state());
        if (what == "generation") return std::to_string(group_.generation().value());
        if (what == "protocol") return group_.protocol().empty() ? "none" : group_.protocol();
        if (what == "select") return refused_or([&] { return group_.select_protocol(); });
        if (what == "supports") {
            return group_.supports(protocols_of(step.argument(0))) ? "yes" : "no";
        }
        if (what == "can-rebalance") return can_rebalance();
        if (what == "rebalance-timeout") {
            return std::to_string(group_.rebalance_timeout().to_millis());
        }
        if (what == "is") return standing(step.argument(0));
        if (what == "all-pending-sync") {
            return group_.pending_sync.empty() ? "none" : joined(group_.pending_sync, ",");
        }
        return {};
    }
    [[nodiscard]] std::string can_rebalance() const {
        Group copy = group_;
        const std::string told = refused_or([&] {
            copy.transition_to(GroupState::preparing_rebalance);
            return std::string();
        });
        return told.empty() ? "yes" : "no";
    }
    [[nodiscard]] std::string standing(const std::string& id) const {
        const auto& pending = group_.pending_members;
        const bool waits = std::find(pending.begin(), pending.end(), id) != pending.end();
        if (group_.member(id) != nullptr) return waits ? "both" : "member";
        return waits ? "pending" : "unknown";
    }

    Group group_{"groupId"};
};

}  // namespace

TEST_CASE("a group changes as in Kafka's cases") {
    run_kafka_cases<GroupBench>("tests/unit/core/group/group_cases.txt");
}
