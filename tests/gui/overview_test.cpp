// A cluster too large for lanes, over the real simulation: what the overview says is what the
// controller has decided; from near, every partition is on one page; and the window leads there and
// back, by mouse and by keys.
#include <QApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QtTest/QTest>
#include <algorithm>
#include <map>
#include <set>

#include "gui/app/main_window.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/theme.h"
#include "gui/session/director.h"
#include "gui/session/sim_stage.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/readable.h"
#include "tests/gui/window_wait.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

constexpr const char* twelve = "tests/gui/twelve-brokers.yaml";
const Cancelled never = [] { return false; };

class Viewer {
public:
    explicit Viewer(const char* at) : director_(make_sim_stage) {
        ask(LoadRequest{twelve, {}, at});
        REQUIRE(shown().status.error.empty());
    }
    const Picture& ask(Request request) {
        director_.handle(request, ++number_, never);
        picture_ = director_.picture();
        return *picture_;
    }
    const Frame& look(Distance distance, const std::string& topic, int partition) {
        return ask(LookRequest{{distance, topic, partition, false}}).frame;
    }
    [[nodiscard]] const Picture& shown() const { return *picture_; }

private:
    Director director_;
    std::uint64_t number_ = 0;
    std::shared_ptr<const Picture> picture_;
};

std::int32_t tiles(const FrameOverview& o, TileState state) {
    return o.replicas[static_cast<std::size_t>(state)];
}

struct Window {
    Window(const char* at, QSize size = {1280, 800}) : window(make_sim_stage) {
        window.resize(size);
        window.show();
        wait_for(window, window.open(QString::fromLatin1(twelve), {}, QString::fromLatin1(at)));
        canvas().setFocus();
        window.grab();
    }
    ClusterCanvas& canvas() { return *window.findChild<ClusterCanvas*>(); }
    void settle() {
        wait_for(window, window.session().last_number());
        window.grab();
    }
    QString look() { return window.describe()["state"].toObject()["look"].toString(); }
    QPoint middle(const QString& id) {
        const DrawnItem* item = canvas().items().find(id);
        INFO(id.toStdString());
        REQUIRE(item != nullptr);
        return item->rect.center().toPoint();
    }
    void click(const QString& id) {
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, middle(id));
        settle();
    }
    void double_click(const QString& id) {
        QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, middle(id));
        settle();
    }
    void key(int key, Qt::KeyboardModifiers with = {}) {
        QTest::keyClick(&canvas(), static_cast<Qt::Key>(key), with);
        settle();
    }
    QString text(const QString& id) {
        for (const QJsonValue& value : window.describe()["items"].toArray()) {
            const QJsonObject item = value.toObject();
            if (item["id"].toString() == id) return item["text"].toString();
        }
        return QStringLiteral("(not drawn)");
    }
    QApplication& application = gui_application();  // before the window
    MainWindow window;
};

}  // namespace

TEST_CASE("more than 32 partitions become strips that are the controller's truth") {
    Viewer viewer("11s");
    const Frame& frame = viewer.shown().frame;
    REQUIRE(frame.overview);
    const FrameOverview& o = *frame.overview;
    CHECK(o.partition_names.size() == 240);
    REQUIRE(o.strips.size() == 12);
    CHECK(tiles(o, TileState::leader) == 240);
    CHECK(tiles(o, TileState::follower) == 480);
    CHECK(o.in_trouble == 0);
    CHECK(frame.attention.empty());
    std::size_t all = 0;
    for (const FrameStrip& strip : o.strips) {
        all += strip.tiles.size();
        CHECK(strip.in_isr == static_cast<std::int32_t>(strip.tiles.size()));
        CHECK(std::is_sorted(strip.tile_partition.begin(), strip.tile_partition.end()));
    }
    CHECK(all == 720);
    // Read back from each partition's own page.
    for (const std::size_t place : {std::size_t(0), std::size_t(40), std::size_t(239)}) {
        const std::string name = o.partition_names[place];
        const FrameTruth truth = o.truths[place];
        const auto dash = name.rfind('-');
        Viewer other("11s");
        const Frame& one =
            other.look(Distance::partition, name.substr(0, dash), std::stoi(name.substr(dash + 1)));
        REQUIRE(one.partitions.size() == 1);
        CHECK(one.partitions[0].name == name);
        CHECK(one.partitions[0].leader == truth.leader);
        CHECK(one.partitions[0].min_isr == truth.min_isr);
    }
    const auto audit = std::find(o.partition_names.begin(), o.partition_names.end(), "audit-0");
    CHECK(o.truths[static_cast<std::size_t>(audit - o.partition_names.begin())].min_isr == 3);
}

