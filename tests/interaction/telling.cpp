#include "tests/interaction/telling.h"

#include "sim/story/sentence.h"
#include "tests/interaction/print.h"

namespace kscope::interaction {

namespace {

constexpr std::size_t many = 4;

constexpr std::uint64_t bit(std::size_t kind) { return std::uint64_t{1} << kind; }

constexpr std::uint64_t turning_points =
    bit(note_kind<IsrChangeProposed>) | bit(note_kind<IsrChanged>) | bit(note_kind<BecameLeader>) |
    bit(note_kind<LogTruncated>) | bit(note_kind<FollowerCaughtUp>) | bit(note_kind<BrokerReady>) |
    bit(note_kind<SessionOpened>) | bit(note_kind<SessionExpired>) |
    bit(note_kind<ControllerElected>) | bit(note_kind<ControllerResigned>) |
    bit(note_kind<BrokerGone>) | bit(note_kind<BrokerAppeared>) | bit(note_kind<LeaderElected>) |
    bit(note_kind<NoLeaderEligible>) | bit(note_kind<TopicCreated>) |
    bit(note_kind<RequestRejected>) | bit(note_kind<CoordinatorLoaded>) |
    bit(note_kind<MemberJoined>) | bit(note_kind<MemberLeft>) | bit(note_kind<MemberFenced>) |
    bit(note_kind<RebalanceStarted>) | bit(note_kind<GenerationStarted>) |
    bit(note_kind<AssignmentStored>) | bit(note_kind<SendFailed>) |
    bit(note_kind<RequestTimedOut>) | bit(note_kind<PositionReset>) |
    bit(note_kind<PositionSought>) | bit(note_kind<ReadReplicaChosen>) |
    bit(note_kind<AssignmentReceived>) | bit(note_kind<ConsumerLostPartitions>) |
    bit(note_kind<SegmentsDeleted>) | bit(note_kind<LogStartMoved>) | bit(note_kind<LogCleaned>) |
    bit(note_kind<ClientThrottled>) | bit(note_kind<ReplicaThrottled>) |
    bit(note_kind<QuorumVoterChanged>);

constexpr std::uint64_t steps =
    turning_points | bit(note_kind<RecordsAppended>) | bit(note_kind<HighWatermarkAdvanced>) |
    bit(note_kind<BecameFollower>) | bit(note_kind<LogRecovered>) |
    bit(note_kind<OffsetCommitted>) | bit(note_kind<BatchSent>) | bit(note_kind<RecordsAcked>) |
    bit(note_kind<RequestRetried>) | bit(note_kind<RecordsConsumed>);

// Of __consumer_offsets only the coordinator's own words are told.
bool internal(const NoteBody& body) {
    return std::visit(
        [](const auto& n) {
            if constexpr (requires { n.tp; }) {
                return n.tp.topic == offsets_topic_name;
            } else if constexpr (requires { n.topic; }) {
                return n.topic == offsets_topic_name;
            } else if constexpr (requires { n.subject; }) {
                return n.subject.starts_with(offsets_topic_name);
            } else if constexpr (requires { n.groups; }) {
                return n.groups == 0;
            } else {
                return false;
            }
        },
        body);
}

std::uint64_t told_at(Detail detail) {
    if (detail == Detail::nothing) return 0;
    return detail == Detail::turning_points ? turning_points : steps;
}

}  // namespace

bool Telling::wants(const sim::EventRecord& event) const {
    if (!event.message || about_internal_topics(event.message->body())) return false;
    if (of_ != no_node) return event.node == of_ || event.source == of_;
    return has_news(event.message->body());
}

void Telling::say(Instant now, const std::string& text, Lines& out) {
    if (text == said_) {
        repeated_at_.push_back(now);
        return;
    }
    finish(out);
    said_ = text;
    add_timed(out, now, text);
}

void Telling::finish(Lines& out) {
    if (repeated_at_.size() < many) {
        for (const Instant time : repeated_at_) add_timed(out, time, said_);
    } else {
        add_timed(
            out, repeated_at_.back(),
            "... the same, " + std::to_string(repeated_at_.size()) + " times more until now.");
    }
    repeated_at_.clear();
    said_.clear();
}

void Telling::tell(const Stage& stage, Lines& out) {
    const Instant now = stage.world().now();
    const sim::EventRecord& last = stage.world().last();
    if (detail_ == Detail::messages && wants(last)) {
        const sim::Names& names = stage.names();
        say(now,
            "  " + names.short_name(last.source) + " -> " + names.short_name(last.node) + ": " +
                message_text(last.message->body()) +
                (last.fate == sim::Fate::dropped ? " (lost)" : ""),
            out);
    }
    // Who ends because it cannot go on has no other way to say so.
    for (const sim::WorldNote& note : stage.world().last_world_notes()) {
        const auto* stopped = std::get_if<sim::NodeStopped>(&note);
        if (detail_ == Detail::nothing || stopped == nullptr || stopped->why.empty()) continue;
        say(now, sim::sentence(stage.names(), note), out);
    }
    for (const Note& note : stage.world().last_notes()) {
        if ((told_at(detail_) & bit(note.body.index())) == 0 || internal(note.body)) continue;
        say(now, sim::sentence(stage.names(), note), out);
    }
}

}  // namespace kscope::interaction
