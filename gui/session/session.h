// Session: the thread that plays and seeks. The window sends requests; pictures come back through a
// latest-wins mailbox under a mutex, with one coalesced queued signal. Nothing else touches the
// director, and so the history. A new seek, load or cancel ends a search that goes on; destroying
// the session does so too and joins.
#pragma once

#include <QObject>
#include <QThread>
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>

#include "gui/session/picture.h"
#include "gui/session/request.h"
#include "gui/session/stage.h"

namespace kscope::gui {

class SessionWorker;

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(StageMaker make_stage, QObject* parent = nullptr);
    ~Session() override;

    // Returns the request's number: it is answered once Status::answered has reached it.
    std::uint64_t send(Request request);
    // Of the request that was sent last.
    [[nodiscard]] std::uint64_t last_number() const { return last_number_; }
    // The newest picture; never null.
    [[nodiscard]] std::shared_ptr<const Picture> picture() const;

Q_SIGNALS:
    void picture_changed();

private:
    friend class SessionWorker;
    void post(std::shared_ptr<const Picture> picture);  // on the session's thread

    struct Numbered {
        std::uint64_t number = 0;
        Request request;
    };

    QThread thread_;
    SessionWorker* worker_;  // lives on thread_, deleted by it
    mutable std::mutex mutex_;
    std::deque<Numbered> requests_;             // guarded by mutex_
    std::shared_ptr<const Picture> mail_;       // guarded by mutex_
    std::uint64_t last_number_ = 0;             // only on the window's thread
    std::atomic<std::uint64_t> generation_{0};  // grows with what ends a search
    std::atomic<bool> announced_{false};
    std::atomic<bool> closing_{false};
};

}  // namespace kscope::gui
