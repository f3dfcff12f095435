#include "tests/gui/tasks/overview_tasks.h"

#include <QJsonArray>

namespace kscope::gui::tasks {

Score OverviewTasks::finish(int number, const char* task, int actions_max,
                            const QStringList& wrong) {
    return {number, task, actions_max, 0, viewer_.actions(), 0, wrong.join("; ")};
}

// "cluster", "orders 16-31 of 96", "orders-17"
void OverviewTasks::expect_look(QStringList& wrong, const QString& beginning) {
    const auto seen = [&] { return viewer_.state()["look"].toString().startsWith(beginning); };
    if (viewer_.wait(seen, 5'000)) return;
    wrong << beginning + " is not looked at, but " + viewer_.state()["look"].toString();
}

Score OverviewTasks::go_near_by_mouse() {
    QStringList wrong;
    viewer_.look();
    expect_look(wrong, "cluster");
    viewer_.begin();
    viewer_.click("lane/orders-17/b8");
    const auto magnified = [&] { return viewer_.text("magnifier#name") == "orders-17"; };
    if (!viewer_.wait(magnified, 5'000)) wrong << "not magnified";
    const auto inspected = [&] { return viewer_.text("inspector#title") == "orders-17 on b8"; };
    if (!viewer_.wait(inspected, 5'000)) wrong << "not inspected";
    viewer_.double_click("lane/orders-17/b8");
    expect_look(wrong, "orders ");
    viewer_.look();
    viewer_.double_click("lane/orders-17/b8");
    expect_look(wrong, "orders-17");
    viewer_.look();
    if (viewer_.text("lane/orders-17/b8#role") != "LEADER") wrong << "its role is not drawn";
    viewer_.click("crumb/cluster");
    expect_look(wrong, "cluster");
    return finish(11, "A replica from near, by mouse", 4, wrong);
}

Score OverviewTasks::go_near_by_keys() {
    QStringList wrong;
    viewer_.begin();
    const auto focused = [&] { return viewer_.state()["focused"].toString(); };
    for (int i = 0; i < 40 && focused() != "broker/b5"; ++i) {
        const QString old = focused();
        viewer_.key("Tab");
        viewer_.wait([&] { return focused() != old; }, 3'000);
    }
    viewer_.key("Down");
    viewer_.key("Down");
    viewer_.key("Up");
    const auto replica = [&] {
        const QString at = focused();
        return at.startsWith("lane/") && at.endsWith("/b5");
    };
    if (!viewer_.wait(replica, 5'000)) wrong << "no replica of b5, but " + focused();
    const QString partition = focused().section('/', 1, 1);
    viewer_.key("Return");
    expect_look(wrong, partition.section('-', 0, 0) + " ");
    viewer_.key("Return");
    expect_look(wrong, partition);
    viewer_.key("BackSpace");
    expect_look(wrong, partition.section('-', 0, 0) + " ");
    viewer_.key("BackSpace");
    expect_look(wrong, "cluster");
    return finish(12, "A replica from near, by keyboard", 99, wrong);
}

Score OverviewTasks::kill_from_afar() {
    QStringList wrong;
    viewer_.begin();
    viewer_.click("lane/orders-17/b8", 3);
    viewer_.click("menu/Kill process");
    const auto dead = [&] { return viewer_.text("trouble/b8").startsWith("b8 killed"); };
    if (!viewer_.wait(dead, 5'000)) wrong << "b8 is not seen to be killed";
    const auto listed = [&] { return viewer_.text("attention").contains("0 partitions") == false; };
    while (!listed() && viewer_.actions() < 12) {
        const qint64 answered = viewer_.state()["answered"].toInteger();
        viewer_.key("ctrl+Right");
        viewer_.wait([&] {
            return viewer_.state()["answered"].toInteger() > answered &&
                   !viewer_.state()["busy"].toBool();
        });
        viewer_.look();
    }
    if (!listed()) wrong << "no partition needs attention";
    const int actions = viewer_.actions();
    viewer_.key("w");
    const auto open = [&] { return !viewer_.state()["why"].toArray().isEmpty(); };
    if (!viewer_.wait(open, 5'000)) wrong << "why is not told";
    const QString first = viewer_.state()["why"].toArray().first()["sentence"].toString();
    if (!first.contains("killed")) wrong << "the first cause: " + first;
    viewer_.key("Escape");
    Score score = finish(13, "Kill from afar, see what suffers, ask why", 12, wrong);
    score.actions = actions + 1;
    return score;
}

}  // namespace kscope::gui::tasks
