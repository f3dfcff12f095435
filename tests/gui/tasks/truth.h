// Truth: the same lesson without a window: the state and the run hash after any event, with or
// without an action. What the window shows is compared with it. Never reads the window.
#pragma once

#include <QString>
#include <memory>
#include <optional>

#include "gui/session/sim_stage.h"

namespace kscope::gui::tasks {

class Truth {
public:
    explicit Truth(const std::string& scenario);

    // The state after that event of the run that nobody touched.
    Frame frame(qint64 event);
    QString hash(qint64 event);
    // The run hash at `event` of a run in which `action` is the event after `after`.
    QString hash_with(const UserAction& action, qint64 after, qint64 event);

private:
    bool go(BranchId branch, qint64 event);

    std::unique_ptr<Stage> stage_;
};

const FramePartition* partition(const Frame& frame, const std::string& name);
const FrameReader* reader(const Frame& frame, const std::string& partition);

}  // namespace kscope::gui::tasks
