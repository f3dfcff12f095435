// Random fault schedules: a function of (who is there, profile, seed) to timeline entries, so that
// a schedule is scenario text like any other and can be shrunk. Faults come in episodes that end by
// themselves; at `heal_at` everything is healed and restarted, so that the end of the run can be
// judged. Never more than a minority of the brokers is without power at the same time.
//
// A swarm profile drops whole kinds of faults at random: runs with few kinds find what runs with
// all kinds hide. (Groce et al., "Swarm testing", 2012.)
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/world_spec.h"

namespace kscope::sim {

// How often each kind is drawn, relative to the others; 0: never.
struct FaultProfile {
    std::uint32_t kill = 4;
    std::uint32_t power_loss = 2;
    std::uint32_t pause = 3;
    std::uint32_t cut = 3;
    std::uint32_t one_way_cut = 2;
    std::uint32_t slow_link = 1;
    std::uint32_t episodes = 6;
    Instant starts_at = Instant::at(Duration::seconds(5));
    Instant heal_at = Instant::at(Duration::seconds(60));
    Duration shortest = Duration::millis(50);
    Duration longest = Duration::seconds(25);
};

// Who may be hit: brokers by everything, servers (ZooKeeper) by all but power loss, clients only by
// cuts and pauses.
struct FaultTargets {
    std::vector<NodeId> brokers;
    std::vector<NodeId> servers;
    std::vector<NodeId> clients;
    Latency usual{};  // of the links: what a slow one goes back to
};

// Each kind kept with an even chance, at least one of them.
FaultProfile swarm(const FaultProfile& all, std::uint64_t seed);

std::vector<TimelineEntry> random_faults(const FaultTargets& targets, const FaultProfile& profile,
                                         std::uint64_t seed);

}  // namespace kscope::sim
