// TopicPartitionIndex: where the owner keeps what it has of each partition: a number per
// TopicPartition, found by one look at the topics' names and one step to the partition's number. A
// sorted map over TopicPartitions would compare names at every step of its search.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/base/check.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

class TopicPartitionIndex {
    struct Topic {
        TopicName name;
        std::vector<std::uint32_t> places;  // by partition number; nowhere if it is not here
    };
    template <class Topics>
    static auto place_of(Topics& topics, const TopicName& name) {
        return std::lower_bound(topics.begin(), topics.end(), name,
                                [](const Topic& t, const TopicName& n) { return t.name < n; });
    }

public:
    static constexpr std::uint32_t nowhere = ~std::uint32_t{0};

    // nowhere: the partition is not here.
    [[nodiscard]] std::uint32_t find(const TopicPartition& tp) const {
        const auto topic = place_of(topics_, tp.topic);
        if (topic == topics_.end() || topic->name != tp.topic) return nowhere;
        const auto number = static_cast<std::size_t>(tp.partition.value());
        return number < topic->places.size() ? topic->places[number] : nowhere;
    }
    // Inserts or replaces.
    void set(const TopicPartition& tp, std::uint32_t place) {
        KSCOPE_CHECK(tp.partition.value() >= 0 && place != nowhere);
        auto topic = place_of(topics_, tp.topic);
        if (topic == topics_.end() || topic->name != tp.topic) {
            topic = topics_.insert(topic, Topic{tp.topic, {}});
        }
        const auto number = static_cast<std::size_t>(tp.partition.value());
        if (number >= topic->places.size()) topic->places.resize(number + 1, nowhere);
        topic->places[number] = place;
    }
    void erase(const TopicPartition& tp) {
        if (find(tp) == nowhere) return;
        place_of(topics_, tp.topic)->places[static_cast<std::size_t>(tp.partition.value())] =
            nowhere;
    }

private:
    std::vector<Topic> topics_;  // by name
};

}  // namespace kscope
