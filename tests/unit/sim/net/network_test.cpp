#include "sim/net/network.h"

#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::sim;
using Outcome = Arrival::Outcome;

namespace {

constexpr NodeId a{0};
constexpr NodeId b{1};
const ConnId conn{a, 1, 1};

Instant ms(int n) { return Instant::at(Duration::millis(n)); }

LinkSpec link_of(Latency latency, std::int64_t bytes_per_second = 0) {
    LinkSpec link;
    link.latency = latency;
    link.bytes_per_second = bytes_per_second;
    return link;
}

// Plays scheduled transfers in order of time, without a world.
struct Wire {
    Network net;
    std::vector<Transfer> pending;
    Instant now;

    static LinkSpec one_ms() {
        return link_of({Latency::Shape::constant, Duration::millis(1), {}});
    }
    explicit Wire(const LinkSpec& link = one_ms()) : net(3, link, {}, Rng(1)) {
        for (int i = 0; i < 3; ++i) net.boot(NodeId(i), ms(0), no_event);
    }
    void collect() {
        pending.insert(pending.end(), net.scheduled().begin(), net.scheduled().end());
        net.scheduled().clear();
    }
    // Until nothing is pending, or the time is up.
    std::vector<Arrival> play(Instant until = Instant::never()) {
        std::vector<Arrival> arrivals;
        for (collect(); !pending.empty(); collect()) {
            auto first = pending.begin();
            for (auto it = pending.begin(); it != pending.end(); ++it) {
                if (it->at < first->at) first = it;
            }
            if (first->at > until) break;
            const Transfer t = *first;
            pending.erase(first);
            now = t.at;
            Arrival arrival = net.arrive(t.packet, t.generation, now, no_event);
            if (arrival.outcome != Outcome::nothing) arrivals.push_back(std::move(arrival));
        }
        if (!until.is_never()) now = until;
        return arrivals;
    }
    void open() {
        net.connect(a, b, conn, now, no_event);
        const auto arrivals = play();
        REQUIRE(arrivals.size() == 2);
        CHECK(arrivals[0].outcome == Outcome::accepted);
        CHECK(arrivals[1].outcome == Outcome::connected);
    }
    void send(NodeId from, int correlation) {
        net.send(from, conn, CorrelationId(correlation), make_message(HeartbeatResponse{}), now,
                 no_event);
    }
};

std::vector<int> correlations(const std::vector<Arrival>& arrivals) {
    std::vector<int> result;
    for (const Arrival& arrival : arrivals) {
        if (arrival.outcome == Outcome::received) {
            result.push_back(arrival.packet.correlation.value());
        }
    }
    return result;
}

}  // namespace

TEST_CASE("to connect takes a round trip; the acceptor hears first") {
    Wire wire;
    wire.open();
    CHECK(wire.now == ms(2));
}

TEST_CASE("a message to an open end is found in its place, all else is left to arrive()") {
    Wire wire;
    wire.net.connect(a, b, conn, wire.now, no_event);
    wire.collect();
    CHECK(wire.net.arrive_open(wire.pending[0].packet, wire.pending[0].generation) == nullptr);
    CHECK(wire.play().size() == 2);
    wire.send(a, 7);
    wire.collect();
    const Transfer sent = wire.pending[0];
    wire.pending.clear();
    const auto later = static_cast<std::uint16_t>(sent.generation + 1);
    CHECK(wire.net.arrive_open(sent.packet, later) == nullptr);
    const Packet* packet = wire.net.arrive_open(sent.packet, sent.generation);
    REQUIRE(packet != nullptr);
    CHECK(packet->correlation == CorrelationId(7));
    CHECK(packet->to == b);
    CHECK(wire.net.arrive_open(sent.packet, sent.generation) == nullptr);  // it has arrived
    wire.send(b, 8);
    wire.collect();
    CHECK(wire.pending[0].packet == sent.packet);  // the place is free
    wire.net.disconnect(a, conn, wire.now, no_event);
    CHECK(wire.net.arrive_open(wire.pending[0].packet, wire.pending[0].generation) == nullptr);
}

