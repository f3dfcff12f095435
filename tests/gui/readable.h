// What a picture must keep, from its description: every text is whole, legible and alone in its
// place.
#pragma once

#include <QJsonObject>
#include <QRectF>
#include <string>
#include <vector>

namespace kscope::gui {

struct DescribedText {
    std::string id;
    std::string text;
    QRectF rect;
};

// Checks that each is whole and at least 12 px.
std::vector<DescribedText> texts_of(const QJsonObject& described);
// Checks that no two overlap; packets pass over what is under them.
void check_apart(const std::vector<DescribedText>& texts);
// Both.
void check_readable(const QJsonObject& described);
// "(not drawn)" if there is no such text.
std::string said(const std::vector<DescribedText>& texts, const std::string& id);

}  // namespace kscope::gui
