// Points and rectangles of the picture, in device-independent pixels. No window, no Qt: everything
// in gui/geometry is arithmetic that a test can check without a screen.
#pragma once

namespace kscope::gui {

struct Point {
    double x = 0;
    double y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct Rect {
    double x = 0;
    double y = 0;
    double w = 0;
    double h = 0;

    [[nodiscard]] double right() const { return x + w; }
    [[nodiscard]] double bottom() const { return y + h; }
    [[nodiscard]] Point center() const { return {x + w / 2, y + h / 2}; }
    [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
    [[nodiscard]] bool contains(Point p) const {
        return p.x >= x && p.x < right() && p.y >= y && p.y < bottom();
    }
    [[nodiscard]] bool contains(const Rect& r) const {
        return r.x >= x && r.right() <= right() && r.y >= y && r.bottom() <= bottom();
    }
    [[nodiscard]] bool intersects(const Rect& r) const {
        return x < r.right() && r.x < right() && y < r.bottom() && r.y < bottom();
    }
    [[nodiscard]] Rect inset(double dx, double dy) const {
        return {x + dx, y + dy, w - 2 * dx, h - 2 * dy};
    }
    friend bool operator==(const Rect&, const Rect&) = default;
};

}  // namespace kscope::gui
