// ZabWorld: an ensemble and its clients over the engine's network (sim/net) and disks (sim/disk),
// with just enough of an event loop: no brokers, no service times. Servers are the first nodes.
// Deterministic: by time, then by order of scheduling.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "core/metadata/zab/quorum_peer.h"
#include "sim/disk/node_disk.h"
#include "sim/net/network.h"
#include "tests/zab/zab_client.h"

namespace kscope::test {

enum class Crash : std::uint8_t { process, power };

class ZabWorld {
public:
    struct Plan {
        std::variant<ZooKeeperSpec, ZabClientPlan> process;
        Duration disk_flush;
        Instant starts_at;
    };
    ZabWorld(std::vector<Plan> nodes, const sim::LinkSpec& link, std::uint64_t seed);

    // One step of one process. False: nothing is left to happen.
    bool step();
    [[nodiscard]] std::size_t last_node() const { return last_; }
    [[nodiscard]] Instant now() const { return now_; }
    // When a link was healed last: what it held comes late.
    [[nodiscard]] Instant healed_at() const { return healed_at_; }
    [[nodiscard]] std::size_t size() const { return hosts_.size(); }
    // What the last step told.
    [[nodiscard]] const std::vector<Note>& notes() const { return out_.notes; }
    // Null while it is down, or if it is the other kind.
    [[nodiscard]] const QuorumPeer* server(std::size_t node) const;
    [[nodiscard]] const ZabClient* client(std::size_t node) const;
    [[nodiscard]] const sim::NodeDisk& disk(std::size_t node) const { return hosts_[node].disk; }
    // Of all that was delivered, and of the state of all processes.
    [[nodiscard]] Hash128 hash() const;

    void kill(std::size_t node, Crash crash);
    void wipe(std::size_t node);  // its disk is lost
    void restart(std::size_t node);
    void cut(std::size_t a, std::size_t b);
    void heal(std::size_t a, std::size_t b);

private:
    using Process = std::variant<QuorumPeer, ZabClient>;
    struct Host {
        Plan plan;
        std::unique_ptr<Process> process;
        sim::NodeDisk disk;
        std::uint32_t incarnation = 0;
    };
    struct FlushTask {
        std::string file;
        sim::FlushTicket ticket;
        std::uint64_t token = 0;
        std::uint32_t incarnation = 0;
    };
    struct Event {
        enum class Kind : std::uint8_t { boot, arrival, flush };
        Kind kind = Kind::boot;
        std::size_t node = 0;
        std::uint32_t packet = 0;
        std::uint16_t generation = 0;
        FlushTask flush;
    };

    void push(Instant at, Event event);
    bool run(const Event& event);
    bool arrive(const Event& event);
    bool flushed(const Event& event);
    void boot(std::size_t node);
    void give(std::size_t node, const Input& input);
    void apply(std::size_t node, Effect& effect);
    void take_transfers();

    std::vector<Host> hosts_;
    sim::Network network_;
    Rng rng_;
    Instant now_;
    Instant healed_at_;
    std::size_t last_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t scheduled_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Event> queue_;
    Output out_;
    Digest digest_;
};

}  // namespace kscope::test
