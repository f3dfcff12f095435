// Viewer: somebody before the window. Looks (at what the window says it has drawn) and acts (keys,
// clicks and drags by xdotool, each counted). Never sleeps for a fixed time: waits until something
// is to be seen, up to a deadline.
#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <functional>
#include <optional>

#include "tests/gui/tasks/desktop.h"

namespace kscope::gui::tasks {

class Viewer {
public:
    using Seen = std::function<bool()>;

    Viewer(const Desktop& desktop, QString program, QString scenario);
    ~Viewer();
    // Empty: the lesson is open and the window has the focus.
    QString open();

    // ---- looking
    void look();
    // Milliseconds until it was seen; nothing: not within the deadline.
    std::optional<qint64> wait(const Seen& seen, int deadline_ms = 15'000);
    [[nodiscard]] QJsonObject state() const { return picture_["state"].toObject(); }
    [[nodiscard]] QString text(const QString& id) const;  // empty: not drawn
    [[nodiscard]] QStringList ids(const QString& kind) const;
    [[nodiscard]] qint64 event() const { return state()["event"].toInteger(); }
    [[nodiscard]] QString hash() const { return state()["hash"].toString(); }

    // ---- acting; each is one action
    void key(const QString& keys);
    void click(const QString& id, int button = 1);
    void double_click(const QString& id);
    void drag(const QString& from, const QString& to);
    // Since begin(): how many, and how long ago the last one was.
    void begin() { actions_ = 0; }
    [[nodiscard]] int actions() const { return actions_; }
    [[nodiscard]] qint64 since_action() const { return since_action_.elapsed(); }

private:
    struct Point {
        int x = 0;
        int y = 0;
    };
    bool read();
    QString xdotool(const QStringList& arguments);
    [[nodiscard]] Point middle(const QString& id) const;
    void point_at(const QString& id);
    void act(const QStringList& arguments);

    const Desktop& desktop_;
    QString program_;
    QString scenario_;
    QTemporaryDir folder_;
    QProcess window_;
    QString window_id_;
    QJsonObject picture_;
    int actions_ = 0;
    QElapsedTimer since_action_;
};

}  // namespace kscope::gui::tasks
