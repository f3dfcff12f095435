// ZooKeeper and the controller as plain values for the window: servers, the sessions that visibly
// drain, watches, and on demand the znodes with what stands in them. With KRaft the servers are the
// controllers, and the sessions those of the active one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "gui/session/frame_node.h"

namespace kscope::gui {

struct FrameSession {
    BrokerId broker = no_broker;
    Duration left;  // until it expires if nothing more is heard
    Duration timeout;
    bool expired = false;  // shown until the broker has a new one
    // If so: "expired", "closed" by the broker itself, or with KRaft "fenced".
    std::string ended = "expired";
    SessionId id{0};          // 0: expired
    Instant last_heard = {};  // a request or a ping
    std::string server = {};  // that it is connected to, in an ensemble
};

// A server alone, or of an ensemble; with KRaft a controller.
struct FrameZooKeeperServer : FrameNode {
    bool member = false;  // of an ensemble or a quorum; what follows is for members that run
    std::string role;     // "leading", "following", "observing" (no voter), "looking"
    bool serving = false;
    std::int32_t epoch = 0;
    std::string log_end;      // "zxid 0x300000012"; of a controller "log end 120"
    std::int32_t synced = 0;  // of a leader: followers in sync
    std::size_t clients = 0;  // connected to it; of a quorum's leader its observers
    bool voter = true;        // of a quorum: as those that run know its voters
    std::string partner;      // the broker in the same process: "b1"; empty: none
};

struct FrameWatch {
    std::string owner;  // "b2"
    std::string path;   // "/brokers/ids"
};

struct FrameZnode {
    std::string path;
    std::string says;  // its data in short: "leader 2 e1, ISR 2,3"
    std::int32_t version = 0;
    std::string owner;        // ephemeral: whose session keeps it; else empty
    std::int32_t folded = 0;  // children that are left out
};

struct FrameZooKeeper {
    bool quorum = false;  // KRaft
    std::vector<FrameZooKeeperServer> servers;
    std::vector<FrameSession> sessions;  // by broker
    std::vector<FrameWatch> watches;
    BrokerId controller = no_broker;  // the znode /controller; KRaft: the active one's node.id
    std::string controller_node;      // KRaft: "c1"
    ControllerEpoch controller_epoch;
    Duration no_controller_for;      // while there is none
    std::vector<FrameZnode> znodes;  // parents first; empty unless LookAt asks for them
};

}  // namespace kscope::gui