TEST_CASE("a connection keeps its order whatever the latencies draw") {
    Wire wire(link_of({Latency::Shape::exponential, Duration::micros(10), Duration::millis(5)}));
    wire.open();
    std::vector<int> sent;
    for (int i = 0; i < 200; ++i) {
        wire.now = wire.now + Duration::micros(50);
        wire.send(a, i);
        sent.push_back(i);
    }
    CHECK(correlations(wire.play()) == sent);
}

TEST_CASE("bandwidth adds the time of the bytes") {
    Wire wire(link_of({Latency::Shape::constant, Duration::millis(1), {}}, 40'000));
    wire.open();
    const Instant start = wire.now;
    wire.send(a, 1);  // 40 bytes: 1 ms
    wire.play();
    CHECK(wire.now == start + Duration::millis(2));
}

TEST_CASE("disconnect: the peer hears it after what was sent before; later messages are dropped") {
    Wire wire;
    wire.open();
    wire.send(a, 1);
    wire.net.disconnect(a, conn, wire.now, no_event);
    wire.send(a, 2);  // on a closed connection: no effect
    wire.send(b, 3);
    const auto arrivals = wire.play();
    REQUIRE(arrivals.size() == 3);
    CHECK(arrivals[0].outcome == Outcome::received);
    CHECK(arrivals[1].outcome == Outcome::peer_lost);
    CHECK(arrivals[1].packet.to == b);
    CHECK(arrivals[2].outcome == Outcome::dropped);
    CHECK_FALSE(wire.net.is_open(a, conn));
    CHECK_FALSE(wire.net.is_open(b, conn));
}

TEST_CASE("a host without the process refuses; the opener hears it as PeerLost") {
    Wire wire;
    wire.net.kill_process(b, wire.now, no_event);
    wire.net.connect(a, b, conn, wire.now, no_event);
    const auto arrivals = wire.play();
    REQUIRE(arrivals.size() == 2);
    CHECK(arrivals[0].outcome == Outcome::dropped);
    CHECK(arrivals[1].outcome == Outcome::peer_lost);
    CHECK(arrivals[1].packet.to == a);
}

TEST_CASE("a SYN to a host without power is sent again until the host is back") {
    Wire wire;
    wire.net.power_off(b);
    wire.net.connect(a, b, conn, wire.now, no_event);
    CHECK(wire.play(ms(50)).empty());
    wire.net.boot(b, wire.now, no_event);
    const auto arrivals = wire.play();
    REQUIRE(arrivals.size() == 2);
    CHECK(arrivals[1].outcome == Outcome::connected);
}

TEST_CASE("power loss is silent; the restarted host resets what it has forgotten") {
    Wire wire;
    wire.open();
    wire.net.power_off(b);
    wire.send(a, 1);
    const auto dropped = wire.play(ms(50));
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].outcome == Outcome::dropped);
    CHECK(wire.net.is_open(a, conn));  // half open
    SECTION("at once, because a segment was unanswered") {
        wire.net.boot(b, wire.now, no_event);
        const auto reset = wire.play();
        REQUIRE(reset.size() == 1);
        CHECK(reset[0].outcome == Outcome::peer_lost);
        CHECK(reset[0].packet.to == a);
    }
    SECTION("never, once the survivor has closed it") {
        wire.net.disconnect(a, conn, wire.now, no_event);
        wire.net.boot(b, wire.now, no_event);
        CHECK(wire.play().empty());
    }
}

TEST_CASE("a cut holds both what is under way and what is sent; the heal delivers it in order") {
    Wire wire;
    wire.open();
    wire.send(a, 1);
    wire.net.cut(a, b);
    wire.send(a, 2);
    wire.send(b, 10);  // the other way is open
    CHECK(correlations(wire.play(ms(20))) == std::vector<int>{10});
    wire.send(a, 3);
    wire.net.heal(a, b, wire.now, no_event);
    wire.send(a, 4);
    CHECK(correlations(wire.play()) == std::vector<int>{1, 2, 3, 4});
    CHECK(wire.now == ms(21));
}

