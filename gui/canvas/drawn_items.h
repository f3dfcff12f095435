// What has been drawn: one list for hit testing, tooltips, the accessibility tree and --describe,
// so that they can never disagree with the picture. Painters add to it while they paint; nothing
// else writes it.
//
// Two sorts: *things* (a lane, a broker, a packet: an id that lasts from frame to frame) and
// *texts*, which belong to a thing. Tests assert on texts that none overlaps, is clipped, or is too
// small.
#pragma once

#include <QRectF>
#include <QString>
#include <vector>

class QJsonArray;

namespace kscope::gui {

struct DrawnItem {
    QString id;    // "lane/click-0/b2"; texts: the thing's id + "#role"
    QString kind;  // "lane", "broker", ...; texts: "text"
    QString text;  // things: a sentence for the screen reader; texts: the full text
    QRectF rect;
    bool clipped = false;  // less than `text` could be drawn
    int pixels = 0;        // size of a text, 0 for things
    bool focusable = false;

    [[nodiscard]] bool is_text() const { return pixels > 0; }
};

class DrawnItems {
public:
    void clear() { items_.clear(); }
    void add(DrawnItem item) { items_.push_back(std::move(item)); }
    [[nodiscard]] const std::vector<DrawnItem>& all() const { return items_; }

    // The topmost thing at a point, or null. Smaller things are drawn after what contains them.
    [[nodiscard]] const DrawnItem* at(QPointF point) const;
    [[nodiscard]] const DrawnItem* find(const QString& id) const;
    // Things that Tab visits, in reading order of their being drawn.
    [[nodiscard]] std::vector<const DrawnItem*> focusable() const;

    [[nodiscard]] QJsonArray describe() const;

private:
    std::vector<DrawnItem> items_;
};

}  // namespace kscope::gui
