#include "sim/story/sentence.h"

#include "sim/story/phrase.h"

namespace kscope::sim {

namespace {

std::string with_rule(std::string text, const Note& note) {
    if (note.rule && !note.rule->text.empty()) text += ": " + note.rule->text;
    if (note.rule && !note.rule->config_key.empty()) {
        text += " (" + note.rule->config_key + "=" + note.rule->config_value + ")";
    }
    return as_sentence(std::move(text)) + ".";
}

struct WorldPhrase {
    const Names& names;

    std::string operator()(const NodeStarted& n) const { return names.node(n.node) + " starts"; }
    std::string operator()(const NodeKilled& n) const {
        return names.node(n.node) +
               (n.kind == CrashKind::power_loss
                    ? " loses its power: what was not flushed is gone"
                    : " is killed: its process ends at once, its page cache survives");
    }
    std::string operator()(const NodeStopped& n) const {
        return names.node(n.node) +
               (n.why.empty() ? " has stopped in good order" : " exits: " + n.why);
    }
    std::string operator()(const NodeRestarted& n) const {
        return names.node(n.node) + " is started again";
    }
    std::string operator()(const NodePaused& n) const {
        return names.node(n.node) + " stops: it neither hears nor speaks";
    }
    std::string operator()(const NodeResumed& n) const { return names.node(n.node) + " goes on"; }
    std::string operator()(const LinkCut& n) const {
        return "the link between " + names.node(n.a) + " and " + names.node(n.b) + " is cut" +
               (n.one_way ? ", in that direction only" : "");
    }
    std::string operator()(const LinkHealed& n) const {
        if (n.a == no_node) return "all links are whole again";
        return "the link between " + names.node(n.a) + " and " + names.node(n.b) +
               " is whole again";
    }
    std::string operator()(const LatencySet& n) const {
        return "the link between " + names.node(n.a) + " and " + names.node(n.b) +
               " has another latency";
    }
    std::string operator()(const CommandGiven& n) const {
        const bool all = n.node == no_node;  // TellBrokers
        const std::string what = !n.request.empty() ? " " + n.request + " for "
                                 : all              ? " of "
                                                    : " in ";
        return (all ? "the brokers are" : names.node(n.node) + " is") + " asked to " +
               command_verb(n.command) + (n.about.empty() ? "" : what + n.about);
    }
    std::string operator()(const NarrationSaid& n) const { return n.text; }
    std::string operator()(const HoldReached& n) const { return n.text; }
    std::string operator()(const QuestionAsked& n) const { return n.question; }
    std::string operator()(const ActionIdle& n) const {
        return "an action finds nothing to act on" +
               (n.node == no_node ? std::string() : " at " + names.node(n.node));
    }
};

struct WorldShort {
    const Names& names;

    std::string operator()(const NodeStarted& n) const { return start(n.node); }
    std::string operator()(const NodeKilled& n) const {
        return (n.kind == CrashKind::power_loss ? "power loss " : "kill ") +
               names.short_name(n.node);
    }
    std::string operator()(const NodeStopped& n) const {
        return (n.why.empty() ? "stop " : "exit ") + names.short_name(n.node);
    }
    std::string operator()(const NodeRestarted& n) const { return start(n.node); }
    std::string operator()(const NodePaused& n) const {
        return "pause " + names.short_name(n.node);
    }
    std::string operator()(const NodeResumed& n) const {
        return "resume " + names.short_name(n.node);
    }
    std::string operator()(const LinkCut& n) const {
        return "cut " + names.short_name(n.a) + "-" + names.short_name(n.b);
    }
    std::string operator()(const LinkHealed& n) const {
        return n.a == no_node ? "heal all"
                              : "heal " + names.short_name(n.a) + "-" + names.short_name(n.b);
    }
    std::string operator()(const LatencySet& n) const {
        return "latency " + names.short_name(n.a) + "-" + names.short_name(n.b);
    }
    std::string operator()(const CommandGiven& n) const {
        return (n.node == no_node ? "brokers" : names.short_name(n.node)) + ": " +
               command_verb(n.command);
    }
    std::string operator()(const NarrationSaid&) const { return "narration"; }
    std::string operator()(const HoldReached&) const { return "hold"; }
    std::string operator()(const QuestionAsked&) const { return "question"; }
    std::string operator()(const ActionIdle&) const { return "nothing to do"; }

    std::string start(NodeId node) const { return "start " + names.short_name(node); }
};

struct WorldSign {
    const char* operator()(const NodeKilled& n) const {
        return n.kind == CrashKind::power_loss ? "⚡" : "✕";
    }
    const char* operator()(const NodeStopped&) const { return "■"; }
    const char* operator()(const NodeStarted&) const { return "↻"; }
    const char* operator()(const NodeRestarted&) const { return "↻"; }
    const char* operator()(const NodePaused&) const { return "❚❚"; }
    const char* operator()(const NodeResumed&) const { return "▶"; }
    const char* operator()(const LinkCut&) const { return "✂"; }
    const char* operator()(const NarrationSaid&) const { return "❝"; }
    const char* operator()(const QuestionAsked&) const { return "?"; }
    template <class Other>
    const char* operator()(const Other&) const {
        return "·";
    }
};

}  // namespace

std::string sentence(const Names& names, const Note& note) {
    return with_rule(phrase(names, note.body), note);
}

std::string sentence(const Names& names, const WorldNote& note) {
    std::string text = as_sentence(std::visit(WorldPhrase{names}, note));
    const bool ended =
        !text.empty() && (text.back() == '.' || text.back() == '?' || text.back() == '!');
    return ended ? text : text + ".";
}

std::string short_form(const Names& names, const Note& note) {
    return short_phrase(names, note.body);
}

std::string short_form(const Names& names, const WorldNote& note) {
    return std::visit(WorldShort{names}, note);
}

const char* sign_of(const WorldNote& note) { return std::visit(WorldSign{}, note); }

const char* sign_of(const Note& note) {
    switch (note.body.index()) {
        case note_kind<LeaderElected>:
        case note_kind<BecameLeader>: return "▲";
        case note_kind<BecameFollower>: return "▼";
        case note_kind<ZooKeeperLeading>:
        case note_kind<ControllerElected>:
        case note_kind<ControllerResigned>: return "◆";
        case note_kind<SessionExpired>:
        case note_kind<MemberFenced>:
        case note_kind<ClientThrottled>:
        case note_kind<ReplicaThrottled>:
        case note_kind<RequestTimedOut>: return "◷";
        case note_kind<NoLeaderEligible>:
        case note_kind<ZooKeeperQuorumLost>:
        case note_kind<FetchingGivenUp>:
        case note_kind<TopicDeleted>:
        case note_kind<SendFailed>: return "✕";
        case note_kind<SessionMoved>:
        case note_kind<QuorumVoterChanged>:
        case note_kind<ReassignmentChanged>: return "⇄";
        case note_kind<SegmentsDeleted>:
        case note_kind<LogStartMoved>:
        case note_kind<LogCleaned>:
        case note_kind<LogTruncated>: return "✂";
        default: return "·";
    }
}

}  // namespace kscope::sim
