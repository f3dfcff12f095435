// The laws of an ensemble, after each event (docs/reference/laws.md, "the ensemble"). A server that
// is down counts with what its disk has.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/zab/zab_world.h"

namespace kscope::test {

class ZabInvariants {
public:
    explicit ZabInvariants(std::size_t servers)
        : servers_(servers), epochs_(servers), seen_(servers), down_(servers) {}

    // After a step of this node. Empty: all hold.
    std::string after_step(std::size_t node, const ZabWorld& world);
    // This server is down: what its disk has still.
    void on_down(std::size_t server, const sim::NodeDisk& disk);
    // Its disk is gone: its epochs begin anew, and what it acknowledged is on fewer disks.
    void forget(std::size_t server) {
        epochs_[server] = {};
        lost_disk_ = true;
    }

    // Transactions that were committed so far, and so many of them this server has applied.
    [[nodiscard]] std::size_t committed() const { return history_.size(); }
    [[nodiscard]] std::size_t applied(const QuorumPeer& server) const;

private:
    struct Committed {
        Zxid zxid;
        Hash128 digest;
    };
    struct Seen {
        bool serving = false;
        Zxid last;
    };

    std::string monotonic_epoch(std::size_t node, const QuorumPeer& server);
    std::string single_leader(const QuorumPeer& server);
    std::string committed_kept(const QuorumPeer& server, const ZabWorld& world);
    std::string follows_history(const QuorumPeer& server, const ZabWorld& world);
    std::string majority_has(Zxid zxid, const ZabWorld& world) const;
    std::string equal_trees(const QuorumPeer& server);
    std::string sessions_kept(const QuorumPeer& server, const ZabWorld& world) const;

    std::size_t servers_;
    std::vector<std::pair<ZabEpoch, ZabEpoch>> epochs_;
    std::vector<Seen> seen_;
    std::vector<Zxid> down_;
    bool lost_disk_ = false;
    std::map<ZabEpoch, ServerId> leaders_;
    std::vector<Committed> history_;
    std::map<Zxid, Hash128> trees_;
};

}  // namespace kscope::test
