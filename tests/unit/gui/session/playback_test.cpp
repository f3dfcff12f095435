#include "gui/session/playback.h"

#include "core/base/rng.h"
#include "tests/support/catch.h"
#include "tests/unit/gui/session/toy_recording.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

const Cancelled never = [] { return false; };
UserAction kill(int node) {
    return {UserAction::Kind::kill, NodeId(node), no_node, "b" + std::to_string(node), {}};
}

}  // namespace

TEST_CASE("prev of next is the same cursor with the same hash, from any stop of any class") {
    ToyRecording recording;
    Playback playback(recording);
    for (const StopClass stop :
         {StopClass::event, StopClass::message, StopClass::milestone, StopClass::turning_point}) {
        playback.seek(0, no_event, never);
        int steps = 0;
        while (playback.step(stop, Direction::forward, never) == Moved::yes) {
            const Cursor here = playback.cursor();
            const Hash128 hash = recording.hash();
            if (playback.step(stop, Direction::forward, never) != Moved::yes) break;
            REQUIRE(playback.step(stop, Direction::back, never) == Moved::yes);
            REQUIRE(playback.cursor() == here);
            REQUIRE(recording.hash() == hash);
            ++steps;
            playback.step(stop, Direction::forward, never);
        }
        REQUIRE(steps >= 3);
    }
}

TEST_CASE("a step that finds nothing leaves the cursor") {
    ToyRecording recording(60);
    Playback playback(recording);
    playback.step(StopClass::turning_point, Direction::forward, never);
    const Cursor here = playback.cursor();
    REQUIRE(here.event == EventId(50));
    REQUIRE(playback.step(StopClass::turning_point, Direction::forward, never) == Moved::not_found);
    REQUIRE(playback.cursor() == here);
}

