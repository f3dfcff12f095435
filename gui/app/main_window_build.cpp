// MainWindow: its parts and where they stand.
#include <QDragEnterEvent>
#include <QJsonObject>
#include <QMenuBar>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/app/keys_page.h"
#include "gui/app/main_window.h"
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

constexpr int side_width = 319;  // and 1 for the handle
constexpr int side_floats_below = 1180;

QVBoxLayout* flat_column(QWidget* parent) {
    auto* column = new QVBoxLayout(parent);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

}  // namespace

void MainWindow::build() {
    setWindowTitle(QStringLiteral("kscope"));
    setAcceptDrops(true);
    setMinimumSize(800, 560);
    menuBar()->setNativeMenuBar(false);
    laws_ = new LawChip(this);
    actions_->fill(*menuBar());
    menuBar()->setMinimumHeight(laws_->height());
    auto* centre = new QWidget(this);
    QVBoxLayout* rows = flat_column(centre);
    banner_ = new Banner(centre);
    rows->addWidget(banner_);
    pages_ = new QStackedWidget(centre);
    rows->addWidget(pages_, 1);
    welcome_ = new WelcomePage(pages_);
    pages_->addWidget(welcome_);

    across_ = new QSplitter(Qt::Horizontal, pages_);
    across_->setHandleWidth(1);
    across_->setChildrenCollapsible(false);
    auto* left = new QWidget(across_);
    QVBoxLayout* left_rows = flat_column(left);
    canvas_ = new ClusterCanvas(left);
    canvas_->setAccessibleName(tr("Cluster"));
    glide_ = new StepGlide(*canvas_, this);
    (*actions_)[Command::animation]->setCheckable(true);
    left_rows->addWidget(canvas_, 1);
    story_ = new StoryStrip(left);
    left_rows->addWidget(story_);
    across_->addWidget(left);

    auto* side = new QSplitter(Qt::Vertical, across_);
    side->setHandleWidth(1);
    side->setChildrenCollapsible(false);
    inspector_ = new Inspector(side);
    log_ = new EventLog(side);
    side->addWidget(inspector_);
    side->addWidget(log_);
    side->setSizes({290, 340});
    side->setAutoFillBackground(true);
    side_ = side;
    across_->addWidget(side_);
    across_->setStretchFactor(0, 1);
    across_->setStretchFactor(1, 0);
    side_->setFixedWidth(side_width);
    across_->setSizes({960, side_width});
    pages_->addWidget(across_);

    scrubber_ = new Scrubber(centre);
    scrubber_->setFixedHeight(64);
    rows->addWidget(scrubber_);
    transport_ = new TransportBar(centre);
    const Actions& a = *actions_;
    transport_->set_actions({a[Command::start], a[Command::back_turning], a[Command::back],
                             a[Command::play], a[Command::forward], a[Command::forward_turning],
                             a[Command::front]});
    rows->addWidget(transport_);
    setCentralWidget(centre);
    toast_ = new Toast(centre);
    keys_ = new KeysPage(centre);
    until_ = new UntilCard(centre);
    for (const CommandSpec& spec : command_specs()) {
        QAction* action = (*actions_)[spec.command];
        if (spec.canvas_only) action->setShortcutContext(Qt::WidgetShortcut);
        (spec.canvas_only ? static_cast<QWidget*>(canvas_) : this)->addAction(action);
    }
    setFocusProxy(canvas_);
}

// In a narrow window the side panel lies over the canvas, when it is asked for.
void MainWindow::place_side_panel() {
    const bool floats = width() < side_floats_below;
    if (floats != side_floats_) {
        side_floats_ = floats;
        side_wanted_ = !floats;
        if (floats) {
            side_->setParent(pages_);
        } else {
            across_->addWidget(side_);
            across_->setStretchFactor(0, 1);
            across_->setSizes({width() - side_width, side_width});
        }
    }
    side_->setVisible(side_wanted_ && picture_->status.loaded);
    if (!floats) return;
    side_->setGeometry(pages_->width() - side_width, 0, side_width,
                       pages_->height() - story_->height());
    side_->raise();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    place_side_panel();
    place_laws();
    keys_->setGeometry(centralWidget()->rect());
    until_->place(centralWidget()->rect());
}

// At the right of the menu bar, but the window's own child: what a menu bar holds besides menus is
// in no accessible tree.
void MainWindow::place_laws() {
    laws_->move(width() - laws_->width(), 0);
    laws_->raise();
    laws_->setVisible(picture_->status.loaded);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile()) open(urls.first().toLocalFile(), {}, {});
}

void MainWindow::set_theme(const Theme& theme) {
    theme_ = &theme;
    canvas_->set_theme(theme);
    for (PaintedWidget* part : findChildren<PaintedWidget*>()) part->set_theme(theme);
    log_->set_theme(theme);
    transport_->set_theme(theme);
}

void MainWindow::set_lessons_folder(const QString& folder) {
    const auto card = [&](const char* file, const QString& title, const QString& about) {
        return LessonCard{folder + QLatin1Char('/') + QLatin1String(file), title, about};
    };
    welcome_->set_lessons(
        {card(
             "01-click-tracking.yaml", tr("Website click tracking"),
             tr("Three users click, records flow through a replicated topic, and the leader of one "
                "partition dies.")),
         card("02-access-log.yaml", tr("A real access log"),
              tr("The same site, fed by the access log of a web server: keys, partitions, lag.")),
         card("03-leader-failover.yaml", tr("Leader failover"),
              tr("acks=1 against acks=all under the same kill: what is lost, and what is not."))});
}

void MainWindow::set_recent(const QStringList& files) { welcome_->set_recent(files); }

}  // namespace kscope::gui
