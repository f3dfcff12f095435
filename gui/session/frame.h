// Frame: everything that the window shows at one cursor, as plain values. The session thread builds
// it from a world (at most 2 ms) and hands it over as shared_ptr<const Frame>; painters, panels and
// the timeline read it and nothing else.
//
// It never holds a Ref, a pointer into the simulation, or a Qt type: no world leaves its thread. It
// is bounded by what is visible: each lane carries only its last `cells_per_lane` records, and a
// cluster too large for lanes carries `overview`, and of `partitions` only the one looked at.
//
// Two truths stand side by side on purpose (gui.md 1): FramePartition is what the *controller* has
// decided, FrameLane is what that *replica* believes. The canvas shows where they disagree.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "gui/session/frame_node.h"
#include "gui/session/frame_overview.h"
#include "gui/session/frame_zookeeper.h"

namespace kscope::gui {

inline constexpr int cells_per_lane = 24;  // more than fit into any column at any width
inline constexpr int hue_classes = 12;     // 6 fills, then the same 6 striped
inline constexpr std::int8_t no_hue = -1;  // null key

// ---- processes

// Whom a broker keeps to a quota, and how much longer (a replica: for now).
struct FrameThrottle {
    std::string who;    // "Produce web", "Copying click-0 to b4"
    std::string quota;  // "producer_byte_rate=10240"
    Duration left;
    NodeId client = no_node;  // no_node: a replica
};

struct FrameBroker : FrameNode {
    BrokerId broker = no_broker;
    std::string rack;          // empty: none
    bool registered = false;   // /brokers/ids/<id> exists
    std::int32_t waiting = 0;  // requests parked here; those shown are in Frame::parked
    std::vector<FrameThrottle> throttled;
    // Bytes a second for throttled replicas; 0: none is throttled here, or without bound.
    std::int64_t leader_rate = 0;
    std::int64_t follower_rate = 0;
};

// ---- partitions

struct FrameRecord {
    Offset offset;
    std::int8_t hue = no_hue;  // key class, 0..hue_classes-1
    std::int32_t key = -1;     // place in Frame::keys; -1: null key
    LeaderEpoch epoch;
    std::uint64_t record = 0;  // identity for Follow; 0: unknown
};

enum class ReplicaRole : std::uint8_t { unknown, leader, follower, offline };

// One file of a replica's log.
struct FrameSegment {
    Offset base{0};
    Offset end{0};           // the next segment's base; of the active one the log end
    std::int64_t bytes = 0;  // 0 too of a process that is gone
    std::int64_t batches = 0;
    bool active = false;  // appended to
};

struct FrameLane {
    BrokerId broker = no_broker;
    ReplicaRole role = ReplicaRole::unknown;  // what the replica itself believes
    LeaderEpoch epoch = no_leader_epoch;      // in which it believes so
    BrokerId follows = no_broker;             // the leader that a follower fetches from
    bool preferred = false;                   // first of the assignment
    bool truncating = false;
    bool adding = false;    // the controller is moving the partition here,
    bool removing = false;  // or away from here
    // Bytes a second at which its broker copies it as a throttled replica, as leader or as follower
    // (KIP-73); 0: it is not throttled.
    std::int64_t throttled_rate = 0;
    Offset log_start{0};
    Offset flushed{0};  // next offset to be flushed
    Offset high_watermark{0};
    Offset last_stable{0};  // equal to high_watermark without transactions
    Offset log_end{0};
    std::vector<FrameRecord> records;    // the tail of the log, ascending
    std::vector<FrameSegment> segments;  // the newest, ascending
    std::int32_t older_segments = 0;     // before those
    std::int64_t bytes = 0;              // of all segments
    std::vector<FrameRecord> truncated;  // ghosts until the next turning point, ascending
};

struct FramePartition {
    std::string topic;
    std::int32_t index = 0;
    std::string name;  // "click-0", the id of everything about it
    bool internal = false;
    // The controller's truth (/brokers/topics/<t>/partitions/<i>/state).
    BrokerId leader = no_broker;
    LeaderEpoch epoch = no_leader_epoch;
    std::vector<BrokerId> isr;
    std::vector<BrokerId> elr;       // KRaft: eligible though not in sync (KIP-966)
    std::vector<BrokerId> replicas;  // the assignment, preferred leader first
    std::vector<BrokerId> adding;    // of those, while it is being reassigned
    std::vector<BrokerId> removing;
    std::int32_t min_isr = 1;
    Duration no_leader_for;             // while leader == no_broker
    std::optional<Instant> first_send;  // empty log: when the first record will be sent
    std::vector<FrameLane> lanes;       // in the order of Frame::brokers
};

// ---- clients

struct FrameBatch {
    std::string partition;          // "click-0"
    std::vector<std::int8_t> hues;  // of its first records, at most 6
    std::int32_t records = 0;
    std::int32_t attempts = 0;
    bool in_flight = false;
    bool closed = false;  // full or lingered out, ready to send
};

struct FrameProducer : FrameNode {
    std::string acks;  // "0", "1", "all"
    std::int64_t sent = 0;
    std::int64_t acked = 0;
    std::int64_t failed = 0;
    std::int64_t retries = 0;
    // Requests on the fullest connection: max.in.flight.requests.per.connection binds each alone.
    std::int32_t in_flight = 0;
    std::int32_t max_in_flight = 5;
    std::int32_t in_flight_total = 0;  // over all connections
    std::vector<FrameBatch> batches;   // oldest first, at most 12
    std::int32_t more_batches = 0;     // beyond those
    std::optional<Instant> next_send;
    std::string last_error;  // "NOT_ENOUGH_REPLICAS", until the next success
};

struct FrameMember : FrameNode {
    std::string member_id;
    bool leader = false;
    std::vector<std::string> assigned;  // partition names; empty: idle
    bool joined = false;                // is in the current generation
};

enum class GroupState : std::uint8_t {
    empty,
    preparing_rebalance,
    completing_rebalance,
    stable,
    dead
};

struct FrameReader {
    std::string partition;
    std::string member;            // FrameNode::name of who reads it, or empty
    Offset position = no_offset;   // the next offset it will hand out
    Offset committed = no_offset;  // no_offset: none yet
    Offset end{0};                 // high watermark, as the cluster knows it
    Offset start{0};               // log start, likewise
    bool commits = true;           // it has a group
};

// Records behind what is committed, or without a group behind the position. Never less than 0:
// while nobody leads, the replicas that are left may end before what is committed.
inline std::int64_t lag_of(const FrameReader& reader) {
    Offset from = reader.commits ? reader.committed : reader.position;
    if (from == no_offset) from = reader.start;
    return std::max<std::int64_t>(0, reader.end - from);
}

struct FrameGroup {
    std::string name;
    GroupState state = GroupState::empty;
    Generation generation = no_generation;
    BrokerId coordinator = no_broker;
    bool coordinator_lost = false;  // members know the group, no live broker coordinates it
    bool alone = false;             // one consumer without group.id, by its name
    std::string assignor;           // "range"
    std::vector<FrameMember> members;
    std::vector<FrameReader> readers;  // by partition
};

// ---- the wire

enum class PacketKind : std::uint8_t {
    produce,
    fetch,
    fetch_reply,
    ack,
    control,
    group,
    commit,
    zookeeper,
    ping
};

struct FrameFlight {
    std::uint64_t id = 0;  // the event that sent it
    PacketKind kind = PacketKind::ping;
    NodeId from = no_node;
    NodeId to = no_node;
    Instant sent;
    Instant arrives;                // or would have arrived, if lost
    bool foreground = false;        // carries records, changes state, or errs
    std::vector<std::int8_t> hues;  // of the records it carries, at most 5
    std::int32_t records = 0;
    std::string error;                            // "NOT_LEADER_OR_FOLLOWER"; empty: none
    std::int16_t error_code = 0;                  // Kafka's number, 6
    std::optional<double> lost_at;                // fraction of the way where it died
    std::string label;                            // "Produce click-0, 3 records"
    std::vector<std::string> partitions;          // named in it, at most 4
    std::vector<std::uint64_t> records_followed;  // FrameRecord::record, for the halo
    // The message's own fields by its visit(), while playback rests; for the inspector.
    std::vector<std::pair<std::string, std::string>> fields;
};

// A request that waits at a broker for something: it is not in flight.
struct FrameParked {
    NodeId at = no_node;
    std::string request;      // "Fetch b3", "Produce web"
    std::string awaits;       // short: "HW 42", "1 byte"
    std::string partition;    // the one that it awaits most, or empty
    bool foreground = false;  // a client waits for an acknowledgement
};

struct FrameLink {
    NodeId a = no_node;
    NodeId b = no_node;
    bool cut_a_to_b = false;
    bool cut_b_to_a = false;
    Duration extra_delay;
    std::int32_t lost_per_mille = 0;
};

// ---- laws and story

struct FrameLaws {
    std::int32_t held = 0;
    std::int32_t licensed_losses = 0;
    std::string broken;  // name of the broken law; empty: all hold
    std::string sentence;
    std::string numbers;
    EventId event = no_event;
    std::string replay_command;
};

// One step of "why?": what happened, and which items of the picture it is about.
struct FrameWhyStep {
    std::string text;  // "session expires"
    std::string sentence;
    EventId event = no_event;
    Instant at;
    std::vector<std::string> items;  // DrawnItem ids: "lane/click-0/b2"
};

struct FrameStory {
    std::string sentence;
    std::string rule;    // "unclean.leader.election.enable=false"
    std::string metric;  // "LeaderElectionRateAndTimeMs +1"
    std::string say;     // narration of the scenario, if it speaks now
    std::string hold;    // the scenario waits for the viewer
    EventId event = no_event;
    Instant at;
    std::vector<FrameWhyStep> why;  // at most 7, the cause first
    std::int32_t why_more = 0;      // "+4"
};

// ---- the whole

struct Frame {
    // Cursor: the state is that after `event`; `now` lies between it and the next event.
    Instant now;
    EventId event = no_event;
    std::string branch = "main";
    std::string scenario;  // "Click tracking"; empty: none is open
    std::string version;   // "3.9"
    std::uint64_t seed = 0;

    FrameZooKeeper zookeeper;
    std::vector<FrameBroker> brokers;
    std::vector<FramePartition> partitions;  // user topics; internal ones are counted only
    std::int32_t internal_partitions = 0;
    std::int32_t internal_no_leader = 0;
    std::vector<std::string> internal_topics;
    std::vector<FrameProducer> producers;
    std::vector<FrameGroup> groups;
    std::vector<std::string> keys;  // names of the keys that occur in this frame
    std::vector<FrameFlight> flights;
    std::vector<FrameParked> parked;
    std::vector<FrameLink> links;  // only those with something wrong
    FrameLaws laws;
    FrameStory story;
    std::int32_t in_flight = 0;                     // messages; those shown are in `flights`
    std::shared_ptr<const FrameOverview> overview;  // null: `partitions` has all that is looked at
    std::vector<FrameAttention> attention;          // with an overview: the worst 12, worst first
    std::optional<FrameFocus> focus;                // `partitions` are not all that there are
};

}  // namespace kscope::gui
