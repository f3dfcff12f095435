#include "tests/gui/tasks/truth.h"

namespace kscope::gui::tasks {

namespace {

const Cancelled never = [] { return false; };

}  // namespace

Truth::Truth(const std::string& scenario) : stage_(make_sim_stage({scenario, {}, {}})) {}

bool Truth::go(BranchId branch, qint64 event) {
    const EventId wanted{static_cast<std::uint64_t>(event)};
    Recording& recording = stage_->recording();
    while (recording.branches()[static_cast<std::size_t>(branch)].end < wanted) {
        if (!recording.extend(branch)) return false;
    }
    return recording.seek(branch, wanted, never);
}

Frame Truth::frame(qint64 event) {
    Frame frame;
    if (!go(0, event)) return frame;
    stage_->fill(frame, stage_->recording().row(0, EventId(static_cast<std::uint64_t>(event))).at,
                 {}, false);
    return frame;
}

QString Truth::hash(qint64 event) {
    return go(0, event) ? QString::fromStdString(stage_->recording().hash().hex()) : QString();
}

QString Truth::hash_with(const UserAction& action, qint64 after, qint64 event) {
    if (!go(0, after)) return {};
    const BranchId branch = stage_->recording().fork_with(action, text_of(action));
    if (!go(branch, event)) return {};
    return QString::fromStdString(stage_->recording().hash().hex());
}

const FramePartition* partition(const Frame& frame, const std::string& name) {
    for (const FramePartition& p : frame.partitions) {
        if (p.name == name) return &p;
    }
    return nullptr;
}

const FrameReader* reader(const Frame& frame, const std::string& partition) {
    for (const FrameGroup& g : frame.groups) {
        for (const FrameReader& r : g.readers) {
            if (r.partition == partition) return &r;
        }
    }
    return nullptr;
}

}  // namespace kscope::gui::tasks
