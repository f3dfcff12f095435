// What the canvas draws, read from its own list of drawn items: nothing overlaps, nothing is cut
// off, nothing is too small, and the numbers are the frame's.
#include <QApplication>
#include <cmath>

#include "gui/canvas/cluster_canvas.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/synthetic_frames.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

DrawnItems draw(const Frame& frame, QSize size, double ratio = 1,
                const Theme& theme = light_theme()) {
    gui_application();
    SceneView view;
    view.theme = &theme;
    DrawnItems items;
    render_frame(frame, view, size, ratio, &items);
    return items;
}

// Packets pass over gaps and may cross each other; their code is allowed to.
bool moves(const DrawnItem& item) { return item.id.startsWith(QLatin1String("flight/")); }

void check_texts(const DrawnItems& items, QSize size) {
    std::vector<const DrawnItem*> texts;
    for (const DrawnItem& item : items.all()) {
        if (item.is_text() && !moves(item)) {
            texts.push_back(&item);
        }
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const DrawnItem& a = *texts[i];
        INFO(a.id.toStdString() << " \"" << a.text.toStdString() << "\" " << a.rect.x() << ","
                                << a.rect.y() << " " << a.rect.width() << "x" << a.rect.height());
        CHECK_FALSE(a.clipped);
        CHECK(a.pixels >= 12);
        CHECK(QRectF(QPointF(0, 0), size).contains(a.rect));
        for (std::size_t j = i + 1; j < texts.size(); ++j) {
            const QRectF shared = a.rect.intersected(texts[j]->rect);
            INFO("over " << texts[j]->id.toStdString());
            CHECK_FALSE((shared.width() > 0.5 && shared.height() > 0.5));
        }
    }
}

QString text_of(const DrawnItems& items, const char* id) {
    const DrawnItem* item = items.find(QString::fromLatin1(id));
    return item ? item->text : QStringLiteral("(not drawn)");
}

