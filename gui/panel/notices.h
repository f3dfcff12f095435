// Notices: the toast (what just happened, for three seconds), the banner (what went wrong: the
// file, the place, the remedy; the old scene stays below it).
#pragma once

#include <QTimer>

#include "gui/canvas/painted_widget.h"

namespace kscope::gui {

class Toast : public PaintedWidget {
    Q_OBJECT

public:
    explicit Toast(QWidget* parent);
    void show_text(const QString& text);

protected:
    void draw(QPainter& painter) override;

private:
    QString text_;
    QTimer hide_;
};

class Banner : public PaintedWidget {
    Q_OBJECT

public:
    explicit Banner(QWidget* parent);
    // Empty hides it. "file:line:column: what; remedy"
    void show_error(const QString& error);
    [[nodiscard]] const QString& error() const { return error_; }
    void press_item(const QString& id) override;

Q_SIGNALS:
    void copy_wanted(const QString& text);
    void closed();

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QString error_;
};

}  // namespace kscope::gui
