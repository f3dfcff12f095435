// Channels: the inbound connections of a broker. A channel serves one request at a time and is
// muted until that one is answered, so answers leave in the order of the requests; what arrives
// meanwhile waits its turn. An answer to a connection that is gone is dropped. It knows no request
// by kind. Rule: kafka.network.SocketServer (mute, unmute), RequestChannel.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/flat_map.h"
#include "core/border/border.h"
#include "core/group/coordinator_io.h"

namespace kscope {

struct ChannelRequest {
    RequestContext from;
    Ref<const Message> request;
};

// What a request has cost the broker's threads, and which request it was ("Metadata").
struct RequestCostTaken {
    Duration time;
    const char* request = "";
};

class Channels {
public:
    void accept(const ConnId& conn, NodeId peer);
    void drop(const ConnId& conn);
    // The port closes: nothing that came over them is answered any more.
    void close_all(Output& out);
    // True if its channel is free now (it is muted from here on), and whom to answer; else the
    // request waits.
    bool receive(const Received& received, RequestContext& from);
    // The one door for responses.
    void answer(const ConnId& conn, CorrelationId correlation, Ref<const Message> response,
                Output& out);
    // acks=0: the request is done and has no response.
    void finish(const ConnId& conn, CorrelationId correlation);
    // Reads nothing more from it for now, though nothing is to be answered: it is throttled.
    void mute(const ConnId& conn);
    void unmute(const ConnId& conn);
    // The client id in the headers of its requests; only asked for where a quota needs it.
    void set_client_id(const ConnId& conn, const std::string& client_id);
    [[nodiscard]] std::string client_id(const ConnId& conn);
    [[nodiscard]] NodeId peer(const ConnId& conn);
    // The request that is served costs the threads something: only told where a quota needs it.
    void set_cost(const ConnId& conn, const RequestCostTaken& cost);
    // At most once for each request.
    [[nodiscard]] RequestCostTaken take_cost(const ConnId& conn);
    // Channels whose requests were answered since, with a cost that nobody has taken.
    [[nodiscard]] std::vector<RequestContext> take_answered() {
        return std::exchange(answered_, {});
    }
    [[nodiscard]] bool has_answered() const { return !answered_.empty(); }
    // A waiting request whose channel is free again.
    std::optional<ChannelRequest> next_ready();
    // There may be one.
    [[nodiscard]] bool may_have_ready() const { return !ready_.empty(); }

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    struct Waiting {
        CorrelationId correlation;
        Ref<const Message> request;
    };
    struct Channel {
        ConnId conn;
        NodeId peer = no_node;
        bool muted = false;
        CorrelationId serving{0};
        std::vector<Waiting> waiting;  // Invariant: empty if the channel is free between steps
        std::string client_id;
        RequestCostTaken cost;
    };

    [[nodiscard]] Channel* find(const ConnId& conn);
    void finish(Channel& channel);

    FlatMap<ConnId, std::uint32_t> places_;  // in channels_; apart, so that a search is short
    // Where find() found a connection of this opener last: a guess, which it verifies. No state.
    std::array<std::uint32_t, 128> guesses_{};
    std::vector<Channel> channels_;
    std::vector<std::uint32_t> free_places_;
    std::vector<ConnId> ready_;
    std::vector<RequestContext> answered_;
};

}  // namespace kscope
