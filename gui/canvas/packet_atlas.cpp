#include "gui/canvas/packet_atlas.h"

#include <cmath>

#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

constexpr double cell = 28;
constexpr int cells_across = 16;
constexpr int cells_down = 16;

void stripes(QPainter& p, const Theme& t, const QRectF& r, const std::vector<std::int8_t>& hues) {
    const double w = r.width() / static_cast<double>(std::max<std::size_t>(1, hues.size()));
    for (std::size_t i = 0; i < hues.size(); ++i) {
        const KeyColour key = key_colour(t, hues[i]);
        draw_key_fill(p, QRectF(r.left() + static_cast<double>(i) * w, r.top(), w, r.height()),
                      key.fill, key.ink, key.striped);
    }
}

void boxed(QPainter& p, const Theme& t, const QRectF& r, const QColor& border) {
    p.setPen(Qt::NoPen);
    p.setBrush(t.background);
    p.drawRect(r.adjusted(-1.5, -1.5, 1.5, 1.5));
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(border, 1.5));
}

void draw_envelope(QPainter& p, const Theme& t, const FrameFlight& f, const QColor& border) {
    const QRectF r(-9, -6, 18, 12);
    boxed(p, t, r, border);
    stripes(p, t, r, f.hues);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(border, 1.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    p.drawRect(r);
    p.drawPolyline(QPolygonF({r.topLeft(), QPointF(0, 1), r.topRight()}));
}

void draw_reply_bar(QPainter& p, const Theme& t, const FrameFlight& f, const QColor& border) {
    const QRectF r(-9, -4.5, 18, 9);
    boxed(p, t, r, border);
    stripes(p, t, r, f.hues);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(border, 1.5));
    p.drawRect(r);
}

