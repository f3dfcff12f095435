// A client process with a scripted cluster around it: connections are accepted at once (unless
// refused), requests are kept for the test to answer, time goes on from deadline to deadline.
#pragma once

#include <string>
#include <vector>

#include "core/client/client_specs.h"
#include "tests/support/catch.h"

namespace kscope::test {

struct Request {
    ConnId conn;
    NodeId peer;
    CorrelationId correlation;
    Ref<const Message> message;
};

inline BrokerEndpoint broker(std::int32_t id) { return {BrokerId(id), NodeId(100 + id)}; }
inline constexpr NodeId client_node{7};

// Topic "t" with its partitions led by the given brokers, all in one epoch.
inline MetadataResponse cluster(const std::vector<std::int32_t>& leaders, std::int32_t epoch = 0) {
    MetadataResponse response;
    for (std::int32_t id = 1; id <= 3; ++id) response.brokers.push_back(broker(id));
    response.controller = BrokerId(1);
    TopicMetadata topic;
    topic.topic = "t";
    for (std::size_t i = 0; i < leaders.size(); ++i) {
        PartitionMetadata p;
        p.partition = PartitionIndex(static_cast<std::int32_t>(i));
        p.leader = BrokerId(leaders[i]);
        p.leader_epoch = LeaderEpoch(epoch);
        topic.partitions.push_back(p);
    }
    response.topics.push_back(topic);
    return response;
}

template <class Client>
class Harness {
public:
    explicit Harness(Client made) : client(std::move(made)) { out.filter = NoteFilter::all(); }

    void boot() { feed(Boot{client_node, 1, Rng(42), {}}); }

    void feed(Input input) {
        now.monotonic = std::max(now.monotonic, time);
        now.wall = WallTime::from_nanos(now.monotonic.nanos());
        now.event = EventId(now.event.value() + 1);
        out.clear();
        client.step(now, input, out);
        client.check_invariants();
        for (const Note& note : out.notes) notes.push_back(note);
        std::vector<Effect> effects = out.effects;
        for (const Effect& effect : effects) {
            if (const auto* send = std::get_if<Send>(&effect)) {
                requests.push_back(
                    {send->conn, peer_of(send->conn), send->correlation, send->message});
            } else if (const auto* gone = std::get_if<Disconnect>(&effect)) {
                std::erase_if(requests, [&](const Request& r) { return r.conn == gone->conn; });
            }
        }
        // The answers to these come later than all of the above.
        for (const Effect& effect : effects) {
            const auto* connect = std::get_if<Connect>(&effect);
            if (connect == nullptr) continue;
            peers.push_back({connect->conn, connect->peer});
            if (refuse || connect->peer == refused_peer) {
                feed(PeerLost{connect->conn});
            } else {
                feed(Connected{connect->conn, connect->peer, false});
            }
        }
    }

    // Runs all wakeups up to this time.
    void run_until(Duration since_start) {
        const Instant end = Instant::at(since_start);
        for (int steps = 0; client.next_deadline() <= end; ++steps) {
            REQUIRE(steps < 10000);
            REQUIRE(client.next_deadline() > time);
            time = client.next_deadline();
            feed(Wakeup{});
        }
        time = end;
    }

    // The oldest unanswered request of this kind, taken off the list.
    template <class T>
    Request take() {
        for (auto at = requests.begin(); at != requests.end(); ++at) {
            if (at->message->template get_if<T>() == nullptr) continue;
            const Request found = *at;
            requests.erase(at);
            return found;
        }
        FAIL("no such request");
        return {};
    }
    template <class T>
    std::size_t pending() const {
        std::size_t count = 0;
        for (const Request& r : requests) count += r.message->template get_if<T>() != nullptr;
        return count;
    }
    template <class T>
    void answer(const Request& request, T response) {
        feed(Received{request.conn, request.correlation, make_message(std::move(response))});
    }
    // Answers all that waits for metadata or a producer id, oldest first as a broker does.
    void tell(const MetadataResponse& metadata) {
        for (std::size_t i = 0; i < requests.size();) {
            const Request request = requests[i];
            const bool asks = request.message->template get_if<MetadataRequest>() != nullptr;
            const bool init = request.message->template get_if<InitProducerIdRequest>() != nullptr;
            bool first = true;  // a broker answers the requests of a connection in order
            for (std::size_t k = 0; k < i; ++k) first = first && requests[k].conn != request.conn;
            if ((!asks && !init) || !first) {
                ++i;
                continue;
            }
            requests.erase(requests.begin() + static_cast<std::ptrdiff_t>(i));
            if (asks) answer(request, metadata);
            if (init) {
                answer(request,
                       InitProducerIdResponse{ErrorCode::none, ProducerId(9), ProducerEpoch(0)});
            }
            i = 0;
        }
    }
    void lose(const Request& request) {
        std::erase_if(requests, [&](const Request& r) { return r.conn == request.conn; });
        feed(PeerLost{request.conn});
    }
    template <class T>
    std::vector<T> noted() const {
        std::vector<T> found;
        for (const Note& note : notes) {
            if (const auto* body = std::get_if<T>(&note.body)) found.push_back(*body);
        }
        return found;
    }

    NodeId peer_of(const ConnId& conn) const {
        for (const auto& [id, peer] : peers) {
            if (id == conn) return peer;
        }
        return no_node;
    }

    Client client;
    Instant time;
    Now now{};
    Output out;
    bool refuse = false;            // everyone does
    NodeId refused_peer = no_node;  // this one does
    std::vector<Request> requests;
    std::vector<Note> notes;
    std::vector<std::pair<ConnId, NodeId>> peers;
};

}  // namespace kscope::test