double luminance(const QColor& c) {
    const auto part = [](double v) {
        return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

}  // namespace

TEST_CASE("texts neither overlap nor clip nor leave the picture, at every promised size") {
    for (const NamedFrame& named : all_frames()) {
        for (const QSize size : {QSize(960, 572), QSize(1024, 472), QSize(1600, 850)}) {
            INFO(named.name << " at " << size.width() << "x" << size.height());
            check_texts(draw(named.frame, size), size);
        }
        INFO(named.name << " at scale 2");
        check_texts(draw(named.frame, {960, 572}, 2, dark_theme()), {960, 572});
    }
}

TEST_CASE("from one still picture: leader, ISR, high watermark, log end") {
    const DrawnItems items = draw(steady_frame(), {960, 572});
    CHECK(text_of(items, "partition/click-0#leader") == "b1 e3");
    CHECK(text_of(items, "partition/click-0#isr1") == "1");
    CHECK(text_of(items, "partition/click-0#isr3") == "3");
    CHECK(text_of(items, "lane/click-0/b1#role") == "LEADER");
    CHECK(text_of(items, "lane/click-0/b1#hw") == "HW 41");
    CHECK(text_of(items, "lane/click-0/b1#leo") == "LEO 42");
    CHECK(text_of(items, "lane/click-0/b1#parked") == "HW 42");
    CHECK(text_of(items, "lane/click-0/b3#hw") == "HW = LEO 41");
    CHECK(text_of(items, "reader/monitoring/click-1#lag") == "lag 3");
}

TEST_CASE("a killed broker is hatched in words at once; the header keeps the old leader") {
    const DrawnItems items = draw(killed_frame(), {960, 572});
    CHECK(text_of(items, "broker/b1#state") == "killed");
    CHECK(text_of(items, "lane/click-0/b1#role") == "offline");
    CHECK(text_of(items, "partition/click-0#leader") == "b1 e3");
    CHECK(text_of(items, "session/b1#left") == "3.1 s");
}

TEST_CASE("belief and truth are both shown where they disagree") {
    const DrawnItems items = draw(troubled_frame(), {960, 572});
    CHECK(text_of(items, "lane/click-0/b1#role") == "believes: leader e3");
    CHECK(text_of(items, "partition/click-0#leader") == "b2 e4");
    CHECK(text_of(items, "partition/click-2#leader") == "no leader for 6.2 s");
    CHECK(text_of(items, "group/monitoring#state") == "rebalance: join");
    CHECK(text_of(items, "member/monitoring/monitoring-2#idle") == "idle");
}

TEST_CASE("a replica that comes back: out of the ISR, its ghosts struck") {
    const DrawnItems items = draw(catching_up_frame(), {960, 572});
    CHECK(text_of(items, "lane/click-0/b1#role") == "OUT OF ISR");
    CHECK(text_of(items, "lane/click-0/b1#lag") == QString::fromUtf8("\u22123"));
    CHECK(text_of(items, "record/click-0/b1/41").endsWith("truncated"));
}

TEST_CASE("a log that ends far to the left still shows its last record, and its ghosts") {
    Frame frame = steady_frame();
    FrameLane& far = frame.partitions[0].lanes[2];
    far.log_end = Offset{21};
    far.high_watermark = far.last_stable = Offset{20};
    std::erase_if(far.records, [](const FrameRecord& r) { return r.offset >= Offset{21}; });
    FrameRecord ghost;
    ghost.offset = Offset{21};
    far.truncated = {ghost};
    const DrawnItems items = draw(frame, {960, 572});
    CHECK(text_of(items, "lane/click-0/b3#leo") == "LEO 21");
    CHECK(text_of(items, "record/click-0/b3/20").startsWith("offset 20, "));
    CHECK(text_of(items, "record/click-0/b3/21") == "offset 21, truncated");
    check_texts(items, {960, 572});
}

TEST_CASE("two groups keep their positions in a small window") {
    Frame frame = steady_frame();
    frame.groups.push_back(frame.groups[0]);
    frame.groups[1].name = "archive";
    for (FrameMember& member : frame.groups[1].members) member.name = "archive" + member.name;
    const QSize size(1024, 472);
    const DrawnItems items = draw(frame, size);
    CHECK(text_of(items, "reader/monitoring/click-1#lag") == "lag 3");
    CHECK(text_of(items, "reader/archive/click-1#lag") == "lag 3");
    check_texts(items, size);
}

TEST_CASE("groups and members without room are counted, and have their names in the hover") {
    Frame frame = steady_frame();
    const FrameGroup one = frame.groups[0];
    frame.groups.clear();
    for (int g = 0; g < 14; ++g) {
        frame.groups.push_back(one);
        frame.groups.back().name = "group-" + std::to_string(g);
        frame.groups.back().readers.clear();
    }
    const QSize size(960, 572);
    const DrawnItems many = draw(frame, size);
    check_texts(many, size);
    CHECK(text_of(many, "group/group-0#name") == "group-0");
    const QString more = text_of(many, "groups/more#more");
    CHECK(more.startsWith("+"));
    CHECK(text_of(many, "groups/more").contains("group-13"));

    frame.groups.resize(4);
    const DrawnItems four = draw(frame, {1024, 472});
    check_texts(four, {1024, 472});
    for (int g = 0; g < 4; ++g) {
        const std::string id = "group/group-" + std::to_string(g) + "/more#more";
        CHECK(text_of(four, id.c_str()) == "+2 members");
    }

    frame.groups.resize(1);
    for (int m = 2; m < 60; ++m) {
        frame.groups[0].members.push_back(one.members[0]);
        frame.groups[0].members.back().name = "member-" + std::to_string(m);
    }
    const DrawnItems crowd = draw(frame, size);
    check_texts(crowd, size);
    CHECK(text_of(crowd, "member/group-0/member-2#count").startsWith("reads "));
    CHECK(text_of(crowd, "group/group-0/more").contains("member-59"));
}

TEST_CASE("a member's partitions without room are counted") {
    Frame frame = steady_frame();
    auto& assigned = frame.groups[0].members[0].assigned;
    assigned.clear();
    for (int i = 0; i < 9; ++i) assigned.push_back("orders-" + std::to_string(i));
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    int chips = 0;
    for (const DrawnItem& item : items.all()) {
        chips += item.id.startsWith(QLatin1String("member/monitoring/monitoring-1#chip")) ? 1 : 0;
    }
    REQUIRE(chips < 9);
    CHECK(text_of(items, "member/monitoring/monitoring-1#rest") ==
          QStringLiteral("+%1").arg(9 - chips));
}

TEST_CASE("columns too narrow for a partition's name have the topic once above them") {
    Frame frame = steady_frame();
    const FramePartition one = frame.partitions[0];
    frame.partitions.clear();
    for (int i = 0; i < 12; ++i) {
        frame.partitions.push_back(one);
        frame.partitions.back().topic = i < 8 ? "orders" : "payments";
        frame.partitions.back().index = i < 8 ? i : i - 8;
        frame.partitions.back().name =
            frame.partitions.back().topic + "-" + std::to_string(frame.partitions.back().index);
    }
    frame.groups[0].readers.clear();
    const QSize size(960, 572);
    const DrawnItems items = draw(frame, size);
    check_texts(items, size);
    CHECK(text_of(items, "partition/orders-0#topic") == "orders");
    CHECK(text_of(items, "partition/payments-0#topic") == "payments");
    CHECK(text_of(items, "partition/orders-1#topic") == "(not drawn)");
    CHECK(text_of(items, "partition/orders-7#name") == "7");
    CHECK(text_of(items, "lane/orders-0/b1#leo") == "42");
}

TEST_CASE("the signs of two cut links stand apart, and beside no third broker") {
    Frame frame = steady_frame();
    const NodeId b1 = frame.brokers[0].node;
    frame.links = {{b1, frame.brokers[1].node, true, true, {}, 0},
                   {b1, frame.brokers[2].node, true, true, {}, 0}};
    const DrawnItems items = draw(frame, {960, 572});
    const DrawnItem* near = items.find(QStringLiteral("link/b1/b2"));
    const DrawnItem* far = items.find(QStringLiteral("link/b1/b3"));
    const DrawnItem* between = items.find(QStringLiteral("broker/b2"));
    REQUIRE((near != nullptr && far != nullptr && between != nullptr));
    CHECK_FALSE(near->rect.intersects(far->rect));
    CHECK(far->rect.center().y() > between->rect.bottom());
}

TEST_CASE("internal topics are one chip") {
    Frame frame = steady_frame();
    CHECK(text_of(draw(frame, {960, 572}), "internal") == "(not drawn)");
    frame.internal_partitions = 50;
    frame.internal_topics = {"__consumer_offsets"};
    const DrawnItems items = draw(frame, {960, 572});
    CHECK(text_of(items, "internal#name") == "+50 internal");
    CHECK(text_of(items, "internal").contains("__consumer_offsets"));
    check_texts(items, {960, 572});
}

TEST_CASE("an empty cluster says when the first record comes") {
    const DrawnItems items = draw(first_frame(), {960, 572});
    CHECK(text_of(items, "lane/click-0/b1#empty") == "first send at 2.0 s");
    CHECK(text_of(draw(Frame{}, {960, 572}), "empty#title") == "No scenario is open");
}

TEST_CASE("100 brokers: every strip is named, the worst partitions are listed") {
    const DrawnItems items = draw(large_frame(100, 2'000), {960, 572});
    CHECK(text_of(items, "broker/b100#name") == "b100");
    CHECK(text_of(items, "totals#state6") == "5 without leader");
    int listed = 0;
    for (const DrawnItem& item : items.all()) {
        listed += item.kind == QLatin1String("partition") ? 1 : 0;
    }
    CHECK(listed == 12);
}

TEST_CASE("ids are unique, and every focusable thing has words") {
    for (const NamedFrame& named : all_frames()) {
        const DrawnItems items = draw(named.frame, {960, 572});
        QStringList ids;
        for (const DrawnItem& item : items.all()) {
            INFO(named.name << " " << item.id.toStdString());
            CHECK_FALSE(item.text.isEmpty());
            ids << item.id;
        }
        CHECK(ids.removeDuplicates() == 0);
    }
}

TEST_CASE("every text colour can be read on every ground, in both themes") {
    for (const Theme* t : {&light_theme(), &dark_theme()}) {
        for (const QColor& ground : {t->background, t->panel}) {
            for (const QColor& ink : {t->text, t->muted, t->fault, t->why, t->held, t->focus}) {
                CHECK(contrast(ink, ground) >= 4.5);
            }
        }
        for (int hue = -1; hue < hue_classes; ++hue) {
            const KeyColour key = key_colour(*t, hue);
            CHECK(contrast(key.ink, key.fill) >= 4.5);
            // What was last known of an offline replica is paler, and read all the same.
            const KeyColour faded = faded_key_colour(*t, hue);
            CHECK(contrast(faded.ink, faded.fill) >= 4.5);
        }
    }
}

TEST_CASE("where a log's file ends is marked, and where the log begins is said") {
    Frame frame = steady_frame();
    FrameLane& lane = frame.partitions[0].lanes[0];
    lane.segments = {{Offset{0}, Offset{10}, 900, 4, false},
                     {Offset{10}, Offset{40}, 2'000, 9, false},
                     {Offset{40}, lane.log_end, 100, 1, true}};
    for (FrameLane& one : frame.partitions[0].lanes) one.log_start = Offset{12};
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "segment/click-0/b1/40") == "a segment begins at offset 40");
    CHECK(items.find(QStringLiteral("segment/click-0/b1/10")) == nullptr);  // scrolled away
    CHECK(text_of(items, "lane/click-0/b3#start") == "[12");
    CHECK(text_of(draw(frame, {1600, 850}), "lane/click-0/b3#start") == "start 12");
}

TEST_CASE("a reassignment says which replicas come and go, and how fast they may be copied") {
    Frame frame = steady_frame();
    FramePartition& moved = frame.partitions[0];
    moved.adding = {moved.lanes[2].broker};
    moved.removing = {moved.lanes[1].broker};
    moved.isr = {moved.lanes[0].broker, moved.lanes[1].broker};
    moved.lanes[2].adding = true;
    moved.lanes[1].removing = true;
    for (FrameLane& lane : moved.lanes) lane.throttled_rate = 20'480;
    moved.lanes[0].throttled_rate = 10'240;
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "lane/click-0/b3#role") == "ADDING");
    CHECK(text_of(items, "lane/click-0/b2#role") == "REMOVING");
    CHECK(text_of(items, "lane/click-0/b1#role") == "LEADER");
    CHECK(text_of(items, "partition/click-0#isr3") == "+3");
    CHECK(text_of(items, "partition/click-0#isr2") == QString::fromUtf8("\u22122"));
    CHECK(text_of(items, "partition/click-0#isr1") == "1");
    CHECK(text_of(draw(frame, {1600, 850}), "partition/click-0#throttle") ==
          QString::fromUtf8("\u226410.0 KiB/s"));
    CHECK(text_of(items, "partition/click-0")
              .endsWith("adding b3, removing b2, throttled to 10.0 KiB/s"));
    CHECK(text_of(items, "lane/click-0/b3").endsWith("being added, throttled"));
    CHECK(text_of(items, "lane/click-0/b2").endsWith("being removed, throttled"));
    CHECK(text_of(items, "partition/click-1#isr3") == "3");
}