TEST_CASE("two dead brokers: offline at once, then the worst partitions by name") {
    Viewer killed("13s");
    const FrameOverview& at_once = *killed.shown().frame.overview;
    CHECK(tiles(at_once, TileState::offline) == 60);
    CHECK(at_once.in_trouble == 0);  // nobody knows yet
    Viewer later("60s");
    const Frame& frame = later.shown().frame;
    const FrameOverview& o = *frame.overview;
    CHECK(tiles(o, TileState::offline) + tiles(o, TileState::no_leader) >= 110);
    CHECK(o.in_trouble >= 60);
    REQUIRE(frame.attention.size() == 12);
    for (std::size_t i = 1; i < frame.attention.size(); ++i) {
        CHECK(frame.attention[i - 1].state >= frame.attention[i].state);
    }
    // audit wants three in sync, and so is under its minimum with two; so is orders with one.
    CHECK(frame.attention.front().state == TileState::under_min_isr);
    CHECK(frame.attention.front().sentence.starts_with("ISR 1 of 3, min "));
    CHECK(o.under_min_isr > 0);
}

TEST_CASE("from near, the pages of a topic have each partition once") {
    Viewer viewer("11s");
    std::set<std::int32_t> seen;
    std::int32_t next = 0;
    int pages = 0;
    while (next < 96) {
        const Frame& frame = viewer.look(Distance::topic, "orders", next);
        REQUIRE(frame.focus);
        CHECK_FALSE(frame.overview);
        const FrameFocus& focus = *frame.focus;
        CHECK(focus.first == next);
        CHECK(focus.of_topic == 96);
        CHECK(focus.of_cluster == 240);
        CHECK(focus.rows.size() <= 12);
        REQUIRE(frame.partitions.size() == static_cast<std::size_t>(focus.shown));
        REQUIRE(focus.shown > 0);
        for (const FramePartition& p : frame.partitions) {
            CHECK(seen.insert(p.index).second);
            CHECK(p.lanes.size() == 3);
        }
        // Whichever of its partitions is asked for, it is the same page.
        const std::int32_t first = focus.first;
        const std::int32_t last = first + focus.shown - 1;
        CHECK(viewer.look(Distance::topic, "orders", last).focus->first == first);
        next = last + 1;
        ++pages;
    }
    CHECK(seen.size() == 96);
    CHECK(pages >= 6);
    const Frame& alone = viewer.look(Distance::partition, "payments", 7);
    CHECK(alone.partitions.size() == 1);
    CHECK(alone.focus->rows.size() == 3);
    // What is not there is looked at from afar.
    CHECK(viewer.look(Distance::topic, "nothing", 3).overview);
    const Frame& detail = viewer.look(Distance::cluster, "payments", 7);
    REQUIRE(detail.overview);
    REQUIRE(detail.partitions.size() == 1);
    CHECK(detail.partitions[0].name == "payments-7");
}

TEST_CASE("the lag of a group is known from afar as from near") {
    Viewer viewer("20s");
    const auto readers = [](const Frame& frame) {
        std::map<std::string, std::pair<Offset, Offset>> out;
        for (const FrameReader& r : frame.groups.at(0).readers)
            out[r.partition] = {r.committed, r.end};
        return out;
    };
    const auto afar = readers(viewer.shown().frame);
    CHECK(afar.size() == 96);
    const Frame& near = viewer.look(Distance::partition, "orders", 17);
    CHECK(readers(near) == afar);
    Offset highest{0};
    for (const FrameLane& lane : near.partitions[0].lanes) {
        highest = std::max(highest, lane.high_watermark);
    }
    CHECK(afar.at("orders-17").second == highest);
    CHECK(afar.at("orders-17").second > Offset(0));
}

