// Director: answers requests with pictures. It owns the stage and the playback on it, and is all
// that the session does, without its thread: a test calls it directly. It never touches a widget.
#pragma once

#include <memory>

#include "gui/session/picture_history.h"
#include "gui/session/playback.h"
#include "gui/session/request.h"
#include "gui/session/stage.h"

namespace kscope::gui {

// How Status::error begins when an assertion of kscope's own failed: exit code 3, not 2.
inline constexpr const char* own_fault_words = "A fault of kscope itself: ";

class Director {
public:
    explicit Director(StageMaker make_stage) : make_stage_(std::move(make_stage)) {}

    // Never throws: what goes wrong becomes Status::error or a toast.
    void handle(const Request& request, std::uint64_t number, const Cancelled& cancelled);
    // Wall time passes. True if there is a new picture.
    bool tick(double wall_seconds, const Cancelled& cancelled);
    [[nodiscard]] bool playing() const { return playback_ && playback_->playing(); }
    [[nodiscard]] std::shared_ptr<const Picture> picture();
    // The last picture again, with the busy flag: shown while a long search goes on.
    [[nodiscard]] std::shared_ptr<const Picture> busy_picture() const;

private:
    void on(const LoadRequest& r, const Cancelled& cancelled);
    void on(const PlayRequest& r, const Cancelled& cancelled);
    void on(const StepRequest& r, const Cancelled& cancelled);
    void on(const SeekRequest& r, const Cancelled& cancelled);
    void on(const JumpRequest& r, const Cancelled& cancelled);
    void on(const SpeedRequest& r, const Cancelled& cancelled);
    void on(const ActRequest& r, const Cancelled& cancelled);
    void on(const UndoRequest& r, const Cancelled& cancelled);
    void on(const UntilRequest& r, const Cancelled& cancelled);
    void on(const BackgroundRequest& r, const Cancelled& cancelled);
    void on(const WhyRequest& r, const Cancelled& cancelled);
    void on(const FollowRequest& r, const Cancelled& cancelled);
    void on(const LookRequest& r, const Cancelled& cancelled);
    void on(const CancelRequest& r, const Cancelled& cancelled);
    void say(std::string toast);
    void open(const LoadRequest& r, const Cancelled& cancelled);
    void fill_status(Status& status) const;

    StageMaker make_stage_;
    std::unique_ptr<Stage> stage_;        // null: nothing is loaded
    std::unique_ptr<Playback> playback_;  // null exactly when stage_ is
    PictureHistory history_;
    std::shared_ptr<const Picture> last_;
    std::uint64_t answered_ = 0;
    bool background_ = false;
    LookAt look_;
    std::optional<WhyRequest> why_;
    std::optional<FollowRequest> follow_;
    std::uint64_t follows_ = 0;
    UntilResult until_;
    std::string toast_;
    std::uint64_t toast_number_ = 0;
    std::string error_;
    std::string file_;
};

}  // namespace kscope::gui