TEST_CASE("from near, a page of partitions: its way back, its neighbours, only its brokers") {
    const DrawnItems items = draw(near_frame(), {960, 572});
    CHECK(text_of(items, "crumb/here") == "orders, 20 to 29 of 96 partitions");
    CHECK(text_of(items, "crumb/cluster") == "All 240 partitions");
    CHECK(items.find(QStringLiteral("crumb/after")) != nullptr);
    CHECK(items.find(QStringLiteral("broker/b3")) != nullptr);
    CHECK(items.find(QStringLiteral("broker/b4")) == nullptr);
    CHECK(items.find(QStringLiteral("session/b4")) == nullptr);
    CHECK(text_of(items, "partition/orders-29#name") == "29");
    CHECK(text_of(items, "producers/more#more").startsWith("+"));
}

TEST_CASE("an eligible leader replica is told from one that is merely out of the ISR") {
    Frame frame = steady_frame();
    FramePartition& p = frame.partitions[0];
    p.isr = {BrokerId(1)};
    p.elr = {BrokerId(3)};
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "lane/click-0/b3#role") == "ELIGIBLE");
    CHECK(text_of(items, "lane/click-0/b2#role") == "OUT OF ISR");
    CHECK(text_of(items, "lane/click-0/b3").contains(", eligible (ELR), "));
    CHECK(text_of(items, "partition/click-0").endsWith(", ELR b3"));
    const DrawnItems wide = draw(frame, {1600, 850});
    check_texts(wide, {1600, 850});
    CHECK(text_of(wide, "partition/click-0#elr") == "ELR 3");
    CHECK(text_of(wide, "partition/click-1#elr") == "(not drawn)");
}

