// Scene: one frame together with where its things stand and how the viewer looks at it (selection,
// highlight, theme). Built anew for each frame, it is pure data; painters read it. Long-lived
// choices of the viewer are in SceneView, which the widget owns.
#pragma once

#include <QRectF>
#include <QSizeF>
#include <QString>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gui/canvas/theme.h"
#include "gui/geometry/cluster_layout.h"
#include "gui/geometry/flight_path.h"
#include "gui/geometry/offset_axis.h"
#include "gui/session/frame.h"

namespace kscope::gui {

struct SceneView {
    const Theme* theme = nullptr;
    QString selected;
    QString focused;  // by keyboard; drawn only while the canvas has the focus
    QString hovered;
    std::vector<QString> lit;              // "why?": these in the why colour, the rest at 35 %
    int key = -2;                          // place in Frame::keys that is not dimmed; -2: all
    std::uint64_t followed = 0;            // FrameRecord::record with the halo
    bool background = true;                // show pings, heartbeats, empty fetches
    std::map<std::string, Offset> pinned;  // partitions whose axis the viewer has dragged
};

struct MemberPlace {
    std::size_t group = 0;
    std::size_t member = 0;
    QRectF rect;
    bool one_line = false;  // the number of its partitions instead of their chips
};

// What does not fit: members of a group, or groups or producers (`group` is then the first of
// them).
struct MorePlace {
    std::size_t group = 0;
    std::size_t count = 0;
    QRectF rect;
};

struct Scene {
    const Frame* frame = nullptr;
    const SceneView* view = nullptr;
    const Theme* theme = nullptr;
    const Type* type = nullptr;
    QSizeF size;
    Instant now;  // display time, at or after frame->now
    ClusterLayout layout;
    std::vector<std::size_t> rows;  // of the matrix: places in Frame::brokers
    std::vector<OffsetAxis> axes;   // by column
    std::vector<QRectF> producers;  // by Frame::producers
    QRectF internal;                // the chip of the internal topics; empty: there are none
    std::vector<QRectF> groups;     // by Frame::groups
    std::vector<MemberPlace> members;
    std::vector<MorePlace> more_members;
    std::optional<MorePlace> more_groups;  // those from its `group` on have no card
    std::vector<QRectF> sessions;  // by Frame::zookeeper.sessions: the ring; empty: not shown
    std::optional<MorePlace> more_producers;  // those from its `group` on have no card

    // In the overview of very many brokers its row would cost too much room.
    [[nodiscard]] bool shows_zookeeper() const;
    // The overview's replicas are things of their own: few enough to be told one by one.
    [[nodiscard]] bool tiles_told() const;
    [[nodiscard]] int broker_row(BrokerId broker) const;           // -1: not shown
    [[nodiscard]] int column(const std::string& partition) const;  // -1: not shown
    [[nodiscard]] QString broker_name(BrokerId broker) const;
    [[nodiscard]] std::optional<Port> port(NodeId node, const std::vector<std::string>& partitions,
                                           NodeId peer) const;
    [[nodiscard]] bool lit(const QString& id) const;  // true without a highlight
    // Left and right of the room inside a lane for cells and flags.
    [[nodiscard]] static QRectF lane_inside(const Rect& lane);
    // Where the parts of a full lane stand.
    struct LaneRows {
        double role = 0;
        double epochs = 0;
        double cells = 0;
        double flags = 0;
    };
    [[nodiscard]] static LaneRows lane_rows(const Rect& lane);
};

Scene make_scene(const Frame& frame, const SceneView& view, const Type& type, QSizeF size,
                 Instant now);

QRectF to_qt(const Rect& r);

// "6.2 s", "18 s", "250 ms", for states that last.
QString lasting(Duration d);

// Stable ids of things, the same in the canvas, "why?" chains, tests and the accessibility tree.
QString broker_id(const std::string& name);
QString session_id(const std::string& broker);
QString header_id(const std::string& partition);
QString lane_id(const std::string& partition, const std::string& broker);
QString record_id(const std::string& partition, const std::string& broker, Offset offset);
QString producer_id(const std::string& name);
QString group_id(const std::string& name);
QString member_id(const std::string& group, const std::string& member);
QString reader_id(const std::string& group, const std::string& partition);
QString flight_id(std::uint64_t id);

}  // namespace kscope::gui
