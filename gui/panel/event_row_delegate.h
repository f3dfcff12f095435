// Paints one row of the event log: time, sign, and the sentence in short on two lines at most.
#pragma once

#include <QStyledItemDelegate>
#include <vector>

#include "gui/canvas/theme.h"

namespace kscope::gui {

class EventRowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int row_height = 36;
    static constexpr int time_width = 52;
    static constexpr int sign_width = 18;
    static constexpr int margin = 12;

    using QStyledItemDelegate::QStyledItemDelegate;
    void set_theme(const Theme& theme) { theme_ = &theme; }
    [[nodiscard]] const Type& type() const { return type_; }
    // Where the sentence stands in a row.
    [[nodiscard]] static QRect text_rect(const QRect& row);
    // One or two lines, with their boxes in the row.
    struct Line {
        QString text;
        QRect box;
        bool clipped = false;
    };
    [[nodiscard]] std::vector<Line> lines(const QRect& row, const QModelIndex& index) const;
    [[nodiscard]] static TypeRole role_of(const QModelIndex& index);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    const Theme* theme_ = &light_theme();
    Type type_;
};

}  // namespace kscope::gui
