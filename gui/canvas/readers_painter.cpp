// Below the matrix: where each group stands on each partition's own offset axis.
#include <algorithm>
#include <cmath>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

QString offset_words(Offset offset) {
    return offset == no_offset ? QStringLiteral("none") : QString::number(offset.value());
}

double clamped(const OffsetAxis& axis, Offset offset) {
    const double end = axis.boundary(Offset{axis.first.value() + axis.cells});
    return std::clamp(axis.boundary(offset), axis.origin - 4, end);
}

// Position and committed as glyph + number; shorter words until they fit.
void paint_numbers(Pen& pen, const FrameReader& reader, const QRectF& line, std::int64_t lag) {
    const Theme& t = pen.theme;
    const QString lag_text = QStringLiteral("lag ") + q(grouped(lag));
    const double lag_width = pen.width(TypeRole::figures_bold, lag_text);
    const double room = line.width() - lag_width - 8;
    const bool same = reader.committed == reader.position || reader.committed == no_offset;
    QString position = reader.position == no_offset ? QStringLiteral("\u2013")
                                                    : q(grouped(reader.position.value()));
    QString committed = reader.committed == no_offset ? QStringLiteral("\u2013")
                                                      : q(grouped(reader.committed.value()));
    const auto wanted = [&] {
        return pen.width(TypeRole::figures, position) + 14 +
               (same ? 14 : pen.width(TypeRole::figures, committed) + 22);
    };
    if (wanted() > room) {
        position.remove(QLatin1Char(','));
        committed.remove(QLatin1Char(','));
    }
    if (wanted() > room && reader.position != no_offset) {
        committed = QString::number(reader.committed.value() - reader.position.value());
        committed.replace(QLatin1Char('-'), QChar(0x2212));
    }
    double x = line.left();
    draw_triangle(pen.p, {x + 5, line.center().y()}, 10, false, false, t.text);
    x += 14;
    if (!same || reader.committed == no_offset) {
        x += pen.text("committed", {x, line.y(), line.right() - x, line.height()}, committed,
                      TypeRole::figures, t.muted) +
             8;
    }
    draw_triangle(pen.p, {x + 5, line.center().y()}, 10, false, true, t.text);
    x += 14;
    pen.text("position", {x, line.y(), line.right() - lag_width - 4 - x, line.height()}, position,
             TypeRole::figures, t.text);
    pen.text("lag", line, lag_text, lag > 0 ? TypeRole::figures_bold : TypeRole::figures,
             lag > 0 ? t.text : t.muted, Qt::AlignRight | Qt::AlignVCenter);
}

void paint_reader(Pen& pen, const FrameReader& reader, const OffsetAxis& axis, const QRectF& r) {
    const Theme& t = pen.theme;
    const bool tight = r.height() < 36;
    const double y = r.top() + (tight ? 10 : 12);
    const double committed = clamped(axis, reader.end - lag_of(reader));
    const double end = clamped(axis, reader.end);
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(t.band);
    pen.p.drawRoundedRect(QRectF(r.left() + 4, y, r.width() - 8, 4), 2, 2);
    if (end > committed) {
        pen.p.fillRect(QRectF(committed, y, end - committed, 4), t.muted);
    }
    pen.p.fillRect(QRectF(end - 1, y - 2, 2, 8), t.text);
    if (reader.committed != no_offset && reader.committed != reader.position) {
        draw_triangle(pen.p, {committed, y - 6}, 10, false, false, t.text);
    }
    if (reader.position != no_offset) {
        draw_triangle(pen.p, {clamped(axis, reader.position), y - 6}, 10, false, true, t.text);
    }
    paint_numbers(pen, reader,
                  {r.left() + 4, y + (tight ? 5 : 8), r.width() - 8, tight ? 15.0 : 16.0},
                  lag_of(reader));
}

}  // namespace

void paint_readers(Pen& pen) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    if (s.layout.readers.h <= 0) {
        return;
    }
    int place = 0;
    for (const FrameGroup& group : s.frame->groups) {
        const bool reads = std::any_of(group.readers.begin(), group.readers.end(),
                                       [&](const auto& r) { return s.column(r.partition) >= 0; });
        if (!reads || place == 2) {
            continue;
        }
        const int lane = place++;
        const QRectF first = to_qt(s.layout.reader(lane, 0));
        pen.begin(QStringLiteral("readers/") + q(group.name), QStringLiteral("readers"),
                  QStringLiteral("positions of group ") + q(group.name),
                  QRectF(s.layout.producers.x + 4, first.top(), 172, first.height()));
        pen.text("name", {s.layout.producers.x + 8, first.top() + 5, 168, 16}, q(group.name),
                 TypeRole::body_bold, t.text);
        if (first.height() >= 36) {
            pen.text("words", {s.layout.producers.x + 8, first.top() + 21, 168, 16},
                     QStringLiteral("committed and position"), TypeRole::small, t.muted);
        }
        pen.end();
        for (const FrameReader& reader : group.readers) {
            const int c = s.column(reader.partition);
            if (c < 0) {
                continue;
            }
            const QRectF r = to_qt(s.layout.reader(lane, c));
            pen.begin(reader_id(group.name, reader.partition), QStringLiteral("reader"),
                      QStringLiteral("%1 on %2: position %3, committed %4, end %5, lag %6")
                          .arg(q(group.name), q(reader.partition), offset_words(reader.position),
                               offset_words(reader.committed))
                          .arg(reader.end.value())
                          .arg(lag_of(reader)),
                      r, true);
            paint_reader(pen, reader, s.axes[static_cast<std::size_t>(c)], r);
            pen.end();
        }
    }
}

}  // namespace kscope::gui
