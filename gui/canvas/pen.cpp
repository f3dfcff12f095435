#include "gui/canvas/pen.h"

namespace kscope::gui {

namespace {
constexpr double unlit = 0.35;
}

void Pen::begin(const QString& id, const QString& kind, const QString& text, const QRectF& rect,
                bool focusable) {
    id_ = id;
    dim_ = scene.lit(id) ? 1 : unlit;
    p.setOpacity(dim_);
    mark(id, kind, text, rect, focusable);
}

void Pen::mark(const QString& id, const QString& kind, const QString& text, const QRectF& rect,
               bool focusable) {
    items_.add({id, kind, text, rect, false, 0, focusable});
}

void Pen::end() {
    dim_ = 1;
    p.setOpacity(1);
}

double Pen::text(const char* part, const QRectF& box, const QString& full, TypeRole role,
                 const QColor& colour, Qt::Alignment align) {
    if (full.isEmpty()) {
        return 0;
    }
    const QFontMetricsF& metrics = scene.type->metrics(role);
    const QFont& font = scene.type->font(role);
    QString shown = full;
    double width = metrics.horizontalAdvance(full);
    const bool clipped = width > box.width() + 0.5;
    if (clipped) {
        shown = metrics.elidedText(full, Qt::ElideRight, box.width());
        width = metrics.horizontalAdvance(shown);
    }
    double x = box.left();
    if (align & Qt::AlignRight) {
        x = box.right() - width;
    } else if (align & Qt::AlignHCenter) {
        x = box.center().x() - width / 2;
    }
    const double pixels = font.pixelSize();
    double baseline = box.center().y() + metrics.capHeight() / 2;
    if (align & Qt::AlignTop) {
        baseline = box.top() + pixels * 0.85;
    } else if (align & Qt::AlignBottom) {
        baseline = box.bottom() - pixels * 0.2;
    }
    p.setFont(font);
    p.setPen(colour);
    p.drawText(QPointF(x, baseline), shown);
    // The box of the ink: capitals and descenders, not the line spacing.
    const QRectF ink(x, baseline - pixels * 0.78, width, pixels);
    items_.add({id_ + QLatin1Char('#') + QLatin1String(part), QStringLiteral("text"), full, ink,
                clipped, font.pixelSize(), false});
    return width;
}

}  // namespace kscope::gui
