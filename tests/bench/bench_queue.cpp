// The event queue alone, exact order and run hash on. PHOLD: 1,024 processes, 16,384 pending
// events, each event sends one to a process drawn at random, after 0.1 s plus an exponential of
// mean 0.9 s (from the pinned table). Ping: two processes, one event. (Fujimoto, PHOLD, 1990.)
#include <array>

#include "core/base/rng.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/run_hash.h"
#include "sim/net/network.h"
#include "tests/bench/bench.h"

namespace kscope::bench {

namespace {

using sim::EventClass;
using sim::EventQueue;
using sim::QueueEntry;
using sim::RunHash;

struct Loop {
    EventQueue queue;
    RunHash hash;
    std::uint64_t events = 0;

    QueueEntry next() {
        const QueueEntry e = queue.pop();
        ++events;
        hash.add(static_cast<std::uint64_t>(e.time.nanos()), e.cause.value(),
                 static_cast<std::uint64_t>(e.target.value()), e.payload, Hash128{});
        return e;
    }
    void send(Instant at, std::int32_t target, std::uint64_t payload) {
        QueueEntry e;
        e.time = at;
        e.cause = EventId(events);
        e.target = NodeId(target);
        e.payload = payload;
        queue.push(EventClass::message, e);
    }
};

double phold(std::uint64_t pending, std::uint64_t events) {
    constexpr std::uint32_t processes = 1024;
    const sim::Latency latency{sim::Latency::Shape::exponential, Duration::millis(100),
                               Duration::millis(900)};
    Rng rng(1);
    Loop loop;
    std::array<std::uint64_t, processes> seen{};
    for (std::uint64_t i = 0; i < pending; ++i) {
        const Duration delay = draw_latency(latency, rng);
        loop.send(Instant::at(delay), static_cast<std::int32_t>(i % processes), i);
    }
    const double s = seconds([&] {
        for (std::uint64_t i = 0; i < events; ++i) {
            const QueueEntry e = loop.next();
            ++seen[static_cast<std::size_t>(e.target.value())];
            const auto target = static_cast<std::int32_t>(rng.below(processes));
            const Duration delay = draw_latency(latency, rng);
            loop.send(e.time + delay, target, e.payload);
        }
    });
    return loop.hash.value().high == 0 ? 0 : static_cast<double>(events) / s;
}

double ping(std::uint64_t events) {
    Loop loop;
    std::array<std::uint64_t, 2> seen{};
    loop.send(Instant{}, 0, 0);
    const double s = seconds([&] {
        for (std::uint64_t i = 0; i < events; ++i) {
            const QueueEntry e = loop.next();
            ++seen[static_cast<std::size_t>(e.target.value())];
            loop.send(e.time + Duration::micros(1), e.target.value() ^ 1, e.payload);
        }
    });
    return loop.hash.value().high == 0 ? 0 : static_cast<double>(events) / s;
}

}  // namespace

void bench_queue() {
    constexpr const char* unit = "M events/s";
    print_rate("queue/phold 64", phold(64, 5'000'000), unit, 0);
    print_rate("queue/phold 16384", phold(16'384, 10'000'000), unit, 12);
    print_rate("queue/phold 1048576", phold(1'048'576, 5'000'000), unit, 0);
    print_rate("queue/ping", ping(50'000'000), unit, 60);
}

}  // namespace kscope::bench
