// Pictures of packets, each drawn once into one pixmap and then stamped as fragments: 20,000 of
// them cost about 5 ms a frame, where shapes would cost 80. Fragments ignore the device pixel
// ratio, so the atlas is drawn at it and stamped at its inverse. Dropped with the theme and with
// the ratio.
#pragma once

#include <QPainter>
#include <QPixmap>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "gui/canvas/theme.h"
#include "gui/session/frame.h"

namespace kscope::gui {

class PacketAtlas {
public:
    // Sets theme and ratio; forgets its pictures if either has changed.
    void prepare(const Theme& theme, double ratio);

    // Adds a packet at a point, and its tail, to what flush() will draw.
    void stamp(const FrameFlight& flight, QPointF at, double angle, double opacity);
    void flush(QPainter& painter);

    // Side of a packet of this kind, for hit testing.
    static double side(PacketKind kind, bool foreground);

private:
    QRectF picture(const FrameFlight& flight, int quarter);
    QRectF tail(bool big, int quarter);
    [[nodiscard]] QRectF middle(const QRectF& place, double width, double height) const;
    void forget();
    QRectF take_cell();
    void add(const QRectF& source, QPointF at, double opacity);

    const Theme* theme_ = nullptr;
    double ratio_ = 0;
    QPixmap pixmap_;
    int used_ = 0;
    QRectF dot_;                   // the commonest pictures without a look-up
    std::array<QRectF, 8> tails_;  // small and big, by quarter turns
    std::map<std::string, QRectF> cells_;
    std::vector<QPainter::PixmapFragment> fragments_;
};

}  // namespace kscope::gui