TEST_CASE("if an end gives up during a cut, what was held is lost, with its place") {
    Wire wire;
    wire.open();
    wire.net.cut(a, b);
    wire.net.cut(b, a);
    wire.send(a, 1);
    wire.send(b, 2);
    wire.net.disconnect(a, conn, wire.now, no_event);
    const auto lost = wire.play(ms(20));
    REQUIRE(lost.size() == 2);
    CHECK(lost[0].outcome == Outcome::dropped);
    CHECK(lost[0].on_link);
    wire.net.heal_all(wire.now, no_event);
    const auto told = wire.play();
    REQUIRE(told.size() == 1);
    CHECK(told[0].outcome == Outcome::peer_lost);
    CHECK(told[0].packet.to == b);
    CHECK(wire.net.cut_links().empty());
}

TEST_CASE("to connect over a cut waits for the heal, or until the opener gives up") {
    Wire wire;
    wire.net.cut(a, b);
    wire.net.connect(a, b, conn, wire.now, no_event);
    CHECK(wire.play(ms(50)).empty());
    SECTION("heal") {
        wire.net.heal(a, b, wire.now, no_event);
        CHECK(wire.play().size() == 2);
    }
    SECTION("give up") {
        wire.net.disconnect(a, conn, wire.now, no_event);
        wire.net.heal(a, b, wire.now, no_event);
        CHECK(wire.play().empty());
    }
}

TEST_CASE("a killed process's peers hear it; one that was never accepted leaves nothing") {
    Wire wire;
    wire.open();
    wire.send(b, 1);
    wire.net.kill_process(b, wire.now, no_event);
    const auto arrivals = wire.play();
    REQUIRE(arrivals.size() == 2);
    CHECK(arrivals[0].outcome == Outcome::received);
    CHECK(arrivals[1].outcome == Outcome::peer_lost);
    wire.net.boot(b, wire.now, no_event);
    CHECK(wire.play().empty());
}

TEST_CASE("what a busy process would have sent dies with it") {
    Wire wire;
    wire.open();
    wire.send(b, 1);
    wire.net.send(b, conn, CorrelationId(2), make_message(MetadataResponse{}),
                  wire.now + Duration::millis(10), no_event);
    wire.net.forget_unsent(b, wire.now);
    const auto arrivals = wire.play();
    REQUIRE(arrivals.size() == 1);
    CHECK(arrivals[0].packet.correlation == CorrelationId(1));
}

TEST_CASE("latencies: constant, uniform within bounds, exponential with its mean, pinned") {
    Rng rng(5);
    const Latency constant{Latency::Shape::constant, Duration::millis(2), Duration::millis(9)};
    CHECK(draw_latency(constant, rng) == Duration::millis(2));
    const Latency uniform{Latency::Shape::uniform, Duration::millis(2), Duration::millis(1)};
    const Latency exponential{Latency::Shape::exponential, Duration::millis(1),
                              Duration::millis(4)};
    std::int64_t sum = 0;
    std::int64_t over_mean = 0;
    constexpr std::int64_t draws = 20'000;
    for (int i = 0; i < draws; ++i) {
        const Duration u = draw_latency(uniform, rng);
        REQUIRE(u >= Duration::millis(2));
        REQUIRE(u <= Duration::millis(3));
        const Duration e = draw_latency(exponential, rng);
        REQUIRE(e >= Duration::millis(1));
        sum += (e - Duration::millis(1)).count();
        over_mean += e > Duration::millis(5) ? 1 : 0;
    }
    CHECK(sum / draws > 3'900'000);
    CHECK(sum / draws < 4'100'000);
    CHECK(over_mean * 1'000 / draws > 350);  // 1/e = 0.368
    CHECK(over_mean * 1'000 / draws < 385);
    Rng pinned(1);
    const std::int64_t first = draw_latency(exponential, pinned).count();
    CHECK(first == 7'677'159);
}
