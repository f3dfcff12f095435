#include "sim/history/history.h"

#include "core/base/rng.h"
#include "sim/history/weights.h"
#include "tests/support/catch.h"
#include "tests/support/toy_process.h"

using namespace kscope;
using namespace kscope::sim;
using namespace kscope::test;

namespace {

std::shared_ptr<const WorldSpec> spec() {
    WorldSpec s = toy_spec(4);
    TimelineEntry entry;
    entry.trigger = Instant::at(Duration::millis(500));
    entry.actions = {Kill{NodeId(0)}, Say{"the server is gone"}};
    s.timeline.push_back(entry);
    entry.trigger = Instant::at(Duration::millis(700));
    entry.actions = {Restart{NodeId(0)}};
    s.timeline.push_back(entry);
    return std::make_shared<const WorldSpec>(std::move(s));
}

// Run hashes of straight play, by event; with the user's actions after some events.
std::vector<Hash128> straight(std::uint64_t events, const std::vector<JournalEntry>& journal = {}) {
    World world(spec(), 1);
    std::vector<Hash128> hashes{world.run_hash()};
    for (std::uint64_t n = 0; n < events; ++n) {
        for (const JournalEntry& j : journal) {
            if (j.after == n) world.apply(j.action);
        }
        REQUIRE(world.step());
        hashes.push_back(world.run_hash());
    }
    return hashes;
}

}  // namespace

TEST_CASE("a random walk of seeks meets the hashes of straight play") {
    constexpr std::uint64_t events = 9'000;
    const auto hashes = straight(events);
    History history(spec(), 1);
    Rng rng(4);
    for (int i = 0; i < 60; ++i) {
        const std::uint64_t near = rng.below(40);
        const std::uint64_t far = rng.below(events + 1);
        const bool step_back = rng.below(2) == 0 && history.cursor_event() > near;
        const std::uint64_t target = step_back ? history.cursor_event() - near : far;
        REQUIRE(history.seek(0, target));
        REQUIRE(history.cursor_event() == target);
        REQUIRE(history.world().run_hash() == hashes[target]);
    }
}

