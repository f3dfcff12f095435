// The pages over the cluster and beside it: all keys on one page, the card of "run until", the
// inspector's pages of ZooKeeper, of a session and of a log. Each can be read, and says what is.
#include <QApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QLineEdit>
#include <QtTest/QTest>

#include "gui/app/actions.h"
#include "gui/app/main_window.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/theme.h"
#include "gui/panel/inspection.h"
#include "gui/panel/until_card.h"
#include "gui/session/sim_stage.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/readable.h"
#include "tests/gui/window_wait.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

constexpr const char* lesson = "scenarios/lessons/01-click-tracking.yaml";

struct Window {
    explicit Window(const char* at, const char* file = lesson) : window(make_sim_stage) {
        window.resize(1280, 800);
        window.show();
        wait_for(window, window.open(QString::fromLatin1(file), {}, QString::fromLatin1(at)));
        window.grab();
    }
    void settle() {
        wait_for(window, window.session().last_number());
        window.grab();
    }
    void select(const char* id) {
        window.select(QString::fromLatin1(id));
        settle();
    }
    // Of the inspector's rows, also of those out of sight.
    QString row(const char* name) {
        for (const InspectionRow& row : inspect(window.shown(), window.selected()).rows) {
            if (row.name == QString::fromUtf8(name)) return row.value;
        }
        return QStringLiteral("(no such row)");
    }
    UntilCard& card() { return *window.findChild<UntilCard*>(); }
    QApplication& application = gui_application();  // before the window
    MainWindow window;
};

// Only what this widget draws: it lies over others.
QJsonObject part(const QJsonObject& described, const QString& prefix) {
    QJsonArray items;
    for (const QJsonValue& value : described["items"].toArray()) {
        if (value.toObject()["id"].toString().startsWith(prefix)) items.append(value);
    }
    CHECK(items.size() > 4);
    return {{"items", items}};
}

}  // namespace

TEST_CASE("all keys stand on one page, readable at every size") {
    Window w("12s");
    w.window.press(gui::Command::overlay);
    for (const QSize size : {QSize(1280, 800), QSize(1024, 700), QSize(1920, 1080)}) {
        for (const Theme* theme : {&light_theme(), &dark_theme()}) {
            w.window.resize(size);
            w.window.set_theme(*theme);
            w.window.grab();
            INFO(size.width());
            const QJsonObject keys = part(w.window.describe(), "keys");
            check_readable(keys);
            int listed = 0;
            for (const QJsonValue& value : keys["items"].toArray()) {
                const QJsonObject item = value.toObject();
                listed += item["id"].toString().endsWith("#key") ? 1 : 0;
                const QJsonArray r = item["rect"].toArray();
                CHECK(r[0].toDouble() + r[2].toDouble() <= size.width());
                CHECK(r[1].toDouble() + r[3].toDouble() <= size.height());
            }
            int with_keys = 0;
            for (const CommandSpec& spec : command_specs()) with_keys += *spec.keys != 0 ? 1 : 0;
            CHECK(listed == with_keys);
        }
    }
}

TEST_CASE("run until asks in the window: examples, a mistake with its remedy, then there") {
    Window w("16s");
    w.select("lane/click-1/b2");
    w.window.press(gui::Command::until);
    w.settle();
    REQUIRE(w.card().isVisible());
    check_readable(part(w.window.describe(), "until"));
    QLineEdit& field = w.card().field();
    const EventId before = w.window.shown().frame.event;
    QTest::keyClick(&field, Qt::Key_End);
    QTest::keyClicks(&field, "x");
    QTest::keyClick(&field, Qt::Key_Return);
    w.settle();
    REQUIRE(w.card().isVisible());
    CHECK(w.window.shown().frame.event == before);
    const QJsonObject wrong = w.window.describe();
    check_readable(part(wrong, "until"));
    CHECK(said(texts_of(part(wrong, "until")), "until#words/0").find("did you mean") !=
          std::string::npos);
    // An example: it names the selected partition.
    w.card().press_item("until/example/2");
    CHECK(field.text() == "LeaderElected: {partition: click-1}");
    w.card().press_item("until/example/1");
    CHECK(field.text() == "SessionExpired");
    QTest::keyClick(&field, Qt::Key_Return);
    w.settle();
    CHECK_FALSE(w.card().isVisible());
    CHECK(w.window.shown().frame.event > before);
    CHECK(w.window.shown().frame.now == Instant::at(Duration::seconds(33)));
    w.window.press(gui::Command::back_until);
    CHECK(w.card().isVisible());
    w.window.press(gui::Command::cancel);
    CHECK_FALSE(w.card().isVisible());
}

