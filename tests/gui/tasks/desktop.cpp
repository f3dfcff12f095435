#include "tests/gui/tasks/desktop.h"

#include <QStandardPaths>

namespace kscope::gui::tasks {

namespace {

constexpr int patience_ms = 20'000;

void end(QProcess& process) {
    if (process.state() == QProcess::NotRunning) return;
    process.terminate();
    if (!process.waitForFinished(2'000)) process.kill();
    process.waitForFinished(2'000);
}

}  // namespace

bool Desktop::installed() {
    for (const char* program : {"Xvfb", "openbox", "xdotool"}) {
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty()) return false;
    }
    return true;
}

Desktop::~Desktop() {
    end(manager_);
    end(screen_);
}

QString Desktop::start() {
    screen_.setStandardErrorFile(QProcess::nullDevice());
    screen_.start("Xvfb", {"-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"});
    if (!screen_.waitForStarted()) return "Xvfb does not start";
    while (!screen_.canReadLine()) {
        if (!screen_.waitForReadyRead(patience_ms)) return "Xvfb names no display";
    }
    display_ = ":" + QString::fromLatin1(screen_.readLine()).trimmed();
    manager_.setProcessEnvironment(environment());
    manager_.setStandardErrorFile(QProcess::nullDevice());
    manager_.setStandardOutputFile(QProcess::nullDevice());
    manager_.start("openbox", QStringList());
    return manager_.waitForStarted() ? QString() : "openbox does not start";
}

QProcessEnvironment Desktop::environment() const {
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    all.insert("DISPLAY", display_);
    all.insert("QT_QPA_PLATFORM", "xcb");
    all.remove("WAYLAND_DISPLAY");
    all.remove("QT_SCALE_FACTOR");
    return all;
}

}  // namespace kscope::gui::tasks
