#include "gui/app/actions.h"

#include <QMenu>
#include <QMenuBar>
#include <QStringList>

namespace kscope::gui {

namespace {

using enum Command;

constexpr CommandSpec specs[] = {
    {open, "File", "&Open scenario...", "Ctrl+O", "Opens a scenario file"},
    {reload, "File", "&Reload", "Ctrl+R", "Reads the scenario file again, from its start"},
    {quit, "File", "&Quit", "Ctrl+Q", "Closes the window"},

    {play, "Run", "&Play or pause", "Space|.", "Plays, or holds the cluster still"},
    {back, "Run", "Milestone back", "Left",
     "To the milestone before: an append, a high watermark, "
     "an acknowledgement"},
    {forward, "Run", "Milestone forward", "Right",
     "To the next milestone: an append, a high "
     "watermark, an acknowledgement"},
    {back_turning, "Run", "Turning point back", "Ctrl+Left|PgUp",
     "To the turning point before: a fault, an expiry, an election"},
    {forward_turning, "Run", "Turning point forward", "Ctrl+Right|PgDown",
     "To the next turning point: a fault, an expiry, an election"},
    {back_message, "Run", "Message back", "Shift+Left", "To the delivery of the message before"},
    {forward_message, "Run", "Message forward", "Shift+Right",
     "To the delivery or loss of the next message"},
    {back_event, "Run", "Event back", "Alt+Left", "To the event before"},
    {forward_event, "Run", "Event forward", "Alt+Right", "To the next event"},
    {start, "Run", "To the start", "Home", "To where the scenario opened"},
    {front, "Run", "To the front", "End", "To the furthest event that was shown on this branch"},
    {faster, "Run", "Faster", "+|=", "A higher speed by hand"},
    {slower, "Run", "Slower", "-", "A lower speed by hand"},
    {automatic, "Run", "Automatic speed", "0",
     "One rate for the picture, so that what happens can "
     "be followed"},
    {fast, "Run", "Fast", "Ctrl+0", "As fast as it goes, without flights"},
    {until, "Run", "Run until...", "U", "Runs until a note of the scenario language occurs"},
    {back_until, "Run", "Back until...", "Shift+U", "Goes back to where such a note occurred"},
    {go_on, "Run", "Continue", "", "Goes on after a hold of the scenario"},
    {follow, "Run", "Follow record", "F",
     "Follows the newest record of the selected partition from "
     "station to station"},
    {why, "Run", "Why?", "W", "The chain of causes behind what the story says"},
    {undo, "Run", "Undo action", "Ctrl+Z",
     "To just before your last action; its future stays as a "
     "branch"},

    {kill, "Faults", "&Kill process", "K", "Kills the selected process: its page cache survives"},
    {power_loss, "Faults", "Power &loss", "Ctrl+K",
     "Takes the power: what was not flushed may be "
     "lost"},
    {restart, "Faults", "&Restart", "R", "Starts the selected process again"},
    {pause, "Faults", "&Pause or resume", "P",
     "Stops the selected process without killing it, or "
     "lets it go on"},
    {cut, "Faults", "&Cut or heal link...", "X",
     "From the selected process to the one that you "
     "choose next"},
    {heal_all, "Faults", "&Heal all links", "Ctrl+H", "All cut links carry again"},

    {inspect, "View", "Inspect, or go nearer", "Return",
     "Shows the object under the keyboard in the inspector; a partition too small to be read is "
     "shown from near",
     true},
    {next_replica, "View", "Next replica", "Down",
     "The next replica of the broker or partition under the keyboard", true},
    {previous_replica, "View", "Previous replica", "Up",
     "The replica before, of the broker or partition under the keyboard", true},
    {farther, "View", "Back to the whole", "Backspace",
     "From a partition to its topic, from a topic to the whole cluster"},
    {next_page, "View", "Next partitions", "Ctrl+Down", "From near: the topic's next partitions"},
    {previous_page, "View", "Previous partitions", "Ctrl+Up",
     "From near: the topic's partitions before"},
    {region, "View", "Next region", "F6", "Canvas, inspector, event log, timeline"},
    {filter, "View", "Filter events", "Ctrl+F", "Words that must occur in the event log"},
    {panel, "View", "Side panel", "F9", "Shows or hides inspector and event log"},
    {background, "View", "Background traffic", "B", "Empty fetches, heartbeats and pings, as dots"},
    {animation, "View", "Step animation", "",
     "A short step is seen as motion; without it, all motion by hand is reduced to cuts"},
    {theme, "View", "Light or dark", "Ctrl+T", "Switches the theme"},
    {cancel, "View", "Cancel", "Esc",
     "Leaves the chain of causes, ends a search, drops a half-made "
     "cut"},

    {overlay, "Help", "Keys", "?|F1", "All keys on one page"},
    {about, "Help", "About kscope", "", "What this is"},
};

}  // namespace

std::span<const CommandSpec> command_specs() { return specs; }

Actions::Actions(QObject* parent) : QObject(parent) {
    for (const CommandSpec& spec : specs) {
        auto* action = new QAction(tr(spec.text), this);
        QList<QKeySequence> keys;
        const QString all = QString::fromLatin1(spec.keys);
        for (const QString& key : all.split(QLatin1Char('|'), Qt::SkipEmptyParts)) {
            keys << QKeySequence(key);
        }
        action->setShortcuts(keys);
        const QString shown = keys.isEmpty() ? QString()
                                             : QStringLiteral(" (") +
                                                   keys.first().toString(QKeySequence::NativeText) +
                                                   QLatin1Char(')');
        action->setToolTip(tr(spec.tip) + shown);
        connect(action, &QAction::triggered, this,
                [this, command = spec.command] { Q_EMIT triggered(command); });
        actions_[static_cast<std::size_t>(spec.command)] = action;
    }
}

void Actions::fill(QMenuBar& bar) const {
    for (const char* title : {"File", "Run", "Faults", "View", "Help"}) {
        QMenu* menu = bar.addMenu(QLatin1Char('&') + tr(title));
        menu->setToolTipsVisible(true);
        for (const CommandSpec& spec : specs) {
            if (QLatin1String(spec.menu) == QLatin1String(title))
                menu->addAction((*this)[spec.command]);
        }
    }
}

}  // namespace kscope::gui
