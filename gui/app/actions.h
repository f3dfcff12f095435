// Actions: the one registry of what the window can be told by key, menu or button. Every command
// has one QAction with its keys and its tooltip; nothing else in the window binds a key. Tests
// prove that no key stands twice and no tooltip is missing.
#pragma once

#include <QAction>
#include <QObject>
#include <array>
#include <span>
#include <vector>

class QMenu;
class QMenuBar;

namespace kscope::gui {

enum class Command {
    open,
    reload,
    quit,
    play,
    back,
    forward,
    back_turning,
    forward_turning,
    back_message,
    forward_message,
    back_event,
    forward_event,
    start,
    front,
    faster,
    slower,
    automatic,
    fast,
    until,
    back_until,
    go_on,
    follow,
    why,
    undo,
    kill,
    power_loss,
    restart,
    pause,
    cut,
    heal_all,
    inspect,
    next_replica,
    previous_replica,
    farther,
    next_page,
    previous_page,
    region,
    filter,
    panel,
    background,
    animation,
    theme,
    cancel,
    overlay,
    about,
    count_
};
inline constexpr int command_count = static_cast<int>(Command::count_);

struct CommandSpec {
    Command command;
    const char* menu;  // "Run"; empty: in no menu
    const char* text;
    const char* keys;  // "Space|."; empty: none
    const char* tip;
    // Its keys are the canvas's alone: fields and lists have their own use for them.
    bool canvas_only = false;
};

std::span<const CommandSpec> command_specs();

class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QObject* parent);
    [[nodiscard]] QAction* operator[](Command command) const {
        return actions_[static_cast<std::size_t>(command)];
    }
    void fill(QMenuBar& bar) const;

Q_SIGNALS:
    void triggered(Command command);

private:
    std::array<QAction*, command_count> actions_{};
};

}  // namespace kscope::gui
