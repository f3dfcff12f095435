// MainWindow: what each command does.
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QTimer>

#include "gui/app/main_window.h"
#include "gui/app/step_glide.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/panel/event_log.h"
#include "gui/panel/inspector.h"
#include "gui/panel/notices.h"
#include "gui/panel/story_strip.h"
#include "gui/panel/until_card.h"
#include "gui/timeline/scrubber.h"

namespace kscope::gui {

void MainWindow::run(Command command) {
    if (run_playback(command) || run_fault(command) || run_look(command)) return;
    switch (command) {
        case Command::open: ask_open(); break;
        case Command::reload: open(QString::fromStdString(picture_->status.file), {}, {}); break;
        case Command::quit: close(); break;
        case Command::region: next_region(); break;
        case Command::filter:
            if (!side_->isVisible()) run(Command::panel);
            log_->focus_filter();
            break;
        case Command::panel:
            side_wanted_ = !side_wanted_;
            place_side_panel();
            break;
        case Command::background: session_->send(BackgroundRequest{}); break;
        case Command::animation: set_step_animation(!glide_->enabled()); break;
        case Command::theme: {
            const Theme& other = theme_->dark ? light_theme() : dark_theme();
            apply_theme(*qApp, other);
            set_theme(other);
            break;
        }
        case Command::cancel: cancel(); break;
        case Command::overlay: show_keys(); break;
        case Command::about: show_about(); break;
        default: break;
    }
}

bool MainWindow::run_playback(Command command) {
    using What = PlayRequest::What;
    using Speed = SpeedRequest::What;
    const auto go = [this](Request request) {
        session_->send(std::move(request));
        return true;
    };
    const auto step_by = [this](StopClass stop, Direction direction) {
        step(stop, direction);
        return true;
    };
    switch (command) {
        case Command::play: return go(PlayRequest{What::toggle});
        case Command::go_on: return go(PlayRequest{What::go_on});
        case Command::back: return step_by(StopClass::milestone, Direction::back);
        case Command::forward: return step_by(StopClass::milestone, Direction::forward);
        case Command::back_turning: return step_by(StopClass::turning_point, Direction::back);
        case Command::forward_turning: return step_by(StopClass::turning_point, Direction::forward);
        case Command::back_message: return step_by(StopClass::message, Direction::back);
        case Command::forward_message: return step_by(StopClass::message, Direction::forward);
        case Command::back_event: return step_by(StopClass::event, Direction::back);
        case Command::forward_event: return step_by(StopClass::event, Direction::forward);
        case Command::start: return go(JumpRequest{JumpRequest::Where::start});
        case Command::front: return go(JumpRequest{JumpRequest::Where::front});
        case Command::faster: return go(SpeedRequest{Speed::faster});
        case Command::slower: return go(SpeedRequest{Speed::slower});
        case Command::automatic: return go(SpeedRequest{Speed::automatic});
        case Command::fast: return go(SpeedRequest{Speed::fast});
        case Command::undo: return go(UndoRequest{});
        case Command::why: why(); return true;
        case Command::until: ask_until(Direction::forward); return true;
        case Command::back_until: ask_until(Direction::back); return true;
        case Command::follow:
            return go(FollowRequest{picture_->status.follow.empty()
                                        ? partition_of_item(selected_).toStdString()
                                        : std::string(),
                                    0});
        default: return false;
    }
}

bool MainWindow::run_fault(Command command) {
    using Kind = UserAction::Kind;
    if (command == Command::heal_all) {
        act(UserAction{Kind::heal_all, no_node, no_node, {}, {}});
        return true;
    }
    const FrameNode* node = node_of_item(picture_->frame, selected_);
    const bool fault = command == Command::kill || command == Command::power_loss ||
                       command == Command::restart || command == Command::pause ||
                       command == Command::cut;
    if (!fault) return false;
    if (node == nullptr) {
        toast_->show_text(tr("First select a process: click it, or Tab to it and press Enter"));
        return true;
    }
    const NodeChoices can = choices_for(*node);
    switch (command) {
        case Command::kill: act(action_on(Kind::kill, *node)); break;
        case Command::power_loss: act(action_on(Kind::power_loss, *node)); break;
        case Command::restart: act(action_on(Kind::restart, *node)); break;
        case Command::pause: act(action_on(can.resume ? Kind::resume : Kind::pause, *node)); break;
        default:
            if (gestures_.cutting()) {
                select(canvas_->view().focused);
            } else {
                gestures_.begin_cut(*node);
                toast_->show_text(
                    tr("Cut from %1 to: click the other process").arg(gestures_.cut_from()));
            }
            break;
    }
    return true;
}

bool MainWindow::run_look(Command command) {
    const Frame& frame = picture_->frame;
    const LookAt& now = picture_->status.look;
    switch (command) {
        case Command::inspect: {
            const QString& focused = canvas_->view().focused;
            activate(focused.isEmpty() ? selected_ : focused);
            return true;
        }
        case Command::next_replica: canvas_->move_replica(1); return true;
        case Command::previous_replica: canvas_->move_replica(-1); return true;
        case Command::farther: look(look_farther(frame, now)); return true;
        case Command::next_page: look(look_beside(frame, now, 1)); return true;
        case Command::previous_page: look(look_beside(frame, now, -1)); return true;
        default: return false;
    }
}

void MainWindow::look(const std::optional<LookAt>& wanted) {
    if (wanted) session_->send(LookRequest{*wanted});
}

// Enter, or a double click: what is too small to be read is shown from nearer.
void MainWindow::activate(const QString& id) {
    if (id.startsWith(QLatin1String("crumb/"))) {
        click(id);
        return;
    }
    const bool cutting = gestures_.cutting();
    select(id);
    if (cutting) return;
    const auto nearer =
        look_nearer(picture_->frame, picture_->status.look, id, canvas_->lanes_readable());
    look(nearer);
    if (!nearer && !side_->isVisible()) run(Command::panel);
}

void MainWindow::click(const QString& id) {
    if (!id.startsWith(QLatin1String("crumb/"))) {
        select(id);
        return;
    }
    canvas_->set_selected(selected_);
    const QString where = id.section(QLatin1Char('/'), 1, 1);
    if (where == QLatin1String("before")) run(Command::previous_page);
    if (where == QLatin1String("after")) run(Command::next_page);
    if (where == QLatin1String("topic")) run(Command::farther);
    if (where == QLatin1String("cluster")) {
        LookAt whole = picture_->status.look;
        whole.distance = Distance::cluster;
        look(whole);
    }
}

// ←/→ walk the chain of causes while it is open.
void MainWindow::step(StopClass stop, Direction direction) {
    const bool plain = stop == StopClass::milestone;
    if (plain && story_->walk(direction == Direction::forward ? 1 : -1)) return;
    if (stop == StopClass::turning_point && direction == Direction::forward &&
        picture_->status.holding) {
        session_->send(PlayRequest{PlayRequest::What::go_on});
        return;
    }
    session_->send(StepRequest{stop, direction});
}

void MainWindow::why() {
    const bool open = !story_->chain().empty();
    session_->send(WhyRequest{!open, {}});
}

void MainWindow::cancel() {
    if (keys_->isVisible()) {
        keys_->hide();
    } else if (until_->isVisible()) {
        until_->hide();
        canvas_->setFocus();
    } else if (gestures_.cutting()) {
        gestures_.cancel();
    } else if (!story_->chain().empty()) {
        session_->send(WhyRequest{false, {}});
    } else if (picture_->status.busy) {
        session_->send(CancelRequest{});
    } else if (QApplication::focusWidget() != canvas_) {
        canvas_->setFocus();
    } else if (!selected_.isEmpty()) {
        select({});
    } else {
        run(Command::farther);
    }
}

void MainWindow::ask_until(Direction direction) {
    session_->send(PlayRequest{PlayRequest::What::pause});
    QString partition = partition_of_item(selected_);
    if (partition.isEmpty() && !picture_->frame.partitions.empty()) {
        partition = QString::fromStdString(picture_->frame.partitions.front().name);
    }
    until_->ask(direction == Direction::back, partition);
    until_->place(centralWidget()->rect());
}

// Found: the card goes. Else it stays, and says why.
void MainWindow::answer_until(const UntilResult& result) {
    if (until_asked_ == 0 || result.number < until_asked_) return;
    until_asked_ = 0;
    if (!result.wrong.empty()) {
        until_->show_wrong(QString::fromStdString(result.wrong));
        return;
    }
    until_->hide();
    canvas_->setFocus();
}

void MainWindow::ask_open() {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open a scenario"), {}, tr("Scenarios (*.yaml *.yml);;All files (*)"));
    if (!file.isEmpty()) open(file, {}, {});
}

void MainWindow::show_keys() {
    keys_->setGeometry(centralWidget()->rect());
    keys_->setVisible(!keys_->isVisible());
    keys_->raise();
}

void MainWindow::show_about() {
    QMessageBox::about(this, tr("About kscope"),
                       tr("kscope %1: a whole Kafka cluster that you can hold still.\n\n"
                          "The same scenario and seed give the same run, bit for bit.")
                           .arg(QStringLiteral(KSCOPE_VERSION)));
}

void MainWindow::next_region() {
    QWidget* regions[] = {canvas_, inspector_, log_->list(), scrubber_};
    int here = 0;
    for (int i = 0; i < 4; ++i) {
        if (regions[i]->hasFocus()) here = i + 1;
    }
    regions[here % 4]->setFocus(Qt::TabFocusReason);
}

void MainWindow::context_menu(const QString& id, const QPoint& global) {
    const FrameNode* node = node_of_item(picture_->frame, id);
    if (node == nullptr) return;
    select(id);
    const Actions& a = *actions_;
    QMenu menu;
    menu.addSection(QString::fromStdString(node->name));
    for (const Command c : {Command::kill, Command::power_loss, Command::pause, Command::restart}) {
        menu.addAction(a[c]);
    }
    menu.addSeparator();
    // The other ends that a link from here can have: brokers and ZooKeeper.
    std::vector<const FrameNode*> ends;
    for (const FrameBroker& b : picture_->frame.brokers) ends.push_back(&b);
    for (const FrameNode& z : picture_->frame.zookeeper.servers) ends.push_back(&z);
    const FrameNode from = *node;
    for (const FrameNode* end : ends) {
        if (end->node == from.node) continue;
        const UserAction action = cut_or_heal(picture_->frame, from, *end);
        menu.addAction(action.kind == UserAction::Kind::heal
                           ? tr("Heal link to %1").arg(QString::fromStdString(end->name))
                           : tr("Cut link to %1").arg(QString::fromStdString(end->name)),
                       this, [this, action] { act(action); });
    }
    menu.exec(global);
}

}  // namespace kscope::gui