TEST_CASE("prev of next is where one was, with the same hash, for every class of stop") {
    History history(spec(), 1);
    history.extend(0, 5'000);
    for (const StopClass c : {StopClass::event, StopClass::milestone, StopClass::turning_point}) {
        auto at = history.stop_after(0, 0, c);
        int stops = 0;
        for (; at && stops < 30; ++stops) {
            const auto next = history.stop_after(0, *at, c);
            if (!next) break;
            CHECK(history.stop_before(0, *next, c) == at);
            history.seek(0, *at);
            const Hash128 before = history.world().run_hash();
            history.seek(0, *next);
            history.seek(0, *history.stop_before(0, *next, c));
            CHECK(history.world().run_hash() == before);
            at = next;
        }
        CHECK(stops >= 2);
    }
    // Heartbeats are background: no stop for messages.
    CHECK_FALSE(history.stop_after(0, 0, StopClass::message));
}

TEST_CASE("acting in the past forks; both futures replay to their hashes") {
    History history(spec(), 1);
    history.extend(0, 6'000);
    history.seek(0, 2'000);
    const Action cut = CutLink{NodeId(0), NodeId(2)};
    const BranchId other = history.fork(cut);
    CHECK(history.branch(other).name.substr(0, 22) == "cut server-client-2 @0");
    CHECK(history.branch(other).fork_event == 2'000);
    CHECK(history.cursor_event() == 2'001);
    history.extend(other, 3'000);
    const auto main_hashes = straight(6'000);
    const auto other_hashes = straight(5'001, {{2'000, cut}});
    Rng rng(9);
    for (int i = 0; i < 40; ++i) {
        const std::uint64_t event = rng.below(5'001);
        const bool on_main = rng.below(2) == 0;
        REQUIRE(history.seek(on_main ? 0 : other, event));
        REQUIRE(history.world().run_hash() == (on_main ? main_hashes : other_hashes)[event]);
    }
    CHECK(main_hashes[2'000] == other_hashes[2'000]);
    CHECK(main_hashes[2'001] != other_hashes[2'001]);
    CHECK(history.journal(other).size() == 1);
    CHECK(history.journal(0).empty());
    // The fork's past is the parent's.
    CHECK(history.entry(other, 1'500).time == history.entry(0, 1'500).time);
    CHECK(history.stop_before(other, 2'001, StopClass::event) == std::uint64_t{2'000});
    CHECK(history.stop_after(other, 2'000, StopClass::event) == std::uint64_t{2'001});
}

TEST_CASE("a fork of a fork, and an action at the front which forgets the lookahead") {
    History history(spec(), 1);
    history.extend(0, 3'000);
    history.seek(0, 1'000);
    const BranchId second = history.fork(Pause{NodeId(1)});
    history.extend(second, 500);
    history.seek(second, 1'200);
    const BranchId third = history.fork(Pause{NodeId(2)}, "third");
    history.extend(third, 500);
    history.seek(third, 1'400);
    history.act(Resume{NodeId(1)});
    CHECK(history.branch_count() == 3);
    CHECK(history.branch(third).end_event == 1'401);
    history.extend(third, 300);
    const auto hashes = straight(
        1'600, {{1'000, Pause{NodeId(1)}}, {1'200, Pause{NodeId(2)}}, {1'400, Resume{NodeId(1)}}});
    for (const std::uint64_t event : {1'600U, 1'401U, 1'150U, 900U, 1'300U}) {
        history.seek(third, event);
        CHECK(history.world().run_hash() == hashes[event]);
    }
    CHECK(history.journal(third).size() == 3);
    history.seek(second, 1'100);
    history.act(Pause{NodeId(3)});  // the third branch needs what comes after
    CHECK(history.branch_count() == 4);
}

TEST_CASE("notes are made again by replay, and the index knows what matters") {
    History history(spec(), 1);
    history.seek_time(0, Instant::at(Duration::millis(900)));
    std::vector<std::uint64_t> turns =
        history.stops_between(0, 0, ~std::uint64_t{0}, StopClass::turning_point, 10);
    REQUIRE(turns.size() == 3);  // kill, say, restart
    const auto killed = history.notes_at(0, turns[0]);
    CHECK(std::holds_alternative<NodeKilled>(killed.world_notes.at(0)));
    CHECK(history.notes_at(0, turns[1]).record.id == EventId(turns[1]));
    CHECK(history.entry(0, turns[0]).time == Instant::at(Duration::millis(500)));
    CHECK(history.last_event_until(0, Instant::at(Duration::millis(499))) < turns[0]);
    const auto all = history.notes_between(0, turns[0], turns[0] + 9);
    CHECK(all.size() == 10);
    CHECK(all[9].record.id.value() == turns[0] + 9);
    CHECK_FALSE(is_foreground(HeartbeatRequest{}));
    CHECK(is_foreground(ProduceRequest{}));
}

TEST_CASE("a cancelled seek leaves the cursor where it was") {
    History history(spec(), 1);
    history.extend(0, 40'000);
    history.seek(0, 100);
    const Hash128 before = history.world().run_hash();
    int asked = 0;
    CHECK_FALSE(history.seek(0, 30'000, [&asked] { return ++asked == 3; }));
    CHECK(history.cursor_event() == 100);
    CHECK(history.world().run_hash() == before);
}

TEST_CASE("checkpoints stay under their cap by thinning") {
    Checkpoints few(1);
    World world(spec(), 1);
    for (std::uint64_t i = 0; i < 8 * Checkpoints::first_distance; ++i) {
        world.step();
        few.passing(world);
    }
    CHECK(few.size() <= 3);
    REQUIRE(few.nearest(world.last_event().value()) != nullptr);
    CHECK(few.nearest(10) == nullptr);
}
