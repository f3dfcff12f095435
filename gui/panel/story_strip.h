// StoryStrip: what just happened and by which rule, in one sentence; after "Why?" the chain of
// causes, the first cause first, with one step under the eye. Narration and `hold:` of the scenario
// speak here too. It announces each new sentence to screen readers, once a second at most.
#pragma once

#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>

#include "gui/canvas/painted_widget.h"
#include "gui/session/picture.h"

namespace kscope::gui {

class StoryStrip : public PaintedWidget {
    Q_OBJECT

public:
    explicit StoryStrip(QWidget* parent = nullptr);
    void set_picture(const Picture& picture);
    void press_item(const QString& id) override;
    [[nodiscard]] QSize sizeHint() const override { return {960, 88}; }

    // The chain while it is open; empty otherwise.
    [[nodiscard]] const std::vector<FrameWhyStep>& chain() const { return chain_; }
    [[nodiscard]] int step() const { return step_; }
    // Walks the chain; false if there is none.
    bool walk(int distance);

Q_SIGNALS:
    void why_wanted();
    void continue_wanted();
    void step_shown(int step);  // of the chain

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    // A sentence broken at words.
    struct Setting {
        QStringList lines;
        TypeRole role = TypeRole::story;
        double line_height = 24;
    };
    [[nodiscard]] Setting set_sentence(const QString& said, double width) const;
    void draw_sentence(QPainter& painter, const Setting& setting, double width);
    void draw_rule(QPainter& painter);
    void draw_chain(QPainter& painter);
    void draw_button(QPainter& painter, const QString& id, const QRectF& box, const QString& key,
                     const QString& label);
    double draw_chip(QPainter& painter, const QString& id, double x, double y, const QString& label,
                     bool strong, const QColor& colour);
    [[nodiscard]] QString sentence() const;
    void announce();

    FrameStory story_;
    Instant now_;
    bool loaded_ = false;
    bool holding_ = false;
    std::vector<FrameWhyStep> chain_;
    int step_ = 0;
    QString announced_;
    QElapsedTimer since_announced_;
    QTimer later_;
};

}  // namespace kscope::gui
