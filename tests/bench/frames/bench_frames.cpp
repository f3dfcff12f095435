// kscope-bench-frames: what one frame of the canvas costs, in milliseconds of processor time.
// Budget (docs/architecture.md): 60 frames/s with 20,000 moving items, so 16.7 ms for all of it.
#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <cstdio>
#include <ctime>

#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
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
void measure(const char* name, int turns, Work work) {
    work(0);
    const double start = cpu_ms();
    for (int turn = 1; turn <= turns; ++turn) {
        work(turn);
    }
    std::printf("%-36s %8.2f ms a frame   budget 16.70\n", name, (cpu_ms() - start) / turns);
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
    return 0;
}
