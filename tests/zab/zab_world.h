// ZabWorld: an ensemble and its clients in a PeerWorld. Servers are the first nodes.
#pragma once

#include <variant>

#include "core/metadata/zab/quorum_peer.h"
#include "tests/support/peer_world.h"
#include "tests/zab/zab_client.h"

namespace kscope::test {

// A server or a client.
class ZabProcess {
public:
    explicit ZabProcess(const ZooKeeperSpec& spec) : process_(QuorumPeer(spec)) {}
    explicit ZabProcess(const ZabClientPlan& plan) : process_(ZabClient(plan)) {}

    void step(const Now& now, const Input& input, Output& out) {
        std::visit([&](auto& p) { p.step(now, input, out); }, process_);
    }
    [[nodiscard]] Instant next_deadline() const {
        return std::visit([](const auto& p) { return p.next_deadline(); }, process_);
    }
    void digest(Digest& d) const {
        std::visit([&d](const auto& p) { p.digest(d); }, process_);
    }
    void check_invariants() const {
        std::visit([](const auto& p) { p.check_invariants(); }, process_);
    }
    [[nodiscard]] const QuorumPeer* server() const { return std::get_if<QuorumPeer>(&process_); }
    [[nodiscard]] const ZabClient* client() const { return std::get_if<ZabClient>(&process_); }

private:
    std::variant<QuorumPeer, ZabClient> process_;
};

class ZabWorld : public PeerWorld<ZabProcess> {
public:
    using PeerWorld::PeerWorld;

    // Null while it is down, or if it is the other kind.
    [[nodiscard]] const QuorumPeer* server(std::size_t node) const {
        return process(node) == nullptr ? nullptr : process(node)->server();
    }
    [[nodiscard]] const ZabClient* client(std::size_t node) const {
        return process(node) == nullptr ? nullptr : process(node)->client();
    }
};

}  // namespace kscope::test
