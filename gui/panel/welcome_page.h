// WelcomePage: what stands where the cluster will be while no scenario is open: three lessons,
// Open, and what was opened lately.
#pragma once

#include <QStringList>
#include <vector>

#include "gui/canvas/painted_widget.h"

namespace kscope::gui {

struct LessonCard {
    QString file;
    QString title;
    QString about;
};

class WelcomePage : public PaintedWidget {
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);
    void set_lessons(std::vector<LessonCard> lessons);
    void set_recent(QStringList files);
    void press_item(const QString& id) override;

Q_SIGNALS:
    void file_wanted(const QString& file);
    void open_wanted();

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void draw_card(QPainter& painter, int number, const LessonCard& card, const QRectF& box);
    void wrapped(QPainter& painter, const QString& id, const QRectF& box, const QString& words);

    std::vector<LessonCard> lessons_;
    QStringList recent_;
};

}  // namespace kscope::gui
