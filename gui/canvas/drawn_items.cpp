#include "gui/canvas/drawn_items.h"

#include <QJsonArray>
#include <QJsonObject>
#include <cmath>

namespace kscope::gui {

const DrawnItem* DrawnItems::at(QPointF point) const {
    for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
        if (!item->is_text() && item->rect.contains(point)) {
            return &*item;
        }
    }
    return nullptr;
}

const DrawnItem* DrawnItems::find(const QString& id) const {
    for (const DrawnItem& item : items_) {
        if (item.id == id) {
            return &item;
        }
    }
    return nullptr;
}

std::vector<const DrawnItem*> DrawnItems::focusable() const {
    std::vector<const DrawnItem*> out;
    for (const DrawnItem& item : items_) {
        if (item.focusable) {
            out.push_back(&item);
        }
    }
    return out;
}

QJsonArray DrawnItems::describe() const {
    const auto tenth = [](double v) { return std::round(v * 10) / 10; };
    QJsonArray out;
    for (const DrawnItem& item : items_) {
        QJsonObject one{{"id", item.id},
                        {"kind", item.kind},
                        {"text", item.text},
                        {"rect", QJsonArray{tenth(item.rect.x()), tenth(item.rect.y()),
                                            tenth(item.rect.width()), tenth(item.rect.height())}},
                        {"clipped", item.clipped}};
        if (item.is_text()) {
            one.insert("pixels", item.pixels);
        }
        out.append(one);
    }
    return out;
}

}  // namespace kscope::gui
