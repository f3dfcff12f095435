// The window's registry, models and gestures, offscreen and without a simulation.
#include <QApplication>
#include <QSet>

#include "gui/app/actions.h"
#include "gui/app/gestures.h"
#include "gui/app/options.h"
#include "gui/model/event_log_model.h"
#include "gui/panel/inspection.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/synthetic_frames.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

TEST_CASE("no key stands twice, every command has a tooltip") {
    gui_application();
    QObject owner;
    const Actions actions(&owner);
    QSet<QString> seen;
    for (const CommandSpec& spec : command_specs()) {
        const QAction* action = actions[spec.command];
        REQUIRE(action != nullptr);
        REQUIRE_FALSE(action->toolTip().isEmpty());
        for (const QKeySequence& key : action->shortcuts()) {
            INFO(key.toString().toStdString());
            REQUIRE_FALSE(key.isEmpty());
            REQUIRE_FALSE(seen.contains(key.toString()));
            seen.insert(key.toString());
        }
    }
    for (int i = 0; i < command_count; ++i) REQUIRE(actions[static_cast<Command>(i)] != nullptr);
}

TEST_CASE("an item names its process: a lane its broker, a header the leader") {
    const Frame frame = steady_frame();
    const FrameNode* lane = node_of_item(frame, "lane/click-0/b2#role");
    REQUIRE(lane != nullptr);
    REQUIRE(lane->name == "b2");
    const FrameNode* header = node_of_item(frame, "header/click-0");
    REQUIRE(header != nullptr);
    REQUIRE(header->name == "b1");
    REQUIRE(node_of_item(frame, "flight/12") == nullptr);
    REQUIRE(partition_of_item("lane/click-0/b2") == "click-0");
}

TEST_CASE("a cut needs two processes, and heals what is cut") {
    const Frame frame = steady_frame();
    Gestures gestures;
    gestures.begin_cut(*node_of_item(frame, "broker/b1"));
    REQUIRE(gestures.cutting());
    REQUIRE_FALSE(gestures.finish_cut(frame, "broker/b1"));
    REQUIRE(gestures.cutting());
    const auto cut = gestures.finish_cut(frame, "lane/click-0/b3");
    REQUIRE(cut);
    REQUIRE(cut->kind == UserAction::Kind::cut);
    REQUIRE(text_of(*cut) == "cut b1\u2013b3");
    REQUIRE_FALSE(gestures.cutting());
}

TEST_CASE("the event log shows what matches, and grows without a reset") {
    EventLogModel model;
    LogRows rows;
    auto chunk = std::make_shared<std::vector<LogRow>>();
    for (std::uint64_t i = 1; i <= 10; ++i) {
        LogRow row;
        row.event = EventId(i * 10);
        row.text = i % 2 == 0 ? "Broker 2 leads" : "Broker 1 is gone";
        row.kind = "Kind";
        chunk->push_back(row);
    }
    rows.chunks.push_back(chunk);
    rows.count = 10;
    model.set_rows(rows);
    REQUIRE(model.rowCount() == 10);
    REQUIRE(model.row_of(EventId(35)) == 2);
    REQUIRE(model.row_of(EventId(5)) == -1);
    model.set_filter("LEADS broker");
    REQUIRE(model.rowCount() == 5);
    int resets = 0;
    QObject::connect(&model, &QAbstractItemModel::modelReset, [&] { ++resets; });
    auto longer = std::make_shared<std::vector<LogRow>>(*chunk);
    longer->push_back(longer->at(1));
    rows.chunks[0] = longer;
    rows.count = 11;
    model.set_rows(rows);
    REQUIRE(model.rowCount() == 6);
    REQUIRE(resets == 0);
}

TEST_CASE("the inspector says what changed since the stop before") {
    Picture picture;
    picture.frame = steady_frame();
    picture.before = picture.frame;
    picture.before.event = EventId(1);
    for (FramePartition& p : picture.before.partitions) {
        for (FrameLane& lane : p.lanes) lane.log_end = lane.log_end - 1;
    }
    const Inspection seen = inspect(picture, "lane/click-0/b1");
    REQUIRE(seen.title == "click-0 on b1");
    bool changed = false;
    for (const InspectionRow& row : seen.rows) {
        if (row.name.startsWith("LEO")) changed = !row.was.isEmpty();
        if (row.name.startsWith("HW")) REQUIRE(row.was.isEmpty());
    }
    REQUIRE(changed);
}

TEST_CASE("the event log names the law that is broken") {
    EventLogModel model;
    LogRow row;
    row.event = EventId(7);
    row.mark = MarkKind::law;
    row.kind = "LeaderCompleteness";
    row.text = "order-0: broker 3 leads in epoch 2 with log end 89";
    LogRows rows;
    rows.chunks.push_back(std::make_shared<std::vector<LogRow>>(1, row));
    rows.count = 1;
    model.set_rows(rows);
    CHECK(model.data(model.index(0), Qt::DisplayRole).toString() == "LeaderCompleteness is broken");
}

TEST_CASE("a scale that is no number is refused") {
    for (const char* scale : {"nan", "inf", "-1", "0", "5", "1x"}) {
        const char* const line[] = {"kscope-gui", "--scale", scale};
        int code = 0;
        INFO(scale);
        CHECK_FALSE(parse_options(3, line, code));
        CHECK(code == 2);
    }
}
