#include "gui/panel/event_row_delegate.h"

#include <QPainter>

#include "gui/model/event_log_model.h"
#include "gui/model/texts.h"
#include "gui/timeline/mark_shape.h"

namespace kscope::gui {

QRect EventRowDelegate::text_rect(const QRect& row) {
    return row.adjusted(margin + time_width + sign_width, 0, -8, 0);
}

TypeRole EventRowDelegate::role_of(const QModelIndex& index) {
    return index.data(EventLogModel::turning_point_role).toBool() ? TypeRole::body_bold
                                                                  : TypeRole::body;
}

std::vector<EventRowDelegate::Line> EventRowDelegate::lines(const QRect& row,
                                                            const QModelIndex& index) const {
    constexpr int height = 16;
    const QRect box = text_rect(row);
    const QFontMetricsF& metrics = type_.metrics(role_of(index));
    QStringList texts = wrapped(metrics, index.data().toString(), box.width());
    while (texts.size() > 2) {
        const QString rest = texts.takeLast();
        texts.last() += QLatin1Char(' ') + rest;
    }
    std::vector<Line> out;
    int y = box.center().y() + 1 - height * static_cast<int>(texts.size()) / 2;
    for (const QString& text : texts) {
        Line line{text, {box.left(), y, box.width(), height}, false};
        line.clipped = metrics.horizontalAdvance(text) > box.width();
        if (line.clipped) line.text = metrics.elidedText(text, Qt::ElideRight, box.width());
        out.push_back(line);
        y += height;
    }
    return out;
}

QSize EventRowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {240, row_height};
}

void EventRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect r = option.rect;
    const bool current = option.state & QStyle::State_Selected;
    painter->fillRect(r, current ? theme_->band : theme_->panel);
    if (current) painter->fillRect(QRect(r.left(), r.top(), 3, r.height()), theme_->focus);
    painter->setFont(type_.font(TypeRole::figures));
    painter->setPen(theme_->muted);
    painter->drawText(r.adjusted(margin, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      index.data(EventLogModel::time_role).toString());
    const auto mark = static_cast<MarkKind>(index.data(EventLogModel::mark_role).toInt());
    if (mark != MarkKind::none) {
        draw_mark_shape(*painter, *theme_, mark,
                        QRectF(r.left() + margin + time_width, r.center().y() - 5.5, 12, 12));
    }
    painter->setFont(type_.font(role_of(index)));
    painter->setPen(theme_->text);
    for (const Line& line : lines(r, index)) {
        painter->drawText(line.box, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          line.text);
    }
    painter->restore();
}

}  // namespace kscope::gui
