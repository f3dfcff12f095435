#include "gui/model/texts.h"

#include <QLocale>
#include <QRegularExpression>

namespace kscope::gui {

QString seconds_text(Instant at) {
    return QString::number(static_cast<double>(at.nanos() / 1'000'000) / 1000, 'f', 3);
}

QString precise_text(Instant at) {
    const qint64 micros = at.nanos() / 1000;
    const auto group = [](qint64 number) {
        return QString::number(number % 1000).rightJustified(3, QLatin1Char('0'));
    };
    return QString::number(micros / 1'000'000) + QLatin1Char('.') + group(micros / 1000) +
           QLatin1Char(' ') + group(micros) + QStringLiteral(" s");
}

QString grouped_text(qint64 number) {
    QLocale english(QLocale::English);
    english.setNumberOptions(QLocale::DefaultNumberOptions);
    return english.toString(number);
}

QString event_text(EventId event) { return grouped_text(static_cast<qint64>(event.value())); }

QString duration_text(Duration d) {
    const double seconds = static_cast<double>(d.count()) / 1e9;
    if (seconds >= 10) return QString::number(seconds, 'f', 1) + QStringLiteral(" s");
    if (seconds >= 1) return QString::number(seconds, 'f', 2) + QStringLiteral(" s");
    if (seconds >= 1e-3) return QString::number(seconds * 1e3, 'g', 3) + QStringLiteral(" ms");
    return QString::number(seconds * 1e6, 'g', 3) + QStringLiteral(" \u00b5s");
}

QString mark_sign(MarkKind kind) {
    switch (kind) {
        case MarkKind::fault: return QStringLiteral("\u2715");
        case MarkKind::heal: return QStringLiteral("\u21bb");
        case MarkKind::session: return QStringLiteral("\u25f7");
        case MarkKind::controller: return QStringLiteral("\u25c6");
        case MarkKind::election: return QStringLiteral("\u25b2");
        case MarkKind::isr: return QStringLiteral("\u25bd");
        case MarkKind::truncation: return QStringLiteral("\u2702");
        case MarkKind::generation: return QStringLiteral("\u21c4");
        case MarkKind::error: return QStringLiteral("!");
        case MarkKind::hold: return QStringLiteral("\u275a");
        case MarkKind::say: return QStringLiteral("\u201c");
        case MarkKind::law: return QStringLiteral("\u2696");
        case MarkKind::none: break;
    }
    return {};
}

QString brief_text(const QString& sentence) {
    static const QRegularExpression broker(QStringLiteral("\\b[Bb]roker (\\d+)\\b"));
    static const QRegularExpression moves(QStringLiteral(" moves from (\\d+) to (\\d+)"));
    static const QRegularExpression aside(
        QStringLiteral(" \\([^)]*\\)| after [^,]* of silence|, from offset \\d+ on"));
    static const QRegularExpression elected(
        QStringLiteral("^The controller makes (\\S+) the leader of"));
    constexpr qsizetype letters_max = 56;
    QString text = sentence;
    for (const QString& end : {QStringLiteral(": "), QStringLiteral("; ")}) {
        if (const auto at = text.indexOf(end); at > 0) text.truncate(at);
    }
    text.remove(aside);
    text.replace(broker, QStringLiteral("b\\1"));
    text.replace(moves, QStringLiteral(": \\1 \u2192 \\2"));
    text.replace(QStringLiteral("The high watermark of"), QStringLiteral("HW of"));
    text.replace(elected, QStringLiteral("Controller: \\1 leads"));
    text.replace(QStringLiteral("The controller, "), QStringLiteral("Controller "));
    text.replace(QStringLiteral(", sees"), QStringLiteral(" sees"));
    if (text.endsWith(QLatin1Char('.'))) text.chop(1);
    if (text.size() > letters_max) {
        const auto space = text.lastIndexOf(QLatin1Char(' '), letters_max - 1);
        text.truncate(space > 0 ? space : letters_max);
        text += QStringLiteral(" \u2026");
    }
    return text;
}

QStringList wrapped(const QFontMetricsF& metrics, const QString& text, double width) {
    QStringList lines;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString longer = lines.isEmpty() ? word : lines.last() + QLatin1Char(' ') + word;
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= width) {
            lines.last() = longer;
        } else {
            lines << word;
        }
    }
    return lines;
}

}  // namespace kscope::gui
