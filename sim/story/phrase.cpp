#include "sim/story/phrase.h"

#include <array>

#include "core/border/command.h"

namespace kscope::sim {

namespace {

std::string num(Offset offset) { return std::to_string(offset.value()); }
std::string num(LeaderEpoch epoch) { return std::to_string(epoch.value()); }
std::string num(Generation generation) { return std::to_string(generation.value()); }

std::string count(std::int64_t n, const char* one, const char* many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}

std::string offsets(Offset from, Offset next) {
    return next - from == 1 ? "offset " + num(from)
                            : "offsets " + num(from) + " to " + num(next - 1);
}

std::string error(ErrorCode code) { return std::string(name_of(code)); }

// A member's id is long; its client's name and the beginning of the uuid are enough.
std::string member(const std::string& id) {
    return id.size() > 36 ? id.substr(0, id.size() - 36 + 4) : id;
}

std::string list(const std::vector<TopicPartition>& partitions) {
    std::string text;
    for (const TopicPartition& tp : partitions) text += (text.empty() ? "" : ", ") + to_string(tp);
    return text.empty() ? "nothing" : text;
}

// Both sides of the change: who leads, and who did.
std::string instead_of(const LeaderElected& n) {
    if (n.old_leader == no_broker || n.old_leader == n.leader) return {};
    return " in place of " + Names::broker(n.old_leader);
}

struct Replication {
    const Names& names;

    std::string operator()(const RecordsAppended& n) const {
        return Names::broker(n.broker) + (n.as_leader ? " appends " : " copies ") +
               offsets(n.base_offset, n.next_offset) + " of " + to_string(n.tp);
    }
    std::string operator()(const HighWatermarkAdvanced& n) const {
        return "the high watermark of " + to_string(n.tp) + " on " + Names::broker(n.broker) +
               " moves from " + num(n.from) + " to " + num(n.to);
    }
    std::string operator()(const IsrChangeProposed& n) const {
        const bool joins = n.to.size() > n.from.size();
        return Names::broker(n.broker) + " asks the controller to " + (joins ? "take " : "drop ") +
               Names::broker(n.replica) + (joins ? " into" : " from") + " the ISR of " +
               to_string(n.tp);
    }
    std::string operator()(const IsrChanged& n) const {
        return "the ISR of " + to_string(n.tp) + (n.shrunk ? " shrinks from " : " grows from ") +
               Names::brokers(n.from) + " to " + Names::brokers(n.to);
    }
    std::string operator()(const BecameLeader& n) const {
        return Names::broker(n.broker) + " leads " + to_string(n.tp) + " in epoch " +
               num(n.leader_epoch) + ", from offset " + num(n.start_offset) + " on";
    }
    std::string operator()(const BecameFollower& n) const {
        return Names::broker(n.broker) + " follows " + Names::broker(n.leader) + " for " +
               to_string(n.tp) + " in epoch " + num(n.leader_epoch);
    }
    std::string operator()(const ReplicaOffline& n) const {
        return Names::broker(n.broker) + " stops serving " + to_string(n.tp);
    }
    std::string operator()(const LogTruncated& n) const {
        const std::string what = Names::broker(n.broker) + " throws away " + offsets(n.to, n.from) +
                                 " of " + to_string(n.tp);
        // Without an epoch it does not know what its leader has.
        return n.diverging_epoch == no_leader_epoch ? what
                                                    : what + ", which its leader does not have";
    }
    std::string operator()(const FollowerCaughtUp& n) const {
        return Names::broker(n.replica) + " has caught up on " + to_string(n.tp) + " at offset " +
               num(n.log_end_offset);
    }
    std::string operator()(const LogRecovered& n) const {
        const std::string lost =
            n.lost > Offset(0) ? ", " + count(n.lost.value(), "offset", "offsets") + " lost" : "";
        return Names::broker(n.broker) + " has read " + to_string(n.tp) +
               " back from disk, up to " + num(n.log_end_offset) + lost;
    }
    std::string operator()(const FetchingGivenUp& n) const {
        return Names::broker(n.broker) + " gives up fetching " + to_string(n.tp) + " from " +
               Names::broker(n.leader) + " at offset " + num(n.log_end_offset);
    }
    std::string operator()(const SegmentRolled& n) const {
        return Names::broker(n.broker) + " begins a new segment of " + to_string(n.tp) +
               " at offset " + num(n.base_offset);
    }
    std::string operator()(const SegmentsDeleted& n) const {
        return Names::broker(n.broker) + " deletes " + count(n.segments, "segment", "segments") +
               " of " + to_string(n.tp) + ", " + offsets(n.base_offset, n.next_offset) + " in " +
               count(n.bytes, "byte", "bytes");
    }
    std::string operator()(const LogStartMoved& n) const {
        return to_string(n.tp) + " on " + Names::broker(n.broker) + " starts at offset " +
               num(n.to) + " now: " + offsets(n.from, n.to) + " can be read no more";
    }
    std::string operator()(const LogCleaned& n) const {
        const std::string tombstones =
            n.tombstones_removed == 0
                ? ""
                : ", " + count(n.tombstones_removed, "old tombstone", "old tombstones") +
                      " among the " + std::to_string(n.records_before - n.records_after) + " gone";
        return Names::broker(n.broker) + " compacts " + to_string(n.tp) + " up to offset " +
               num(n.next_dirty_offset) + ": " + count(n.records_before, "record", "records") +
               " become " + std::to_string(n.records_after) + tombstones;
    }
};

struct Cluster : Replication {
    using Replication::operator();

