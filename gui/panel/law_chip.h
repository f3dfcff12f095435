// LawChip: the laws of the run in the corner of the menu bar: "9 laws held", or the broken one in
// red.
#pragma once

#include "gui/canvas/painted_widget.h"
#include "gui/session/picture.h"

namespace kscope::gui {

class LawChip : public PaintedWidget {
    Q_OBJECT

public:
    explicit LawChip(QWidget* parent = nullptr);
    void set_picture(const Picture& picture);
    void press_item(const QString& id) override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void violation_wanted(EventId event);

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QString label() const;
    [[nodiscard]] QString title() const;

    FrameLaws laws_;
    QString scenario_;
    QString version_;
    std::uint64_t seed_ = 0;
    bool loaded_ = false;
};

}  // namespace kscope::gui
