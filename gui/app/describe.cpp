#include "gui/app/describe.h"

#include <QApplication>
#include <QJsonObject>
#include <QMenu>
#include <QSaveFile>

#include "gui/app/main_window.h"
#include "gui/app/step_glide.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/painted_widget.h"
#include "gui/panel/event_log.h"
#include "gui/timeline/transport_bar.h"

namespace kscope::gui {

namespace {

QJsonArray moved(const QJsonArray& items, QPoint by) {
    QJsonArray out;
    for (const QJsonValue& value : items) {
        QJsonObject item = value.toObject();
        QJsonArray rect = item.value(QStringLiteral("rect")).toArray();
        rect[0] = rect[0].toDouble() + by.x();
        rect[1] = rect[1].toDouble() + by.y();
        item.insert(QStringLiteral("rect"), rect);
        out.append(item);
    }
    return out;
}

void append(QJsonArray& all, const QJsonArray& more) {
    for (const QJsonValue& value : more) all.append(value);
}

QString hash_text(const Hash128& hash) { return QString::fromStdString(hash.hex()); }

// From how far the cluster is seen: "cluster", "orders 0-15 of 96", "orders-3"; "": in lanes.
QString look_words(const Frame& frame) {
    if (frame.overview) return QStringLiteral("cluster");
    if (!frame.focus) return {};
    const FrameFocus& f = *frame.focus;
    const QString topic = QString::fromStdString(f.topic);
    if (f.alone) return topic + QStringLiteral("-%1").arg(f.first);
    return QStringLiteral("%1 %2-%3 of %4")
        .arg(topic)
        .arg(f.first)
        .arg(f.first + f.shown - 1)
        .arg(f.of_topic);
}

// An open menu is a window of its own; who works kscope from outside must find its lines.
QJsonArray describe_menu(const QWidget& window) {
    QJsonArray all;
    const auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    if (menu == nullptr) return all;
    for (QAction* action : menu->actions()) {
        if (action->isSeparator() || !action->isEnabled()) continue;
        const QRect line = menu->actionGeometry(action);
        const QPoint at = window.mapFromGlobal(menu->mapToGlobal(line.topLeft()));
        const QString text = action->text().remove(QLatin1Char('&'));
        all.append(QJsonObject{{"id", QStringLiteral("menu/") + text},
                               {"kind", QStringLiteral("menu")},
                               {"text", text},
                               {"rect", QJsonArray{at.x(), at.y(), line.width(), line.height()}},
                               {"clipped", false}});
    }
    return all;
}

}  // namespace

const DrawnItems* drawn_items_of(QWidget* widget) {
    if (auto* canvas = qobject_cast<ClusterCanvas*>(widget)) return &canvas->items();
    if (auto* painted = qobject_cast<PaintedWidget*>(widget)) return &painted->drawn_items();
    return nullptr;
}

QJsonArray describe_parts(QWidget& window) {
    QJsonArray all;
    for (QWidget* part : window.findChildren<QWidget*>()) {
        if (!part->isVisible()) continue;
        const QPoint origin = part->mapTo(&window, QPoint());
        if (const DrawnItems* items = drawn_items_of(part)) {
            append(all, moved(items->describe(), origin));
        } else if (auto* log = qobject_cast<EventLog*>(part)) {
            append(all, moved(log->drawn_items().describe(), origin));
        } else if (auto* transport = qobject_cast<TransportBar*>(part)) {
            append(all, moved(transport->drawn_items().describe(), origin));
        }
    }
    append(all, describe_menu(window));
    return all;
}

QString write_atomically(const QString& file, const QByteArray& content) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)) return out.errorString();
    out.write(content);
    return out.commit() ? QString() : out.errorString();
}

QJsonObject MainWindow::describe() {
    glide_->finish();  // what is told is what is shown
    const Status& s = picture_->status;
    QJsonArray branches;
    for (const TimelineBranch& b : picture_->timeline->branches) {
        branches.append(QJsonObject{{"name", QString::fromStdString(b.name)},
                                    {"parent", b.parent},
                                    {"fork", static_cast<qint64>(b.fork.value())},
                                    {"front", static_cast<qint64>(b.front.value())}});
    }
    QJsonArray chain;
    for (const FrameWhyStep& step : picture_->frame.story.why) {
        chain.append(QJsonObject{{"text", QString::fromStdString(step.text)},
                                 {"sentence", QString::fromStdString(step.sentence)}});
    }
    const QJsonObject state{{"event", static_cast<qint64>(picture_->frame.event.value())},
                            {"time_ns", static_cast<qint64>(picture_->frame.now.nanos())},
                            {"branch", QString::fromStdString(picture_->frame.branch)},
                            {"branches", branches},
                            {"front", static_cast<qint64>(s.front.value())},
                            {"hash", hash_text(s.hash)},
                            {"playing", s.playing},
                            {"holding", s.holding},
                            {"busy", s.busy},
                            {"answered", static_cast<qint64>(s.answered)},
                            {"look", look_words(picture_->frame)},
                            {"selected", selected_},
                            {"focused", canvas_->view().focused},
                            {"story", QString::fromStdString(picture_->frame.story.sentence)},
                            {"why", chain},
                            {"follow", QString::fromStdString(s.follow)},
                            {"error", QString::fromStdString(s.error)},
                            {"law_broken", QString::fromStdString(picture_->frame.laws.broken)}};
    return {{"width", width()},
            {"height", height()},
            {"scale", devicePixelRatioF()},
            {"theme", theme_->dark ? QStringLiteral("dark") : QStringLiteral("light")},
            {"state", state},
            {"items", describe_parts(*this)}};
}

}  // namespace kscope::gui
