// RaftWorld: some counters over the engine's network (sim/net) and disks (sim/disk), with just
// enough of an event loop: no sources, no service times, no laws of brokers. It builds without
// brokers and clients, and plays a thousand seeds in the time of a cup of tea. Deterministic: by
// time, then by order of scheduling.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "sim/disk/node_disk.h"
#include "sim/net/network.h"
#include "tests/kraft/raft_counter.h"

namespace kscope::test {

enum class Crash : std::uint8_t { process, power };

class RaftWorld {
public:
    struct Plan {
        RaftPlan raft;
        Duration disk_flush;
        Instant starts_at;
    };
    RaftWorld(const std::vector<Plan>& nodes, const sim::LinkSpec& link, std::uint64_t seed);

    // One step of one process. False: nothing is left to happen.
    bool step();
    [[nodiscard]] std::size_t last_node() const { return last_; }
    [[nodiscard]] Instant now() const { return now_; }
    // Null while it is down.
    [[nodiscard]] const RaftCounter* process(std::size_t node) const {
        return hosts_[node].process.get();
    }
    [[nodiscard]] const sim::NodeDisk& disk(std::size_t node) const { return hosts_[node].disk; }
    // Of all that was delivered, and of the state of all processes.
    [[nodiscard]] Hash128 hash() const;

    void kill(std::size_t node, Crash crash);
    void restart(std::size_t node);
    void close(std::size_t node);
    void cut(std::size_t a, std::size_t b);
    void heal(std::size_t a, std::size_t b);

private:
    struct Host {
        Plan plan;
        std::unique_ptr<RaftCounter> process;
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
    std::size_t last_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t scheduled_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Event> queue_;
    Output out_;
    Digest digest_;
};

}  // namespace kscope::test
