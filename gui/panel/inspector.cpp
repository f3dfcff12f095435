#include "gui/panel/inspector.h"

#include <QKeyEvent>
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
    setFocusPolicy(Qt::ClickFocus);  // F6 goes there too: long pages scroll by keys
}

void Inspector::set_inspection(Inspection inspection) {
    if (inspection.title != inspection_.title) scrolled_ = 0;
    inspection_ = std::move(inspection);
    update();
}

double Inspector::content_height() const {
    return head_height + row_height * static_cast<double>(inspection_.rows.size()) + 8;
}

void Inspector::scroll_rows(double rows) {
    const double most = std::max(0.0, content_height() - height());
    scrolled_ = std::clamp(scrolled_ + rows * row_height, 0.0, most);
    update();
}

void Inspector::wheelEvent(QWheelEvent* event) {
    scroll_rows(-event->angleDelta().y() / 120.0);
    event->accept();
}

void Inspector::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down) {
        scroll_rows(1);
    } else if (event->key() == Qt::Key_Up) {
        scroll_rows(-1);
    } else {
        PaintedWidget::keyPressEvent(event);
    }
}

void Inspector::focusInEvent(QFocusEvent* event) {
    PaintedWidget::focusInEvent(event);
    update();
}

void Inspector::focusOutEvent(QFocusEvent* event) {
    PaintedWidget::focusOutEvent(event);
    update();
}

// Of a tree each row is its node's own name, as deep as it is.
void Inspector::draw_row(QPainter& painter, const InspectionRow& row, double y) {
    const double indent = 10.0 * row.indent;
    const double w = width() - 2 * margin;
    const QString id = QStringLiteral("inspector/") + row.name;
    const QString label = row.label.isEmpty() ? row.name : row.label;
    QString sentence = row.name + QStringLiteral(": ") + row.value;
    if (!row.was.isEmpty()) sentence += tr(" was ") + row.was;
    thing(id, QStringLiteral("row"), sentence, QRectF(margin, y, w, row_height));
    painter.setPen(theme().line);
    painter.drawLine(QPointF(margin, y), QPointF(width() - margin, y));
    const QString was = row.was.isEmpty() || row.indent > 0 ? QString() : tr("was ") + row.was;
    const double was_width = was.isEmpty() ? 0 : type().width(TypeRole::small, was) + 9;
    const double share = row.indent > 0 ? 0.8 : 0.62;
    const double value_width =
        std::min(type().width(TypeRole::figures_bold, row.value) + 1, w * share - was_width);
    const double name_width = w - value_width - was_width - 8 - indent;
    text(painter, id + QStringLiteral("#name"), QRectF(margin + indent, y, name_width, row_height),
         label, TypeRole::body, theme().muted);
    const QColor colour = row.was.isEmpty() ? theme().text : theme().focus;
    text(painter, id + QStringLiteral("#value"),
         QRectF(width() - margin - was_width - value_width, y, value_width, row_height), row.value,
         row.was.isEmpty() ? TypeRole::figures : TypeRole::figures_bold, colour,
         Qt::AlignRight | Qt::AlignVCenter);
    text(painter, id + QStringLiteral("#was"),
         QRectF(width() - margin - was_width + 8, y, was_width - 8, row_height), was,
         TypeRole::small, theme().muted);
}

void Inspector::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().panel);
    if (hasFocus()) {
        painter.setPen(QPen(theme().focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
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
        const double y = head_height + row_height * static_cast<double>(i) - scrolled_;
        if (y < head_height - 4 || y + row_height > height() - foot + 1) continue;
        shown_end = i + 1;
        draw_row(painter, inspection_.rows[i], y);
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