    std::string operator()(const BrokerStarted& n) const {
        return Names::broker(n.broker) + " boots after a" +
               (n.clean ? " clean shutdown" : "n unclean shutdown or for the first time");
    }
    std::string operator()(const BrokerRegistered& n) const {
        return Names::broker(n.broker) + (names.has_zookeeper()
                                              ? " registers in ZooKeeper"
                                              : " is registered by the controller");
    }
    std::string operator()(const BrokerReady& n) const {
        return Names::broker(n.broker) + " knows the cluster and serves";
    }
    std::string operator()(const SessionOpened& n) const {
        return "ZooKeeper opens a session for " + names.node(n.client) + " with a timeout of " +
               to_string(n.timeout);
    }
    std::string operator()(const SessionExpired& n) const {
        return (names.has_zookeeper() ? "ZooKeeper gives up on the session of "
                                      : "the controller gives up on the session of ") +
               names.node(n.client) + " after " +
               to_string(Duration::millis(n.silent_for.to_millis())) + " of silence";
    }
    static std::string server(ServerId id) { return "zk" + std::to_string(id.value()); }
    std::string operator()(const ZooKeeperElectionBegun& n) const {
        return server(n.server) + " looks for a leader (round " + std::to_string(n.round) +
               ") and votes for itself with epoch " + std::to_string(n.epoch.value()) +
               " and zxid " + to_hex(n.zxid.value());
    }
    std::string operator()(const ZooKeeperLeading& n) const {
        return server(n.server) + " has won the election and leads in epoch " +
               std::to_string(n.epoch.value()) + " with " + count(n.synced, "server", "servers") +
               " in sync";
    }
    std::string operator()(const ZooKeeperSynced& n) const {
        return server(n.server) + " is in sync with " + server(n.leader) + " by " + n.mode +
               " and follows in epoch " + std::to_string(n.epoch.value());
    }
    std::string operator()(const ZooKeeperQuorumLost& n) const {
        return server(n.server) + " has lost its quorum and drops " +
               count(n.clients_dropped, "client", "clients");
    }
    std::string operator()(const SessionMoved& n) const {
        return "the session of " + names.node(n.client) + " moves from " + server(n.from) + " to " +
               server(n.to);
    }
    std::string operator()(const WatchFired& n) const {
        return "ZooKeeper tells " + names.node(n.client) + " that " + n.path + " has changed";
    }
    std::string operator()(const ControllerElected& n) const {
        return names.controller(n.broker) +
               (names.has_zookeeper() ? " wins /controller and is the controller in epoch "
                                      : " leads the quorum and is the controller in epoch ") +
               std::to_string(n.controller_epoch.value());
    }
    std::string operator()(const QuorumVoterChanged& n) const {
        return names.node(n.voter) +
               (n.added ? " is a voter of the quorum now, one of "
                        : " is no voter of the quorum any more; it has ") +
               std::to_string(n.voters);
    }
    std::string operator()(const ControllerResigned& n) const {
        return names.controller(n.broker) + " is no longer the controller";
    }
    std::string operator()(const BrokerGone& n) const {
        if (!names.has_zookeeper()) {
            return "the controller, " + names.controller(n.controller) + ", fences " +
                   Names::broker(n.broker);
        }
        return "the controller, " + Names::broker(n.controller) + ", sees that " +
               Names::broker(n.broker) + " is gone";
    }
    std::string operator()(const BrokerAppeared& n) const {
        return "the controller, " + names.controller(n.controller) +
               (names.has_zookeeper() ? ", sees " : ", unfences ") + Names::broker(n.broker);
    }
    std::string operator()(const LeaderElected& n) const {
        if (n.leader == no_broker)
            return "the controller leaves " + to_string(n.tp) + " leaderless";
        return "the controller makes " + Names::broker(n.leader) + " the leader of " +
               to_string(n.tp) + " in epoch " + num(n.leader_epoch) + instead_of(n) +
               (n.unclean ? ", uncleanly" : "");
    }
    std::string operator()(const NoLeaderEligible& n) const {
        if (n.isr.empty()) {
            return "nobody may lead " + to_string(n.tp) + ": its ISR is empty" +
                   (names.has_zookeeper() ? "" : ", and no eligible leader replica is alive");
        }
        return "nobody may lead " + to_string(n.tp) + ": no replica of its ISR (" +
               Names::brokers(n.isr) + ") is alive";
    }
    std::string operator()(const TopicCreated& n) const {
        return "topic " + n.topic + " exists, with " +
               count(n.partitions, "partition", "partitions") + " of " +
               count(n.replication_factor, "replica", "replicas");
    }
    std::string operator()(const ControlledShutdownEnded& n) const {
        return Names::broker(n.broker) +
               (n.moved ? " leads nothing any more and stops"
                        : " stops without having its leaderships moved, after " +
                              count(n.attempts, "attempt", "attempts"));
    }
    std::string operator()(const ReassignmentChanged& n) const {
        const std::string what = "the replicas of " + to_string(n.tp);
        if (n.complete) return what + " are " + Names::brokers(n.replicas) + " now";
        return what + " move:" +
               (n.adding.empty() ? "" : " " + Names::brokers(n.adding) + " will be added") +
               (n.adding.empty() || n.removing.empty() ? "" : ",") +
               (n.removing.empty() ? "" : " " + Names::brokers(n.removing) + " removed");
    }
    std::string operator()(const TopicDeleted& n) const {
        return "topic " + n.topic + " is deleted, with all its replicas";
    }
    std::string operator()(const PartitionsAdded& n) const {
        return "topic " + n.topic + " has " + count(n.to, "partition", "partitions") +
               " instead of " + std::to_string(n.from);
    }
    std::string operator()(const RequestRejected& n) const {
        return names.controller(n.broker) + " refuses " + n.request + " for " + n.subject +
               " with " + error(n.error);
    }
};

struct Groups : Cluster {
    using Cluster::operator();

