#include "sim/story/why.h"

#include <algorithm>

#include "sim/story/sentence.h"

namespace kscope::sim {

namespace {

std::string tp_text(const TopicPartition& tp) { return to_string(tp); }

// Does the note make this thing what it is?
struct About {
    const Thing& thing;

    bool leader(const TopicPartition& tp) const {
        return thing.kind == Thing::Kind::leader && thing.name == tp_text(tp);
    }
    bool broker(BrokerId id) const {
        return thing.kind == Thing::Kind::broker && thing.name == std::to_string(id.value());
    }
    bool group(const std::string& name) const {
        return thing.kind == Thing::Kind::group && thing.name == name;
    }
    bool operator()(const BecameLeader& n) const { return leader(n.tp); }
    bool operator()(const LeaderElected& n) const { return leader(n.tp); }
    bool operator()(const NoLeaderEligible& n) const { return leader(n.tp); }
    bool operator()(const IsrChanged& n) const {
        return thing.kind == Thing::Kind::isr && thing.name == tp_text(n.tp);
    }
    bool log(const TopicPartition& tp) const {
        return thing.kind == Thing::Kind::log && thing.name == tp_text(tp);
    }
    bool operator()(const LogTruncated& n) const { return log(n.tp); }
    bool operator()(const SegmentsDeleted& n) const { return log(n.tp); }
    bool operator()(const LogStartMoved& n) const { return log(n.tp); }
    bool operator()(const LogCleaned& n) const { return log(n.tp); }
    bool operator()(const ControllerElected&) const {
        return thing.kind == Thing::Kind::controller;
    }
    bool operator()(const ZooKeeperLeading&) const { return thing.kind == Thing::Kind::ensemble; }
    bool operator()(const ZooKeeperQuorumLost&) const {
        return thing.kind == Thing::Kind::ensemble;
    }
    bool operator()(const SessionMoved&) const { return thing.kind == Thing::Kind::ensemble; }
    bool operator()(const BrokerGone& n) const { return broker(n.broker); }
    bool operator()(const BrokerAppeared& n) const { return broker(n.broker); }
    bool operator()(const BrokerRegistered& n) const { return broker(n.broker); }
    bool operator()(const RebalanceStarted& n) const { return group(n.group); }
    bool operator()(const GenerationStarted& n) const { return group(n.group); }
    bool operator()(const AssignmentStored& n) const { return group(n.group); }
    template <class Other>
    bool operator()(const Other&) const {
        return false;
    }
};

// The partition or group that a note is about, to pick its like among an event's many notes.
std::string subject_of(const NoteBody& body) {
    return std::visit(
        [](const auto& n) -> std::string {
            if constexpr (requires { n.tp; }) {
                return to_string(n.tp);
            } else if constexpr (requires { n.group; }) {
                return n.group;
            } else {
                return {};
            }
        },
        body);
}

// Who makes a good step of a chain. What only repeats its cause in other words is left out.
bool tells(const Note& note) {
    switch (note.body.index()) {
        case note_kind<BecameFollower>:
        case note_kind<SegmentRolled>:
        case note_kind<SessionOpened>:
        case note_kind<ZooKeeperElectionBegun>:
        case note_kind<ZooKeeperSynced>:
        case note_kind<BrokerReady>:
        case note_kind<ConnectionLost>:
        case note_kind<PositionReset>:
        case note_kind<AssignmentReceived>:
        case note_kind<ConsumerLostPartitions>:
        case note_kind<ReplicaOffline>: return false;
        // A follower that leaves leads on to what keeps it away.
        case note_kind<IsrChangeProposed>: return note.missing.has_value();
        default: return true;
    }
}

int rank(const Note& note) {
    switch (note.body.index()) {
        case note_kind<SessionExpired>:
        case note_kind<ZooKeeperQuorumLost>:
        case note_kind<MemberFenced>: return 5;
        case note_kind<ZooKeeperLeading>:
        case note_kind<LeaderElected>:
        case note_kind<ControllerElected>: return 4;
        case note_kind<BrokerGone>:
        case note_kind<BrokerAppeared>: return 3;
        case note_kind<BecameLeader>: return 2;
        default: return 1;
    }
}

bool is_fault(const WorldNote& note) {
    return std::holds_alternative<NodeKilled>(note) || std::holds_alternative<NodePaused>(note) ||
           std::holds_alternative<LinkCut>(note);
}

// Could this fault keep `from` from being heard by `by`?
bool prevents(const WorldNote& note, NodeId from, NodeId by) {
    if (const auto* killed = std::get_if<NodeKilled>(&note)) return killed->node == from;
    if (const auto* paused = std::get_if<NodePaused>(&note)) return paused->node == from;
    const auto* cut = std::get_if<LinkCut>(&note);
    if (cut == nullptr) return false;
    return (cut->a == from && cut->b == by) || (cut->b == from && cut->a == by);
}

// Does the note end each such fault that came before it?
bool ends_silence(const WorldNote& note, NodeId from, NodeId by) {
    if (const auto* restarted = std::get_if<NodeRestarted>(&note)) return restarted->node == from;
    if (const auto* resumed = std::get_if<NodeResumed>(&note)) return resumed->node == from;
    const auto* healed = std::get_if<LinkHealed>(&note);
    if (healed == nullptr) return false;
    return healed->a == no_node || (healed->a == from && healed->b == by) ||
           (healed->b == from && healed->a == by);
}

class ChainBuilder {
public:
    ChainBuilder(const CauseGraph& graph, const Names& names) : graph_(graph), names_(names) {}

