// ConsumerContext: the parts of a consumer that its pieces share, handed down for one step.
#pragma once

#include "core/client/client_metadata.h"
#include "core/client/client_specs.h"
#include "core/client/network_client.h"
#include "core/client/subscription_state.h"

namespace kscope {

// RequestTag.kind of each request that a consumer sends.
enum class ConsumerRequest : std::uint32_t {
    metadata,
    find_coordinator,
    join_group,
    sync_group,
    heartbeat,
    leave_group,
    offset_commit,
    offset_fetch,
    list_offsets,
    epoch_end,
    fetch,
    close_session,
};

struct ConsumerContext {
    const ConsumerSpec& spec;
    NetworkClient& network;
    ClientMetadata& metadata;
    SubscriptionState& subscriptions;
    Rng& rng;
    const Turn& turn;
};

inline RequestTag tag_of(ConsumerRequest kind, std::uint64_t context = 0) {
    return {static_cast<std::uint32_t>(kind), context};
}

}  // namespace kscope
