// SessionWorker: the part of the session that lives on its thread: takes requests in order, ticks
// the playback 60 times a second while it plays (5 in Fast), posts pictures.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "gui/session/director.h"

namespace kscope::gui {

class Session;

class SessionWorker : public QObject {
    Q_OBJECT

public:
    SessionWorker(Session& session, StageMaker make_stage);

public Q_SLOTS:
    void start();
    void drain();

private:
    void tick();
    void post_picture();
    Cancelled cancelled_after(std::uint64_t generation);

    Session& session_;
    Director director_;
    QTimer* timer_ = nullptr;  // a child, made on the thread
    QElapsedTimer since_tick_;
    QElapsedTimer since_busy_;
    bool busy_shown_ = false;
};

}  // namespace kscope::gui