    // Adds the note and all that led to it, the latest first.
    void follow(std::size_t note) {
        for (int guard = 0; guard < 64; ++guard) {
            const KeptNote& kept = graph_.notes()[note];
            add(kept);
            if (kept.note.missing && add_prevention(kept)) return;
            EventId at = trigger_of(kept);
            std::optional<std::size_t> next;
            while (graph_.knows(at)) {
                if (add_world_note(at)) return;
                next = best_note(at, kept.event);
                if (next) break;
                at = graph_.event(at).cause;
            }
            if (!next) return;
            note = *next;
        }
    }

    WhyChain chain() {
        std::reverse(steps_.begin(), steps_.end());
        WhyChain chain;
        chain.steps = std::move(steps_);
        while (chain.steps.size() > max_why_steps) {
            chain.steps.erase(chain.steps.begin() + 1);
            ++chain.left_out;
        }
        return chain;
    }

private:
    void add(const KeptNote& kept) {
        subject_ = subject_.empty() ? subject_of(kept.note.body) : subject_;
        const CausedEvent& event = graph_.event(kept.event);
        steps_.push_back({kept.event, event.time, event.node, subject_of(kept.note.body),
                          sentence(names_, kept.note), short_form(names_, kept.note),
                          sign_of(kept.note), kept.note.rule});
    }

    EventId trigger_of(const KeptNote& kept) const {
        const auto& because = kept.note.because;
        for (auto at = because.rbegin(); at != because.rend(); ++at) {
            if (at->at != no_event && at->at < kept.event) return at->at;
        }
        return graph_.event(kept.event).cause;
    }

    // A replica knows its followers as brokers only.
    NodeId silent_node(const Note& note) const {
        const auto* proposed = std::get_if<IsrChangeProposed>(&note.body);
        return proposed != nullptr ? names_.node_of(proposed->replica) : note.missing->from;
    }

    // The last fault that explains the silence and was not over when the thing was last seen. True
    // if it is found.
    bool add_prevention(const KeptNote& kept) {
        const Missing& missing = *kept.note.missing;
        const NodeId from = silent_node(kept.note);
        const CausedEvent& event = graph_.event(kept.event);
        const auto& faults = graph_.world_notes();
        for (auto at = faults.rbegin(); at != faults.rend(); ++at) {
            if (at->event > kept.event) continue;
            if (ends_silence(at->note, from, event.node) &&
                graph_.event(at->event).time <= missing.last_seen_at) {
                return false;  // from then on it was heard
            }
            if (!prevents(at->note, from, event.node)) continue;
            steps_.push_back({kept.event, graph_.event(at->event).time, from, "",
                              "The " + silence_of(missing) + " of " + names_.node(from) +
                                  " no longer come; the last came at " +
                                  millisecond_text(missing.last_seen_at) + ".",
                              silence_of(missing) + " missing", "◷", std::nullopt});
            add_fault(*at);
            return true;
        }
        return false;
    }

    static std::string silence_of(const Missing& missing) {
        if (missing.expected.find("ping") != std::string::npos) return "pings";
        if (missing.expected.find("heartbeat") != std::string::npos) return "heartbeats";
        if (missing.expected.find("Fetch") != std::string::npos) return "fetches";
        return "messages";
    }

