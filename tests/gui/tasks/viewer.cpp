#include "tests/gui/tasks/viewer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QThread>

namespace kscope::gui::tasks {

namespace {

constexpr int look_every_ms = 20;  // the window writes what it shows every 100 ms

}  // namespace

Viewer::Viewer(const Desktop& desktop, QString program, QString scenario)
    : desktop_(desktop), program_(std::move(program)), scenario_(std::move(scenario)) {}

Viewer::~Viewer() {
    if (window_.state() == QProcess::NotRunning) return;
    window_.terminate();
    if (!window_.waitForFinished(5'000)) window_.kill();
    window_.waitForFinished(2'000);
}

QString Viewer::open() {
    window_.setProcessEnvironment(desktop_.environment());
    window_.setProcessChannelMode(QProcess::ForwardedChannels);
    window_.start(program_, {scenario_, "--theme", "light", "--describe-live",
                             folder_.filePath("shown.json")});
    if (!window_.waitForStarted()) return program_ + " does not start";
    if (!wait([this] { return event() > 0; }, 60'000)) return "the lesson does not open";
    window_id_ = QString::number(picture_["window"].toInteger());
    // The window manager may still be starting.
    for (int i = 0; i < 40; ++i) {
        xdotool({"windowactivate", window_id_});
        if (wait([this] { return picture_["active"].toBool(); }, 500)) return {};
    }
    return "the window does not become active";
}

bool Viewer::read() {
    QFile file(folder_.filePath("shown.json"));
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
    if (!json.isObject()) return false;
    picture_ = json.object();
    return true;
}

// A picture that was written after now.
void Viewer::look() {
    const qint64 old = picture_["written"].toInteger();
    wait([&] { return picture_["written"].toInteger() > old + 1; });
}

std::optional<qint64> Viewer::wait(const Seen& seen, int deadline_ms) {
    QElapsedTimer since;
    since.start();
    while (since.elapsed() < deadline_ms) {
        if (read() && seen()) return since.elapsed();
        if (window_.state() == QProcess::NotRunning) return std::nullopt;
        QThread::msleep(look_every_ms);
        window_.waitForFinished(0);
    }
    return std::nullopt;
}

QString Viewer::text(const QString& id) const {
    for (const QJsonValue& item : picture_["items"].toArray()) {
        if (item["id"].toString() == id) return item["text"].toString();
    }
    return {};
}

QStringList Viewer::ids(const QString& kind) const {
    QStringList found;
    for (const QJsonValue& item : picture_["items"].toArray()) {
        if (item["kind"].toString() == kind) found << item["id"].toString();
    }
    return found;
}

QString Viewer::xdotool(const QStringList& arguments) {
    QProcess tool;
    tool.setProcessEnvironment(desktop_.environment());
    tool.start("xdotool", arguments);
    tool.waitForFinished(20'000);
    return QString::fromUtf8(tool.readAllStandardOutput()).trimmed();
}

Viewer::Point Viewer::middle(const QString& id) const {
    for (const QJsonValue& item : picture_["items"].toArray()) {
        if (item["id"].toString() != id) continue;
        const QJsonArray r = item["rect"].toArray();
        return {static_cast<int>(r[0].toDouble() + r[2].toDouble() / 2),
                static_cast<int>(r[1].toDouble() + r[3].toDouble() / 2)};
    }
    return {};
}

void Viewer::point_at(const QString& id) {
    wait([&] { return !text(id).isEmpty(); });
    const Point at = middle(id);
    xdotool({"mousemove", "--window", window_id_, QString::number(at.x), QString::number(at.y)});
}

// Counted, and timed from before the hand moves.
void Viewer::act(const QStringList& arguments) {
    ++actions_;
    since_action_.start();
    xdotool(arguments);
}

void Viewer::key(const QString& keys) { act({"key", "--clearmodifiers", keys}); }

void Viewer::click(const QString& id, int button) {
    point_at(id);
    act({"click", QString::number(button)});
}

void Viewer::double_click(const QString& id) {
    point_at(id);
    act({"click", "--repeat", "2", "--delay", "60", "1"});
}

void Viewer::drag(const QString& from, const QString& to) {
    point_at(from);
    xdotool({"mousedown", "1"});
    point_at(to);
    act({"mouseup", "1"});
}

}  // namespace kscope::gui::tasks
