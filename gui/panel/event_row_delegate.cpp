#include "gui/panel/event_row_delegate.h"

#include <QPainter>

#include "gui/model/event_log_model.h"
#include "gui/timeline/mark_shape.h"

namespace kscope::gui {

QRect EventRowDelegate::text_rect(const QRect& row) {
    return row.adjusted(margin + time_width + sign_width, 0, -8, 0);
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
    const bool turning = index.data(EventLogModel::turning_point_role).toBool();
    painter->setFont(type_.font(TypeRole::figures));
    painter->setPen(theme_->muted);
    painter->drawText(r.adjusted(margin, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      index.data(EventLogModel::time_role).toString());
    const auto mark = static_cast<MarkKind>(index.data(EventLogModel::mark_role).toInt());
    if (mark != MarkKind::none) {
        draw_mark_shape(*painter, *theme_, mark,
                        QRectF(r.left() + margin + time_width, r.center().y() - 5.5, 12, 12));
    }
    const TypeRole role = turning ? TypeRole::body_bold : TypeRole::body;
    const QRect box = text_rect(r);
    painter->setFont(type_.font(role));
    painter->setPen(theme_->text);
    const QString text = index.data(Qt::DisplayRole).toString();
    painter->drawText(box, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      type_.metrics(role).elidedText(text, Qt::ElideRight, box.width()));
    painter->restore();
}

}  // namespace kscope::gui