TEST_CASE("by mouse: a tile, its topic from near, one partition in full, and back") {
    Window w("11s");
    CHECK(w.look() == "cluster");
    w.click("lane/orders-17/b8");
    CHECK(w.window.selected() == "lane/orders-17/b8");
    CHECK(w.text("inspector#title") == "orders-17 on b8");
    CHECK(w.text("magnifier#name") == "orders-17");
    w.double_click("lane/orders-17/b8");
    CHECK(w.look().startsWith("orders "));
    CHECK(w.text("lane/orders-17/b8").startsWith("orders-17 on b8: "));
    w.double_click("lane/orders-17/b8");
    CHECK(w.look() == "orders-17");
    CHECK(w.text("lane/orders-17/b8#role") != "(not drawn)");
    w.click("crumb/topic");
    CHECK(w.look().startsWith("orders "));
    w.click("crumb/after");
    CHECK(w.look().startsWith("orders "));
    CHECK(w.text("lane/orders-17/b8") == "(not drawn)");
    w.click("crumb/cluster");
    CHECK(w.look() == "cluster");
    CHECK(w.window.selected() == "lane/orders-17/b8");
}

TEST_CASE("by keys: Tab to a broker, down to its replicas, Enter twice, Backspace twice") {
    Window w("11s");
    for (int i = 0; i < 60 && w.canvas().view().focused != "broker/b3"; ++i) w.key(Qt::Key_Tab);
    REQUIRE(w.canvas().view().focused == "broker/b3");
    CHECK(w.text("magnifier#name") == "Broker b3");
    const auto press = [&](gui::Command command) {
        w.window.press(command);
        w.settle();
    };
    press(gui::Command::next_replica);
    const QString first = w.window.selected();
    CHECK(first.endsWith("/b3"));
    press(gui::Command::next_replica);
    const QString second = w.window.selected();
    CHECK(second != first);
    press(gui::Command::previous_replica);
    CHECK(w.window.selected() == first);
    const QString partition = first.section('/', 1, 1);
    press(gui::Command::inspect);
    CHECK(w.look().startsWith(partition.section('-', 0, 0) + " "));
    CHECK(w.window.selected() == first);
    press(gui::Command::inspect);
    CHECK(w.look() == partition);
    press(gui::Command::farther);
    press(gui::Command::farther);
    CHECK(w.look() == "cluster");
    // Tab goes on where the replica's broker stands.
    w.key(Qt::Key_Tab);
    CHECK(w.canvas().view().focused == "broker/b4");
}

TEST_CASE("from afar a broker is killed, its death is seen, and why it matters is told") {
    Window w("11s");
    w.click("lane/orders-17/b8");
    w.window.press(gui::Command::kill);
    w.settle();
    CHECK(w.text("trouble/b8").startsWith("b8 killed"));
    const std::size_t replicas = w.window.shown().frame.overview->strips.at(7).tiles.size();
    CHECK(w.text("totals#state5") == QStringLiteral("%1 offline").arg(replicas));
    CHECK(w.text("broker/b8").contains(", down"));
    wait_for(w.window, w.window.session().send(UntilRequest{"LeaderElected: {partition: orders-17}",
                                                            Direction::forward}));
    w.window.grab();
    REQUIRE(w.window.shown().status.until.wrong.empty());
    w.window.press(gui::Command::why);
    w.settle();
    w.window.light_whole_chain();
    CHECK(w.window.shown().frame.story.why.size() >= 3);
    CHECK_FALSE(w.canvas().view().lit.empty());
    CHECK(w.look() == "cluster");
}

TEST_CASE("near and far can be read in both themes and at three sizes") {
    Window w("60s");
    const std::vector<LookAt> looks{{Distance::cluster, "", -1, false},
                                    {Distance::cluster, "audit", 3, false},
                                    {Distance::topic, "orders", 17, false},
                                    {Distance::partition, "orders", 17, false}};
    for (const LookAt& look : looks) {
        wait_for(w.window, w.window.session().send(LookRequest{look}));
        for (const Theme* theme : {&light_theme(), &dark_theme()}) {
            for (const QSize size : {QSize(1280, 800), QSize(1024, 700), QSize(1920, 1080)}) {
                INFO(look.topic << " " << static_cast<int>(look.distance)
                                << (theme->dark ? " dark " : " light ") << size.width());
                w.window.set_theme(*theme);
                w.window.resize(size);
                w.window.grab();
                check_readable(w.window.describe());
            }
        }
    }
}
