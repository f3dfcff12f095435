// Actions in a few words, for the names of branches.
#include "sim/history/history.h"

namespace kscope::sim {

namespace {

struct Words {
    const WorldSpec& spec;

    [[nodiscard]] std::string name(NodeId node) const {
        const auto at = static_cast<std::size_t>(node.value());
        return at < spec.nodes.size() ? spec.nodes[at].name : "?";
    }
    [[nodiscard]] static std::string name(const NodeByRole& who) {
        switch (who.role) {
            case NodeByRole::Role::leader: return "leader of " + who.of;
            case NodeByRole::Role::controller: return "controller";
            case NodeByRole::Role::coordinator: return "coordinator of " + who.of;
        }
        return "?";
    }
    static std::string verb(CrashKind kind) {
        return kind == CrashKind::process ? "kill " : "power off ";
    }

    std::string operator()(const Kill& a) const { return verb(a.kind) + name(a.node); }
    std::string operator()(const Restart& a) const { return "restart " + name(a.node); }
    std::string operator()(const Pause& a) const { return "pause " + name(a.node); }
    std::string operator()(const Resume& a) const { return "resume " + name(a.node); }
    std::string operator()(const CutLink& a) const {
        return "cut " + name(a.a) + (a.one_way ? ">" : "-") + name(a.b);
    }
    std::string operator()(const HealLink& a) const {
        return "heal " + name(a.a) + "-" + name(a.b);
    }
    std::string operator()(const HealAll&) const { return "heal all"; }
    std::string operator()(const SetLatency& a) const {
        return "latency " + name(a.a) + "-" + name(a.b);
    }
    std::string operator()(const GiveCommand& a) const { return "tell " + name(a.node); }
    std::string operator()(const Say&) const { return "say"; }
    std::string operator()(const Hold&) const { return "hold"; }
    std::string operator()(const Ask&) const { return "ask"; }
    std::string operator()(const KillRole& a) const { return verb(a.kind) + name(a.who); }
    std::string operator()(const PauseRole& a) const { return "pause " + name(a.who); }
    std::string operator()(const Launch& a) const { return "launch " + name(a.node); }
    std::string operator()(const TellBrokers&) const { return "tell the brokers"; }
    std::string operator()(const AskLeader& a) const {
        return "ask the leader of " + to_string(a.tp);
    }
    std::string operator()(const ChangeVoter& a) const {
        return (a.add ? "add voter " : "remove voter ") + name(a.controller);
    }
    std::string operator()(const RestartAll&) const { return "restart all"; }
};

}  // namespace

std::string describe(const Action& action, const WorldSpec& spec) {
    return std::visit(Words{spec}, action);
}

std::string describe_at(const Action& action, const WorldSpec& spec, Instant t) {
    const std::int64_t tenths = t.nanos() / 100'000'000;
    return describe(action, spec) + " @" + std::to_string(tenths / 10) + "." +
           std::to_string(tenths % 10) + " s";
}

}  // namespace kscope::sim