    void add_fault(const KeptWorldNote& kept) {
        const CausedEvent& event = graph_.event(kept.event);
        steps_.push_back({kept.event, event.time, event.node, "", sentence(names_, kept.note),
                          short_form(names_, kept.note), sign_of(kept.note), std::nullopt});
    }

    // A fault, a start or an application's wish is where a chain begins.
    bool add_world_note(EventId at) {
        const auto [first, last] = graph_.world_notes_of(at);
        for (std::size_t i = first; i < last; ++i) {
            const WorldNote& note = graph_.world_notes()[i].note;
            if (is_fault(note) || std::holds_alternative<NodeStarted>(note) ||
                std::holds_alternative<NodeRestarted>(note) ||
                std::holds_alternative<NodeResumed>(note) ||
                std::holds_alternative<LinkHealed>(note) ||
                std::holds_alternative<CommandGiven>(note)) {
                add_fault(graph_.world_notes()[i]);
                return true;
            }
        }
        return false;
    }

    std::optional<std::size_t> best_note(EventId at, EventId after) const {
        if (at >= after) return std::nullopt;
        const auto [first, last] = graph_.notes_of(at);
        std::optional<std::size_t> best;
        int best_rank = 0;
        for (std::size_t i = first; i < last; ++i) {
            const Note& note = graph_.notes()[i].note;
            if (!tells(note)) continue;
            const std::string subject = subject_of(note.body);
            if (!subject.empty() && !subject_.empty() && subject != subject_) continue;
            const int own = rank(note) * 2 + (subject == subject_ && !subject.empty() ? 1 : 0);
            if (own > best_rank) {
                best_rank = own;
                best = i;
            }
        }
        return best;
    }

    const CauseGraph& graph_;
    const Names& names_;
    std::string subject_;
    std::vector<WhyStep> steps_;
};

std::optional<std::size_t> last_note_about(const CauseGraph& graph, const Thing& thing,
                                           EventId at) {
    const auto& notes = graph.notes();
    for (std::size_t i = notes.size(); i-- > 0;) {
        if (notes[i].event <= at && std::visit(About{thing}, notes[i].note.body)) return i;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Thing> parse_thing(const std::string& text) {
    if (text == "controller") return Thing{Thing::Kind::controller, ""};
    if (text == "ensemble") return Thing{Thing::Kind::ensemble, ""};
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos || slash + 1 == text.size()) return std::nullopt;
    const std::string kind = text.substr(0, slash);
    const std::string name = text.substr(slash + 1);
    if (kind == "leader") return Thing{Thing::Kind::leader, name};
    if (kind == "isr") return Thing{Thing::Kind::isr, name};
    if (kind == "log") return Thing{Thing::Kind::log, name};
    if (kind == "broker") return Thing{Thing::Kind::broker, name};
    if (kind == "group") return Thing{Thing::Kind::group, name};
    return std::nullopt;
}

std::optional<EventId> last_event_about(const CauseGraph& graph, const Names&, const Thing& thing,
                                        EventId at) {
    const auto note = last_note_about(graph, thing, at);
    return note ? std::optional(graph.notes()[*note].event) : std::nullopt;
}

std::optional<WhyChain> why(const CauseGraph& graph, const Names& names, const Thing& thing,
                            EventId at) {
    const auto note = last_note_about(graph, thing, at);
    if (!note) return std::nullopt;
    ChainBuilder builder(graph, names);
    builder.follow(*note);
    return builder.chain();
}

std::optional<WhyChain> why(const CauseGraph& graph, const Names& names, EventId at) {
    const auto& notes = graph.notes();
    const auto begin = std::upper_bound(notes.begin(), notes.end(), at,
                                        [](EventId e, const KeptNote& k) { return e < k.event; });
    std::optional<std::size_t> best;
    for (auto i = static_cast<std::size_t>(begin - notes.begin()); i-- > 0;) {
        if (best && notes[i].event != notes[*best].event) break;
        if (!tells(notes[i].note)) continue;
        if (!best || rank(notes[i].note) > rank(notes[*best].note)) best = i;
    }
    if (!best) return std::nullopt;
    ChainBuilder builder(graph, names);
    builder.follow(*best);
    return builder.chain();
}

}  // namespace kscope::sim
