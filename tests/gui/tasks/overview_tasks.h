// OverviewTasks: what somebody must be able to do with a cluster too large for lanes, by mouse and
// by keyboard: find a replica, go near and back, kill a broker and see what needs attention.
#pragma once

#include "tests/gui/tasks/tasks.h"
#include "tests/gui/tasks/viewer.h"

namespace kscope::gui::tasks {

class OverviewTasks {
public:
    explicit OverviewTasks(Viewer& viewer) : viewer_(viewer) {}

    Score go_near_by_mouse();
    Score go_near_by_keys();
    Score kill_from_afar();

private:
    Score finish(int number, const char* task, int actions_max, const QStringList& wrong);
    void expect_look(QStringList& wrong, const QString& beginning);

    Viewer& viewer_;
};

}  // namespace kscope::gui::tasks