    std::string operator()(const CoordinatorLoaded& n) const {
        return Names::broker(n.broker) + " is the coordinator for " +
               count(n.groups, "group", "groups") + " of " + offsets_topic_name + "-" +
               std::to_string(n.offsets_partition.value());
    }
    std::string operator()(const CoordinatorUnloaded& n) const {
        return Names::broker(n.broker) + " is no longer the coordinator of " + offsets_topic_name +
               "-" + std::to_string(n.offsets_partition.value());
    }
    std::string operator()(const MemberJoined& n) const {
        return (n.client == no_node ? member(n.member) : names.node(n.client)) + " joins group " +
               n.group;
    }
    std::string operator()(const MemberLeft& n) const {
        return member(n.member) + " leaves group " + n.group;
    }
    std::string operator()(const MemberFenced& n) const {
        return "group " + n.group + " throws out " + member(n.member) + " after " +
               to_string(Duration::millis(n.silent_for.to_millis())) + " of silence";
    }
    std::string operator()(const RebalanceStarted& n) const {
        return "group " + n.group + " stops to divide its partitions anew";
    }
    std::string operator()(const GenerationStarted& n) const {
        return "group " + n.group + " has generation " + num(n.generation) + " with " +
               count(n.members, "member", "members") + "; " + member(n.leader) + " assigns by " +
               n.protocol;
    }
    std::string operator()(const AssignmentStored& n) const {
        if (n.generation == no_generation) return "group " + n.group + " is Dead and forgotten";
        return "group " + n.group + " is stable in generation " + num(n.generation);
    }
    std::string operator()(const OffsetCommitted& n) const {
        if (n.offset == no_offset) {
            return "group " + n.group + "'s offset of " + to_string(n.tp) + " is forgotten";
        }
        return "group " + n.group + " commits offset " + num(n.offset) + " of " + to_string(n.tp);
    }
};

struct Clients : Groups {
    using Groups::operator();

