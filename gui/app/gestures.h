// Gestures: from what is selected, clicked or dragged to what is to be done with the cluster. Plain
// functions over a frame and ids, and the small memory of a half-made cut; no widget.
#pragma once

#include <QString>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gui/session/frame.h"
#include "gui/session/user_action.h"

namespace kscope::gui {

// The process that an item stands for: of a lane its broker, of a header the leader.
const FrameNode* node_of_item(const Frame& frame, const QString& id);
// The partition that an item is about; empty: none.
QString partition_of_item(const QString& id);
// "click-0" -> ("click", 0)
std::optional<std::pair<std::string, std::int32_t>> topic_and_number(const QString& partition);

// From how far the cluster is looked at (gui/session/frame_overview.h), changed by a gesture.
// Nothing: there is no such way.
// An item of the overview was chosen: its partition is told in full.
LookAt look_from_afar(const LookAt& now, const QString& id);
// Enter or a double click; `readable`: the item can be read where it is.
std::optional<LookAt> look_nearer(const Frame& frame, const LookAt& now, const QString& id,
                                  bool readable);
std::optional<LookAt> look_farther(const Frame& frame, const LookAt& now);
std::optional<LookAt> look_beside(const Frame& frame, const LookAt& now, int pages);

bool is_cut(const Frame& frame, NodeId a, NodeId b);

// What can be done with a node now.
struct NodeChoices {
    bool kill = false;
    bool restart = false;
    bool pause = false;
    bool resume = false;
};
NodeChoices choices_for(const FrameNode& node);

UserAction action_on(UserAction::Kind kind, const FrameNode& node);
// Cuts, or heals if it is cut.
UserAction cut_or_heal(const Frame& frame, const FrameNode& a, const FrameNode& b);

class Gestures {
public:
    // X on a node: waits for the other end.
    void begin_cut(const FrameNode& from) { cut_from_ = QString::fromStdString(from.name); }
    [[nodiscard]] bool cutting() const { return !cut_from_.isEmpty(); }
    [[nodiscard]] const QString& cut_from() const { return cut_from_; }
    void cancel() { cut_from_.clear(); }
    // The other end was chosen. Nothing if it is the same process, or no process.
    std::optional<UserAction> finish_cut(const Frame& frame, const QString& item);

private:
    QString cut_from_;
};

}  // namespace kscope::gui
