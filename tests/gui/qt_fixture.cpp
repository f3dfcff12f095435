#include "tests/gui/qt_fixture.h"

#include <QApplication>
#include <stdexcept>

#include "gui/canvas/theme.h"

namespace kscope::gui {

QApplication& gui_application() {
    static int argc = 1;
    static char name[] = "tests";
    static char* argv[] = {name, nullptr};
    static QApplication* const app = [] {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        // Never deleted: Qt's own statics would outlive it.
        auto* made = new QApplication(argc, argv);
        apply_theme(*made, light_theme());
        return made;
    }();
    if (const QString missing = missing_fonts(); !missing.isEmpty()) {
        throw std::runtime_error(missing.toStdString());
    }
    return *app;
}

}  // namespace kscope::gui
