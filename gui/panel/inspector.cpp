#include "gui/panel/inspector.h"

#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>

#include "gui/model/texts.h"

namespace kscope::gui {

namespace {

constexpr double margin = 16;
constexpr double row_height = 24;
constexpr double line_height = 18;  // of a value below its name
constexpr double title_height = 20;
constexpr double indent_width = 10;

QString label_of(const InspectionRow& row) { return row.label.isEmpty() ? row.name : row.label; }

QString was_of(const InspectionRow& row) {
    return row.was.isEmpty() || row.indent > 0 ? QString() : Inspector::tr("was ") + row.was;
}

// At blanks where it can be, as a member.id in its midst.
QStringList set_in_lines(const QFontMetricsF& metrics, const QString& text, double width) {
    QStringList lines;
    for (QString line : wrapped(metrics, text, width)) {
        while (metrics.horizontalAdvance(line) > width && line.size() > 1) {
            qsizetype fit = line.size() - 1;
            while (fit > 1 && metrics.horizontalAdvance(line.left(fit)) > width) --fit;
            lines << line.left(fit);
            line.remove(0, fit);
        }
        lines << line;
    }
    return lines;
}

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

double Inspector::room() const { return width() - 2 * margin; }

QStringList Inspector::title_lines() const {
    QStringList lines = wrapped(type().metrics(TypeRole::title), inspection_.title, room());
    while (lines.size() > 2) {
        const QString rest = lines.takeLast();
        lines.last() += QLatin1Char(' ') + rest;
    }
    return lines;
}

double Inspector::head_height() const {
    return 56 + title_height * static_cast<double>(std::max<qsizetype>(1, title_lines().size()));
}

double Inspector::content_height() const {
    double height = head_height() + 8;
    for (const InspectionRow& row : inspection_.rows) height += setting_of(row).height;
    return height;
}

Inspector::Setting Inspector::setting_of(const InspectionRow& row) const {
    const TypeRole role = row.was.isEmpty() ? TypeRole::figures : TypeRole::figures_bold;
    const QString was = was_of(row);
    const double left = room() - indent_width * row.indent;
    const double before = was.isEmpty() ? 0 : type().width(TypeRole::small, was) + 9;
    const double value = type().width(role, row.value) + 1;
    if (type().width(TypeRole::body, label_of(row)) + 9 + value + before <= left) {
        return {{}, {}, row_height};
    }
    Setting setting;
    setting.below = set_in_lines(type().metrics(role), row.value, left);
    const double last = setting.below.isEmpty() ? 0 : type().width(role, setting.below.last()) + 1;
    if (last + before > left) {
        setting.was = set_in_lines(type().metrics(TypeRole::small), was, left);
    }
    const auto lines = setting.below.size() + setting.was.size();
    setting.height = row_height + line_height * static_cast<double>(lines);
    return setting;
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
void Inspector::draw_row(QPainter& painter, const InspectionRow& row, const Setting& setting,
                         double y) {
    const QString id = QStringLiteral("inspector/") + row.name;
    QString sentence = row.name + QStringLiteral(": ") + row.value;
    if (!row.was.isEmpty()) sentence += tr(" was ") + row.was;
    thing(id, QStringLiteral("row"), sentence, QRectF(margin, y, room(), setting.height));
    painter.setPen(theme().line);
    painter.drawLine(QPointF(margin, y), QPointF(width() - margin, y));
    const double left = margin + indent_width * row.indent;
    const double right = width() - margin;
    if (!setting.below.isEmpty()) {
        text(painter, id + QStringLiteral("#name"), QRectF(left, y, right - left, row_height),
             label_of(row), TypeRole::body, theme().muted);
        draw_below(painter, row, setting, y + row_height - 3);
        return;
    }
    const QString was = was_of(row);
    const double was_width = was.isEmpty() ? 0 : type().width(TypeRole::small, was) + 9;
    const TypeRole role = row.was.isEmpty() ? TypeRole::figures : TypeRole::figures_bold;
    const double value_width = type().width(role, row.value) + 1;
    const double value_left = right - was_width - value_width;
    text(painter, id + QStringLiteral("#name"), QRectF(left, y, value_left - 8 - left, row_height),
         label_of(row), TypeRole::body, theme().muted);
    text(painter, id + QStringLiteral("#value"), QRectF(value_left, y, value_width, row_height),
         row.value, role, row.was.isEmpty() ? theme().text : theme().focus,
         Qt::AlignRight | Qt::AlignVCenter);
    text(painter, id + QStringLiteral("#was"),
         QRectF(right - was_width + 8, y, was_width - 8, row_height), was, TypeRole::small,
         theme().muted);
}

void Inspector::draw_below(QPainter& painter, const InspectionRow& row, const Setting& setting,
                           double y) {
    const QString id = QStringLiteral("inspector/") + row.name;
    const double left = margin + indent_width * row.indent;
    const double right = width() - margin;
    const QString was = setting.was.isEmpty() ? was_of(row) : QString();
    const double was_width = was.isEmpty() ? 0 : type().width(TypeRole::small, was) + 9;
    const TypeRole role = row.was.isEmpty() ? TypeRole::figures : TypeRole::figures_bold;
    const auto part = [&](const char* name, qsizetype i) {
        const QString first = id + QLatin1String(name);
        return i == 0 ? first : first + QStringLiteral("/%1").arg(i);
    };
    for (qsizetype i = 0; i < setting.below.size(); ++i) {
        const bool last = i + 1 == setting.below.size();
        const double end = last ? right - was_width : right;
        text(painter, part("#value", i), QRectF(left, y, end - left, line_height), setting.below[i],
             role, row.was.isEmpty() ? theme().text : theme().focus,
             Qt::AlignRight | Qt::AlignVCenter);
        if (last) {
            text(painter, part("#was", 0),
                 QRectF(right - was_width + 8, y, was_width - 8, line_height), was, TypeRole::small,
                 theme().muted);
        }
        y += line_height;
    }
    for (qsizetype i = 0; i < setting.was.size(); ++i) {
        text(painter, part("#was", i), QRectF(left, y, right - left, line_height), setting.was[i],
             TypeRole::small, theme().muted, Qt::AlignRight | Qt::AlignVCenter);
        y += line_height;
    }
}

void Inspector::draw_head(QPainter& painter) {
    thing(QStringLiteral("inspector"), QStringLiteral("panel"), inspection_.title, rect());
    text(painter, QStringLiteral("inspector#label"), QRectF(margin, 8, room(), 16), tr("INSPECTOR"),
         TypeRole::small_bold, theme().muted);
    double y = 26;
    const QStringList lines = title_lines();
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString part = i == 0 ? QStringLiteral("inspector#title")
                                    : QStringLiteral("inspector#title/%1").arg(i);
        text(painter, part, QRectF(margin, y, room(), title_height + 2), lines[i], TypeRole::title,
             theme().text);
        y += title_height;
    }
    text(painter, QStringLiteral("inspector#subtitle"),
         QRectF(margin, head_height() - 28, room(), 20), inspection_.subtitle, TypeRole::body,
         theme().muted);
}

void Inspector::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().panel);
    if (hasFocus()) {
        painter.setPen(QPen(theme().focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
    draw_head(painter);
    const double head = head_height();
    // Rows out of sight are counted at the foot.
    const double foot = content_height() - scrolled_ > height() ? row_height : 0;
    std::size_t shown_end = 0;
    painter.setClipRect(QRectF(0, head - 4, width(), height() - head + 4));
    double y = head - scrolled_;
    for (std::size_t i = 0; i < inspection_.rows.size(); ++i) {
        const Setting setting = setting_of(inspection_.rows[i]);
        const double top = y;
        y += setting.height;
        if (top < head - 4) continue;
        if (y > height() - foot + 1) break;
        shown_end = i + 1;
        draw_row(painter, inspection_.rows[i], setting, top);
    }
    painter.setClipping(false);
    if (foot > 0) {
        text(painter, QStringLiteral("inspector#more"),
             QRectF(margin, height() - row_height, room(), row_height),
             tr("%1 more below: scroll").arg(inspection_.rows.size() - shown_end), TypeRole::small,
             theme().muted);
    }
}

}  // namespace kscope::gui
