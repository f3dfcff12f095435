// MetadataPlane: where a broker's metadata comes from and whom it asks, by value: ZooKeeper with a
// controller among the brokers, or a quorum of controllers (KRaft). What differs between the two
// stands behind these functions; the rest of the broker does not know which it has.
#pragma once

#include <variant>

#include "core/broker/kraft_plane.h"
#include "core/broker/zookeeper_plane.h"
#include "core/group/coordinator_io.h"

namespace kscope {

struct BrokerState;

using MetadataPlane = std::variant<ZooKeeperPlane, KraftPlane>;

// A life begins: the files are those of Boot; `previous_epoch` is of a life that ended in order.
void boot_plane(BrokerStep& step, const Boot& boot, BrokerEpoch previous_epoch);
// Inputs that are of no other part: connections, timers, flushes.
void offer_to_plane(BrokerStep& step, const Input& input);
void plane_wakeup(BrokerStep& step);
[[nodiscard]] Instant plane_deadline(const BrokerState& state);
// Of the plane's own log.
[[nodiscard]] bool is_plane_token(const BrokerState& state, std::uint64_t token);

// A request for the controller: for the one here, or passed on.
void ask_controller(BrokerStep& step, const RequestContext& from,
                    const Ref<const Message>& request);
// Where the controller is as far as is known; no_node: it is not.
[[nodiscard]] NodeId active_controller(const BrokerState& state);
// Whom clients are told to send the controller's requests to.
[[nodiscard]] BrokerId controller_for_clients(BrokerState& state);

// Whether clients and other brokers may connect.
[[nodiscard]] bool plane_is_open(const BrokerState& state);
// The port is closed: no office is held any more.
void stop_plane(BrokerStep& step);
// The process ends in good order.
void close_plane(BrokerStep& step);

void digest_plane(const BrokerState& state, Digest& d);
void check_plane(const BrokerState& state);

}  // namespace kscope