TEST_CASE("ZooKeeper's page has the tree of znodes, and a session's page what goes with it") {
    Window w("12s");
    w.select("zookeeper");
    CHECK(w.row("/controller") == "brokerid 2, held by b2");
    CHECK(w.row("/brokers/topics/click") == "3 partitions");
    CHECK(w.row("/brokers/topics/click/partitions/0/state") == "leader 1 e0 ISR 1,2,3");
    CHECK(w.row("/brokers/ids/1").startsWith("broker epoch "));
    CHECK(w.row("/brokers/topics/__consumer_offsets/partitions") == "(no such row)");
    CHECK(w.row("Session of b1").endsWith(" left"));
    check_readable(part(w.window.describe(), "inspector"));
    w.select("session/b1");
    CHECK(w.row("/brokers/ids/1") == "ephemeral");
    CHECK(w.row("/brokers/ids/2") == "(no such row)");
    CHECK(w.row("Session id").startsWith("0x"));
    w.select("lane/click-0/b1");
    CHECK(w.window.shown().frame.zookeeper.znodes.empty());
}

TEST_CASE("a replica's page has its segments") {
    Window w("60s");
    w.select("lane/click-0/b2");
    const FrameLane* lane = nullptr;
    for (const FrameLane& one : w.window.shown().frame.partitions.at(0).lanes) {
        if (one.broker == BrokerId(2)) lane = &one;
    }
    REQUIRE(lane != nullptr);
    REQUIRE(lane->segments.size() == 1);
    CHECK(lane->segments[0].active);
    CHECK(lane->segments[0].end == lane->log_end);
    CHECK(w.row("Segments") == "1");
    CHECK(w.row("Segment 0").contains("batch"));
}

TEST_CASE("with KRaft the pages speak of the quorum, and nothing of ZooKeeper") {
    Window w("26s", "scenarios/planes/quorum-voters.yaml");
    w.select("zookeeper");
    CHECK(w.row("Voters") == "c2, c3, c4");
    CHECK(w.row("c1") == "down, no voter");
    CHECK(w.row("c4").startsWith("leading, epoch 4, log end "));
    check_readable(part(w.window.describe(), "inspector"));
    w.select("zookeeper/c1");
    CHECK(w.row("Voter") == "no");
    CHECK(w.row("Clients") == "(no such row)");
    w.select("zookeeper/c4");
    CHECK(w.row("Voter") == "yes");
    CHECK(w.row("Observers") != "(no such row)");
    w.select("broker/b1");
    CHECK(w.row("Registered in ZooKeeper") == "(no such row)");
    CHECK(w.row("Registered in the metadata log") == "yes");
    CHECK(w.row("zookeeper.session.timeout.ms") == "(no such row)");
    CHECK(w.row("broker.session.timeout.ms") == "9000");
    check_readable(part(w.window.describe(), "inspector"));
}

TEST_CASE("what is too long for a row of the inspector has lines of its own") {
    Window w("17s", "scenarios/quotas/client-quota.yaml");
    for (const char* id : {"broker/b1", "producer/import", "lane/orders-0/b1"}) {
        w.select(id);
        INFO(id);
        check_readable(part(w.window.describe(), "inspector"));
    }
    w.select("producer/import");
    CHECK(w.row("Throttled by b1").endsWith(", producer_byte_rate=20480"));
    w.select("broker/b1");
    w.window.resize(1280, 1400);  // all of its rows
    w.settle();
    check_readable(part(w.window.describe(), "inspector"));
    Window move("34s", "scenarios/quotas/replication-throttle.yaml");
    move.window.resize(1280, 1400);
    move.select("broker/b4");
    check_readable(part(move.window.describe(), "inspector"));
    Window member("34s");
    member.window.resize(1280, 1400);
    member.select("member/monitoring/monitoring-1");
    check_readable(part(member.window.describe(), "inspector"));
    // A scenario's long name is the title while nothing is selected.
    Window title("26s", "scenarios/planes/last-replica-standing.yaml");
    check_readable(part(title.window.describe(), "inspector"));
}

TEST_CASE("a record's page has the record before its replica") {
    Window w("34s");
    w.select("record/click-0/b2/30");
    CHECK(w.row("Record at offset") == "30");
    CHECK(w.row("Its key") == "user-0");
    CHECK(w.row("Appended in epoch") == "1");
    CHECK(w.row("Committed, as this replica knows") == "yes");
    CHECK(w.row("LEO, log end offset") == "31");
}

TEST_CASE("where nobody leads, no lag is less than nothing") {
    Window w("58s", "scenarios/lessons/04-unclean-election.yaml");
    CHECK(w.row("Lag of all readers") == "0");
    w.select("group/dispatch");
    CHECK(w.row("Lag") == "0");
}
