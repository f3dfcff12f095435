#include "sim/engine/event_queue.h"

#include <algorithm>

#include "core/base/rng.h"
#include "sim/engine/wakeup_tree.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::sim;

namespace {

// The plainest queue that is right.
struct Model {
    struct Item {
        std::int64_t time;
        int event_class;
        std::uint64_t number;
        auto operator<=>(const Item&) const = default;
    };
    std::vector<Item> items;
    std::uint64_t pop() {
        const auto least = std::min_element(items.begin(), items.end());
        const std::uint64_t number = least->number;
        items.erase(least);
        return number;
    }
};

struct Both {
    EventQueue queue;
    Model model;
    std::uint64_t pushed = 0;
    std::int64_t now = 0;

    void push(std::int64_t time, EventClass c) {
        QueueEntry entry;
        entry.time = Instant::at(Duration::nanos(time));
        entry.payload = ++pushed;
        queue.push(c, entry);
        model.items.push_back({time, static_cast<int>(c), pushed});
    }
    void pop() {
        const QueueEntry entry = queue.pop();
        REQUIRE(entry.payload == model.pop());
        REQUIRE(entry.time.nanos() >= now);
        now = entry.time.nanos();
    }
};

std::int64_t draw_distance(Rng& rng, int shape) {
    switch (shape) {
        case 0: return rng.between(0, 5);  // many at one instant
        case 1: return rng.between(100'000, 500'000);
        case 2: return rng.between(0, 2'000'000'000);
        default: {
            const std::int64_t far = rng.between(0, 3'600'000'000'000);
            return rng.below(50) == 0 ? far : far % 1'000'000;  // a few far timers
        }
    }
}

}  // namespace

TEST_CASE("the queue keeps the total order as a plain model does, few and many, near and far") {
    const int shape = GENERATE(0, 1, 2, 3);
    Rng rng(static_cast<std::uint64_t>(shape) + 7);
    Both both;
    for (const std::size_t size : {3U, 150U, 1500U, 40U, 600U, 0U}) {
        for (int i = 0; i < 800; ++i) {
            while (both.queue.size() < size) {
                const std::int64_t distance = draw_distance(rng, shape);
                const auto event_class = static_cast<EventClass>(rng.below(3));
                both.push(both.now + distance, event_class);
            }
            if (both.queue.empty()) break;
            both.pop();
            while (both.queue.size() > size) both.pop();
        }
    }
    while (!both.queue.empty()) both.pop();
    CHECK(both.model.items.empty());
}

TEST_CASE(
    "at one instant commands come before disk, disk before messages; then the order of pushing") {
    Both both;
    for (int i = 0; i < 3; ++i) {
        both.push(5, EventClass::message);
        both.push(5, EventClass::disk);
        both.push(5, EventClass::command);
    }
    std::vector<std::uint64_t> order;
    while (!both.queue.empty()) order.push_back(both.queue.pop().payload);
    CHECK(order == std::vector<std::uint64_t>{3, 6, 9, 2, 5, 8, 1, 4, 7});
}

TEST_CASE("a copied queue goes on alone and gives the same events") {
    Rng rng(3);
    Both both;
    for (int i = 0; i < 500; ++i) both.push(rng.between(0, 1'000'000), EventClass::message);
    for (int i = 0; i < 100; ++i) both.pop();
    EventQueue copy = both.queue;
    CHECK(copy.pending().size() == copy.size());
    while (!both.queue.empty()) REQUIRE(both.queue.pop().payload == copy.pop().payload);
    CHECK(copy.empty());
}

TEST_CASE("the wakeup tree names the least deadline, then the lowest node") {
    WakeupTree tree(5);
    CHECK(tree.next_deadline().is_never());
    const auto ms = [](int n) { return Instant::at(Duration::millis(n)); };
    tree.set(NodeId(3), ms(7));
    tree.set(NodeId(1), ms(7));
    tree.set(NodeId(4), ms(9));
    CHECK(tree.next_node() == NodeId(1));
    tree.set(NodeId(4), ms(2));
    CHECK(tree.next_node() == NodeId(4));
    tree.set(NodeId(4), Instant::never());
    tree.set(NodeId(1), Instant::never());
    CHECK(tree.next_node() == NodeId(3));
    CHECK(tree.next_deadline() == ms(7));
}

TEST_CASE("a queue that was long and is empty takes one entry far away") {
    Both both;
    for (int i = 0; i < 200; ++i) both.push(i * 1'000, EventClass::message);
    while (!both.queue.empty()) both.pop();
    both.push(both.now + 3'000'000'000, EventClass::message);
    REQUIRE(both.queue.top().time.nanos() == both.now + 3'000'000'000);
    both.push(both.now + 5'000, EventClass::disk);
    both.push(both.now + 9'000'000'000, EventClass::command);
    while (!both.queue.empty()) both.pop();
}
