#include "core/note/note.h"

#include <array>
#include <type_traits>

namespace kscope {

namespace {

struct Kind {
    const char* name;
    const char* meaning;
};

// One row per alternative of NoteBody, in its order; the test of this table reads the type names.
constexpr std::array<Kind, note_kinds> kinds{{
    {"RecordsAppended", "a replica has written records to its log"},
    {"HighWatermarkAdvanced", "a replica's high watermark moved: more records are committed"},
    {"IsrChangeProposed", "a leader asks the controller for another ISR"},
    {"IsrChanged", "a leader learns that the ISR is now another"},
    {"BecameLeader", "a broker leads a partition from now on"},
    {"BecameFollower", "a broker follows a partition's leader from now on"},
    {"ReplicaOffline", "a broker has stopped serving a replica"},
    {"LogTruncated", "a follower threw away records that its leader does not have"},
    {"FollowerCaughtUp", "a follower outside the ISR has reached the high watermark"},
    {"LogRecovered", "a broker has read its log back from disk"},
    {"SegmentRolled", "a log has begun a new segment"},
    {"SegmentsDeleted", "a log has given up its oldest segments, for retention or below its start"},
    {"LogStartMoved", "a log's start has moved: records below it can be read no more"},
    {"LogCleaned", "the cleaner has removed records that later ones with the same key replace"},
    {"BrokerStarted", "a broker process has started"},
    {"BrokerRegistered", "a broker has made its znode in /brokers/ids"},
    {"BrokerReady", "a broker has its first metadata and serves"},
    {"SessionOpened", "ZooKeeper has opened a session"},
    {"SessionExpired", "ZooKeeper has given up on a session; its ephemeral znodes are gone"},
    {"WatchFired", "ZooKeeper has told a client of a change that it watched"},
    {"ControllerElected", "a broker has won /controller"},
    {"ControllerResigned", "a broker is no longer the controller"},
    {"BrokerGone", "the controller sees that a broker is gone"},
    {"BrokerAppeared", "the controller sees a new broker"},
    {"LeaderElected", "the controller has given a partition a leader"},
    {"NoLeaderEligible", "no replica may lead: the partition is offline"},
    {"TopicCreated", "a topic exists"},
    {"RequestRejected", "a broker or a controller has answered a request with an error"},
    {"CoordinatorLoaded", "a broker has become the coordinator of some groups"},
    {"CoordinatorUnloaded", "a broker is no longer the coordinator of some groups"},
    {"MemberJoined", "a consumer has joined its group"},
    {"MemberLeft", "a consumer has left its group"},
    {"MemberFenced", "the coordinator has thrown a silent member out"},
    {"RebalanceStarted", "a group stops to divide its partitions anew"},
    {"GenerationStarted", "all members have joined a new generation"},
    {"AssignmentStored", "a group's new assignment is durable, or the group is forgotten"},
    {"OffsetCommitted", "a group's position in a partition is stored, or has expired"},
    {"RecordSent", "a producer's application has sent a record"},
    {"BatchSent", "a producer has put a batch on its way"},
    {"RecordsAcked", "a producer has been told that records are safe, as far as acks goes"},
    {"SendFailed", "a producer has given up on records"},
    {"RequestRetried", "a producer sends a batch again"},
    {"RequestTimedOut", "a client has waited too long for an answer"},
    {"ConnectionLost", "a client has lost a connection"},
    {"MetadataRefreshed", "a client has learnt the cluster anew"},
    {"RecordsConsumed", "poll() has returned records to a consumer's application"},
    {"PositionReset", "a consumer has found out where to begin"},
    {"PositionSought", "a consumer's application has moved its position"},
    {"ReadReplicaChosen", "a consumer reads from the follower that its leader has named"},
    {"AssignmentReceived", "a consumer has learnt its partitions"},
    {"ConsumerLostPartitions", "a consumer has lost its partitions"},
    {"FetchingGivenUp", "a follower no longer tries to fetch a partition, after a fatal error"},
    {"ControlledShutdownEnded", "a broker that stops leads nothing any more, or has given up"},
    {"ReassignmentChanged", "replicas of a partition begin or end to move"},
    {"TopicDeleted", "a topic and all its replicas are gone"},
    {"PartitionsAdded", "a topic has more partitions"},
    {"ZooKeeperElectionBegun", "a server of a ZooKeeper ensemble looks for a leader"},
    {"ZooKeeperLeading", "a ZooKeeper server leads: a majority has its history"},
    {"ZooKeeperSynced", "a ZooKeeper server has its leader's history and follows"},
    {"ZooKeeperQuorumLost", "a ZooKeeper server is without a majority and drops its clients"},
    {"SessionMoved", "a ZooKeeper session lives on at another server"},
    {"ClientThrottled", "a client is above its quota and must go slowly for a while"},
    {"ReplicaThrottled", "a replica must wait for its records: its quota is used up"},
    {"QuorumVoterChanged", "a controller is a voter of the quorum now, or no more"},
}};

std::string text_of(const std::string& value) { return value; }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(const TopicPartition& value) { return to_string(value); }
std::string text_of(Duration value) { return to_string(value); }
std::string text_of(ErrorCode value) { return std::string(name_of(value)); }
std::string text_of(const MemberAssignment& value);

template <class T>
requires std::is_integral_v<T> std::string text_of(T value) { return std::to_string(value); }

template <class Tag, class Rep>
std::string text_of(const Tagged<Tag, Rep>& value) {
    return std::to_string(value.value());
}

template <class T>
std::string text_of(const std::vector<T>& values) {
    std::string text = "[";
    for (const T& value : values) text += (text.size() > 1 ? ", " : "") + text_of(value);
    return text + "]";
}

std::string text_of(const MemberAssignment& value) {
    return value.member_id + ": " + text_of(value.partitions);
}

}  // namespace

const char* note_name(std::size_t kind) { return kinds[kind].name; }

const char* note_meaning(std::size_t kind) { return kinds[kind].meaning; }

std::vector<std::pair<std::string, std::string>> note_fields(const NoteBody& body) {
    std::vector<std::pair<std::string, std::string>> fields;
    std::visit(
        [&fields](const auto& note) {
            note.visit([&fields](const char* name, const auto& value) {
                fields.emplace_back(name, text_of(value));
            });
        },
        body);
    return fields;
}

}  // namespace kscope
