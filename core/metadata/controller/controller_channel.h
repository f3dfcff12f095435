// ControllerChannels: the active controller's connections, one per live broker (itself included).
// A channel sends one request at a time and the next only after the answer; after a broken
// connection or a timeout it reconnects and sends the same request again, until the broker is
// removed: then the queue is dropped. Rule: kafka.controller.ControllerChannelManager,
// RequestSendThread, 3.9.
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "core/base/flat_map.h"
#include "core/border/border.h"
#include "core/metadata/controller/controller_context.h"

namespace kscope {

// A broker's answer to a StopReplica in which something was to be deleted.
struct DeletionAnswer {
    BrokerId broker;
    std::vector<PartitionError> partitions;  // those that were to be deleted
};

class ControllerChannels {
public:
    void configure(Duration socket_timeout) { socket_timeout_ = socket_timeout; }
    void add(const LiveBroker& broker);
    void remove(BrokerId broker, Output& out);
    void clear(Output& out);
    // Dropped if there is no such broker.
    void enqueue(BrokerId broker, Ref<const Message> request);
    // Opens connections and sends what can be sent; after each change.
    void pump(const Now& now, ConnectionIds& ids, Output& out);

    [[nodiscard]] bool owns(const ConnId& conn) const;
    // Connected, Received, PeerLost of an own connection.
    void handle(const Now& now, const Input& input, ConnectionIds& ids, Output& out);
    // What handle() has brought; empty between steps.
    [[nodiscard]] std::vector<DeletionAnswer> take_deletions() { return std::move(deletions_); }
    void on_wakeup(const Now& now, ConnectionIds& ids, Output& out);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }
    void digest(Digest& d) const;

private:
    enum class State : std::uint8_t { closed, connecting, ready, backing_off };
    struct Channel {
        NodeId node = no_node;
        State state = State::closed;
        ConnId conn = no_connection;
        CorrelationId correlation{0};
        bool in_flight = false;               // the head of the queue has been sent
        Instant deadline = Instant::never();  // of connecting, of the answer, of backing off
        std::deque<Ref<const Message>> queue;
    };
    Channel* find(const ConnId& conn);
    void note_deletions(const ConnId& conn, const Message& request, const Message& response);
    void pump_one(const Now& now, Channel& channel, ConnectionIds& ids, Output& out) const;
    void fail(const Now& now, Channel& channel) const;
    void refresh_deadline();

    Duration socket_timeout_;
    FlatMap<BrokerId, Channel> channels_;
    Instant deadline_ = Instant::never();  // Invariant: the least of all channels
    std::vector<DeletionAnswer> deletions_;
};

}  // namespace kscope