TEST_CASE("a cancelled search leaves the cursor") {
    ToyRecording recording(100'000);
    Playback playback(recording);
    int looks = 0;
    const Cancelled soon = [&] { return ++looks > 3; };
    const auto nothing = [](EventId) { return false; };
    REQUIRE(playback.run_until(nothing, Direction::forward, soon) == Moved::cancelled);
    REQUIRE(playback.cursor().event == no_event);
    REQUIRE(playback.front(0) == no_event);  // what was not shown is no front
}

TEST_CASE("acting at the front goes on with the branch and forgets what nobody saw") {
    ToyRecording recording;
    Playback playback(recording);
    playback.step(StopClass::turning_point, Direction::forward, never);
    recording.extend(0);
    recording.extend(0);
    playback.act(kill(2));
    REQUIRE(recording.branches().size() == 1);
    REQUIRE(playback.cursor().event == EventId(51));
    REQUIRE(recording.branches()[0].end == EventId(51));
    REQUIRE(playback.at_front());
}

TEST_CASE("acting earlier forks a branch named after the action, and both replay") {
    ToyRecording recording;
    Playback playback(recording);
    for (int i = 0; i < 4; ++i) playback.step(StopClass::turning_point, Direction::forward, never);
    const Hash128 old_front = recording.hash();
    for (int i = 0; i < 2; ++i) playback.step(StopClass::turning_point, Direction::back, never);
    playback.act(kill(2));
    REQUIRE(recording.branches().size() == 2);
    REQUIRE(recording.branches()[1].name == "kill b2 @0.2 s");
    REQUIRE(playback.take_toast() == "New branch: kill b2 @0.2 s");
    REQUIRE(recording.branches()[1].fork == EventId(100));
    REQUIRE(playback.front(0) == EventId(200));
    REQUIRE(playback.step(StopClass::turning_point, Direction::forward, never) == Moved::yes);
    const Hash128 forked = recording.hash();
    playback.seek(0, EventId(200), never);
    REQUIRE(recording.hash() == old_front);
    playback.to_front(never);
    playback.seek(1, EventId(150), never);
    REQUIRE(recording.hash() == forked);
}

TEST_CASE("undo goes to just before the last action and keeps its future") {
    ToyRecording recording;
    Playback playback(recording);
    REQUIRE_FALSE(playback.undo());
    playback.seek(0, EventId(0), never);
    playback.step(StopClass::turning_point, Direction::forward, never);
    const Hash128 before = recording.hash();
    SECTION("of an action that went on with its branch") {
        playback.act(kill(1));
        const Hash128 after = recording.hash();
        REQUIRE(playback.undo());
        REQUIRE(recording.hash() == before);
        const auto& branches = recording.branches();
        REQUIRE(branches.size() == 2);
        REQUIRE(branches[0].name == "kill b1 @0.1 s");
        REQUIRE(branches[1].name == "main");
        REQUIRE(playback.cursor().branch == 1);
        REQUIRE_FALSE(playback.undo());  // it has no action any more
        playback.to_front(never);
        playback.seek(0, EventId(51), never);
        REQUIRE(recording.hash() == after);
    }
    SECTION("of an action that forked") {
        playback.step(StopClass::turning_point, Direction::forward, never);
        playback.step(StopClass::turning_point, Direction::back, never);
        playback.act(kill(1));
        REQUIRE(playback.undo());
        REQUIRE(recording.hash() == before);
        REQUIRE(playback.cursor().branch == 0);
        REQUIRE(recording.branches().size() == 2);
    }
}

TEST_CASE("playing shows every event once, rests at turning points and stops at hold") {
    ToyRecording recording;
    Playback playback(recording);
    playback.play();
    EventId last = no_event;
    double rested = 0;
    for (int frame = 0; frame < 200'000 && playback.playing(); ++frame) {
        if (!playback.tick(0.016, never)) rested += 0.016;
        REQUIRE(playback.cursor().event >= last);
        last = playback.cursor().event;
        if (last != no_event) {
            REQUIRE(playback.cursor().time >= recording.row(0, last).at);
        }
    }
    REQUIRE(last == EventId(150));
    REQUIRE(playback.holding());
    REQUIRE(rested > 2 * 1.1);  // two turning points before it
    playback.play();
    REQUIRE_FALSE(playback.holding());
    for (int frame = 0; frame < 200'000 && playback.playing(); ++frame) playback.tick(0.016, never);
    REQUIRE(playback.at_end());
}

TEST_CASE("the same trace plays the same way") {
    const auto play = [] {
        ToyRecording recording;
        Playback playback(recording);
        playback.play();
        std::vector<std::int64_t> times;
        for (int frame = 0; frame < 500; ++frame) {
            playback.tick(0.016, never);
            times.push_back(playback.cursor().time.nanos());
        }
        return times;
    };
    REQUIRE(play() == play());
}

TEST_CASE("any walk of steps, seeks and actions keeps the law of back and forth") {
    Rng rng(7);
    ToyRecording recording(2'000);
    Playback playback(recording);
    playback.step(StopClass::milestone, Direction::forward, never);
    for (int i = 0; i < 600; ++i) {
        const auto choice = rng.below(10);
        const auto stop = static_cast<StopClass>(rng.below(4));
        if (choice == 0) {
            playback.act(kill(static_cast<int>(i % 3) + 1));
        } else if (choice == 1) {
            const auto branches = static_cast<std::uint32_t>(recording.branches().size());
            const auto branch = static_cast<BranchId>(rng.below(branches));
            const auto limit = static_cast<std::uint32_t>(playback.front(branch).value());
            if (limit > 0) playback.seek(branch, EventId(1 + rng.below(limit)), never);
        } else {
            playback.step(stop, choice < 7 ? Direction::forward : Direction::back, never);
        }
        const Cursor here = playback.cursor();
        if (here.event == no_event || !recording.row(here.branch, here.event).stops(stop)) continue;
        const Hash128 hash = recording.hash();
        if (playback.step(stop, Direction::forward, never) != Moved::yes) continue;
        REQUIRE(playback.step(stop, Direction::back, never) == Moved::yes);
        REQUIRE(playback.cursor() == here);
        REQUIRE(recording.hash() == hash);
    }
}
