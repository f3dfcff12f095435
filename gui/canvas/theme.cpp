#include "gui/canvas/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStringList>
#include <QStyleFactory>

namespace kscope::gui {

namespace {

constexpr auto text_family = "Inter";
constexpr auto figures_family = "JetBrains Mono";

QColor mix(const QColor& a, const QColor& b, double part) {
    return QColor::fromRgbF(static_cast<float>(a.redF() * part + b.redF() * (1 - part)),
                            static_cast<float>(a.greenF() * part + b.greenF() * (1 - part)),
                            static_cast<float>(a.blueF() * part + b.blueF() * (1 - part)));
}

Theme with_mixtures(Theme t) {
    t.line = mix(t.text, t.background, t.dark ? 0.24 : 0.18);
    t.band = mix(t.text, t.background, t.dark ? 0.16 : 0.10);
    t.null_key = mix(t.text, t.background, t.dark ? 0.28 : 0.16);
    t.tile_leader = mix(t.text, t.background, t.dark ? 0.62 : 0.56);
    t.tile_follower = mix(t.text, t.background, t.dark ? 0.26 : 0.18);
    return t;
}

QFont make_font(const char* family, int pixels, QFont::Weight weight) {
    QFont font{QString::fromLatin1(family)};
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

std::size_t place(TypeRole role) { return static_cast<std::size_t>(role); }

std::array<QFont, 9> make_fonts() {
    return {
        make_font(text_family, 12, QFont::Normal),    make_font(text_family, 12, QFont::DemiBold),
        make_font(text_family, 13, QFont::Normal),    make_font(text_family, 13, QFont::DemiBold),
        make_font(text_family, 15, QFont::DemiBold),  make_font(text_family, 18, QFont::Normal),
        make_font(figures_family, 12, QFont::Normal), make_font(figures_family, 12, QFont::Bold),
        make_font(text_family, 15, QFont::Normal)};
}

template <std::size_t... I>
std::array<QFontMetricsF, 9> measure(const std::array<QFont, 9>& fonts, std::index_sequence<I...>) {
    return {QFontMetricsF(fonts[I])...};
}

}  // namespace

const Theme& light_theme() {
    static const Theme theme = with_mixtures({false,
                                              QColor(0xFFFFFF),
                                              QColor(0x1B222C),
                                              QColor(0x55606E),
                                              QColor(0x7A8594),
                                              QColor(0xC5221F),
                                              QColor(0xB5127A),
                                              QColor(0x1B6E3C),
                                              QColor(0x0B57D0),
                                              QColor(0xF4F6F9),
                                              {},
                                              {},
                                              {},
                                              {},
                                              {}});
    return theme;
}

const Theme& dark_theme() {
    static const Theme theme = with_mixtures({true,
                                              QColor(0x14181F),
                                              QColor(0xE8ECF2),
                                              QColor(0xA3AEBC),
                                              QColor(0x7C8898),
                                              QColor(0xFF7A6B),
                                              QColor(0xFF8AD0),
                                              QColor(0x6FD08C),
                                              QColor(0x8AB4F8),
                                              QColor(0x1C222B),
                                              {},
                                              {},
                                              {},
                                              {},
                                              {}});
    return theme;
}

bool palette_is_dark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

KeyColour key_colour(const Theme& theme, int hue) {
    static const std::array<QRgb, 6> fills{0xF0D24F, 0xCC7200, 0x3D9E98,
                                           0xB0A4F8, 0x86F0E4, 0x4550A8};
    if (hue < 0) {
        return {theme.null_key, theme.text, false};
    }
    const int base = hue % 6;
    const QColor ink = base == 5 ? QColor(Qt::white) : QColor(0x10141A);
    return {QColor(fills[static_cast<std::size_t>(base)]), ink, hue % 12 >= 6};
}

KeyColour faded_key_colour(const Theme& theme, int hue) {
    const KeyColour full = key_colour(theme, hue);
    return {mix(full.fill, theme.panel, theme.dark ? 0.30 : 0.38), theme.text, full.striped};
}

Type::Type() : fonts_(make_fonts()), metrics_(measure(fonts_, std::make_index_sequence<9>{})) {}

const QFont& Type::font(TypeRole role) const { return fonts_[place(role)]; }
const QFontMetricsF& Type::metrics(TypeRole role) const { return metrics_[place(role)]; }
double Type::width(TypeRole role, const QString& text) const {
    return metrics_[place(role)].horizontalAdvance(text);
}

QString missing_fonts() {
    const QStringList families = QFontDatabase::families();
    QStringList packages;
    if (!families.contains(QString::fromLatin1(text_family))) {
        packages << QStringLiteral("fonts-inter");
    }
    if (!families.contains(QString::fromLatin1(figures_family))) {
        packages << QStringLiteral("fonts-jetbrains-mono");
    }
    if (packages.isEmpty()) {
        return {};
    }
    return QStringLiteral(
               "The window needs the fonts Inter and JetBrains Mono; install them with: "
               "apt-get install ") +
           packages.join(QLatin1Char(' '));
}

QPalette Theme::palette() const {
    QPalette p;
    p.setColor(QPalette::Window, background);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, background);
    p.setColor(QPalette::AlternateBase, panel);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, panel);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, fault);
    p.setColor(QPalette::ToolTipBase, panel);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::PlaceholderText, muted);
    p.setColor(QPalette::Highlight, focus);
    p.setColor(QPalette::HighlightedText, dark ? QColor(0x10141A) : QColor(Qt::white));
    p.setColor(QPalette::Link, focus);
    p.setColor(QPalette::LinkVisited, focus);
    p.setColor(QPalette::Light, dark ? line : background);
    p.setColor(QPalette::Midlight, band);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, dark ? QColor(0x0C0F14) : inactive);
    p.setColor(QPalette::Shadow, QColor(0x0C0F14));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, inactive);
    }
    return p;
}

void apply_theme(QApplication& app, const Theme& theme) {
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(theme.palette());
    QApplication::setFont(Type().font(TypeRole::body));
    Q_UNUSED(app);
}

}  // namespace kscope::gui
