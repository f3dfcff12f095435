#include "tests/gui/readable.h"

#include <QJsonArray>

#include "tests/support/catch.h"

namespace kscope::gui {

namespace {

bool moves(const DescribedText& text) {
    return text.id.starts_with("flight/") || text.id.starts_with("band/");
}

}  // namespace

std::vector<DescribedText> texts_of(const QJsonObject& described) {
    std::vector<DescribedText> out;
    for (const QJsonValue& value : described.value("items").toArray()) {
        const QJsonObject item = value.toObject();
        if (!item.contains("pixels")) continue;
        const QJsonArray r = item.value("rect").toArray();
        out.push_back({item.value("id").toString().toStdString(),
                       item.value("text").toString().toStdString(),
                       {r[0].toDouble(), r[1].toDouble(), r[2].toDouble(), r[3].toDouble()}});
        INFO(out.back().id << " \"" << out.back().text << "\"");
        CHECK_FALSE(item.value("clipped").toBool());
        CHECK(item.value("pixels").toInt() >= 12);
    }
    return out;
}

void check_apart(const std::vector<DescribedText>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (std::size_t j = i + 1; j < texts.size(); ++j) {
            if (moves(texts[i]) || moves(texts[j])) continue;
            const QRectF shared = texts[i].rect.intersected(texts[j].rect);
            INFO(texts[i].id << " \"" << texts[i].text << "\" over " << texts[j].id << " \""
                             << texts[j].text << "\"");
            CHECK_FALSE((shared.width() > 0.5 && shared.height() > 0.5));
        }
    }
}

void check_readable(const QJsonObject& described) { check_apart(texts_of(described)); }

std::string said(const std::vector<DescribedText>& texts, const std::string& id) {
    for (const DescribedText& text : texts) {
        if (text.id == id) return text.text;
    }
    return "(not drawn)";
}

}  // namespace kscope::gui
