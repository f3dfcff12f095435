#include "tests/gui/tasks/tasks.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

namespace kscope::gui::tasks {

namespace {

constexpr const char* leader = "partition/click-0#leader";
constexpr const char* header = "partition/click-0";

QString str(const std::string& s) { return QString::fromStdString(s); }

// "16.0 s" -> 16.0; -1: no time.
double seconds_in(const QString& text) {
    const QRegularExpressionMatch m = QRegularExpression("([0-9.]+) (ms|s)").match(text);
    if (!m.hasMatch()) return -1;
    return m.captured(1).toDouble() / (m.captured(2) == "ms" ? 1000 : 1);
}

QSet<QString> committed(const Viewer& viewer) {
    QSet<QString> found;
    for (const QString& id : viewer.ids("record")) {
        if (viewer.text(id).contains(", committed")) found << id;
    }
    return found;
}

void expect(QStringList& wrong, bool right, const QString& what) {
    if (!right) wrong << what;
}

}  // namespace

int Score::points() const {
    if (!wrong.isEmpty() || actions > 2 * actions_max) return 0;
    if (ms_max > 0 && ms > 2 * ms_max) return 0;
    return actions <= actions_max && (ms_max == 0 || ms <= ms_max) ? 2 : 1;
}

Score Tasks::finish(int number, const char* task, int actions_max, qint64 ms, qint64 ms_max,
                    const QStringList& wrong) {
    return {number, task, actions_max, ms_max, viewer_.actions(), ms, wrong.join("; ")};
}

Score Tasks::start() {
    QStringList wrong;
    const QSet<QString> before = committed(viewer_);
    viewer_.begin();
    viewer_.key("space");
    const auto packet = viewer_.wait([&] {
        for (const QString& id : viewer_.ids("flight")) {
            const bool records = viewer_.text(id).contains(" record");
            if (records && viewer_.state()["playing"].toBool()) return true;
        }
        return false;
    });
    expect(wrong, packet.has_value(), "no record packet");
    const auto cell = viewer_.wait([&] { return !(committed(viewer_) - before).isEmpty(); });
    expect(wrong, cell.has_value(), "no new committed cell");
    expect(wrong, packet.value_or(0) <= 2'000, "the record packet came late");
    return finish(1, "Start", 1, cell.value_or(0), 5'000, wrong);
}

Score Tasks::read_picture() {
    QStringList wrong;
    viewer_.begin();
    viewer_.look();
    const Frame truth = truth_.frame(viewer_.event());
    const FramePartition* p = partition(truth, "click-0");
    if (p == nullptr) return finish(2, "Read a still picture", 0, 0, 0, {"no click-0"});
    const QString led = "b" + QString::number(p->leader.value());
    expect(wrong, viewer_.text(leader).startsWith(led + " "), "leader: " + viewer_.text(leader));
    for (const BrokerId id : p->replicas) {
        const bool in = std::find(p->isr.begin(), p->isr.end(), id) != p->isr.end();
        const QString item = QString("partition/click-0#isr%1").arg(id.value());
        expect(wrong, viewer_.text(item).isEmpty() != in, "ISR: " + item);
    }
    for (const FrameLane& lane : p->lanes) {
        if (lane.broker != p->leader) continue;
        const QString id = "lane/click-0/" + led;
        const QString end = QString("LEO %1").arg(lane.log_end.value());
        const QString high = QString("HW %1").arg(lane.high_watermark.value());
        const QString flag = viewer_.text(id + "#hw");
        const bool one = lane.log_end == lane.high_watermark;
        expect(wrong, flag == (one ? "HW = " + end : high), "HW: " + flag);
        expect(wrong, one || viewer_.text(id + "#leo") == end, "LEO");
    }
    return finish(2, "Read a still picture", 0, 0, 0, wrong);
}

// Within 300 ms the broker is dead, and nobody knows: the header keeps it, its session drains.
QStringList Tasks::judge_kill(qint64& ms) {
    QStringList wrong;
    const auto dead = viewer_.wait([&] { return viewer_.text("broker/b1#state") == "killed"; });
    ms = viewer_.since_action();
    expect(wrong, dead.has_value(), "b1 is not killed");
    expect(wrong, viewer_.text(leader) == "b1 e0", "header: " + viewer_.text(leader));
    before_kill_ = kill_event() - 1;
    expect(wrong, before_kill_ > 0, "no mark on the timeline");
    if (!viewer_.state()["playing"].toBool()) viewer_.key("space");
    const double left = seconds_in(viewer_.text("session/b1#left"));
    const auto drains = viewer_.wait([&] {
        const double now = seconds_in(viewer_.text("session/b1#left"));
        return now >= 0 && now < left;
    });
    expect(wrong, drains.has_value(), "the session ring does not drain");
    return wrong;
}

Score Tasks::kill_leader() {
    viewer_.begin();
    viewer_.click("broker/b1", 3);
    viewer_.click("menu/Kill process");
    const int actions = viewer_.actions();
    qint64 ms = 0;
    const QStringList wrong = judge_kill(ms);
    Score score = finish(3, "Kill the leader by mouse", 2, ms, 300, wrong);
    score.actions = actions;
    return score;
}

Score Tasks::kill_leader_by_keys() {
    viewer_.begin();
    tab_to("broker/b1");
    viewer_.key("k");
    qint64 ms = 0;
    const QStringList wrong = judge_kill(ms);
    return finish(3, "Kill the leader", 99, ms, 300, wrong);
}

Score Tasks::reach_leader() {
    QStringList wrong;
    QElapsedTimer since;
    since.start();
    viewer_.begin();
    const auto elected = [&] { return viewer_.text(leader) == "b2 e1"; };
    while (!elected() && viewer_.actions() < 8) {
        const qint64 answered = viewer_.state()["answered"].toInteger();
        viewer_.key("ctrl+Right");
        viewer_.wait([&] {
            return viewer_.state()["answered"].toInteger() > answered &&
                   !viewer_.state()["busy"].toBool();
        });
    }
    const qint64 ms = since.elapsed();
    viewer_.look();
    expect(wrong, elected(), "header: " + viewer_.text(leader));
    expect(wrong, viewer_.text(header).contains("ISR b2, b3,"), viewer_.text(header));
    const QString story = viewer_.state()["story"].toString();
    expect(wrong, story.contains("broker 1") && story.contains("broker 2"), "story: " + story);
    elected_ = viewer_.event();
    elected_hash_ = viewer_.hash();
    const QString again = truth_.hash_with(kill_action(), before_kill_, elected_);
    expect(wrong, elected_hash_ == again, "the run hash is " + elected_hash_ + ", not " + again);
    return finish(4, "Reach the new leader", 3, ms, 4'000, wrong);
}

Score Tasks::why() {
    QStringList wrong;
    viewer_.begin();
    viewer_.key("w");
    const auto open = viewer_.wait([&] { return !viewer_.state()["why"].toArray().isEmpty(); });
    QStringList chain;
    for (const QJsonValue& step : viewer_.state()["why"].toArray()) {
        chain << step["sentence"].toString();
    }
    const QString all = chain.join(" ");
    expect(wrong, chain.size() <= 7, QString("%1 sentences").arg(chain.size()));
    expect(wrong, chain.value(0).contains("killed"), "first: " + chain.value(0));
    expect(wrong, all.contains("ping") || all.contains("silen"), "no missing pings: " + all);
    expect(wrong, all.contains("zookeeper.session.timeout.ms=18000"), "no key and value: " + all);
    expect(wrong, chain.join("").contains("leader"), "no election");
    viewer_.look();
    expect(wrong, viewer_.ids("step").size() == chain.size(), "not drawn as steps");
    return finish(5, "Why that one?", 2, open.value_or(0), 0, wrong);
}

Score Tasks::go_back() {
    QStringList wrong;
    viewer_.begin();
    viewer_.key("ctrl+z");
    const auto back = viewer_.wait([&] { return viewer_.event() == before_kill_; });
    viewer_.look();
    expect(wrong, back.has_value(), QString("event %1").arg(viewer_.event()));
    expect(wrong, viewer_.hash() == truth_.hash(before_kill_), "another run hash");
    const Frame truth = truth_.frame(before_kill_);
    for (const FramePartition& p : truth.partitions) {
        for (const FrameLane& lane : p.lanes) {
            const QString id = "lane/" + str(p.name) + "/b" + QString::number(lane.broker.value());
            const QString marks = QString("HW %1, LEO %2,")
                                      .arg(lane.high_watermark.value())
                                      .arg(lane.log_end.value());
            expect(wrong, viewer_.text(id).contains(marks), id + " is not as it was");
        }
    }
    expect(wrong, viewer_.text("broker/b1#state").isEmpty(), "b1 does not run");
    return finish(6, "Back before the kill", 3, back.value_or(0), 0, wrong);
}

void Tasks::play_on(qint64 events) {
    const qint64 from = viewer_.event();
    viewer_.key("space");
    viewer_.wait([&] { return viewer_.event() >= from + events; }, 30'000);
}

// Both futures stand on the timeline by name, and a fresh run of each comes to the same hash.
QStringList Tasks::judge_branches() {
    QStringList wrong;
    QStringList names;
    for (const QJsonValue& b : viewer_.state()["branches"].toArray()) {
        names << b["name"].toString();
        if (names.last().startsWith("cut b1")) cut_end_ = b["front"].toInteger();
    }
    expect(wrong, names.filter(QRegularExpression("^(kill|cut) b1")).size() == 2,
           "branches: " + names.join(", "));
    return wrong;
}

Score Tasks::cut_instead() {
    viewer_.begin();
    viewer_.drag("broker/b1", "broker/b2");
    viewer_.wait([&] { return viewer_.event() > before_kill_; });
    play_on(60);
    viewer_.key("ctrl+z");
    viewer_.wait([&] { return viewer_.event() == before_kill_; });
    QStringList wrong = judge_branches();
    viewer_.click(branch_item("kill b1"));
    viewer_.wait([&] { return viewer_.event() == elected_; });
    expect(wrong, viewer_.hash() == elected_hash_, "the kill's hash does not come again");
    viewer_.click(branch_item("cut b1"));
    viewer_.wait([&] { return viewer_.event() == cut_end_; });
    expect(wrong, viewer_.event() == cut_end_, "the cut's future is gone");
    const QString again = truth_.hash_with(cut_action(), before_kill_, viewer_.event());
    expect(wrong, viewer_.hash() == again, "the cut's hash does not come again");
    return finish(7, "Cut a link instead, play, return", 6, 0, 0, wrong);
}

Score Tasks::cut_instead_by_keys() {
    QStringList wrong;
    viewer_.begin();
    tab_to("broker/b1");
    viewer_.key("x");
    tab_to("broker/b2");
    viewer_.key("Return");
    viewer_.wait([&] { return viewer_.event() > before_kill_; });
    play_on(60);
    viewer_.key("space");
    viewer_.wait([&] { return !viewer_.state()["playing"].toBool(); });
    cut_end_ = viewer_.event();
    cut_hash_ = viewer_.hash();
    const QString again = truth_.hash_with(cut_action(), before_kill_, cut_end_);
    expect(wrong, cut_hash_ == again, "the cut's hash does not come again");
    viewer_.key("Home");
    viewer_.wait([&] { return viewer_.event() < before_kill_; });
    viewer_.key("End");
    viewer_.wait([&] { return viewer_.event() == cut_end_; });
    expect(wrong, viewer_.hash() == cut_hash_, "End shows another hash");
    viewer_.key("ctrl+z");
    viewer_.wait([&] { return viewer_.event() == before_kill_; });
    expect(wrong, viewer_.hash() == truth_.hash(before_kill_), "not back");
    wrong << judge_branches();
    return finish(7, "Cut a link instead, play, return", 99, 0, 0, wrong);
}

Score Tasks::follow_record() {
    QStringList wrong;
    viewer_.click(branch_item("main"));
    viewer_.wait([&] { return viewer_.event() == before_kill_; });
    viewer_.begin();
    viewer_.click("lane/click-0/b1");
    viewer_.key("f");
    viewer_.key("space");
    QElapsedTimer since;
    since.start();
    QSet<QString> stations;
    QSet<QString> haloed;
    viewer_.wait(
        [&] {
            const QString at = viewer_.state()["follow"].toString().section(':', 0, 0);
            if (at.startsWith("station") && !at.startsWith("station 0")) stations << at;
            for (const QString& id : viewer_.ids("record")) {
                if (!viewer_.text(id).contains("followed")) continue;
                haloed << id.section('/', 1, 1) + "/" + id.section('/', 3, 3);
            }
            return at.startsWith("station 7") || at.startsWith("station 8");
        },
        45'000);
    expect(wrong, stations.size() >= 6, QString("%1 stations").arg(stations.size()));
    expect(wrong, haloed.size() == 1, QString("%1 records with a halo").arg(haloed.size()));
    return finish(8, "Follow a record to the group", 3, since.elapsed(), 0, wrong);
}

Score Tasks::read_lag() {
    QStringList wrong;
    viewer_.key("space");
    viewer_.wait([&] { return !viewer_.state()["playing"].toBool(); });
    viewer_.look();
    const Frame truth = truth_.frame(viewer_.event());
    const FrameReader* r = reader(truth, "click-1");
    if (r == nullptr) return finish(9, "Position, committed, lag", 1, 0, 0, {"no reader"});
    const bool none = r->committed == no_offset;
    const QString position = QString::number(r->position.value());
    const QString done = none ? QString("none") : QString::number(r->committed.value());
    const QString lag = QString::number(none ? r->end.value() : r->end - r->committed);
    const QString id = "reader/monitoring/click-1";
    const QString words = viewer_.text(id);
    viewer_.begin();
    expect(wrong, words.contains("position " + position + ","), "position: " + words);
    expect(wrong, viewer_.text(id + "#lag") == "lag " + lag, viewer_.text(id + "#lag"));
    const QString drawn = viewer_.text(id + "#committed") + viewer_.text(id + "#position");
    expect(wrong, none || drawn.contains(done), "committed: " + drawn);
    expect(wrong, drawn.contains(position), "position: " + drawn);
    viewer_.click(id);
    viewer_.wait([&] { return !viewer_.text("inspector/Position#value").isEmpty(); });
    expect(wrong, viewer_.text("inspector/Position#value") == position, "inspector: position");
    expect(wrong, viewer_.text("inspector/Committed#value") == done, "inspector: committed");
    expect(wrong, viewer_.text("inspector/Lag#value") == lag, "inspector: lag");
    return finish(9, "Position, committed, lag", 1, 0, 0, wrong);
}

void Tasks::tab_to(const QString& id) {
    const auto there = [&] { return viewer_.state()["focused"].toString() == id; };
    for (int i = 0; i < 60 && !there(); ++i) {
        const QString old = viewer_.state()["focused"].toString();
        viewer_.key("Tab");
        viewer_.wait([&] { return viewer_.state()["focused"].toString() != old; }, 3'000);
    }
}

// From the timeline: the newest fault that names broker 1.
qint64 Tasks::kill_event() const {
    qint64 newest = 0;
    for (const QString& id : viewer_.ids("mark")) {
        if (!viewer_.text(id).contains("roker 1 is killed")) continue;
        newest = std::max(newest, id.section('/', 3).toLongLong());
    }
    return newest;
}

UserAction Tasks::kill_action() {
    const FrameBroker b1 = truth_.frame(before_kill_).brokers.at(0);
    return {UserAction::Kind::kill, b1.node, no_node, b1.name, {}};
}

UserAction Tasks::cut_action() {
    const Frame frame = truth_.frame(before_kill_);
    const FrameBroker& b1 = frame.brokers.at(0);
    const FrameBroker& b2 = frame.brokers.at(1);
    return {UserAction::Kind::cut, b1.node, b2.node, b1.name, b2.name};
}

QString Tasks::branch_item(const QString& beginning) const {
    for (const QString& id : viewer_.ids("text")) {
        const bool name = id.startsWith("timeline/branch/") && id.endsWith("#name");
        if (name && viewer_.text(id).startsWith(beginning)) return id.section('#', 0, 0);
    }
    return {};
}

}  // namespace kscope::gui::tasks
