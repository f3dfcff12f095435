// SimStage: a scenario file on the stage: its recording, the builder of its frames, its story. It
// is the only place where the window meets the simulation.
#pragma once

#include <memory>

#include "gui/session/frame_builder.h"
#include "gui/session/sim_recording.h"
#include "gui/session/stage.h"

namespace kscope::gui {

class SimStage : public Stage {
public:
    SimStage(std::shared_ptr<const sim::WorldSpec> spec,
             std::shared_ptr<const sim::Scenario> scenario, const LoadRequest& from,
             Instant open_at);

    Recording& recording() override { return recording_; }
    [[nodiscard]] Instant open_at() const override { return open_at_; }
    [[nodiscard]] Instant home() const override { return home_; }
    void fill(Frame& frame, Instant now, const LookAt& look, bool background) override;
    void explain(FrameStory& story, const std::string& of) override;
    void log(BranchId branch, EventId event, std::vector<LogRow>& rows) override;
    void follow(const FollowRequest& request, Frame& frame, Status& status) override;

private:
    void tell_leaderless(Frame& frame) const;
    void add_ghosts(Frame& frame) const;
    void fill_story(FrameStory& story) const;
    void fill_laws(FrameLaws& laws) const;

    std::shared_ptr<const sim::WorldSpec> spec_;
    std::uint64_t seed_;
    std::string file_;
    Instant open_at_;
    Instant home_;
    std::string version_;
    SimRecording recording_;
    FrameBuilder builder_;
    std::uint64_t following_ = 0;  // FollowRequest::number
    Offset followed_ = no_offset;
};

// Reads the file. Throws sim::BadInput, which says file, line, column and remedy.
std::unique_ptr<Stage> make_sim_stage(const LoadRequest& request);

}  // namespace kscope::gui
