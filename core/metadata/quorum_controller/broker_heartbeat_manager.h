// BrokerHeartbeatManager: when the active controller heard of each broker last, and how far that
// broker has replayed the metadata log. A broker that is unfenced and silent for
// broker.session.timeout.ms is stale. It is soft state: a new controller begins with "just now" for
// all. It says which state a broker goes to next; the records for it are made elsewhere. Rule:
// org.apache.kafka.controller.BrokerHeartbeatManager.
#pragma once

#include <optional>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope {

// Kafka's BrokerControlState.
enum class BrokerControlState : std::uint8_t {
    fenced,
    unfenced,
    controlled_shutdown,
    shutdown_now
};

struct BrokerHeartbeat {
    Instant last_contact;
    EventId last_heard;  // that event
    bool fenced = true;
    Offset metadata_offset{-1};
    Offset controlled_shutdown_offset{-1};  // -1: it does not shut down
    [[nodiscard]] bool shutting_down() const { return controlled_shutdown_offset >= Offset(0); }
    template <class V>
    void visit(V&& v) const {
        v("last_contact", last_contact), v("fenced", fenced);
        v("metadata_offset", metadata_offset);
        v("controlled_shutdown_offset", controlled_shutdown_offset);
    }
};

class BrokerHeartbeatManager {
public:
    explicit BrokerHeartbeatManager(Duration session_timeout) : timeout_(session_timeout) {}

    // Registered just now; heard of in this event.
    void register_broker(BrokerId broker, bool fenced, Instant now, EventId event);
    void touch(BrokerId broker, bool fenced, Offset metadata_offset, Instant now, EventId event);
    void fence(BrokerId broker);
    void remove(BrokerId broker) { brokers_.erase(broker); }
    // It may stop once all active brokers have replayed this offset.
    void begin_controlled_shutdown(BrokerId broker, Offset offset);

    [[nodiscard]] BrokerControlState state(BrokerId broker) const;
    // What the broker wishes, and whether it still leads, makes the next state.
    struct Wish {
        bool fence = false;
        bool shut_down = false;
        Offset metadata_offset{-1};
        Offset registration_offset{-1};
        bool leads = false;
    };
    [[nodiscard]] BrokerControlState next_state(BrokerId broker, const Wish& wish) const;

    [[nodiscard]] bool has_valid_session(BrokerId broker, Instant now) const;
    [[nodiscard]] std::optional<BrokerId> stale_broker(Instant now) const;
    [[nodiscard]] Instant next_check() const;
    [[nodiscard]] const BrokerHeartbeat* find(BrokerId broker) const {
        return brokers_.find(broker);
    }
    [[nodiscard]] Duration session_timeout() const { return timeout_; }
    void digest(Digest& d) const;

private:
    [[nodiscard]] Offset lowest_active_offset() const;

    Duration timeout_;
    FlatMap<BrokerId, BrokerHeartbeat> brokers_;
};

}  // namespace kscope
