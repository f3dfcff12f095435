// Pen: what a painter draws with. It puts text so that it never runs over its box (elided, and said
// so), and records everything in DrawnItems as it draws it: a painter cannot draw a text that a
// test does not see.
#pragma once

#include <QPainter>

#include "gui/canvas/drawn_items.h"
#include "gui/canvas/scene.h"
#include "gui/canvas/theme.h"

namespace kscope::gui {

class Pen {
public:
    Pen(QPainter& painter, const Scene& shown, DrawnItems& items)
        : p(painter), scene(shown), theme(*shown.theme), items_(items) {}

    QPainter& p;
    const Scene& scene;
    const Theme& theme;

    // Begins a thing: what follows belongs to it and is dimmed with it when a chain is lit without
    // it.
    void begin(const QString& id, const QString& kind, const QString& text, const QRectF& rect,
               bool focusable = false);
    // A thing inside the current one, only for hit testing and description.
    void mark(const QString& id, const QString& kind, const QString& text, const QRectF& rect,
              bool focusable = false);
    // Back to full strength.
    void end();

    // Draws one line of text in a box and returns the width that it took. `part` names it.
    double text(const char* part, const QRectF& box, const QString& text, TypeRole role,
                const QColor& colour, Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter);

    [[nodiscard]] double width(TypeRole role, const QString& text) const {
        return scene.type->width(role, text);
    }
    [[nodiscard]] double dim() const { return dim_; }

private:
    DrawnItems& items_;
    QString id_;
    double dim_ = 1;
};

}  // namespace kscope::gui
