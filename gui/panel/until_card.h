// UntilCard: the question of "Run until" and "Back until", in the window and not before it: the
// condition as a scenario's `when:` has it, examples to begin with, and what was wrong with it. It
// searches nothing itself.
#pragma once

#include <QStringList>

#include "gui/canvas/painted_widget.h"

class QLineEdit;

namespace kscope::gui {

class UntilCard : public PaintedWidget {
    Q_OBJECT

public:
    explicit UntilCard(QWidget* parent);
    // Opens with the last condition; examples name this partition, if it is not empty.
    void ask(bool back, const QString& partition);
    void show_wrong(const QString& words);
    // In the upper part of the room that there is.
    void place(const QRect& room);
    void press_item(const QString& id) override;
    [[nodiscard]] QLineEdit& field() const { return *field_; }

Q_SIGNALS:
    void wanted(const QString& when, bool back);

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void draw_examples(QPainter& painter, double top);

    QLineEdit* field_;
    QStringList examples_;
    QString wrong_;
    bool back_ = false;
};

}  // namespace kscope::gui
