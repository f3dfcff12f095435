// Notes of brokers, ZooKeeper and the controller.
#pragma once

#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct BrokerStarted {
    BrokerId broker;
    bool clean = false;  // the last shutdown was
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("clean", clean);
    }
};

// /brokers/ids/<id> exists.
struct BrokerRegistered {
    BrokerId broker;
    BrokerEpoch broker_epoch;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("broker_epoch", broker_epoch);
    }
};

// It has had its first metadata from the controller and serves.
struct BrokerReady {
    BrokerId broker;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker);
    }
};

struct SessionOpened {
    SessionId session;
    NodeId client;
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("client", client), v("timeout", timeout);
    }
};

// Told by the ZooKeeper server; its ephemeral znodes go in the same event.
struct SessionExpired {
    SessionId session;
    NodeId client;
    Duration silent_for;
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("client", client), v("silent_for", silent_for);
        v("timeout", timeout);
    }
};

// ---- an ensemble of ZooKeeper servers

struct ZooKeeperElectionBegun {
    ServerId server;
    std::int64_t round = 0;
    ZabEpoch epoch;  // what it votes with: its current epoch and its last zxid
    Zxid zxid;
    template <class V>
    void visit(V&& v) const {
        v("server", server), v("round", round), v("epoch", epoch), v("zxid", zxid);
    }
};

// The elected leader has brought a majority to its history and serves.
struct ZooKeeperLeading {
    ServerId server;
    ZabEpoch epoch;
    Zxid zxid;
    std::int32_t synced = 0;  // servers in sync, itself included
    template <class V>
    void visit(V&& v) const {
        v("server", server), v("epoch", epoch), v("zxid", zxid), v("synced", synced);
    }
};

// A follower has its leader's history and serves.
struct ZooKeeperSynced {
    ServerId server;
    ServerId leader;
    ZabEpoch epoch;
    std::string mode;  // "DIFF", "TRUNC", "SNAP"
    Zxid zxid;
    template <class V>
    void visit(V&& v) const {
        v("server", server), v("leader", leader), v("epoch", epoch), v("mode", mode);
        v("zxid", zxid);
    }
};

struct ZooKeeperQuorumLost {
    ServerId server;
    std::int32_t clients_dropped = 0;
    template <class V>
    void visit(V&& v) const {
        v("server", server), v("clients_dropped", clients_dropped);
    }
};

// Told by the leader: the session lives on at another server.
struct SessionMoved {
    SessionId session;
    NodeId client;
    ServerId from;
    ServerId to;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("client", client), v("from", from), v("to", to);
    }
};

struct WatchFired {
    NodeId client;
    std::string path;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("path", path);
    }
};

struct ControllerElected {
    BrokerId broker;
    ControllerEpoch controller_epoch;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("controller_epoch", controller_epoch);
    }
};

struct ControllerResigned {
    BrokerId broker;
    ControllerEpoch controller_epoch;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("controller_epoch", controller_epoch);
    }
};

// The controller sees /brokers/ids lose a child.
struct BrokerGone {
    BrokerId controller;
    BrokerId broker;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("broker", broker);
    }
};

struct BrokerAppeared {
    BrokerId controller;
    BrokerId broker;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("broker", broker);
    }
};

// The controller has written the new /state.
struct LeaderElected {
    BrokerId controller;
    TopicPartition tp;
    BrokerId old_leader;
    BrokerId leader;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> isr;
    bool unclean = false;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("partition", tp), v("old_leader", old_leader);
        v("leader", leader), v("leader_epoch", leader_epoch), v("isr", isr);
        v("unclean", unclean);
    }
};

// No live replica is in the ISR: the partition is offline.
struct NoLeaderEligible {
    BrokerId controller;
    TopicPartition tp;
    std::vector<BrokerId> isr;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("partition", tp), v("isr", isr);
    }
};

struct TopicCreated {
    BrokerId controller;
    std::string topic;
    std::int32_t partitions = 0;
    std::int32_t replication_factor = 0;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("topic", topic), v("partitions", partitions);
        v("replication_factor", replication_factor);
    }
};

// Replicas of a partition are being moved (KIP-455); `adding` and `removing` are empty when it is
// over. `replicas` is what the assignment is from now on.
struct ReassignmentChanged {
    BrokerId controller;
    TopicPartition tp;
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> adding;
    std::vector<BrokerId> removing;
    bool complete = false;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("partition", tp), v("replicas", replicas);
        v("adding", adding), v("removing", removing), v("complete", complete);
    }
};

// All replicas are deleted, and the znodes with them.
struct TopicDeleted {
    BrokerId controller;
    std::string topic;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("topic", topic);
    }
};

struct PartitionsAdded {
    BrokerId controller;
    std::string topic;
    std::int32_t from = 0;  // so many there were
    std::int32_t to = 0;
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("topic", topic), v("from", from), v("to", to);
    }
};

// A controller is a voter of the quorum, or no more: the new set of voters is committed (KIP-853).
struct QuorumVoterChanged {
    BrokerId controller;  // the active one
    NodeId voter = no_node;
    bool added = false;
    std::int32_t voters = 0;  // so many there are now
    template <class V>
    void visit(V&& v) const {
        v("controller", controller), v("voter", voter), v("added", added), v("voters", voters);
    }
};

// A broker that was told to stop has no leadership any more, or has given up asking.
struct ControlledShutdownEnded {
    BrokerId broker;
    bool moved = false;  // all its leaderships
    std::int32_t attempts = 0;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("moved", moved), v("attempts", attempts);
    }
};

// A broker answered with an error that matters to somebody (not a normal retry of discovery).
struct RequestRejected {
    BrokerId broker;
    std::string request;  // "Produce"
    std::string subject;  // "click-0", a group, a member
    ErrorCode error;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("request", request), v("subject", subject), v("error", error);
    }
};

}  // namespace kscope
