// FrameBuilder: ZooKeeper's tree of znodes, with what stands in them in short. Internal topics are
// folded, and so are long lists of children.
#include <string_view>

#include "core/metadata/zookeeper/zk_data.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "core/node/node.h"
#include "gui/session/event_rows.h"
#include "gui/session/frame_builder.h"
#include "gui/session/zookeeper_source.h"

namespace kscope::gui {

namespace {

constexpr std::size_t children_most = 24;
constexpr std::size_t znodes_most = 500;
constexpr std::size_t data_most = 40;

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string state_words(const PartitionState& state) {
    std::string isr;
    for (const BrokerId broker : state.isr) {
        isr += (isr.empty() ? "" : ",") + std::to_string(broker.value());
    }
    const std::string leader =
        state.leader == no_broker ? "none" : std::to_string(state.leader.value());
    return "leader " + leader + " e" + std::to_string(state.leader_epoch.value()) + " ISR " + isr;
}

// What its data mean, where Kafka's own form is long.
std::string words_of(const std::string& path, const Znode& znode) {
    const std::string_view parent = std::string_view(path).substr(0, path.rfind('/'));
    if (parent == TopicsZNode::path) {
        const auto assignment = TopicZNode::decode(znode.data);
        if (assignment) return std::to_string(assignment->size()) + " partitions";
    }
    if (last_part(path) == "state" && path.starts_with(TopicsZNode::path)) {
        const auto state = TopicPartitionStateZNode::decode(znode.data, znode.stat);
        if (state) return state_words(*state);
    }
    if (path == ControllerZNode::path) {
        const auto broker = ControllerZNode::decode(znode.data);
        if (broker) return "brokerid " + std::to_string(broker->value());
    }
    if (parent == BrokerIdsZNode::path) {
        return "broker epoch " + std::to_string(znode.stat.czxid.value());
    }
    if (znode.data.size() <= data_most) return znode.data;
    return znode.data.substr(0, data_most) + "\u2026";
}

class Lister {
public:
    Lister(const sim::World& world, const ZooKeeperView& view, std::vector<FrameZnode>& out)
        : world_(world), view_(view), out_(out) {}

    void list(const std::string& path) {
        const Znode* znode = view_.tree->find(path);
        if (znode == nullptr || out_.size() >= znodes_most) return;
        FrameZnode one;
        one.path = path;
        one.says = words_of(path, *znode);
        one.version = znode->stat.version;
        one.owner = owner_of(znode->stat.ephemeral_owner);
        const bool internal = is_internal(std::string(last_part(path)));
        const std::size_t shown = internal ? 0 : std::min(znode->children.size(), children_most);
        one.folded = static_cast<std::int32_t>(znode->children.size() - shown);
        out_.push_back(std::move(one));
        std::size_t listed = 0;
        for (const std::string& child : znode->children) {
            if (listed++ == shown) break;
            list((path == "/" ? std::string() : path) + "/" + child);
        }
    }

private:
    [[nodiscard]] std::string owner_of(SessionId session) const {
        if (session.value() == 0) return {};
        for (const ZooKeeperView::Session& known : view_.sessions) {
            if (known.id == session) return name_of_node(world_, known.client);
        }
        return "?";
    }

    const sim::World& world_;
    const ZooKeeperView& view_;
    std::vector<FrameZnode>& out_;
};

}  // namespace

void FrameBuilder::add_znodes(const sim::World& world, Frame& frame) {
    const auto view = informed_view(world, frame.zookeeper);
    if (view) Lister(world, *view, frame.zookeeper.znodes).list("/");
}

}  // namespace kscope::gui
