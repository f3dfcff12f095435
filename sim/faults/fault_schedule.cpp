#include "sim/faults/fault_schedule.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/rng.h"

namespace kscope::sim {

namespace {

enum class Kind : std::uint8_t { kill, power_loss, pause, cut, one_way_cut, slow_link };

struct Episode {
    Instant from;
    Instant to;
};

class Schedule {
public:
    Schedule(const FaultTargets& targets, const FaultProfile& profile, std::uint64_t seed)
        : targets_(targets), profile_(profile), rng_(Rng(seed).fork("faults")) {}

    std::vector<TimelineEntry> make() {
        KSCOPE_CHECK(!targets_.brokers.empty(), "faults need brokers");
        for (std::uint32_t i = 0; i < profile_.episodes; ++i) add_episode();
        at(profile_.heal_at, {HealAll{}, RestartAll{}});
        std::stable_sort(entries_.begin(), entries_.end(),
                         [](const TimelineEntry& a, const TimelineEntry& b) {
                             return std::get<Instant>(a.trigger) < std::get<Instant>(b.trigger);
                         });
        return std::move(entries_);
    }

private:
    void at(Instant t, std::vector<Action> actions) {
        TimelineEntry entry;
        entry.trigger = t;
        entry.actions = std::move(actions);
        entries_.push_back(std::move(entry));
    }

    Episode draw_episode() {
        const std::int64_t span = (profile_.heal_at - profile_.starts_at).count();
        const Instant from = profile_.starts_at + Duration::nanos(rng_.between(0, span));
        const std::int64_t longest = profile_.longest.count();
        const std::int64_t length = rng_.between(profile_.shortest.count(), longest);
        return {from, std::min(from + Duration::nanos(length), profile_.heal_at)};
    }

    Kind draw_kind() {
        const std::uint32_t weights[] = {profile_.kill, profile_.power_loss,  profile_.pause,
                                         profile_.cut,  profile_.one_way_cut, profile_.slow_link};
        std::uint32_t total = 0;
        for (const std::uint32_t w : weights) total += w;
        KSCOPE_CHECK(total > 0, "a profile without faults");
        std::uint32_t draw = rng_.below(total);
        std::uint8_t kind = 0;
        while (draw >= weights[kind]) draw -= weights[kind++];
        return static_cast<Kind>(kind);
    }

    NodeId pick(const std::vector<NodeId>& from) {
        return from[rng_.below(static_cast<std::uint32_t>(from.size()))];
    }
    NodeId pick_any(bool clients_too) {
        std::vector<NodeId> all = targets_.brokers;
        all.insert(all.end(), targets_.servers.begin(), targets_.servers.end());
        if (clients_too) {
            all.insert(all.end(), targets_.clients.begin(), targets_.clients.end());
        }
        return pick(all);
    }

    // Fewer than half of the brokers without power at any one time.
    bool too_dark(const Episode& e) const {
        std::size_t dark = 0;
        for (const Episode& other : dark_) dark += other.from <= e.to && e.from <= other.to ? 1 : 0;
        return (dark + 1) * 2 >= targets_.brokers.size() + 1;
    }

    void add_episode() {
        const Kind kind = draw_kind();
        const Episode e = draw_episode();
        switch (kind) {
            case Kind::kill: crash(pick_any(false), CrashKind::process, e); break;
            case Kind::power_loss: {
                const NodeId broker = pick(targets_.brokers);
                const bool dark = too_dark(e);
                crash(broker, dark ? CrashKind::process : CrashKind::power_loss, e);
                if (!dark) dark_.push_back(e);
                break;
            }
            case Kind::pause: {
                const NodeId node = pick_any(true);
                at(e.from, {Pause{node}});
                at(e.to, {Resume{node}});
                break;
            }
            default: disturb_link(kind, e); break;
        }
    }

    void crash(NodeId node, CrashKind kind, const Episode& e) {
        at(e.from, {Kill{node, kind}});
        at(e.to, {Restart{node}});
    }

    void disturb_link(Kind kind, const Episode& e) {
        const NodeId a = pick(targets_.brokers);
        const NodeId b = pick_any(true);
        if (a == b) return;
        if (kind == Kind::slow_link) {
            const Latency slow{Latency::Shape::exponential, Duration::millis(20),
                               Duration::millis(200)};
            at(e.from, {SetLatency{a, b, slow}});
            at(e.to, {SetLatency{a, b, targets_.usual}});
            return;
        }
        at(e.from, {CutLink{a, b, kind == Kind::one_way_cut}});
        at(e.to, {HealLink{a, b}});
    }

    const FaultTargets& targets_;
    const FaultProfile& profile_;
    Rng rng_;
    std::vector<TimelineEntry> entries_;
    std::vector<Episode> dark_;
};

}  // namespace

FaultProfile swarm(const FaultProfile& all, std::uint64_t seed) {
    Rng rng = Rng(seed).fork("swarm");
    FaultProfile profile = all;
    std::uint32_t* const kinds[] = {&profile.kill, &profile.power_loss,  &profile.pause,
                                    &profile.cut,  &profile.one_way_cut, &profile.slow_link};
    std::uint32_t left = 0;
    for (std::uint32_t* kind : kinds) {
        const bool keep = rng.below(2) == 0;
        if (!keep) *kind = 0;
        left += *kind;
    }
    return left == 0 ? all : profile;
}

std::vector<TimelineEntry> random_faults(const FaultTargets& targets, const FaultProfile& profile,
                                         std::uint64_t seed) {
    return Schedule(targets, profile, seed).make();
}

}  // namespace kscope::sim
