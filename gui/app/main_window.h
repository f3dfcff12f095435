// MainWindow: canvas, story, panels, timeline and transport around one session. It turns gestures
// into requests and pictures into what the parts show; it never touches a simulation and decides
// nothing about time.
#pragma once

#include <QMainWindow>
#include <memory>

#include "gui/app/actions.h"
#include "gui/app/gestures.h"
#include "gui/session/session.h"

class QSplitter;
class QStackedWidget;

namespace kscope::gui {

class Banner;
class ClusterCanvas;
class EventLog;
class Inspector;
class LawChip;
class Scrubber;
class StepGlide;
class StoryStrip;
class Toast;
class TransportBar;
class UntilCard;
class WelcomePage;
struct Theme;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(StageMaker make_stage);
    ~MainWindow() override;

    // Returns the request's number (Session::send).
    std::uint64_t open(const QString& file, std::optional<std::uint64_t> seed, const QString& at);
    void set_lessons_folder(const QString& folder);
    void set_theme(const Theme& theme);
    void set_recent(const QStringList& files);

    [[nodiscard]] const Actions& actions() const { return *actions_; }
    [[nodiscard]] Session& session() { return *session_; }
    [[nodiscard]] const Picture& shown() const { return *picture_; }
    [[nodiscard]] const Theme& theme() const { return *theme_; }
    // All that is drawn, in the window's coordinates.
    [[nodiscard]] QJsonObject describe();
    void select(const QString& id);
    // As if the first of a command's keys were pressed.
    void press(Command command) { run(command); }
    // All steps of the open chain at once, without the spreading.
    void light_whole_chain();
    // Steps as motion (View, Step animation); off until somebody turns it on.
    void set_step_animation(bool on);
    [[nodiscard]] StepGlide& glide() { return *glide_; }
    [[nodiscard]] const ClusterCanvas& canvas() const { return *canvas_; }
    [[nodiscard]] const QString& selected() const { return selected_; }

Q_SIGNALS:
    void picture_shown();
    void opened(const QString& file);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    void connect_parts();
    void place_side_panel();
    void place_laws();
    void refresh();
    void refresh_canvas(bool state_changed, const std::shared_ptr<const Picture>& old);
    void show_frame();
    void refresh_actions();
    void run(Command command);
    bool run_playback(Command command);
    bool run_fault(Command command);
    bool run_look(Command command);
    void activate(const QString& id);
    void click(const QString& id);
    void look(const std::optional<LookAt>& wanted);
    void step(StopClass stop, Direction direction);
    void why();
    void cancel();
    void light_chain(int step);
    void ask_until(Direction direction);
    void answer_until(const UntilResult& result);
    void ask_open();
    void show_keys();
    void show_about();
    void next_region();
    void act(std::optional<UserAction> action);
    void context_menu(const QString& id, const QPoint& global);

    std::unique_ptr<Session> session_;
    std::shared_ptr<const Picture> picture_;
    Actions* actions_;
    const Theme* theme_;
    QString selected_;
    Gestures gestures_;
    std::uint64_t toast_shown_ = 0;
    QString error_closed_;  // the banner of this error was closed

    QStackedWidget* pages_ = nullptr;
    WelcomePage* welcome_ = nullptr;
    Banner* banner_ = nullptr;
    ClusterCanvas* canvas_ = nullptr;
    StepGlide* glide_ = nullptr;
    StoryStrip* story_ = nullptr;
    QWidget* side_ = nullptr;
    QSplitter* across_ = nullptr;
    bool side_floats_ = false;
    bool side_wanted_ = true;
    Inspector* inspector_ = nullptr;
    EventLog* log_ = nullptr;
    Scrubber* scrubber_ = nullptr;
    TransportBar* transport_ = nullptr;
    LawChip* laws_ = nullptr;
    Toast* toast_ = nullptr;
    QWidget* keys_ = nullptr;
    UntilCard* until_ = nullptr;
    std::uint64_t until_asked_ = 0;  // number of the request; 0: none is waited for
    QTimer* spread_ = nullptr;       // lights the chain step by step
    int lit_ = 0;
};

}  // namespace kscope::gui
