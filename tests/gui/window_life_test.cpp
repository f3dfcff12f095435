// The window as a whole, over a real simulation: what a screen reader hears is what --describe
// says, a broken file leaves the scene, and it closes at once, whatever goes on.
#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <map>

#include "gui/app/accessible_items.h"
#include "gui/app/main_window.h"
#include "gui/app/step_glide.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/panel/notices.h"
#include "gui/session/sim_stage.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/window_wait.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

constexpr const char* lesson = "scenarios/lessons/01-click-tracking.yaml";

// id to name, of all that was painted; the ids are the tree's UserText.
void collect(QAccessibleInterface* at, std::map<QString, QString>& named) {
    if (at == nullptr) return;
    // A painted thing is no object of its own.
    const QString id = at->text(QAccessible::UserText);
    if (at->object() == nullptr && !id.isEmpty() && !at->state().invisible) {
        named[id] = at->text(QAccessible::Name);
    }
    for (int i = 0; i < at->childCount(); ++i) collect(at->child(i), named);
}

}  // namespace

TEST_CASE("the accessible tree has what --describe has, word for word") {
    gui_application();
    install_accessible_items();
    MainWindow window(make_sim_stage);
    window.resize(1280, 800);
    window.show();
    wait_for(window, window.open(QString::fromLatin1(lesson), {}, QStringLiteral("16s")));
    window.grab();
    std::map<QString, QString> described;
    for (const QJsonValue& value : window.describe().value("items").toArray()) {
        const QJsonObject item = value.toObject();
        const QString id = item.value("id").toString();
        // The list of events and the buttons are Qt's own widgets and have Qt's own interfaces.
        const bool of_qt = id.startsWith("events") || id.startsWith("transport");
        if (!item.contains("pixels") && !of_qt) described[id] = item.value("text").toString();
    }
    std::map<QString, QString> heard;
    collect(QAccessible::queryAccessibleInterface(&window), heard);
    CHECK(described.size() > 60);
    for (const auto& [id, text] : described) {
        INFO(id.toStdString());
        REQUIRE(heard.contains(id));
        CHECK(heard[id].toStdString() == text.toStdString());
    }
    for (const auto& [id, text] : heard) {
        INFO(id.toStdString() << ": " << text.toStdString());
        CHECK(described.contains(id));
    }
}

TEST_CASE("a broken file keeps the present scene and says where it is wrong") {
    gui_application();
    MainWindow window(make_sim_stage);
    window.show();
    wait_for(window, window.open(QString::fromLatin1(lesson), {}, QStringLiteral("16s")));
    const EventId event = window.shown().frame.event;
    const Hash128 hash = window.shown().status.hash;
    QTemporaryDir folder;
    const QString path = folder.filePath("broken.yaml");
    QFile file(path);
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write("scenario: Broken\ncluster:\n  brokers: 3\ntopcs: {}\n");
    file.close();
    wait_for(window, window.open(path, {}, {}));
    const Picture& shown = window.shown();
    CHECK(shown.status.error.find("broken.yaml:4:1: ") != std::string::npos);
    CHECK(shown.status.error.find("did you mean `topics`?") != std::string::npos);
    CHECK(shown.status.loaded);
    CHECK(shown.frame.scenario == "Click tracking");
    CHECK(shown.frame.event == event);
    CHECK(shown.status.hash == hash);
    auto* banner = window.findChild<Banner*>();
    REQUIRE(banner != nullptr);
    CHECK(banner->isVisible());
    CHECK(banner->error().toStdString() == shown.status.error);
    // And the scene still plays.
    wait_for(window, window.session().send(StepRequest{StopClass::message, Direction::forward}));
    CHECK(window.shown().frame.event > event);
}

TEST_CASE("a step is seen as motion: the packets of the state before fly to where they arrive") {
    gui_application();
    MainWindow window(make_sim_stage);
    window.show();
    window.set_step_animation(true);
    wait_for(window, window.open(QString::fromLatin1(lesson), {}, QStringLiteral("12s")));
    window.glide().finish();
    const auto forward = [&] {
        wait_for(window,
                 window.session().send(StepRequest{StopClass::message, Direction::forward}));
    };
    // To a message on its way; the step that delivers it can be watched.
    int steps = 0;
    Picture before = window.shown();
    do {
        window.glide().finish();
        before = window.shown();
        forward();
    } while (!window.glide().gliding() && ++steps < 50);
    REQUIRE(window.glide().gliding());
    const Picture after = window.shown();
    REQUIRE(is_watchable_step(before, after));
    CHECK(window.canvas().frame()->event == before.frame.event);
    window.glide().advance(StepGlide::lasts_ms / 2);
    CHECK(window.canvas().frame()->event == before.frame.event);
    // Whoever asks is told the state after.
    const QJsonObject told = window.describe().value("state").toObject();
    CHECK_FALSE(window.glide().gliding());
    CHECK(window.canvas().frame()->event == after.frame.event);
    CHECK(told.value("event").toInteger() == static_cast<qint64>(after.frame.event.value()));
    // Backwards, and with reduced motion, steps are cuts.
    wait_for(window, window.session().send(StepRequest{StopClass::message, Direction::back}));
    CHECK_FALSE(window.glide().gliding());
    window.set_step_animation(false);
    forward();
    CHECK_FALSE(window.glide().gliding());
    CHECK(window.canvas().frame()->event == window.shown().frame.event);
}

TEST_CASE("a window closes while a search goes on") {
    gui_application();
    QElapsedTimer clock;
    for (int pause_ms : {0, 20, 200}) {
        auto window = std::make_unique<MainWindow>(make_sim_stage);
        window->show();
        wait_for(*window, window->open(QString::fromLatin1(lesson), {}, {}));
        window->session().send(
            UntilRequest{"LogTruncated: {partition: upload-0, broker: b3}", Direction::forward});
        QElapsedTimer pause;
        pause.start();
        while (pause.elapsed() < pause_ms) QApplication::processEvents();
        clock.start();
        window.reset();
        INFO("after " << pause_ms << " ms of searching");
        CHECK(clock.elapsed() < 2'000);
    }
}
