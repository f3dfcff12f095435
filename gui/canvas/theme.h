// The colours and type of the window: one struct of tokens for light and one for dark (gui.md,
// "Colour"). Hue means a record's key and nothing else; role and state are shape and text; a fault
// always brings a cross or a hatch, and words. No global style sheet: Fusion with our own palette.
#pragma once

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QPalette>
#include <array>
#include <cstdint>

class QApplication;

namespace kscope::gui {

struct Theme {
    bool dark = false;
    QColor background;
    QColor text;
    QColor muted;
    QColor inactive;
    QColor fault;
    QColor why;
    QColor held;
    QColor focus;
    QColor panel;
    // Mixed from the tokens above.
    QColor line;         // borders of quiet things
    QColor band;         // epochs, tracks, bars
    QColor null_key;     // cells of records without a key
    QColor tile_leader;  // replicas of a large cluster
    QColor tile_follower;

    [[nodiscard]] QPalette palette() const;
};

const Theme& light_theme();
const Theme& dark_theme();
// "auto": Qt 6.4 has no colour scheme, so the lightness of the desktop's palette decides.
bool palette_is_dark(const QPalette& palette);

struct KeyColour {
    QColor fill;
    QColor ink;
    bool striped = false;  // the second six of the twelve classes
};
KeyColour key_colour(const Theme& theme, int hue);
// Of a replica that is offline: paler, with digits that can be read all the same.
KeyColour faded_key_colour(const Theme& theme, int hue);

enum class TypeRole : std::uint8_t {
    small,
    small_bold,
    body,
    body_bold,
    title,
    story,
    figures,
    figures_bold,
    story_small  // for a narration that would not fit
};

class Type {
public:
    Type();
    [[nodiscard]] const QFont& font(TypeRole role) const;
    [[nodiscard]] const QFontMetricsF& metrics(TypeRole role) const;
    [[nodiscard]] double width(TypeRole role, const QString& text) const;

private:
    std::array<QFont, 9> fonts_;
    std::array<QFontMetricsF, 9> metrics_;
};

// The families that the picture is measured for. Empty: all present; else one sentence that says
// which package brings the missing ones.
QString missing_fonts();

// Fusion, palette, body font. Call once, and again to switch the theme.
void apply_theme(QApplication& app, const Theme& theme);

}  // namespace kscope::gui
