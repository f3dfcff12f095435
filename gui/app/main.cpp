// kscope-gui: the window. With --screenshot or --describe it draws once, writes and leaves.
#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QEventLoop>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPixmap>
#include <QSettings>
#include <QTimer>
#include <cstdio>
#include <cstdlib>

#include "gui/app/accessible_items.h"
#include "gui/app/describe.h"
#include "gui/app/main_window.h"
#include "gui/app/options.h"
#include "gui/canvas/theme.h"
#include "gui/session/director.h"
#include "gui/session/sim_stage.h"

namespace {

using namespace kscope::gui;

enum Exit { held = 0, broken = 1, bad_input = 2, own_fault = 3 };

int complain(Exit code, const QString& what) {
    std::fprintf(stderr, "%s\n", what.toUtf8().constData());
    return code;
}

// Before QApplication: a screen is not needed to write a picture.
void prepare_environment(const Options& options) {
    const bool screen = std::getenv("DISPLAY") != nullptr ||
                        std::getenv("WAYLAND_DISPLAY") != nullptr ||
                        std::getenv("QT_QPA_PLATFORM") != nullptr;
    if (options.draws_and_leaves() && !screen) qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!options.scale.empty()) {
        qputenv("QT_SCALE_FACTOR", QByteArray::fromStdString(options.scale));
    }
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
}

const Theme& chosen_theme(const Options& options) {
    if (options.theme == ThemeChoice::dark) return dark_theme();
    if (options.theme == ThemeChoice::light) return light_theme();
    return palette_is_dark(QApplication::palette()) ? dark_theme() : light_theme();
}

// Blocks until the session has answered what was sent so far, and the window shows it.
void wait_until_shown(MainWindow& window, std::uint64_t number) {
    QEventLoop loop;
    const auto done = [&] {
        const Status& s = window.shown().status;
        return s.answered >= number && !s.busy;
    };
    QObject::connect(&window, &MainWindow::picture_shown, &loop, [&] {
        if (done()) loop.quit();
    });
    if (!done()) loop.exec();
    QApplication::processEvents();
}

QByteArray as_json(MainWindow& window) {
    return QJsonDocument(window.describe()).toJson(QJsonDocument::Indented);
}

// The command that has this key.
void press(MainWindow& window, const std::string& key) {
    const QKeySequence wanted(QString::fromStdString(key));
    for (const CommandSpec& spec : command_specs()) {
        if (!window.actions()[spec.command]->shortcuts().contains(wanted)) continue;
        window.press(spec.command);
        wait_until_shown(window, window.session().last_number());
    }
}

int draw_and_leave(MainWindow& window, const Options& options, std::uint64_t number) {
    wait_until_shown(window, number);
    if (!options.select.empty()) {
        window.select(QString::fromStdString(options.select));
        wait_until_shown(window, window.session().last_number());
    }
    for (const std::string& key : options.press) press(window, key);
    if (options.why) {
        wait_until_shown(window, window.session().send(WhyRequest{true, options.select}));
        window.light_whole_chain();
    }
    const QPixmap picture = window.grab();
    QString wrong;
    if (!options.screenshot.empty()) {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        picture.save(&buffer, "PNG");
        wrong = write_atomically(QString::fromStdString(options.screenshot), png);
        if (!wrong.isEmpty()) return complain(bad_input, "--screenshot: " + wrong);
    }
    if (!options.describe.empty()) {
        wrong = write_atomically(QString::fromStdString(options.describe), as_json(window));
        if (!wrong.isEmpty()) return complain(bad_input, "--describe: " + wrong);
    }
    const Picture& shown = window.shown();
    if (!shown.status.error.empty()) {
        const bool own = shown.status.error.starts_with(own_fault_words);
        return complain(own ? own_fault : bad_input, QString::fromStdString(shown.status.error));
    }
    return shown.frame.laws.broken.empty() ? held : broken;
}

// For tests that work the window from outside: what it shows, after each picture.
void describe_live(MainWindow& window, const std::string& file) {
    auto* timer = new QTimer(&window);
    timer->setInterval(100);
    QObject::connect(timer, &QTimer::timeout, &window, [&window, file, written = 0]() mutable {
        QJsonObject shown = window.describe();
        shown.insert("written", ++written);
        shown.insert("window", static_cast<qint64>(window.winId()));
        shown.insert("active", window.isActiveWindow());
        write_atomically(QString::fromStdString(file), QJsonDocument(shown).toJson());
    });
    timer->start();
}

// The files that were opened last, newest first; only what loaded is remembered.
void remember_files(MainWindow& window) {
    static constexpr qsizetype remembered = 6;
    const auto key = QStringLiteral("recent");
    window.set_recent(QSettings(QStringLiteral("kscope"), QStringLiteral("kscope-gui"))
                          .value(key)
                          .toStringList());
    QObject::connect(&window, &MainWindow::picture_shown, &window,
                     [&window, key, last = std::string()]() mutable {
                         const Status& s = window.shown().status;
                         if (!s.loaded || s.file.empty() || s.file == last) return;
                         last = s.file;
                         const QString file =
                             QFileInfo(QString::fromStdString(s.file)).absoluteFilePath();
                         QSettings settings(QStringLiteral("kscope"), QStringLiteral("kscope-gui"));
                         QStringList files = settings.value(key).toStringList();
                         files.removeAll(file);
                         files.prepend(file);
                         settings.setValue(key, QStringList(files.mid(0, remembered)));
                         window.set_recent(settings.value(key).toStringList());
                     });
}

// Where the lessons lie: beside the program, or above it in a source tree.
QString lessons_folder() {
    QDir dir(QCoreApplication::applicationDirPath());
    for (int up = 0; up < 6; ++up) {
        if (dir.exists("scenarios/lessons")) return dir.filePath("scenarios/lessons");
        if (!dir.cdUp()) break;
    }
    return QDir::current().filePath("scenarios/lessons");
}

int run(int argc, char** argv) {
    int code = held;
    const std::optional<Options> options = parse_options(argc, argv, code);
    if (!options) return code;
    prepare_environment(*options);
    QApplication app(argc, argv);
    const QString fonts = missing_fonts();
    if (!fonts.isEmpty()) return complain(own_fault, fonts);
    install_accessible_items();
    const Theme& theme = chosen_theme(*options);
    apply_theme(app, theme);
    MainWindow window(make_sim_stage);
    window.set_lessons_folder(lessons_folder());
    window.set_theme(theme);
    window.resize(options->width, options->height);
    window.show();
    std::uint64_t number = 0;
    if (!options->file.empty()) {
        number = window.open(QString::fromStdString(options->file), options->seed,
                             QString::fromStdString(options->at));
    }
    if (options->draws_and_leaves()) return draw_and_leave(window, *options, number);
    window.set_step_animation(true);
    if (options->describe_live.empty()) {
        remember_files(window);
    } else {
        describe_live(window, options->describe_live);
    }
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& fault) {
        return complain(own_fault, QString("kscope-gui: ") + fault.what());
    }
}
