#include "gui/session/director.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <stdexcept>

#include "core/base/check.h"

namespace kscope::gui {

namespace {

// "12s", "250ms", "5.2s" or an event's number.
std::optional<EventId> event_number(const std::string& at) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), number);
    if (error != std::errc() || end != at.data() + at.size()) return std::nullopt;
    return EventId(number);
}

std::string words_of(const std::exception& failure) {
    const bool own = dynamic_cast<const CheckFailure*>(&failure) != nullptr;
    return (own ? own_fault_words : "") + std::string(failure.what());
}

}  // namespace

void Director::handle(const Request& request, std::uint64_t number, const Cancelled& cancelled) {
    answered_ = number;
    try {
        std::visit(
            [&](const auto& r) {
                using R = std::decay_t<decltype(r)>;
                if (!stage_ && !std::is_same_v<R, LoadRequest>) return;
                on(r, cancelled);
            },
            request);
    } catch (const std::exception& failure) {
        if (playback_) playback_->pause();
        error_ = words_of(failure);
    }
}

bool Director::tick(double wall_seconds, const Cancelled& cancelled) {
    if (!playback_) return false;
    try {
        const bool changed = playback_->tick(wall_seconds, cancelled);
        if (changed) why_.reset();
        return changed;
    } catch (const std::exception& failure) {
        playback_->pause();
        error_ = words_of(failure);
        return true;
    }
}

void Director::say(std::string toast) {
    toast_ = std::move(toast);
    ++toast_number_;
}

void Director::on(const LoadRequest& r, const Cancelled& cancelled) {
    try {
        open(r, cancelled);
        error_.clear();
    } catch (const std::exception& failure) {
        error_ = words_of(failure);  // the old scene stays
    }
}

void Director::open(const LoadRequest& r, const Cancelled& cancelled) {
    std::unique_ptr<Stage> stage = make_stage_(r);
    auto playback = std::make_unique<Playback>(stage->recording());
    const std::optional<EventId> event = event_number(r.at);
    // Home is where the scenario wants to open, if this lies before what was asked for.
    const bool later = event || stage->open_at() > stage->home();
    if (later) playback->run_to_time(stage->home(), cancelled);
    const EventId home = playback->cursor().event;
    Moved found = Moved::yes;
    if (event && *event <= home) {
        playback->seek(0, *event, cancelled);
    } else if (event) {
        found = playback->run_until([&](EventId at) { return at >= *event; }, Direction::forward,
                                    cancelled);
    } else if (stage->open_at().is_never()) {
        found = playback->run_until(
            [&](EventId at) { return stage->recording().row(0, at).mark == MarkKind::law; },
            Direction::forward, cancelled);
    } else {
        playback->run_to_time(stage->open_at(), cancelled);
    }
    playback->set_floor(later ? std::min(home, playback->cursor().event)
                              : playback->cursor().event);
    if (found == Moved::not_found) {
        const auto end = std::to_string(stage->recording().branches()[0].end.value());
        say(event ? "There is no event " + r.at + ", the last is " + end
                  : "No law is broken in " + end + " events");
    }
    history_.clear();
    stage_ = std::move(stage);
    playback_ = std::move(playback);
    why_.reset();
    follow_.reset();
    if (r.file != file_) look_ = {};
    file_ = r.file;
}

void Director::on(const PlayRequest& r, const Cancelled&) {
    why_.reset();
    using What = PlayRequest::What;
    if (r.what == What::toggle) playback_->toggle();
    if (r.what == What::play || r.what == What::go_on) playback_->play();
    if (r.what == What::pause) playback_->pause();
}

void Director::on(const StepRequest& r, const Cancelled& cancelled) {
    why_.reset();
    const Moved moved = playback_->step(r.stop, r.direction, cancelled);
    if (moved != Moved::not_found) return;
    if (r.direction == Direction::back) {
        say("This is the start of the run");
    } else if (playback_->at_end()) {
        say("The run is over");
    } else {
        playback_->to_front(cancelled);
        say("Nothing of this kind comes any more");
    }
}

void Director::on(const SeekRequest& r, const Cancelled& cancelled) {
    why_.reset();
    if (r.event != no_event) {
        playback_->seek(r.branch, r.event, cancelled);
    } else {
        playback_->seek_time(r.branch, r.time, cancelled);
    }
}

void Director::on(const JumpRequest& r, const Cancelled& cancelled) {
    why_.reset();
    if (r.where == JumpRequest::Where::start) {
        playback_->to_start(cancelled);
    } else {
        playback_->to_front(cancelled);
    }
}

