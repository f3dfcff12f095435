#include "sim/story/narrator.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/story/note_bit.h"
#include "sim/story/sentence.h"

namespace kscope::sim {

namespace {

// The turning points (gui.md section 2): session expiry, controller change, election, ISR change,
// truncation, generation, client error. What follows from one at once is not told again.
constexpr std::uint64_t told =
    bit(note_kind<SessionExpired>) | bit(note_kind<ControllerElected>) |
    bit(note_kind<BrokerGone>) | bit(note_kind<LeaderElected>) | bit(note_kind<BecameLeader>) |
    bit(note_kind<NoLeaderEligible>) | bit(note_kind<IsrChanged>) | bit(note_kind<LogTruncated>) |
    bit(note_kind<BrokerRegistered>) | bit(note_kind<TopicCreated>) |
    bit(note_kind<GenerationStarted>) | bit(note_kind<AssignmentStored>) |
    bit(note_kind<MemberFenced>) | bit(note_kind<SendFailed>) | bit(note_kind<RequestTimedOut>) |
    bit(note_kind<PositionSought>) | bit(note_kind<ReadReplicaChosen>) |
    bit(note_kind<FetchingGivenUp>) | bit(note_kind<ControlledShutdownEnded>) |
    bit(note_kind<ReassignmentChanged>) | bit(note_kind<TopicDeleted>) |
    bit(note_kind<PartitionsAdded>) | bit(note_kind<RequestRejected>) |
    bit(note_kind<ZooKeeperLeading>) | bit(note_kind<ZooKeeperQuorumLost>) |
    bit(note_kind<SessionMoved>) | bit(note_kind<SegmentsDeleted>) | bit(note_kind<LogStartMoved>) |
    bit(note_kind<LogCleaned>) | bit(note_kind<ClientThrottled>) |
    bit(note_kind<ReplicaThrottled>) | bit(note_kind<QuorumVoterChanged>);

bool internal(const NoteBody& body) {
    return std::visit(
        [](const auto& n) {
            if constexpr (requires { n.tp; }) {
                return n.tp.topic == offsets_topic_name;
            } else if constexpr (requires { n.topic; }) {
                return n.topic == offsets_topic_name;
            } else {
                return false;
            }
        },
        body);
}

constexpr std::array<std::string_view, 6> operators_requests{
    "AlterConfigs", "AlterPartitionReassignments", "CreatePartitions", "DeleteTopics",
    "ElectLeaders", "IncrementalAlterConfigs",
};

// What somebody wished for and will not be; unless there is nothing to do, or the admin client asks
// again by itself.
bool refused_for_good(const RequestRejected& refused) {
    const bool wished = std::find(operators_requests.begin(), operators_requests.end(),
                                  refused.request) != operators_requests.end();
    return wished && refused.error != ErrorCode::not_controller &&
           refused.error != ErrorCode::throttling_quota_exceeded &&
           refused.error != ErrorCode::election_not_needed;
}

// Of refusals only those of a zombie and of an operator's wishes are turning points; the others
// have clients who tell. A client that stays at its quota is throttled with every request.
bool everyday(const NoteBody& body) {
    const auto* throttled = std::get_if<ClientThrottled>(&body);
    if (throttled != nullptr) return throttled->again;
    const auto* refused = std::get_if<RequestRejected>(&body);
    return refused != nullptr && refused->error != ErrorCode::stale_broker_epoch &&
           refused->error != ErrorCode::stale_controller_epoch && !refused_for_good(*refused);
}

std::string width(std::string text, std::size_t n) {
    return text.size() < n ? std::string(n - text.size(), ' ') + text : text;
}

}  // namespace

NoteFilter Narrator::needed_notes() { return {told}; }

std::vector<StoryLine> Narrator::tell(const World& world) const {
    std::vector<StoryLine> lines;
    for (const WorldNote& note : world.last_world_notes()) {
        if (std::holds_alternative<NodeStarted>(note)) continue;
        const bool said = std::holds_alternative<NarrationSaid>(note) ||
                          std::holds_alternative<HoldReached>(note) ||
                          std::holds_alternative<QuestionAsked>(note);
        lines.push_back(
            {world.now(), world.last_event(), sign_of(note), sentence(names_, note), said});
    }
    for (const Note& note : world.last_notes()) {
        if ((told >> note.body.index() & 1U) == 0 || internal(note.body)) continue;
        if (everyday(note.body)) continue;
        lines.push_back(
            {world.now(), world.last_event(), sign_of(note), sentence(names_, note), false});
    }
    return lines;
}

std::string to_text(const StoryLine& line) {
    return width(millisecond_text(line.time), 12) + "  " + line.sign + " " + line.text;
}

}  // namespace kscope::sim