    std::string operator()(const RecordSent& n) const {
        return names.node(n.client) + " sends a record for " + to_string(n.tp);
    }
    std::string operator()(const BatchSent& n) const {
        return names.node(n.client) + " sends " + count(n.records, "record", "records") + " of " +
               to_string(n.tp) + " to " + Names::broker(n.broker) +
               (n.attempt > 1 ? ", attempt " + std::to_string(n.attempt) : "");
    }
    std::string operator()(const RecordsAcked& n) const {
        const std::string what = names.node(n.client) + " learns that ";
        if (n.base_offset == no_offset) {
            return what + count(n.records, "record", "records") + " of " + to_string(n.tp) +
                   " went out, nothing more";
        }
        return what + offsets(n.base_offset, n.base_offset + n.records) + " of " + to_string(n.tp) +
               (n.records == 1 ? " is safe" : " are safe") +
               (n.acks == 1 ? " on the leader (acks=1)" : " (acks=all)");
    }
    std::string operator()(const SendFailed& n) const {
        return names.node(n.client) + " gives up on " + count(n.records, "record", "records") +
               " of " + to_string(n.tp) + " with " + error(n.error);
    }
    std::string operator()(const RequestRetried& n) const {
        return names.node(n.client) + " sends a batch of " + to_string(n.tp) + " again after " +
               error(n.error);
    }
    std::string operator()(const RequestTimedOut& n) const {
        return names.node(n.client) + " has waited " + to_string(n.timeout) + " for " +
               names.node(n.peer) + " to answer " + n.request;
    }
    std::string operator()(const ConnectionLost& n) const {
        return names.node(n.client) + " loses its connection to " + names.node(n.peer);
    }
    std::string operator()(const MetadataRefreshed& n) const {
        return names.node(n.client) + " learns the cluster " + (n.changed ? "anew" : "again");
    }
    std::string operator()(const RecordsConsumed& n) const {
        return names.node(n.client) + " reads " + offsets(n.base_offset, n.position) + " of " +
               to_string(n.tp);
    }
    std::string operator()(const PositionReset& n) const {
        return names.node(n.client) + " begins " + to_string(n.tp) + " at offset " +
               num(n.position) + " (" + n.policy + ")";
    }
    std::string operator()(const PositionSought& n) const {
        return names.node(n.client) + " moves its position in " + to_string(n.tp) + " from " +
               num(n.from) + " to " + num(n.to);
    }
    std::string operator()(const ReadReplicaChosen& n) const {
        return names.node(n.client) + " reads " + to_string(n.tp) + " from " +
               Names::broker(n.replica) + ": the leader knows it in the rack of " +
               names.node(n.client) + ", " + n.rack;
    }
    std::string operator()(const AssignmentReceived& n) const {
        return names.node(n.client) + " owns " + list(n.partitions) + " in generation " +
               num(n.generation) + " of " + n.group;
    }
    std::string operator()(const ConsumerLostPartitions& n) const {
        return names.node(n.client) + " loses " + list(n.partitions);
    }
};

struct Quotas : Clients {
    using Clients::operator();

