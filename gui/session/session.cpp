#include "gui/session/session.h"

#include "gui/session/session_worker.h"

namespace kscope::gui {

namespace {

constexpr int frame_ms = 16;
constexpr int fast_frame_ms = 200;
constexpr int busy_after_ms = 120;

// What makes a search that goes on pointless.
bool ends_search(const Request& request) {
    return std::holds_alternative<LoadRequest>(request) ||
           std::holds_alternative<SeekRequest>(request) ||
           std::holds_alternative<JumpRequest>(request) ||
           std::holds_alternative<CancelRequest>(request);
}

}  // namespace

// ---- on the window's thread

Session::Session(StageMaker make_stage, QObject* parent)
    : QObject(parent), worker_(new SessionWorker(*this, std::move(make_stage))) {
    auto empty = std::make_shared<Picture>();
    empty->timeline = std::make_shared<TimelineView>();
    mail_ = std::move(empty);
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::started, worker_, &SessionWorker::start);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    thread_.setObjectName("session");
    thread_.start();
}

Session::~Session() {
    closing_ = true;
    thread_.quit();
    thread_.wait();
}

std::uint64_t Session::send(Request request) {
    const std::uint64_t number = ++last_number_;
    if (ends_search(request)) ++generation_;
    {
        const std::lock_guard lock(mutex_);
        // Dragging the scrubber: only the newest place counts.
        if (std::holds_alternative<SeekRequest>(request) && !requests_.empty() &&
            std::holds_alternative<SeekRequest>(requests_.back().request)) {
            requests_.pop_back();
        }
        requests_.push_back({number, std::move(request)});
    }
    QMetaObject::invokeMethod(worker_, &SessionWorker::drain, Qt::QueuedConnection);
    return number;
}

std::shared_ptr<const Picture> Session::picture() const {
    const std::lock_guard lock(mutex_);
    return mail_;
}

// ---- on the session's thread

void Session::post(std::shared_ptr<const Picture> picture) {
    {
        const std::lock_guard lock(mutex_);
        mail_ = std::move(picture);
    }
    if (announced_.exchange(true)) return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            announced_ = false;
            Q_EMIT picture_changed();
        },
        Qt::QueuedConnection);
}

SessionWorker::SessionWorker(Session& session, StageMaker make_stage)
    : session_(session), director_(std::move(make_stage)) {}

void SessionWorker::start() {
    timer_ = new QTimer(this);
    timer_->setTimerType(Qt::PreciseTimer);
    connect(timer_, &QTimer::timeout, this, &SessionWorker::tick);
}

Cancelled SessionWorker::cancelled_after(std::uint64_t generation) {
    return [this, generation] {
        if (since_busy_.isValid() && !busy_shown_ && since_busy_.elapsed() > busy_after_ms) {
            busy_shown_ = true;
            session_.post(director_.busy_picture());
        }
        return session_.closing_ || session_.generation_ != generation;
    };
}

void SessionWorker::drain() {
    bool any = false;
    while (!session_.closing_) {
        Session::Numbered next;
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(session_.mutex_);
            if (session_.requests_.empty()) break;
            next = std::move(session_.requests_.front());
            session_.requests_.pop_front();
            // Those still in the queue may end this one's search, so it starts as of them.
            generation = session_.generation_;
        }
        any = true;
        busy_shown_ = false;
        since_busy_.start();
        director_.handle(next.request, next.number, cancelled_after(generation));
        since_busy_.invalidate();
    }
    if (!any) return;
    post_picture();
    if (director_.playing() && !timer_->isActive()) since_tick_.start();
    if (director_.playing()) timer_->start(frame_ms);
    if (!director_.playing()) timer_->stop();
}

void SessionWorker::tick() {
    const double wall = static_cast<double>(since_tick_.restart()) / 1000;
    const bool changed = director_.tick(wall, cancelled_after(session_.generation_));
    if (changed) post_picture();
    if (!director_.playing()) timer_->stop();
}

void SessionWorker::post_picture() {
    std::shared_ptr<const Picture> picture = director_.picture();
    timer_->setInterval(picture->status.fast ? fast_frame_ms : frame_ms);
    session_.post(std::move(picture));
}

}  // namespace kscope::gui