TEST_CASE("a quota is seen at the broker that keeps it and at the client that it holds") {
    Frame frame = steady_frame();
    frame.brokers[2].throttled = {{"Produce web", "producer_byte_rate=10240",
                                   Duration::millis(1'500), frame.producers[0].node}};
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "broker/b3#throttles") == "throttles");
    CHECK(text_of(items, "broker/b3").endsWith("; throttles Produce web for 1.5 s"));
    CHECK(text_of(items, "producer/web").endsWith(", throttled for 1.5 s"));
    CHECK(text_of(items, "broker/b1#throttles") == "(not drawn)");
}

TEST_CASE("who stopped in good order was not killed, and its session was closed") {
    Frame frame = steady_frame();
    frame.brokers[2].health = Health::stopped;
    frame.zookeeper.sessions[2].expired = true;
    frame.zookeeper.sessions[2].ended = "closed";
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "broker/b3#state") == "stopped");
    CHECK(text_of(items, "lane/click-0/b3#role") == "offline");
    CHECK(text_of(items, "session/b3#left") == "closed");
    CHECK(text_of(items, "session/b3") == "ZooKeeper session of b3: closed");
}

TEST_CASE("controllers without a vote are told from voters; an unknown epoch is not said") {
    Frame frame = steady_frame();
    frame.zookeeper.quorum = true;
    frame.zookeeper.servers.clear();
    for (const char* name : {"c1", "c2", "c3", "c4"}) {
        FrameZooKeeperServer server;
        server.name = name;
        server.member = true;
        server.role = "following";
        server.serving = true;
        server.epoch = 3;
        server.log_end = "log end 57";
        frame.zookeeper.servers.push_back(server);
    }
    frame.zookeeper.servers[0].role.clear();
    frame.zookeeper.servers[0].voter = false;
    frame.zookeeper.servers[1].role = "leading";
    frame.zookeeper.servers[1].clients = 4;
    frame.zookeeper.servers[3].role = "observing";
    frame.zookeeper.servers[3].voter = false;
    frame.zookeeper.controller_node = "c2";
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "zookeeper/c1") == "c1: down, no voter");
    CHECK(text_of(items, "zookeeper/c2").endsWith(", 4 observers"));
    CHECK(text_of(items, "zookeeper/c3") == "c3: following, epoch 3, log end 57");
    CHECK(text_of(items, "zookeeper/c4").endsWith(", no voter"));
    CHECK(text_of(items, "zookeeper#epoch") == "epoch 1");
    frame.zookeeper.controller = no_broker;
    frame.zookeeper.controller_epoch = {};
    CHECK(text_of(draw(frame, {960, 572}), "zookeeper#epoch") == "(not drawn)");
}

