// TransportBar: buttons to step and play, the speed, the time and the event's number. Its buttons
// take no focus, or else Space would press the one that was clicked last.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/canvas/drawn_items.h"
#include "gui/canvas/theme.h"
#include "gui/session/picture.h"

class QAction;
class QLabel;
class QToolButton;

namespace kscope::gui {

enum class TransportIcon {
    start,
    back_turning,
    back,
    play,
    pause,
    forward,
    forward_turning,
    front
};

class TransportBar : public QWidget {
    Q_OBJECT

public:
    explicit TransportBar(QWidget* parent = nullptr);
    // In the order of TransportIcon without `pause`.
    void set_actions(const std::vector<QAction*>& actions);
    void set_picture(const Picture& picture);
    void set_theme(const Theme& theme);
    [[nodiscard]] DrawnItems drawn_items() const;
    [[nodiscard]] QSize sizeHint() const override { return {960, 48}; }

private:
    void refresh_icons();
    QLabel* add_label(TypeRole role, const QString& name, int width);

    const Theme* theme_;
    Type type_;
    std::vector<QToolButton*> buttons_;
    bool playing_ = false;
    QLabel* speed_;
    QLabel* badge_;
    QLabel* time_;
    QLabel* event_;
    QLabel* branch_;
};

QIcon transport_icon(TransportIcon icon, const QColor& colour, const QColor& disabled);

}  // namespace kscope::gui
