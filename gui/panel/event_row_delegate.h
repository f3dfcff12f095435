// Paints one row of the event log: time, sign, sentence.
#pragma once

#include <QStyledItemDelegate>

#include "gui/canvas/theme.h"

namespace kscope::gui {

class EventRowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int row_height = 24;
    static constexpr int time_width = 60;
    static constexpr int sign_width = 18;
    static constexpr int margin = 16;

    using QStyledItemDelegate::QStyledItemDelegate;
    void set_theme(const Theme& theme) { theme_ = &theme; }
    [[nodiscard]] const Type& type() const { return type_; }
    // Where the sentence stands in a row.
    [[nodiscard]] static QRect text_rect(const QRect& row);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    const Theme* theme_ = &light_theme();
    Type type_;
};

}  // namespace kscope::gui
