#include "gui/session/partition_truths.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/metadata/zookeeper/zk_data.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "gui/session/event_rows.h"

namespace kscope::gui {

namespace {

// ".../partitions/17/state" -> 17; -1: another znode.
int partition_number(std::string_view path, std::size_t after) {
    constexpr std::string_view last = "/state";
    if (!path.ends_with(last)) return -1;
    int number = -1;
    const char* end = path.data() + path.size() - last.size();
    const auto [at, error] = std::from_chars(path.data() + after, end, number);
    return error == std::errc() && at == end ? number : -1;
}

void forget_state(PartitionState& state) {
    PartitionState fresh;
    fresh.tp = std::move(state.tp);
    fresh.replicas = std::move(state.replicas);
    fresh.leader_epoch = no_leader_epoch;
    state = std::move(fresh);
}

}  // namespace

// What one kind of source says is no reason to believe another unread.
void PartitionTruths::begin(From from) {
    partition_count_ = 0;
    if (from_ == from) return;
    from_ = from;
    topics_.clear();
    sources_.clear();
}

void PartitionTruths::read(const ZnodeTree& tree) {
    begin(From::znodes);
    const Znode* all = tree.find(TopicsZNode::path);
    const auto gone = [&](const auto& entry) {
        return all == nullptr ||
               !std::binary_search(all->children.begin(), all->children.end(), entry.first);
    };
    std::erase_if(topics_, gone);
    std::erase_if(sources_, gone);
    if (all == nullptr) return;
    for (const std::string& topic : all->children) read_topic(tree, topic);
}

void PartitionTruths::read(const MetadataImage& image) {
    begin(From::log);
    read_topics(image.topics(), &Source::image);
}

void PartitionTruths::read(const ClusterImage& image) {
    begin(From::broker);
    read_topics(image.topics(), &Source::told);
}

template <class Topic>
void PartitionTruths::read_topics(const FlatMap<std::string, Cow<Topic>>& topics,
                                  Cow<Topic> Source::*known) {
    const auto gone = [&](const auto& entry) { return !topics.contains(entry.first); };
    std::erase_if(topics_, gone);
    std::erase_if(sources_, gone);
    for (const auto& [name, topic] : topics) {
        Source& source = sources_[name];
        if (!(source.*known).shares_with(topic)) {
            topics_[name] = truth_of(*topic);
            source.*known = topic;
        }
        const TopicTruth& truth = topics_[name];
        if (!truth.internal) partition_count_ += truth.partitions.size();
    }
}

TopicTruth PartitionTruths::truth_of(const ClusterImage::Topic& topic) {
    TopicTruth truth;
    truth.internal = is_internal(topic.name);
    for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
        PartitionTruth one;
        one.state.leader_epoch = no_leader_epoch;
        if (topic.partitions[i]) one.state = *topic.partitions[i];
        one.state.tp = {topic.name, PartitionIndex(static_cast<std::int32_t>(i))};
        one.name = to_string(one.state.tp);
        truth.partitions.push_back(std::move(one));
    }
    return truth;
}

TopicTruth PartitionTruths::truth_of(const TopicImage& topic) {
    TopicTruth truth;
    truth.internal = is_internal(topic.name);
    for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
        const PartitionRegistration& registered = topic.partitions[i];
        PartitionTruth one;
        one.state.tp = {topic.name, PartitionIndex(static_cast<std::int32_t>(i))};
        one.state.leader = registered.leader;
        one.state.leader_epoch = registered.leader_epoch;
        one.state.partition_epoch = registered.partition_epoch;
        one.state.isr = registered.isr;
        one.state.replicas = registered.replicas;
        one.elr = registered.elr;
        one.adding = registered.adding;
        one.removing = registered.removing;
        one.name = to_string(one.state.tp);
        truth.partitions.push_back(std::move(one));
    }
    return truth;
}

void PartitionTruths::read_topic(const ZnodeTree& tree, const std::string& name) {
    const Znode* znode = tree.find(TopicZNode::path(name));
    if (znode == nullptr) return;
    TopicTruth& truth = topics_[name];
    Source& source = sources_[name];
    truth.internal = is_internal(name);
    if (source.assignment != znode->data) read_assignment(name, znode->data, truth, source);
    read_states(tree, name, truth, source);
    if (!truth.internal) partition_count_ += truth.partitions.size();
}

void PartitionTruths::read_assignment(const std::string& topic, const std::string& data,
                                      TopicTruth& truth, Source& source) {
    source.assignment = data;
    source.states.clear();
    truth.partitions.clear();
    const auto assignment = TopicZNode::decode(data);
    if (!assignment) return;
    for (std::size_t i = 0; i < assignment->size(); ++i) {
        PartitionTruth one;
        one.state.tp = {topic, PartitionIndex(static_cast<std::int32_t>(i))};
        one.state.leader_epoch = no_leader_epoch;
        one.state.replicas = (*assignment)[i].replicas;
        one.adding = (*assignment)[i].adding;
        one.removing = (*assignment)[i].removing;
        one.name = to_string(one.state.tp);
        truth.partitions.push_back(std::move(one));
    }
    source.states.resize(truth.partitions.size());
}

// The znodes of a topic stand side by side: one walk, and a look-up for none of them.
void PartitionTruths::read_states(const ZnodeTree& tree, const std::string& topic,
                                  TopicTruth& truth, Source& source) {
    const std::string prefix = topic_partitions_path(topic) + "/";
    std::vector<bool> seen(truth.partitions.size());
    for (auto at = tree.nodes().lower_bound(prefix); at != tree.nodes().end(); ++at) {
        if (!at->first.starts_with(prefix)) break;
        const int number = partition_number(at->first, prefix.size());
        if (number < 0 || static_cast<std::size_t>(number) >= seen.size()) continue;
        const auto place = static_cast<std::size_t>(number);
        seen[place] = true;
        if (source.states[place] == at->second.data) continue;
        source.states[place] = at->second.data;
        PartitionState& state = truth.partitions[place].state;
        forget_state(state);
        auto decoded = TopicPartitionStateZNode::decode(at->second.data, at->second.stat);
        if (!decoded) continue;
        decoded->tp = std::move(state.tp);
        decoded->replicas = std::move(state.replicas);
        state = std::move(*decoded);
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (seen[i] || source.states[i].empty()) continue;
        source.states[i].clear();
        forget_state(truth.partitions[i].state);
    }
}

const PartitionTruth* PartitionTruths::find(const TopicPartition& tp) const {
    const auto topic = topics_.find(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (topic == topics_.end() || place >= topic->second.partitions.size()) return nullptr;
    return &topic->second.partitions[place];
}

}  // namespace kscope::gui
