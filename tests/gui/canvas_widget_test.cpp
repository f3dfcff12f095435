// The canvas as a widget: mouse, keyboard, and what moves between two frames.
#include <QApplication>
#include <QSignalSpy>
#include <QtTest/QTest>

#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/overview.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/synthetic_frames.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

struct Shown {
    explicit Shown(Frame frame) {
        gui_application();
        canvas.resize(960, 572);
        canvas.set_frame(std::make_shared<const Frame>(std::move(frame)));
        canvas.show();
        canvas.setFocus();
    }
    QPoint middle(const char* id) {
        const DrawnItem* item = canvas.items().find(QString::fromLatin1(id));
        REQUIRE(item != nullptr);
        return item->rect.center().toPoint();
    }
    ClusterCanvas canvas;
};

}  // namespace

TEST_CASE("a click names what it hit, the innermost thing first") {
    Shown shown(steady_frame());
    QSignalSpy clicked(&shown.canvas, &ClusterCanvas::item_clicked);
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.middle("broker/b2"));
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.middle("record/click-0/b1/40"));
    REQUIRE(clicked.count() == 2);
    CHECK(clicked[0][0].toString() == "broker/b2");
    CHECK(clicked[1][0].toString() == "record/click-0/b1/40");
    CHECK(shown.canvas.view().selected == "record/click-0/b1/40");
}

TEST_CASE("Tab visits everything once, in reading order, then leaves; Enter inspects") {
    Shown shown(steady_frame());
    QStringList visited;
    QSignalSpy clicked(&shown.canvas, &ClusterCanvas::item_clicked);
    QSignalSpy activated(&shown.canvas, &ClusterCanvas::item_activated);
    const auto stops = shown.canvas.items().focusable().size();
    for (std::size_t i = 0; i < stops; ++i) {
        QTest::keyClick(&shown.canvas, Qt::Key_Tab);
        visited << shown.canvas.view().focused;
    }
    CHECK(visited.first() == "zookeeper");
    CHECK(visited.contains("lane/upload-0/b3"));
    CHECK(visited.contains("member/monitoring/monitoring-2"));
    CHECK(visited.removeDuplicates() == 0);
    QTest::keyClick(&shown.canvas, Qt::Key_Return);
    REQUIRE(activated.count() == 1);
    CHECK(activated[0][0].toString() == shown.canvas.view().focused);
}

TEST_CASE("display time moves packets, nothing else") {
    Shown shown(steady_frame());
    const QPointF before = shown.middle("flight/2");
    const QPointF lane = shown.middle("lane/click-0/b1");
    shown.canvas.set_display_time(shown.canvas.frame()->now + Duration::micros(300));
    shown.canvas.grab();
    CHECK(shown.middle("flight/2") != before);
    CHECK(shown.middle("lane/click-0/b1") == lane);
}

TEST_CASE("dragging a lane unpins its axis, and back to the end follows again") {
    Shown shown(steady_frame());
    const QPoint at = shown.middle("lane/click-0/b2") + QPoint(0, 40);
    const auto drag = [&](int dx) {
        QTest::mousePress(&shown.canvas, Qt::LeftButton, {}, at);
        QMouseEvent move(QEvent::MouseMove, QPointF(at.x() + dx, at.y()),
                         shown.canvas.mapToGlobal(QPointF(at.x() + dx, at.y())), Qt::NoButton,
                         Qt::LeftButton, {});
        QApplication::sendEvent(&shown.canvas, &move);
        QTest::mouseRelease(&shown.canvas, Qt::LeftButton, {}, at + QPoint(dx, 0));
        shown.canvas.grab();
    };
    CHECK(shown.canvas.items().find("record/click-0/b1/30") == nullptr);
    drag(180);
    CHECK(shown.canvas.items().find("record/click-0/b1/30") != nullptr);
    drag(-400);
    CHECK(shown.canvas.view().pinned.empty());
    CHECK(shown.canvas.items().find("record/click-0/b1/41") != nullptr);
}

TEST_CASE("the right button asks for a menu where it was pressed") {
    Shown shown(steady_frame());
    QSignalSpy asked(&shown.canvas, &ClusterCanvas::item_context_requested);
    const QPoint at = shown.middle("lane/click-1/b2");
    QContextMenuEvent menu(QContextMenuEvent::Mouse, at, shown.canvas.mapToGlobal(at));
    QApplication::sendEvent(&shown.canvas, &menu);
    REQUIRE(asked.count() == 1);
    CHECK(asked[0][0].toString().contains("click-1/b2"));
}

TEST_CASE("background traffic can be hidden") {
    Shown shown(steady_frame());
    CHECK(shown.canvas.items().find("flight/7") != nullptr);
    shown.canvas.set_background_traffic(false);
    shown.canvas.grab();
    CHECK(shown.canvas.items().find("flight/7") == nullptr);
    CHECK(shown.canvas.items().find("flight/1") != nullptr);
}

TEST_CASE("a flood becomes bands with counts") {
    Frame frame = steady_frame();
    for (std::uint64_t id = 100; id < 160; ++id) {
        FrameFlight flight = frame.flights.front();
        flight.id = id;
        frame.flights.push_back(flight);
    }
    Shown shown(std::move(frame));
    const DrawnItem* count = shown.canvas.items().find("band/4/1#count");
    REQUIRE(count != nullptr);
    CHECK(count->text == "61");
}

TEST_CASE("of 6,000 tiles each can be pointed at, chosen, and left for the next") {
    Shown shown(large_frame(100, 2'000));
    const Type type;
    const Scene scene = make_scene(*shown.canvas.frame(), shown.canvas.view(), type,
                                   shown.canvas.size(), Instant{});
    const FrameOverview& o = *scene.frame->overview;
    const QRectF tile = tile_rect(overview_layout(scene), {41, 7});
    QSignalSpy clicked(&shown.canvas, &ClusterCanvas::item_clicked);
    QTest::mouseMove(&shown.canvas, tile.center().toPoint());
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, tile.center().toPoint());
    REQUIRE(clicked.count() == 1);
    const QString id = clicked[0][0].toString();
    const std::string partition =
        o.partition_names[static_cast<std::size_t>(o.strips[41].tile_partition[7])];
    CHECK(id == lane_id(partition, "b42"));
    shown.canvas.grab();
    const DrawnItem* chosen = shown.canvas.items().find(id);
    REQUIRE(chosen != nullptr);
    CHECK(chosen->text.endsWith("on b42: offline"));
    shown.canvas.move_replica(1);
    CHECK(shown.canvas.view().selected != id);
    CHECK(shown.canvas.view().selected.endsWith("/b42"));
    shown.canvas.move_replica(-1);
    CHECK(shown.canvas.view().selected == id);
    // Tab goes on from the tile's broker.
    QTest::keyClick(&shown.canvas, Qt::Key_Tab);
    CHECK(shown.canvas.view().focused == "broker/b43");
}
