// Tasks: what a newcomer must be able to do with lesson 1, each with its test of success, the
// actions that it may take and the time. 2 points within both, 1 within double, else 0.
#pragma once

#include <vector>

#include "tests/gui/tasks/truth.h"
#include "tests/gui/tasks/viewer.h"

namespace kscope::gui::tasks {

struct Score {
    int number = 0;
    QString task;
    int actions_max = 0;
    qint64 ms_max = 0;  // 0: no limit
    int actions = 0;
    qint64 ms = 0;
    QString wrong;  // empty: success

    [[nodiscard]] int points() const;
};

// Works the window from task to task; they build on each other.
class Tasks {
public:
    Tasks(Viewer& viewer, Truth& truth) : viewer_(viewer), truth_(truth) {}

    Score start();          // 1
    Score read_picture();   // 2
    Score kill_leader();    // 3
    Score reach_leader();   // 4
    Score why();            // 5
    Score go_back();        // 6
    Score cut_instead();    // 7
    Score follow_record();  // 8
    Score read_lag();       // 9
    // 3 and 7 without a mouse; the others need none anyway.
    Score kill_leader_by_keys();
    Score cut_instead_by_keys();

private:
    Score finish(int number, const char* task, int actions_max, qint64 ms, qint64 ms_max,
                 const QStringList& wrong);
    QStringList judge_kill(qint64& ms);
    QStringList judge_branches();
    void tab_to(const QString& id);
    void play_on(qint64 events);
    [[nodiscard]] qint64 kill_event() const;
    [[nodiscard]] UserAction cut_action();
    [[nodiscard]] UserAction kill_action();
    [[nodiscard]] QString branch_item(const QString& beginning) const;

    Viewer& viewer_;
    Truth& truth_;
    qint64 before_kill_ = 0;  // the event before the kill
    qint64 elected_ = 0;      // the event of the election, after the kill
    QString elected_hash_;
    qint64 cut_end_ = 0;  // where the branch with the cut was left
    QString cut_hash_;
};

}  // namespace kscope::gui::tasks
