// Waits, a minute at most, until the window shows the answer to a request.
#pragma once

#include <QApplication>
#include <QElapsedTimer>

#include "gui/app/main_window.h"
#include "tests/support/catch.h"

namespace kscope::gui {

inline void wait_for(MainWindow& window, std::uint64_t number) {
    QElapsedTimer patience;
    patience.start();
    const auto done = [&] {
        const Status& s = window.shown().status;
        return s.answered >= number && !s.busy;
    };
    while (!done() && patience.elapsed() < 60'000) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    }
    REQUIRE(done());
    QApplication::processEvents();
}

}  // namespace kscope::gui
