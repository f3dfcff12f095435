// kscope-bench-frames: what one frame of the canvas costs, in milliseconds of processor time.
// Budget (docs/architecture.md): 60 frames/s with 20,000 moving items, so 16.7 ms for all of it.
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <cstdio>
#include <ctime>

#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/session/sim_stage.h"
#include "tests/gui/synthetic_frames.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

double cpu_ms() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

template <class Work>
void measure(const char* name, int turns, Work work, double budget = 16.7) {
    work(0);
    const double start = cpu_ms();
    for (int turn = 1; turn <= turns; ++turn) {
        work(turn);
    }
    std::printf("%-36s %8.2f ms a frame   budget %5.2f\n", name, (cpu_ms() - start) / turns,
                budget);
}

Frame busy_frame(int flights) {
    Frame frame = steady_frame();
    const std::vector<FrameFlight> some = frame.flights;
    for (int i = 0; i < flights; ++i) {
        FrameFlight flight = some[static_cast<std::size_t>(i) % some.size()];
        flight.id = 1'000 + static_cast<std::uint64_t>(i);
        flight.foreground = false;
        flight.sent = frame.now - Duration::nanos(i * 97LL % 2'000'000);
        flight.arrives = flight.sent + Duration::millis(2);
        frame.flights.push_back(std::move(flight));
    }
    return frame;
}

// A scenario of that size, made here: no file of it is worth keeping.
std::string large_scenario(const QString& folder) {
    std::string text =
        "scenario: Large\ncluster:\n  brokers: 100\n"
        "  config: {num.partitions: 20, default.replication.factor: 3}\ntopics:\n";
    for (int i = 0; i < 100; ++i) text += "  topic-" + std::to_string(i) + ": {}\n";
    text +=
        "producers:\n  web:\n    starts: 4s\n    source: {generator: {topic: topic-7, "
        "every: 5ms, count: 10000, keys: 40}}\nopen-at: 5s\n";
    QFile file(folder + QStringLiteral("/large.yaml"));
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write(text.c_str());
    return file.fileName().toStdString();
}

// What the session's thread does for each picture: 2 ms (docs/architecture.md).
void build_large_frames() {
    const QTemporaryDir folder;
    const std::unique_ptr<Stage> stage = make_sim_stage({large_scenario(folder.path()), {}, {}});
    Recording& recording = stage->recording();
    EventId at;
    do {
        if (!recording.extend(0)) return;
        at = recording.branches()[0].end;
    } while (recording.row(0, at).at < stage->open_at());
    recording.seek(0, at, [] { return false; });
    const Instant now = recording.row(0, at).at;
    const auto build = [&](const char* name, const LookAt& look) {
        measure(
            name, 60,
            [&](int) {
                Frame frame;
                stage->fill(frame, now, look, false);
            },
            2);
    };
    build("frames/build the overview", {});
    build("frames/build a page of a topic", {Distance::topic, "topic-7", 5, false});
    build("frames/build one partition", {Distance::partition, "topic-7", 5, false});
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const Type type;
    SceneView view;
    view.theme = &light_theme();
    const QSize size(960, 572);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);

    const Frame steady = steady_frame();
    measure("frames/still layer", 200, [&](int) {
        QPainter painter(&image);
        DrawnItems items;
        const Scene scene = make_scene(steady, view, type, size, steady.now);
        Pen pen(painter, scene, items);
        paint_scene(pen);
    });

    PacketAtlas atlas;
    const Frame busy = busy_frame(20'000);
    measure("frames/20,000 moving items", 60, [&](int turn) {
        QPainter painter(&image);
        atlas.prepare(light_theme(), 1);
        DrawnItems items;
        const Instant now = busy.now + Duration::micros(turn);
        const Scene scene = make_scene(busy, view, type, size, now);
        Pen pen(painter, scene, items);
        paint_moving(pen, atlas);
    });

    const Frame large = large_frame(100, 2'000);
    measure("frames/100 brokers, 2,000 partitions", 60, [&](int) {
        QPainter painter(&image);
        DrawnItems items;
        const Scene scene = make_scene(large, view, type, size, large.now);
        Pen pen(painter, scene, items);
        paint_scene(pen);
    });
    SceneView looking = view;
    looking.selected = QStringLiteral("lane/topic3-7/b68");
    measure("frames/overview, what moves", 60, [&](int) {
        QPainter painter(&image);
        DrawnItems items;
        const Scene scene = make_scene(large, looking, type, size, large.now);
        Pen pen(painter, scene, items);
        paint_moving(pen, atlas);
    });
    build_large_frames();
    return 0;
}
