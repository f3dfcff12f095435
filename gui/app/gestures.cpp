#include "gui/app/gestures.h"

#include <QStringList>

namespace kscope::gui {

namespace {

QString part(const QString& id, int number) {
    return id.section(QLatin1Char('#'), 0, 0).section(QLatin1Char('/'), number, number);
}

const FrameNode* node_named(const Frame& frame, const QString& name) {
    const std::string wanted = name.toStdString();
    for (const FrameBroker& b : frame.brokers)
        if (b.name == wanted) return &b;
    for (const FrameNode& z : frame.zookeeper.servers)
        if (z.name == wanted) return &z;
    for (const FrameProducer& p : frame.producers)
        if (p.name == wanted) return &p;
    for (const FrameGroup& g : frame.groups) {
        for (const FrameMember& m : g.members)
            if (m.name == wanted) return &m;
    }
    return nullptr;
}

const FrameNode* leader_of(const Frame& frame, const QString& partition) {
    for (const FramePartition& p : frame.partitions) {
        if (QString::fromStdString(p.name) != partition) continue;
        for (const FrameBroker& b : frame.brokers)
            if (b.broker == p.leader) return &b;
    }
    return nullptr;
}

}  // namespace

const FrameNode* node_of_item(const Frame& frame, const QString& id) {
    const QString kind = part(id, 0);
    if (kind == QLatin1String("lane") || kind == QLatin1String("record") ||
        kind == QLatin1String("segment") || kind == QLatin1String("member")) {
        return node_named(frame, part(id, 2));
    }
    if (kind == QLatin1String("header") || kind == QLatin1String("partition")) {
        return leader_of(frame, part(id, 1));
    }
    if (kind == QLatin1String("zookeeper")) {
        if (const FrameNode* member = node_named(frame, part(id, 1))) return member;
        return frame.zookeeper.servers.empty() ? nullptr : &frame.zookeeper.servers.front();
    }
    return node_named(frame, part(id, 1));
}

QString partition_of_item(const QString& id) {
    const QString kind = part(id, 0);
    if (kind == QLatin1String("lane") || kind == QLatin1String("record") ||
        kind == QLatin1String("segment") || kind == QLatin1String("header") ||
        kind == QLatin1String("partition")) {
        return part(id, 1);
    }
    return kind == QLatin1String("reader") ? part(id, 2) : QString();
}

std::optional<std::pair<std::string, std::int32_t>> topic_and_number(const QString& partition) {
    const auto dash = partition.lastIndexOf(QLatin1Char('-'));
    bool number = false;
    const int index = partition.mid(dash + 1).toInt(&number);
    if (dash <= 0 || !number) return std::nullopt;
    return std::pair(partition.left(dash).toStdString(), index);
}

LookAt look_from_afar(const LookAt& now, const QString& id) {
    LookAt look = now;
    look.distance = Distance::cluster;
    const auto place = topic_and_number(partition_of_item(id));
    if (!place) return look;
    look.topic = place->first;
    look.partition = place->second;
    return look;
}

std::optional<LookAt> look_nearer(const Frame& frame, const LookAt& now, const QString& id,
                                  bool readable) {
    const bool alone = frame.focus && frame.focus->alone;
    const auto place = topic_and_number(partition_of_item(id));
    if (!place || alone || (readable && !frame.overview)) return std::nullopt;
    LookAt look = now;
    look.topic = place->first;
    look.partition = place->second;
    look.distance = frame.overview ? Distance::topic : Distance::partition;
    return look;
}

std::optional<LookAt> look_farther(const Frame& frame, const LookAt& now) {
    if (!frame.focus) return std::nullopt;
    LookAt look = now;
    const bool page = frame.focus->alone &&
                      frame.focus->of_cluster > static_cast<std::int32_t>(partitions_with_lanes);
    look.distance = page ? Distance::topic : Distance::cluster;
    return look;
}

std::optional<LookAt> look_beside(const Frame& frame, const LookAt& now, int pages) {
    if (!frame.focus) return std::nullopt;
    LookAt look = now;
    const FrameFocus& f = *frame.focus;
    look.partition = pages > 0 ? f.first + f.shown : f.first - 1;
    if (look.partition < 0 || look.partition >= f.of_topic) return std::nullopt;
    return look;
}

bool is_cut(const Frame& frame, NodeId a, NodeId b) {
    for (const FrameLink& link : frame.links) {
        const bool same = (link.a == a && link.b == b) || (link.a == b && link.b == a);
        if (same && (link.cut_a_to_b || link.cut_b_to_a)) return true;
    }
    return false;
}

NodeChoices choices_for(const FrameNode& node) {
    const bool dead = is_down(node);
    const bool paused = node.health == Health::paused;
    return {!dead, dead, !dead && !paused, paused};
}

UserAction action_on(UserAction::Kind kind, const FrameNode& node) {
    return {kind, node.node, no_node, node.name, {}};
}

UserAction cut_or_heal(const Frame& frame, const FrameNode& a, const FrameNode& b) {
    const auto kind =
        is_cut(frame, a.node, b.node) ? UserAction::Kind::heal : UserAction::Kind::cut;
    return {kind, a.node, b.node, a.name, b.name};
}

std::optional<UserAction> Gestures::finish_cut(const Frame& frame, const QString& item) {
    const FrameNode* from = node_named(frame, cut_from_);
    const FrameNode* to = node_of_item(frame, item);
    if (from == nullptr || to == nullptr || from->node == to->node) return std::nullopt;
    cut_from_.clear();
    return cut_or_heal(frame, *from, *to);
}

}  // namespace kscope::gui