TEST_CASE("who has no position yet is not at -1, and who has no group waits for none") {
    Frame frame = steady_frame();
    frame.groups[0].readers[0].position = no_offset;
    frame.groups[0].readers[1].position = frame.groups[0].readers[1].committed = no_offset;
    const DrawnItems items = draw(frame, {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "reader/monitoring/click-0#position") == QString::fromUtf8("\u2013"));
    CHECK(text_of(items, "reader/monitoring/click-0").contains("position none, committed 3"));
    CHECK(text_of(items, "reader/monitoring/click-1").contains("position none, committed none"));
    frame.groups[0].alone = true;
    frame.groups[0].generation = no_generation;
    const DrawnItems alone = draw(frame, {960, 572});
    check_texts(alone, {960, 572});
    CHECK(text_of(alone, "group/monitoring#state") == "without a group");
}

TEST_CASE("a lane of medium size has its whole offsets, and names them where there is room") {
    const DrawnItems items = draw(wide_frame(6, 2), {960, 572});
    check_texts(items, {960, 572});
    CHECK(text_of(items, "lane/orders-0/b1#leo") == "LEO 1,200");
    CHECK(text_of(items, "lane/orders-0/b1#hw") == "HW 1,199");
    const DrawnItems narrow = draw(wide_frame(6, 10), {960, 572});
    check_texts(narrow, {960, 572});
    CHECK(text_of(narrow, "lane/orders-0/b1#leo").remove(QLatin1Char(',')) == "1200");
}
