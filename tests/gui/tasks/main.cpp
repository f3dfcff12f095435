// gui_tasks PROGRAM LESSON LARGE: works nine tasks on the window, by mouse and then 3 to 7 by
// keyboard alone, then three with the large cluster, and prints the score. 0: passed (15 of 18,
// none of 1 to 6 failed, all of the large cluster's), 1: not, 77: no screen.
#include <QCoreApplication>
#include <algorithm>
#include <cstdio>

#include "tests/gui/tasks/overview_tasks.h"
#include "tests/gui/tasks/tasks.h"

namespace {

using namespace kscope::gui::tasks;

constexpr int skipped = 77;
constexpr int points_needed = 15;  // 17 of 20, of nine tasks instead of ten

int complain(const QString& what) {
    std::fprintf(stderr, "%s\n", what.toUtf8().constData());
    return 1;
}

void print(const Score& s) {
    std::printf("%2d  %-36s %3d  %2d of %2d  %6lld ms  %s\n", s.number, s.task.toUtf8().constData(),
                s.points(), s.actions, s.actions_max, static_cast<long long>(s.ms),
                s.wrong.toUtf8().constData());
    std::fflush(stdout);
}

bool by_mouse(const Desktop& desktop, const QString& program, const QString& scenario,
              QString& failure) {
    Truth truth(scenario.toStdString());
    Viewer viewer(desktop, program, scenario);
    failure = viewer.open();
    if (!failure.isEmpty()) return false;
    Tasks tasks(viewer, truth);
    int sum = 0;
    bool none_failed = true;
    std::printf(" #  task                             points  actions       time\n");
    const auto count = [&](const Score& score) {
        print(score);
        sum += score.points();
        none_failed &= score.number > 6 || score.points() > 0;
    };
    count(tasks.read_picture());
    count(tasks.start());
    count(tasks.kill_leader());
    count(tasks.reach_leader());
    count(tasks.why());
    count(tasks.go_back());
    count(tasks.cut_instead());
    count(tasks.follow_record());
    count(tasks.read_lag());
    std::printf("%d of 18 points, %d are needed%s\n", sum, points_needed,
                none_failed ? "" : "; one of 1 to 6 has none");
    return sum >= points_needed && none_failed;
}

bool by_keyboard(const Desktop& desktop, const QString& program, const QString& scenario,
                 QString& failure) {
    Truth truth(scenario.toStdString());
    Viewer viewer(desktop, program, scenario);
    failure = viewer.open();
    if (!failure.isEmpty()) return false;
    Tasks tasks(viewer, truth);
    bool all = true;
    std::printf("by keyboard alone:\n");
    const auto count = [&](const Score& score) {
        print(score);
        all &= score.wrong.isEmpty();
    };
    count(tasks.kill_leader_by_keys());
    count(tasks.reach_leader());
    count(tasks.why());
    count(tasks.go_back());
    count(tasks.cut_instead_by_keys());
    return all;
}

bool from_afar(const Desktop& desktop, const QString& program, const QString& scenario,
               QString& failure) {
    Viewer viewer(desktop, program, scenario);
    failure = viewer.open();
    if (!failure.isEmpty()) return false;
    OverviewTasks tasks(viewer);
    bool all = true;
    std::printf("a large cluster:\n");
    const auto count = [&](const Score& score) {
        print(score);
        all &= score.points() > 0;
    };
    count(tasks.go_near_by_mouse());
    count(tasks.go_near_by_keys());
    count(tasks.kill_from_afar());
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    if (argc != 4) return complain("gui_tasks PROGRAM LESSON LARGE");
    if (!Desktop::installed()) {
        complain("skipped: Xvfb, openbox and xdotool are needed");
        return skipped;
    }
    Desktop desktop;
    const QString broken = desktop.start();
    if (!broken.isEmpty()) return complain(broken);
    const QString program = QString::fromLocal8Bit(argv[1]);
    const QString scenario = QString::fromLocal8Bit(argv[2]);
    QString failure;
    const bool mouse = by_mouse(desktop, program, scenario, failure);
    if (!failure.isEmpty()) return complain(failure);
    const bool keyboard = by_keyboard(desktop, program, scenario, failure);
    if (!failure.isEmpty()) return complain(failure);
    const QString large = QString::fromLocal8Bit(argv[3]);
    const bool afar = from_afar(desktop, program, large, failure);
    if (!failure.isEmpty()) return complain(failure);
    return mouse && keyboard && afar ? 0 : 1;
}
