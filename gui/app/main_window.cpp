#include "gui/app/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>

#include "gui/app/canvas_gestures.h"
#include "gui/app/step_glide.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/panel/event_log.h"
#include "gui/panel/inspector.h"
#include "gui/panel/law_chip.h"
#include "gui/panel/notices.h"
#include "gui/panel/story_strip.h"
#include "gui/panel/until_card.h"
#include "gui/panel/welcome_page.h"
#include "gui/timeline/scrubber.h"
#include "gui/timeline/transport_bar.h"

namespace kscope::gui {

namespace {

constexpr int spread_ms = 250;  // the why colour, a step

}  // namespace

MainWindow::MainWindow(StageMaker make_stage)
    : session_(std::make_unique<Session>(std::move(make_stage))),
      picture_(session_->picture()),
      actions_(new Actions(this)),
      theme_(&light_theme()),
      spread_(new QTimer(this)) {
    build();
    connect_parts();
    refresh();
}

MainWindow::~MainWindow() = default;

void MainWindow::connect_parts() {
    connect(session_.get(), &Session::picture_changed, this, &MainWindow::refresh);
    connect(actions_, &Actions::triggered, this, &MainWindow::run);
    connect(canvas_, &ClusterCanvas::item_clicked, this, &MainWindow::click);
    connect(canvas_, &ClusterCanvas::item_focused, this, [this](const QString& id) {
        // On the way to the other end of a cut: Enter chooses it.
        if (!gestures_.cutting()) select(id);
    });
    connect(canvas_, &ClusterCanvas::item_activated, this, &MainWindow::activate);
    connect(until_, &UntilCard::wanted, this, [this](const QString& when, bool back) {
        until_asked_ = session_->send(
            UntilRequest{when.toStdString(), back ? Direction::back : Direction::forward});
    });
    connect(canvas_, &ClusterCanvas::item_context_requested, this, &MainWindow::context_menu);
    auto* drags = new CanvasGestures(*canvas_, this);
    connect(drags, &CanvasGestures::dragged, this, [this](const QString& from, const QString& to) {
        const FrameNode* a = node_of_item(picture_->frame, from);
        const FrameNode* b = node_of_item(picture_->frame, to);
        if (a != nullptr && b != nullptr && a != b) act(cut_or_heal(picture_->frame, *a, *b));
    });
    connect(story_, &StoryStrip::why_wanted, this, &MainWindow::why);
    connect(story_, &StoryStrip::continue_wanted, this, [this] { run(Command::go_on); });
    connect(story_, &StoryStrip::step_shown, this, [this](int step) {
        spread_->stop();
        light_chain(step);
    });
    connect(log_, &EventLog::event_wanted, this, [this](EventId event) {
        session_->send(SeekRequest{picture_->status.branch, event, {}});
    });
    connect(scrubber_, &Scrubber::event_wanted, this, [this](int branch, EventId event) {
        session_->send(SeekRequest{branch, event, {}});
    });
    connect(scrubber_, &Scrubber::time_wanted, this, [this](int branch, Instant time) {
        session_->send(SeekRequest{branch, no_event, time});
    });
    connect(laws_, &LawChip::violation_wanted, this, [this](EventId event) {
        session_->send(SeekRequest{picture_->status.branch, event, {}});
        session_->send(WhyRequest{});
    });
    connect(welcome_, &WelcomePage::open_wanted, this, &MainWindow::ask_open);
    connect(welcome_, &WelcomePage::file_wanted, this,
            [this](const QString& file) { open(file, {}, {}); });
    connect(banner_, &Banner::copy_wanted, this,
            [](const QString& text) { QApplication::clipboard()->setText(text); });
    connect(banner_, &Banner::closed, this,
            [this] { error_closed_ = QString::fromStdString(picture_->status.error); });
    spread_->setInterval(spread_ms);
    connect(spread_, &QTimer::timeout, this, [this] {
        light_chain(lit_ + 1);
        if (lit_ + 1 >= static_cast<int>(story_->chain().size())) spread_->stop();
    });
}

std::uint64_t MainWindow::open(const QString& file, std::optional<std::uint64_t> seed,
                               const QString& at) {
    error_closed_.clear();
    Q_EMIT opened(file);
    canvas_->setFocus();
    return session_->send(LoadRequest{file.toStdString(), seed, at.toStdString()});
}

void MainWindow::select(const QString& id) {
    if (gestures_.cutting() && !id.isEmpty()) {
        const std::optional<UserAction> action = gestures_.finish_cut(picture_->frame, id);
        if (!action) {
            toast_->show_text(tr("A link leads to another process: click it, or Esc"));
            return;
        }
        act(action);
    }
    selected_ = id;
    canvas_->set_selected(id);
    const LookAt& now = picture_->status.look;
    LookAt wanted = picture_->frame.overview ? look_from_afar(now, id) : now;
    wanted.znodes = id == QLatin1String("zookeeper") || id.startsWith(QLatin1String("session/"));
    if (picture_->status.loaded && wanted != now) look(wanted);
    inspector_->set_inspection(inspect(*picture_, selected_));
    refresh_actions();
}

void MainWindow::refresh() {
    const std::shared_ptr<const Picture> old = picture_;
    picture_ = session_->picture();
    const Status& s = picture_->status;
    const bool state_changed = old->frame.event != picture_->frame.event ||
                               old->status.branch != s.branch || old->status.why != s.why ||
                               old->status.answered != s.answered ||
                               old->status.playing != s.playing;
    pages_->setCurrentIndex(s.loaded ? 1 : 0);
    if (s.loaded != old->status.loaded || old == picture_) place_side_panel();
    refresh_canvas(state_changed, old);
    if (state_changed) {
        const bool chain_was_open = !story_->chain().empty();
        story_->set_picture(*picture_);
        inspector_->set_inspection(inspect(*picture_, selected_));
        log_->set_picture(*picture_);
        laws_->set_picture(*picture_);
        place_laws();
        if (!chain_was_open && !story_->chain().empty()) {
            light_chain(0);
            spread_->start();
        }
        if (story_->chain().empty()) {
            spread_->stop();
            canvas_->set_lit({});
        }
        refresh_actions();
    }
    scrubber_->set_picture(picture_);
    transport_->set_picture(*picture_);
    if (s.toast_number != toast_shown_) {
        toast_shown_ = s.toast_number;
        toast_->show_text(QString::fromStdString(s.toast));
    }
    const QString error = QString::fromStdString(s.error);
    banner_->show_error(error == error_closed_ ? QString() : error);
    answer_until(s.until);
    Q_EMIT picture_shown();
}

void MainWindow::refresh_canvas(bool state_changed, const std::shared_ptr<const Picture>& old) {
    if (!picture_->status.loaded) return;
    if (state_changed || canvas_->frame() == nullptr) {
        if (!glide_->begin(old, *picture_, [this] { show_frame(); })) show_frame();
    } else if (!glide_->gliding()) {
        canvas_->set_display_time(picture_->frame.now);
    }
}

void MainWindow::show_frame() {
    canvas_->set_frame(std::shared_ptr<const Frame>(picture_, &picture_->frame));
    canvas_->set_background_traffic(picture_->status.background);
    canvas_->set_followed(picture_->status.followed.empty() ? 0
                                                            : picture_->status.followed.front());
    canvas_->set_display_time(picture_->frame.now);
}

void MainWindow::set_step_animation(bool on) {
    glide_->finish();
    glide_->set_enabled(on);
    (*actions_)[Command::animation]->setChecked(on);
}

void MainWindow::refresh_actions() {
    const Actions& a = *actions_;
    const bool loaded = picture_->status.loaded;
    for (const CommandSpec& spec : command_specs()) {
        const QLatin1String menu(spec.menu);
        if (menu == QLatin1String("Run") || menu == QLatin1String("Faults")) {
            a[spec.command]->setEnabled(loaded);
        }
    }
    a[Command::reload]->setEnabled(loaded);
    a[Command::go_on]->setEnabled(picture_->status.holding);
    if (!loaded) return;
    const FrameNode* node = node_of_item(picture_->frame, selected_);
    const NodeChoices can = node != nullptr ? choices_for(*node) : NodeChoices{};
    a[Command::kill]->setEnabled(can.kill);
    a[Command::power_loss]->setEnabled(can.kill);
    a[Command::restart]->setEnabled(can.restart);
    a[Command::pause]->setEnabled(can.pause || can.resume);
    a[Command::cut]->setEnabled(node != nullptr || gestures_.cutting());
    a[Command::heal_all]->setEnabled(!picture_->frame.links.empty());
    const LookAt& now = picture_->status.look;
    a[Command::farther]->setEnabled(look_farther(picture_->frame, now).has_value());
    a[Command::next_page]->setEnabled(look_beside(picture_->frame, now, 1).has_value());
    a[Command::previous_page]->setEnabled(look_beside(picture_->frame, now, -1).has_value());
}

void MainWindow::act(std::optional<UserAction> action) {
    if (action) session_->send(ActRequest{*action});
}

void MainWindow::light_whole_chain() {
    spread_->stop();
    light_chain(static_cast<int>(story_->chain().size()) - 1);
}

void MainWindow::light_chain(int step) {
    const auto& chain = story_->chain();
    lit_ = std::clamp(step, 0, std::max(0, static_cast<int>(chain.size()) - 1));
    std::vector<QString> ids;
    for (int i = 0; i <= lit_ && i < static_cast<int>(chain.size()); ++i) {
        for (const std::string& id : chain[static_cast<std::size_t>(i)].items) {
            ids.push_back(QString::fromStdString(id));
        }
    }
    canvas_->set_lit(std::move(ids));
}

}  // namespace kscope::gui