void draw_disc(QPainter& p, const Theme& t, bool error, const QColor& ink) {
    p.setPen(QPen(t.background, 1.5));
    p.setBrush(ink);
    p.drawEllipse(QPointF(0, 0), 7.5, 7.5);
    p.setPen(QPen(t.background, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (error) {
        p.drawLine(QPointF(-3, -3), QPointF(3, 3));
        p.drawLine(QPointF(-3, 3), QPointF(3, -3));
    } else {
        p.drawPolyline(QPolygonF({QPointF(-4, 0), QPointF(-1, 3), QPointF(4, -3)}));
    }
}

void draw_polygon(QPainter& p, const Theme& t, const QPolygonF& shape, const QColor& ink) {
    p.setPen(QPen(t.background, 4, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    p.setBrush(t.background);
    p.drawPolygon(shape);
    p.setPen(QPen(ink, 1.8, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    p.drawPolygon(shape);
}

QPolygonF hexagon() {
    QPolygonF out;
    for (int i = 0; i < 6; ++i) {
        out << QPointF(7.5 * std::cos(i * M_PI / 3), 7.5 * std::sin(i * M_PI / 3));
    }
    return out;
}

void draw_packet(QPainter& p, const Theme& t, const FrameFlight& f) {
    const bool error = !f.error.empty();
    const QColor ink = error ? t.fault : t.text;
    switch (f.kind) {
        case PacketKind::produce: draw_envelope(p, t, f, ink); break;
        case PacketKind::fetch:
            draw_polygon(p, t, QPolygonF({{-6, -7}, {1, -7}, {7, 0}, {1, 7}, {-6, 7}, {0, 0}}),
                         ink);
            break;
        case PacketKind::fetch_reply: draw_reply_bar(p, t, f, ink); break;
        case PacketKind::ack: draw_disc(p, t, error, error ? t.fault : t.held); break;
        case PacketKind::control:
            draw_polygon(p, t, QPolygonF({{0, -7.5}, {7.5, 0}, {0, 7.5}, {-7.5, 0}}), ink);
            break;
        case PacketKind::group: draw_polygon(p, t, hexagon(), ink); break;
        case PacketKind::commit:
            draw_polygon(p, t, QPolygonF({{-5, -7}, {5, -7}, {5, 7}, {0, 3}, {-5, 7}}), ink);
            break;
        case PacketKind::zookeeper:
            draw_polygon(p, t, QPolygonF({{-6, -6}, {6, -6}, {6, 6}, {-6, 6}}), ink);
            break;
        case PacketKind::ping: break;
    }
    if (error && f.kind != PacketKind::ack) {
        // The notch: a corner bitten out.
        p.setPen(Qt::NoPen);
        p.setBrush(t.fault);
        p.drawPolygon(QPolygonF({{3, -9}, {10, -9}, {10, -2}}));
    }
}

}  // namespace

double PacketAtlas::side(PacketKind kind, bool foreground) {
    return kind == PacketKind::ping || !foreground ? 6 : 20;
}

void PacketAtlas::prepare(const Theme& theme, double ratio) {
    if (&theme == theme_ && ratio == ratio_) {
        return;
    }
    theme_ = &theme;
    ratio_ = ratio;
    used_ = 0;
    forget();
    pixmap_ = QPixmap(QSize(static_cast<int>(std::ceil(cell * cells_across * ratio)),
                            static_cast<int>(std::ceil(cell * cells_down * ratio))));
    pixmap_.fill(Qt::transparent);
}

void PacketAtlas::forget() {
    cells_.clear();
    tails_ = {};
    dot_ = {};
}

QRectF PacketAtlas::take_cell() {
    if (used_ == cells_across * cells_down) {
        // More mixtures of keys than cells: start again, at most once in many frames.
        used_ = 0;
        forget();
        fragments_.clear();
        pixmap_.fill(Qt::transparent);
    }
    const int x = used_ % cells_across;
    const int y = used_ / cells_across;
    ++used_;
    const double side = std::floor(cell * ratio_);
    return {x * side, y * side, side, side};
}

QRectF PacketAtlas::picture(const FrameFlight& flight, int quarter) {
    const bool dot = flight.kind == PacketKind::ping || !flight.foreground;
    if (dot && !dot_.isNull()) {
        return dot_;
    }
    std::string key(1, dot ? '.' : static_cast<char>('a' + static_cast<int>(flight.kind)));
    if (!dot) {
        key += flight.error.empty() ? '-' : '!';
        key += static_cast<char>('0' + quarter);
        for (const std::int8_t hue : flight.hues) {
            key += static_cast<char>('A' + hue % hue_classes);
        }
    }
    if (const auto known = cells_.find(key); known != cells_.end()) {
        return known->second;
    }
    const QRectF place = take_cell();
    QPainter p(&pixmap_);
    p.setRenderHint(QPainter::Antialiasing);
    p.setClipRect(place);
    p.translate(place.center());
    p.scale(ratio_, ratio_);
    if (dot) {
        p.setPen(Qt::NoPen);
        p.setBrush(theme_->inactive);
        p.drawEllipse(QPointF(0, 0), 2, 2);
        dot_ = middle(place, 6, 6);
        return dot_;
    }
    p.rotate(quarter * 90);
    draw_packet(p, *theme_, flight);
    cells_.emplace(key, place);
    return place;
}

// The part of a cell that has ink: fewer pixels to blend.
QRectF PacketAtlas::middle(const QRectF& place, double width, double height) const {
    const QSizeF size(std::ceil(width * ratio_), std::ceil(height * ratio_));
    return {std::floor(place.center().x() - size.width() / 2),
            std::floor(place.center().y() - size.height() / 2), size.width(), size.height()};
}

// Ways are orthogonal, so four tails, drawn once, serve all: turning fragments would cost more.
QRectF PacketAtlas::tail(bool big, int quarter) {
    QRectF& known = tails_[(big ? 4U : 0U) + static_cast<unsigned>(quarter)];
    if (!known.isNull()) {
        return known;
    }
    const QRectF place = take_cell();
    QPainter p(&pixmap_);
    p.setRenderHint(QPainter::Antialiasing);
    p.setClipRect(place);
    p.translate(place.center());
    p.scale(ratio_, ratio_);
    p.rotate(quarter * 90);
    const double reach = big ? cell / 2 : cell / 3;
    QColor near = big ? theme_->text : theme_->inactive;
    QColor far = near;
    far.setAlphaF(0);
    near.setAlphaF(big ? 0.8F : 0.6F);
    QLinearGradient fade(QPointF(-reach, 0), QPointF(reach, 0));
    fade.setColorAt(0, far);
    fade.setColorAt(1, near);
    p.setPen(Qt::NoPen);
    p.setBrush(fade);
    const double half = big ? 3 : 1.2;
    p.drawPolygon(QPolygonF({{-reach, 0}, {reach, -half}, {reach, half}}));
    const bool upright = quarter % 2 == 1;
    known =
        upright ? middle(place, 2 * half + 2, 2 * reach) : middle(place, 2 * reach, 2 * half + 2);
    return known;
}

void PacketAtlas::add(const QRectF& source, QPointF at, double opacity) {
    fragments_.push_back(
        QPainter::PixmapFragment::create(at, source, 1 / ratio_, 1 / ratio_, 0, opacity));
}

void PacketAtlas::stamp(const FrameFlight& flight, QPointF at, double angle, double opacity) {
    const bool big = flight.foreground && flight.kind != PacketKind::ping;
    const int quarter = (static_cast<int>(std::lround(angle / (M_PI / 2))) % 4 + 4) % 4;
    static constexpr std::array<QPointF, 4> ways{QPointF(1, 0), QPointF(0, 1), QPointF(-1, 0),
                                                 QPointF(0, -1)};
    const double back = big ? cell / 2 + 6 : cell / 3;
    const QPointF behind = at - ways[static_cast<std::size_t>(quarter)] * back;
    // A chevron is itself a direction; the others stay upright.
    const QRectF source = picture(flight, flight.kind == PacketKind::fetch ? quarter : 0);
    add(tail(big, quarter), behind, opacity);
    add(source, at, opacity);
}

void PacketAtlas::flush(QPainter& painter) {
    painter.drawPixmapFragments(fragments_.data(), static_cast<int>(fragments_.size()), pixmap_);
    fragments_.clear();
}

}  // namespace kscope::gui
