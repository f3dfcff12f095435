#include "gui/panel/inspector.h"

#include <QPainter>
#include <QWheelEvent>
#include <algorithm>

namespace kscope::gui {

namespace {

constexpr double margin = 16;
constexpr double head_height = 76;
constexpr double row_height = 24;

}  // namespace

Inspector::Inspector(QWidget* parent) : PaintedWidget(parent) {
    setMinimumSize(240, 120);
    setAccessibleName(tr("Inspector"));
}

void Inspector::set_inspection(Inspection inspection) {
    if (inspection.title != inspection_.title) scrolled_ = 0;
    inspection_ = std::move(inspection);
    update();
}

double Inspector::content_height() const {
    return head_height + row_height * static_cast<double>(inspection_.rows.size()) + 8;
}

void Inspector::wheelEvent(QWheelEvent* event) {
    const double most = std::max(0.0, content_height() - height());
    scrolled_ = std::clamp(scrolled_ - event->angleDelta().y() / 120.0 * row_height, 0.0, most);
    update();
    event->accept();
}

void Inspector::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().panel);
    const double w = width() - 2 * margin;
    thing(QStringLiteral("inspector"), QStringLiteral("panel"), inspection_.title, rect());
    text(painter, QStringLiteral("inspector#label"), QRectF(margin, 8, w, 16), tr("INSPECTOR"),
         TypeRole::small_bold, theme().muted);
    text(painter, QStringLiteral("inspector#title"), QRectF(margin, 26, w, 22), inspection_.title,
         TypeRole::title, theme().text);
    text(painter, QStringLiteral("inspector#subtitle"), QRectF(margin, 48, w, 20),
         inspection_.subtitle, TypeRole::body, theme().muted);
    // Rows out of sight are counted at the foot.
    const double foot = content_height() - scrolled_ > height() ? row_height : 0;
    std::size_t shown_end = 0;
    painter.setClipRect(QRectF(0, head_height - 4, width(), height() - head_height + 4));
    for (std::size_t i = 0; i < inspection_.rows.size(); ++i) {
        const InspectionRow& row = inspection_.rows[i];
        const double y = head_height + row_height * static_cast<double>(i) - scrolled_;
        if (y < head_height - 4 || y + row_height > height() - foot + 1) continue;
        shown_end = i + 1;
        const QRectF box(margin, y, w, row_height);
        const QString id = QStringLiteral("inspector/") + row.name;
        QString sentence = row.name + QStringLiteral(": ") + row.value;
        if (!row.was.isEmpty()) sentence += tr(" was ") + row.was;
        thing(id, QStringLiteral("row"), sentence, box);
        painter.setPen(theme().line);
        painter.drawLine(QPointF(margin, y), QPointF(width() - margin, y));
        const QString was = row.was.isEmpty() ? QString() : tr("was ") + row.was;
        const double was_width = was.isEmpty() ? 0 : type().width(TypeRole::small, was) + 9;
        const double value_width =
            std::min(type().width(TypeRole::figures_bold, row.value) + 1, w * 0.62 - was_width);
        const double name_width = w - value_width - was_width - 8;
        text(painter, id + QStringLiteral("#name"), QRectF(margin, y, name_width, row_height),
             row.name, TypeRole::body, theme().muted);
        const QColor colour = row.was.isEmpty() ? theme().text : theme().focus;
        text(painter, id + QStringLiteral("#value"),
             QRectF(width() - margin - was_width - value_width, y, value_width, row_height),
             row.value, row.was.isEmpty() ? TypeRole::figures : TypeRole::figures_bold, colour,
             Qt::AlignRight | Qt::AlignVCenter);
        text(painter, id + QStringLiteral("#was"),
             QRectF(width() - margin - was_width + 8, y, was_width - 8, row_height), was,
             TypeRole::small, theme().muted);
    }
    painter.setClipping(false);
    if (foot > 0) {
        text(painter, QStringLiteral("inspector#more"),
             QRectF(margin, height() - row_height, w, row_height),
             tr("%1 more below: scroll").arg(inspection_.rows.size() - shown_end), TypeRole::small,
             theme().muted);
    }
}

}  // namespace kscope::gui
