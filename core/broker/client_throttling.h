// ClientThrottling: the client quotas of one broker, and the channels that are throttled for them.
// It measures produce requests when they are answered, and fetch responses of consumers; followers
// and the coordinator's own appends are exempt. What a request costs the broker's threads it
// measures of all but the brokers' own (request_costs.h). The longer of two throttle times counts.
// Without a quota it does nothing at all.
//
// Since KIP-219 the answer goes at once (a fetch's without records, and they are not counted), with
// throttle_time_ms, and the channel stays muted for so long. Before, the answer itself waits.
// Rules: kafka.server.KafkaApis (handleProduceRequest, handleFetchRequest), ClientQuotaManager
// (throttle, ThrottledChannel; ThrottledResponse up to 1.1).
#pragma once

#include <array>
#include <string>

#include "core/base/flat_map.h"
#include "core/group/coordinator_io.h"
#include "core/quota/client_quota_manager.h"

namespace kscope {

struct BrokerConfig;
struct BrokerStep;

struct ThrottledChannel {
    RequestContext to;
    ClientQuotaType type = ClientQuotaType::produce;
    std::string client_id;
    std::int64_t rate = 0;  // the quota, in units a second
    Instant until;
    Ref<const Message> held;  // before KIP-219: the answer
};

class ClientThrottling {
public:
    void configure(const BrokerConfig& config);
    void alter(const ClientQuotaAlteration& alteration);
    // Some client is or was bound by a quota of this type.
    [[nodiscard]] bool limits(ClientQuotaType type) const { return manager(type).enabled(); }
    // Mutations are the controller's to count.
    ClientQuotaManager& manager(ClientQuotaType type) {
        return managers_[static_cast<std::size_t>(type)];
    }
    [[nodiscard]] const ClientQuotaManager& manager(ClientQuotaType type) const {
        return managers_[static_cast<std::size_t>(type)];
    }

    [[nodiscard]] bool limits_mutations() const { return mutation_rates_.enabled(); }
    // controller_mutation_rate of this client; 0: none. Only to tell it.
    [[nodiscard]] std::int64_t mutation_rate(const std::string& client_id) const {
        return mutation_rates_.limit_of(mutation_rates_.tags_of(quota_user, client_id)).value_or(0);
    }
    // Was it throttled in the time by which rates are measured? Only for notes.
    [[nodiscard]] bool was_throttled(ClientQuotaType type, NodeId client, Instant now) const;
    std::uint32_t begin(ThrottledChannel channel);
    ThrottledChannel end(std::uint32_t which);
    // Now, in the order in which it began.
    [[nodiscard]] const FlatMap<std::uint32_t, ThrottledChannel>& throttled() const {
        return throttled_;
    }
    void digest(Digest& d) const;

private:
    std::array<ClientQuotaManager, 3> managers_;  // produce, fetch, request
    ClientQuotas mutation_rates_;
    FlatMap<std::uint32_t, ThrottledChannel> throttled_;
    std::uint32_t last_ = 0;
    Duration measured_;  // the windows of a rate, together
    FlatMap<std::pair<ClientQuotaType, NodeId>, Instant> lately_;  // until when, at last
};

// Answers a produce of so many bytes. Without a response (acks=0) its channel is free afterwards,
// or when it is no longer throttled.
void answer_produce(BrokerStep& step, const RequestContext& to, std::int64_t request_bytes,
                    ProduceResponse&& response);
void finish_produce(BrokerStep& step, const RequestContext& to, std::int64_t request_bytes);
// Answers a fetch of a consumer, before KIP-219.
void answer_fetch(BrokerStep& step, const RequestContext& to, FetchResponse&& response);
// Since KIP-219: if this consumer may not have so many bytes now, answers with `nothing`; true.
bool throttle_fetch(BrokerStep& step, const RequestContext& to, std::int64_t response_bytes,
                    FetchResponse nothing);
// Answers that have gone, of requests that the broker's threads were busy with.
void throttle_answered(BrokerStep& step);
// The controller has told this client to wait for its mutations.
void throttle_mutations(BrokerStep& step, const RequestContext& to, const Message& response);
// The most that this consumer's fetch should ask a log for.
std::int32_t quota_fetch_max_bytes(BrokerStep& step, const RequestContext& from,
                                   std::int32_t max_bytes);
void on_throttle_over(BrokerStep& step, std::uint32_t which);

}  // namespace kscope