void Director::on(const SpeedRequest& r, const Cancelled&) {
    using What = SpeedRequest::What;
    Pace& pace = playback_->pace();
    if (r.what == What::faster) pace.faster();
    if (r.what == What::slower) pace.slower();
    if (r.what == What::automatic) pace.automatic();
    if (r.what == What::fast) pace.fast();
}

void Director::on(const ActRequest& r, const Cancelled&) {
    why_.reset();
    history_.forget_after(
        playback_->cursor().branch,
        std::max(playback_->cursor().event, playback_->front(playback_->cursor().branch)));
    playback_->act(r.action);
}

void Director::on(const UndoRequest&, const Cancelled&) {
    why_.reset();
    if (!playback_->undo()) say("Nothing to undo on this branch");
}

void Director::on(const UntilRequest& r, const Cancelled& cancelled) {
    why_.reset();
    until_ = {answered_, {}};
    std::function<bool(EventId)> condition;
    try {
        condition = stage_->recording().condition(r.when);
    } catch (const std::invalid_argument& wrong) {
        until_.wrong = wrong.what();
        return;
    }
    const Moved moved = playback_->run_until(condition, r.direction, cancelled);
    if (moved == Moved::cancelled) until_.wrong = "cancelled";
    if (moved != Moved::not_found) return;
    const auto& branch =
        stage_->recording().branches()[static_cast<std::size_t>(playback_->cursor().branch)];
    until_.wrong = "never in " + std::to_string(branch.end.value()) + " events";
}

void Director::on(const BackgroundRequest&, const Cancelled&) { background_ = !background_; }

void Director::on(const WhyRequest& r, const Cancelled&) {
    playback_->pause();
    why_.reset();
    if (r.on) why_ = r;
}

void Director::on(const FollowRequest& r, const Cancelled&) {
    follow_.reset();
    if (r.partition.empty()) return;
    follow_ = r;
    follow_->number = ++follows_;
}

void Director::on(const LookRequest& r, const Cancelled&) { look_ = r.look; }

void Director::on(const CancelRequest&, const Cancelled&) {}

void Director::fill_status(Status& s) const {
    s.answered = answered_;
    s.error = error_;
    s.file = file_;
    s.toast = toast_;
    s.toast_number = toast_number_;
    s.background = background_;
    s.loaded = playback_ != nullptr;
    if (!playback_) return;
    const Playback& p = *playback_;
    s.playing = p.playing();
    s.at_front = p.at_front();
    s.at_end = p.at_end();
    s.holding = p.holding();
    s.rate = p.pace().rate();
    s.automatic = p.pace().mode() == Pace::Mode::automatic;
    s.fast = p.pace().mode() == Pace::Mode::fast;
    s.speed = p.pace().text();
    s.skipping = p.playing() ? p.pace().skipping() : Duration();
    s.branch = p.cursor().branch;
    s.front = p.front(p.cursor().branch);
    s.floor = p.floor();
    s.hash = stage_->recording().hash();
    s.why = why_.has_value();
    s.look = look_;
    s.until = until_;
}

std::shared_ptr<const Picture> Director::picture() {
    auto picture = std::make_shared<Picture>();
    try {
        if (stage_) {
            if (auto toast = playback_->take_toast()) say(*toast);
            const Cursor& cursor = playback_->cursor();
            const bool moved = last_ && last_->frame.event != cursor.event;
            if (last_) picture->before = moved ? last_->frame : last_->before;
            history_.update(*stage_, *playback_);
            picture->timeline = history_.timeline();
            picture->log = history_.rows(cursor.branch);
            Frame& frame = picture->frame;
            frame.now = cursor.time;
            frame.event = cursor.event;
            frame.branch =
                stage_->recording().branches()[static_cast<std::size_t>(cursor.branch)].name;
            stage_->fill(frame, cursor.time, look_, background_);
            if (why_) stage_->explain(frame.story, why_->of);
            if (follow_) stage_->follow(*follow_, frame, picture->status);
        }
    } catch (const std::exception& failure) {
        if (playback_) playback_->pause();
        error_ = words_of(failure);
    }
    if (!picture->timeline) picture->timeline = std::make_shared<TimelineView>();
    fill_status(picture->status);
    last_ = picture;
    return picture;
}

std::shared_ptr<const Picture> Director::busy_picture() const {
    auto picture = last_ ? std::make_shared<Picture>(*last_) : std::make_shared<Picture>();
    if (!picture->timeline) picture->timeline = std::make_shared<TimelineView>();
    picture->status.busy = true;
    return picture;
}

}  // namespace kscope::gui
