// RunMeter: what a run was like for those who use the cluster, gathered event by event: how long
// nobody answered a producer, how long a partition had nobody to lead it, what was read twice, what
// went over the network. It looks at the world from outside and never changes a run. With Checker
// and Outcome it is all that `kscope compare` puts side by side.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/note/note.h"
#include "core/protocol/sent_content.h"
#include "sim/engine/world.h"

namespace kscope::sim {

// Messages that arrived, by who was at their ends.
struct Traffic {
    std::uint64_t clients = 0;   // a producer, a consumer or the admin
    std::uint64_t brokers = 0;   // brokers at both
    std::uint64_t metadata = 0;  // a server of the metadata plane at one, no client
};

class RunMeter {
public:
    explicit RunMeter(const WorldSpec& spec);
    static NoteFilter needed_notes();

    // After world.step().
    void after_step(const World& world);

    // The longest time in which records of this producer waited and none was acknowledged. What
    // still waits at `now` counts up to then.
    [[nodiscard]] Duration longest_wait(NodeId producer, Instant now) const;
    // The longest time in which a partition's leader was dead or paused and no other led; internal
    // topics are left out.
    [[nodiscard]] Duration longest_without_leader(Instant now) const;
    // Records that the group was given more than once.
    [[nodiscard]] std::uint64_t read_again(const std::string& group) const;
    // Records that were acknowledged to this producer, and are not in the log of their partition's
    // leader now, at the offset that it was told. What retention or a cleaner took does not count;
    // nor does a partition that nobody leads.
    [[nodiscard]] std::uint64_t lost(const World& world, NodeId producer) const;
    [[nodiscard]] const Traffic& traffic() const { return traffic_; }
    // Elections after the first of each partition; internal topics are left out.
    [[nodiscard]] std::uint64_t leader_elections() const { return leader_elections_; }
    [[nodiscard]] std::uint64_t controllers_elected() const { return controllers_elected_; }

private:
    enum class Side : std::uint8_t { client, broker, metadata };
    struct Waiting {
        std::int64_t unanswered = 0;
        std::optional<Instant> silent_since;
        Duration longest;
    };
    struct Acked {
        TopicPartition tp;
        Offset base_offset;
        std::int32_t records = 0;
        SentContent content;
        NodeId producer = no_node;
    };
    struct Lead {
        NodeId node = no_node;
        LeaderEpoch epoch = no_leader_epoch;
        std::optional<Instant> gone_since;
        Duration longest;
    };
    struct Reading {
        std::map<TopicPartition, Offset> positions;
        std::uint64_t again = 0;
    };

    void count_message(const EventRecord& event);
    void take(const WorldNote& note, Instant now);
    void take(const Note& note, Instant now);
    void on_sent(const RecordSent& note, Instant now);
    void on_acked(const RecordsAcked& note, Instant now);
    void on_failed(const SendFailed& note, Instant now);
    void on_consumed(const RecordsConsumed& note);
    void on_leader(const BecameLeader& note, Instant now);
    void leaders_gone(NodeId node, Instant now);
    void leaders_back(NodeId node, Instant now);
    void nobody_waits(NodeId node);
    Waiting& waiting(NodeId node) { return waiting_[static_cast<std::size_t>(node.value())]; }

    std::vector<Side> sides_;  // by node
    std::map<BrokerId, NodeId> broker_nodes_;
    std::vector<Waiting> waiting_;  // by node
    std::vector<Acked> acked_;
    std::map<TopicPartition, Lead> leads_;
    std::map<std::string, Reading> groups_;
    Traffic traffic_;
    std::uint64_t leader_elections_ = 0;
    std::uint64_t controllers_elected_ = 0;
};

// Records that stand in the logs of the partitions' leaders more than once: same key, value and
// timestamp, as a batch has that was sent again and appended again. Internal topics are left out.
std::uint64_t repeated_records(const World& world);

}  // namespace kscope::sim
