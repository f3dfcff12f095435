#include "gui/app/keys_page.h"

#include <QKeySequence>
#include <QPainter>
#include <QStringList>

#include "gui/app/actions.h"

namespace kscope::gui {

KeysPage::KeysPage(QWidget* parent) : PaintedWidget(parent) {
    hide();
    setAccessibleName(tr("Keys"));
}

void KeysPage::mousePressEvent(QMouseEvent*) { hide(); }

void KeysPage::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().background);
    const double margin = 48;
    const double column = (width() - 2 * margin) / 3;
    text(painter, QStringLiteral("keys#title"), QRectF(margin, 24, width() - 2 * margin, 28),
         tr("Keys"), TypeRole::story, theme().text);
    text(painter, QStringLiteral("keys#close"), QRectF(margin, 24, width() - 2 * margin, 28),
         tr("Esc closes this page"), TypeRole::body, theme().muted,
         Qt::AlignRight | Qt::AlignVCenter);
    const double top = 72;
    double x = margin;
    double y = top;
    QString menu;
    for (const CommandSpec& spec : command_specs()) {
        const QString keys = QString::fromLatin1(spec.keys);
        if (keys.isEmpty()) continue;
        const QString now = QString::fromLatin1(spec.menu);
        const double needed = now != menu ? 64 : 26;
        if (y + needed > height() - 24) {
            x += column;
            y = top;
            menu.clear();  // what goes on in the next column has its heading again
        }
        if (now != menu) {
            menu = now;
            if (y > top) y += 12;
            text(painter, QStringLiteral("keys#menu/%1/%2").arg(menu).arg(x),
                 QRectF(x, y, column - 24, 24), tr(spec.menu), TypeRole::title, theme().focus);
            y += 28;
        }
        QStringList shown;
        for (const QString& key : keys.split(QLatin1Char('|'))) {
            shown << QKeySequence(key).toString(QKeySequence::NativeText);
        }
        const QString id = QStringLiteral("keys/%1").arg(static_cast<int>(spec.command));
        text(painter, id + QStringLiteral("#key"), QRectF(x, y, 150, 24),
             shown.join(QStringLiteral("  ")), TypeRole::figures_bold, theme().text);
        QString name = tr(spec.text);
        name.remove(QLatin1Char('&'));
        text(painter, id + QStringLiteral("#name"), QRectF(x + 158, y, column - 174, 24), name,
             TypeRole::body, theme().muted);
        y += 26;
    }
}

}  // namespace kscope::gui
