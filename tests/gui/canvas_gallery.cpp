// canvas_gallery DIRECTORY: every synthetic frame in both themes at the promised sizes, as PNG.
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QTextStream>

#include "gui/canvas/cluster_canvas.h"
#include "tests/gui/synthetic_frames.h"

using namespace kscope::gui;

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QTextStream out(stdout);
    if (const QString missing = missing_fonts(); !missing.isEmpty() || argc < 2) {
        out << (argc < 2 ? QStringLiteral("usage: canvas_gallery DIRECTORY") : missing) << "\n";
        return 2;
    }
    const QDir directory(QString::fromLocal8Bit(argv[1]));
    directory.mkpath(QStringLiteral("."));
    for (const NamedFrame& named : all_frames()) {
        const QString name = QString::fromStdString(named.name);
        SceneView view;
        view.theme = &light_theme();
        render_frame(named.frame, view, {960, 572}, 1, nullptr)
            .save(directory.filePath(name + "-light.png"));
        render_frame(named.frame, view, {1024, 472}, 1, nullptr)
            .save(directory.filePath(name + "-small.png"));
        view.theme = &dark_theme();
        render_frame(named.frame, view, {960, 572}, 2, nullptr)
            .save(directory.filePath(name + "-dark2x.png"));
    }
    SceneView view;
    view.theme = &light_theme();
    view.lit = {"broker/b1", "session/b1", "broker/b2", "lane/click-0/b2"};
    view.selected = "lane/click-0/b2";
    render_frame(elected_frame(), view, {960, 572}, 1, nullptr)
        .save(directory.filePath("9-why.png"));
    return 0;
}
