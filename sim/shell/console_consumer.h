// ConsoleConsumer: a console consumer that runs: a consumer process of the world, whose records are
// printed as poll() returns them, and when it will end. It reads the records themselves from the
// log of their leader; what was consumed it has from the consumer's own notes.
#pragma once

#include <optional>
#include <string>

#include "sim/engine/world.h"
#include "sim/shell/record_format.h"

namespace kscope::sim {

class ConsoleConsumer {
public:
    struct Limits {
        std::optional<std::int64_t> max_messages;
        std::optional<Duration> timeout;  // between two messages
    };
    ConsoleConsumer(NodeId node, RecordFormat format, Limits limits, Instant now, std::string title)
        : node_(node),
          format_(std::move(format)),
          limits_(limits),
          heard_(now),
          title_(std::move(title)) {}

    // After each event of the world.
    void watch(const World& world, std::string& out);

    [[nodiscard]] NodeId node() const { return node_; }
    [[nodiscard]] const std::string& title() const { return title_; }
    [[nodiscard]] std::int64_t messages() const { return messages_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    // The start, or the last message.
    [[nodiscard]] Instant heard() const { return heard_; }
    // It has printed all that it may.
    [[nodiscard]] bool full() const {
        return limits_.max_messages && messages_ >= *limits_.max_messages;
    }
    // Where it stopped in the middle of what poll() returned: not consumed from there on.
    [[nodiscard]] const std::vector<std::pair<TopicPartition, Offset>>& left() const {
        return left_;
    }

private:
    void print(const World& world, const RecordsConsumed& consumed, std::string& out);

    NodeId node_;
    RecordFormat format_;
    Limits limits_;
    Instant heard_;
    std::string title_;
    std::int64_t messages_ = 0;
    std::vector<std::pair<TopicPartition, Offset>> left_;
};

}  // namespace kscope::sim
