// Notes: the typed facts that core tells the outside. They never change a run: they are built only
// where someone listens, are never part of the run hash, and are made again by replay.
//
// Each event of the total order has the event that scheduled it; that alone cannot explain a
// timeout. So a note carries `because`, the conditions that were met with the event that met each
// (the trigger last), and `missing`, where something failed to come. `rule` names the rule that
// decided, with the configuration key, its value, and the metric an operator would see move.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/time.h"
#include "core/note/client_notes.h"
#include "core/note/cluster_notes.h"
#include "core/note/group_notes.h"
#include "core/note/replication_notes.h"
#include "core/note/throttle_notes.h"

namespace kscope {

using NoteBody = std::variant<
    // replication
    RecordsAppended, HighWatermarkAdvanced, IsrChangeProposed, IsrChanged, BecameLeader,
    BecameFollower, ReplicaOffline, LogTruncated, FollowerCaughtUp, LogRecovered, SegmentRolled,
    SegmentsDeleted, LogStartMoved, LogCleaned,
    // cluster
    BrokerStarted, BrokerRegistered, BrokerReady, SessionOpened, SessionExpired, WatchFired,
    ControllerElected, ControllerResigned, BrokerGone, BrokerAppeared, LeaderElected,
    NoLeaderEligible, TopicCreated, RequestRejected,
    // group
    CoordinatorLoaded, CoordinatorUnloaded, MemberJoined, MemberLeft, MemberFenced,
    RebalanceStarted, GenerationStarted, AssignmentStored, OffsetCommitted,
    // client
    RecordSent, BatchSent, RecordsAcked, SendFailed, RequestRetried, RequestTimedOut,
    ConnectionLost, MetadataRefreshed, RecordsConsumed, PositionReset, PositionSought,
    ReadReplicaChosen, AssignmentReceived, ConsumerLostPartitions,
    // replicas and topics that come and go
    FetchingGivenUp, ControlledShutdownEnded, ReassignmentChanged, TopicDeleted, PartitionsAdded,
    // an ensemble of ZooKeeper servers
    ZooKeeperElectionBegun, ZooKeeperLeading, ZooKeeperSynced, ZooKeeperQuorumLost, SessionMoved,
    // quotas
    ClientThrottled, ReplicaThrottled,
    // the voters of KRaft
    QuorumVoterChanged>;

inline constexpr std::size_t note_kinds = std::variant_size_v<NoteBody>;
static_assert(note_kinds <= 64, "NoteFilter is one word");

struct Because {
    std::string condition;  // "broker 1 is gone", in words
    EventId at;             // the event that met it; no_event if it always held
};

struct Missing {
    std::string expected;   // "a ping of broker 1's session"
    NodeId from = no_node;  // whose sending failed to come
    EventId last_seen;      // the last one that did come
    Instant last_seen_at;
};

struct Rule {
    std::string text;        // "first replica of the assignment that is alive and in the ISR"
    std::string config_key;  // may be empty
    std::string config_value;
    std::string metric;  // "LeaderElectionRateAndTimeMs +1"; may be empty
};

struct Note {
    NoteBody body;
    std::vector<Because> because;
    std::optional<Missing> missing;
    std::optional<Rule> rule;
};

// Which kinds someone listens to: one bit per alternative of NoteBody.
struct NoteFilter {
    std::uint64_t bits = 0;
    [[nodiscard]] bool wants(std::size_t kind) const { return (bits >> kind & 1U) != 0; }
    static NoteFilter all() { return {~std::uint64_t{0}}; }
};

// The kind's place in NoteBody, at compile time: note_kind<SessionExpired>.
template <class T, std::size_t I = 0>
constexpr std::size_t note_kind_of() {
    static_assert(I < note_kinds, "not a note");
    if constexpr (std::is_same_v<std::variant_alternative_t<I, NoteBody>, T>) {
        return I;
    } else {
        return note_kind_of<T, I + 1>();
    }
}
template <class T>
inline constexpr std::size_t note_kind = note_kind_of<T>();

// "SessionExpired"; what `when:` in a scenario says.
const char* note_name(std::size_t kind);
inline const char* note_name(const NoteBody& body) { return note_name(body.index()); }
// One line of meaning, for `kscope list notes` and the documentation.
const char* note_meaning(std::size_t kind);
// Its fields as (name, text), in canonical order: for conditions, lists and the inspector.
std::vector<std::pair<std::string, std::string>> note_fields(const NoteBody& body);

}  // namespace kscope
