// One offscreen QApplication for all tests of an executable, in our theme and fonts.
#pragma once

class QApplication;

namespace kscope::gui {

QApplication& gui_application();  // fails loudly when a font is missing

}  // namespace kscope::gui
