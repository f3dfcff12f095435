// PeriodicElections: when the active controller holds elections that nobody asked for: leaderships
// that go back to preferred replicas (leader.imbalance.check.interval.seconds), and, since 3.9,
// unclean ones where nobody leads and the topic allows them (unclean.leader.election.interval.ms).
// Before 4.0 the interval begins when there is such a partition; since then it goes on and on. It
// elects nobody itself. Rule: org.apache.kafka.controller.QuorumController
// (maybeScheduleNext...), 3.3 and 3.9; PeriodicTaskControlManager, 4.0.
#pragma once

#include <array>

#include "core/config/configs.h"
#include "core/metadata/image/metadata_image.h"
#include "core/protocol/admin_messages.h"

namespace kscope {

class PeriodicElections {
public:
    PeriodicElections() = default;
    // From the moment on at which the office is claimed.
    PeriodicElections(const BrokerConfig& config, Instant now);

    // Leaders may have changed: arm() looks.
    void notice() { unseen_ = true; }
    void arm(const MetadataImage& image, Instant now);
    [[nodiscard]] bool is_due(ElectionType type, Instant now) const { return of(type).at <= now; }
    // So many were elected; as many as are allowed at once: it goes on soon.
    void held(ElectionType type, Instant now, std::size_t elected);

    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;

private:
    struct Timer {
        Duration interval;  // none: never
        Instant at = Instant::never();
        bool soon = false;
    };
    [[nodiscard]] const Timer& of(ElectionType type) const {
        return timers_[type == ElectionType::preferred ? 0 : 1];
    }

    std::array<Timer, 2> timers_;
    bool by_period_ = false;
    bool unseen_ = true;
};

}  // namespace kscope
