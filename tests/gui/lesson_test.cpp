// The first lesson as the window draws it, at its telling moments, in both themes and at two sizes:
// every text is whole, legible and alone in its place, and the numbers are the simulation's.
#include <QApplication>
#include <QJsonObject>
#include <algorithm>

#include "gui/app/main_window.h"
#include "gui/canvas/theme.h"
#include "gui/session/sim_stage.h"
#include "tests/gui/qt_fixture.h"
#include "tests/gui/readable.h"
#include "tests/gui/window_wait.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

constexpr const char* lesson = "scenarios/lessons/01-click-tracking.yaml";

// What the picture must say of click-0, from the frame that the simulation gave.
void check_facts(const std::vector<DescribedText>& texts, const Frame& frame) {
    const auto partition =
        std::find_if(frame.partitions.begin(), frame.partitions.end(),
                     [](const FramePartition& p) { return p.name == "click-0"; });
    REQUIRE(partition != frame.partitions.end());
    REQUIRE(partition->leader != no_broker);
    const std::string leader = "b" + std::to_string(partition->leader.value());
    CHECK(said(texts, "partition/click-0#leader") ==
          leader + " e" + std::to_string(partition->epoch.value()));
    for (const BrokerId broker : partition->isr) {
        const std::string number = std::to_string(broker.value());
        CHECK(said(texts, "partition/click-0#isr" + number) == number);
    }
    for (const FrameLane& lane : partition->lanes) {
        const std::string id = "lane/click-0/b" + std::to_string(lane.broker.value());
        const std::string hw = std::to_string(lane.high_watermark.value());
        const std::string leo = std::to_string(lane.log_end.value());
        INFO(id);
        if (hw == leo) {
            CHECK(said(texts, id + "#hw") == "HW = LEO " + hw);
        } else {
            CHECK(said(texts, id + "#hw") == "HW " + hw);
            CHECK(said(texts, id + "#leo") == "LEO " + leo);
        }
    }
}

struct Moment {
    const char* at;
    BrokerId leader;
    std::size_t isr;
};

}  // namespace

TEST_CASE("lesson 1 can be read at its telling moments") {
    gui_application();
    const Moment moments[] = {{"12.602s", BrokerId(1), 3},
                              {"20s", BrokerId(1), 3},
                              {"33.0145s", BrokerId(2), 2},
                              {"43.05s", BrokerId(2), 2},
                              {"60s", BrokerId(2), 3}};
    MainWindow window(make_sim_stage);
    window.show();
    for (const Moment& moment : moments) {
        wait_for(window, window.open(QString::fromLatin1(lesson), std::nullopt,
                                     QString::fromLatin1(moment.at)));
        REQUIRE(window.shown().status.error.empty());
        CHECK(window.shown().frame.partitions.front().leader == moment.leader);
        CHECK(window.shown().frame.partitions.front().isr.size() == moment.isr);
        for (const Theme* theme : {&light_theme(), &dark_theme()}) {
            for (const QSize size : {QSize(1280, 800), QSize(1024, 700)}) {
                INFO(moment.at << (theme->dark ? " dark " : " light ") << size.width());
                window.set_theme(*theme);
                window.resize(size);
                window.grab();
                const std::vector<DescribedText> texts = texts_of(window.describe());
                check_apart(texts);
                check_facts(texts, window.shown().frame);
            }
        }
    }
}

TEST_CASE("the other lessons and seven brokers can be read too") {
    gui_application();
    const std::pair<const char*, const char*> moments[] = {
        {"scenarios/lessons/02-access-log.yaml", "30s"},
        {"scenarios/lessons/02-access-log.yaml", "54.022s"},
        {"scenarios/lessons/02-access-log.yaml", "75.02s"},
        {"scenarios/lessons/03-leader-failover.yaml", "14.7s"},
        {"scenarios/lessons/03-leader-failover.yaml", "45.0212s"},
        {"tests/gui/seven-brokers.yaml", "9.5s"},
        {"tests/gui/seven-brokers.yaml", "13s"}};
    MainWindow window(make_sim_stage);
    window.show();
    for (const auto& [file, at] : moments) {
        wait_for(window,
                 window.open(QString::fromLatin1(file), std::nullopt, QString::fromLatin1(at)));
        REQUIRE(window.shown().status.error.empty());
        for (const QSize size : {QSize(1280, 800), QSize(1024, 700), QSize(1920, 1080)}) {
            INFO(file << " " << at << " " << size.width());
            window.resize(size);
            window.grab();
            check_readable(window.describe());
        }
    }
}