    std::string operator()(const ClientThrottled& n) const {
        const std::string who = n.client == no_node ? n.client_id : names.node(n.client);
        const std::string time = to_string(n.throttle_time);
        return n.answered ? Names::broker(n.broker) + " answers " + n.request + " of " + who +
                                " and reads nothing more from it for " + time
                          : Names::broker(n.broker) + " keeps its answer to " + n.request + " of " +
                                who + " back for " + time;
    }
    std::string operator()(const ReplicaThrottled& n) const {
        return n.as_leader ? Names::broker(n.broker) + " sends " + Names::broker(n.replica) +
                                 " nothing of " + to_string(n.tp) + " for now"
                           : Names::broker(n.broker) + " fetches nothing of " + to_string(n.tp) +
                                 " for now";
    }
};

struct Short {
    const Names& names;

    std::string b(BrokerId broker) const { return "b" + std::to_string(broker.value()); }

    std::string operator()(const BecameLeader& n) const {
        return b(n.broker) + " leads " + to_string(n.tp);
    }
    std::string operator()(const LeaderElected& n) const {
        return n.leader == no_broker ? "no leader" : b(n.leader) + " elected";
    }
    std::string operator()(const SessionExpired&) const { return "session expires"; }
    std::string operator()(const ControllerElected& n) const { return "controller " + b(n.broker); }
    std::string operator()(const BrokerGone& n) const { return "controller misses " + b(n.broker); }
    std::string operator()(const BrokerAppeared& n) const {
        return "controller sees " + b(n.broker);
    }
    std::string operator()(const IsrChanged& n) const {
        return n.shrunk ? "ISR shrinks" : "ISR grows";
    }
    std::string operator()(const IsrChangeProposed&) const { return "ISR change asked"; }
    std::string operator()(const FollowerCaughtUp& n) const { return b(n.replica) + " caught up"; }
    std::string operator()(const LogTruncated& n) const { return b(n.broker) + " truncates"; }
    std::string operator()(const BrokerRegistered& n) const { return b(n.broker) + " registers"; }
    std::string operator()(const MemberFenced&) const { return "member thrown out"; }
    std::string operator()(const GenerationStarted& n) const {
        return "generation " + num(n.generation);
    }
    std::string operator()(const NoLeaderEligible&) const { return "nobody may lead"; }
    std::string operator()(const LogRecovered& n) const { return b(n.broker) + " reads its logs"; }
    std::string operator()(const BrokerStarted& n) const { return b(n.broker) + " boots"; }
    std::string operator()(const CoordinatorLoaded& n) const {
        return "coordinator " + b(n.broker);
    }
    std::string operator()(const MemberJoined&) const { return "member joins"; }
    std::string operator()(const MemberLeft&) const { return "member leaves"; }
    std::string operator()(const RebalanceStarted&) const { return "rebalance"; }
    std::string operator()(const RequestRejected& n) const { return n.request + " refused"; }
    std::string operator()(const SendFailed&) const { return "send fails"; }
    std::string operator()(const ClientThrottled& n) const {
        return n.request + " throttled for " + to_string(n.throttle_time);
    }
    std::string operator()(const ReplicaThrottled& n) const {
        return "copying of " + to_string(n.tp) + " throttled";
    }
    // The note's name in words: "TopicCreated" is "topic created".
    template <class Other>
    std::string operator()(const Other&) const {
        std::string words;
        for (const char c : std::string(note_name(note_kind<Other>))) {
            const bool capital = c >= 'A' && c <= 'Z';
            if (capital && !words.empty()) words += ' ';
            words += capital ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return words;
    }
};

}  // namespace

std::string phrase(const Names& names, const NoteBody& body) {
    return std::visit(Quotas{{{{{names}}}}}, body);
}

std::string short_phrase(const Names& names, const NoteBody& body) {
    return std::visit(Short{names}, body);
}

const char* command_verb(std::size_t command) {
    static constexpr std::array<const char*, std::variant_size_v<Command>> verbs{
        "send a record",
        "close",
        "create a topic",
        "move its position",
        "stop polling",
        "poll again",
        "shut down",
        "send",
        "send",
        "change the quotas",
        "change the throttle"};
    return verbs[command];
}

}  // namespace kscope::sim
