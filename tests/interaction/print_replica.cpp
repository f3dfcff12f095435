#include "tests/interaction/print_replica.h"

#include "tests/interaction/print.h"

namespace kscope::interaction {

namespace {

std::string role_text(const Replica& replica) {
    if (!replica.is_leader() && !replica.is_follower()) return "offline";
    const std::string epoch = " in epoch " + std::to_string(replica.leader_epoch().value());
    if (replica.is_leader()) return "leads" + epoch;
    const BrokerId leader = replica.leader();
    return "follows " + (leader == no_broker ? "nobody" : "b" + std::to_string(leader.value())) +
           epoch;
}

// "0@0 1@3": epoch 0 from offset 0 on, epoch 1 from offset 3 on.
std::string cache_text(const LeaderEpochCache& cache) {
    std::string text;
    for (const EpochEntry& entry : cache.entries()) {
        text += (text.empty() ? "" : " ") + std::to_string(entry.epoch.value()) + "@" +
                number(entry.start_offset);
    }
    return text.empty() ? "none" : text;
}

std::string producer_text(const RecordBatch& batch) {
    if (!batch.has_producer_id()) return "no producer id";
    const std::string first = std::to_string(batch.base_sequence.value());
    const std::string last = std::to_string(batch.last_sequence().value());
    return "producer " + std::to_string(batch.producer_id.value()) + " epoch " +
           std::to_string(batch.producer_epoch.value()) +
           (first == last ? " sequence " + first : " sequences " + first + ".." + last);
}

}  // namespace

std::string replica_text(const Replica& replica) {
    std::string text = role_text(replica) + "  log start " + number(replica.log_start_offset()) +
                       "  high watermark " + number(replica.high_watermark()) + "  log end " +
                       number(replica.log_end_offset()) + "  epochs " +
                       cache_text(replica.log().epochs());
    const Leader* leader = replica.leader_state();
    if (leader == nullptr) return text;
    return text + "  ISR " + broker_list(leader->isr.committed);
}

std::string isr_change_text(const Replica& replica) {
    const Leader* leader = replica.leader_state();
    if (leader == nullptr || !leader->isr.in_flight()) return "";
    return "has sent AlterPartition for ISR " + broker_list(leader->isr.sent()->new_isr) +
           "; maximal ISR " + broker_list(leader->isr.maximal());
}

Lines log_lines(const PartitionLog& log) {
    Lines lines;
    log.for_each_batch(log.log_start_offset(), [&](const RecordBatch& batch) {
        std::string line = padded(offset_range(batch.base_offset, batch.last_offset()), 13) +
                           "  epoch " + std::to_string(batch.partition_leader_epoch.value()) +
                           "  " + producer_text(batch) + " ";
        for (const Record& record : batch.records()) {
            line += " " + std::string(record.value ? record.value->view() : "null");
        }
        lines.push_back(std::move(line));
    });
    return lines;
}

}  // namespace kscope::interaction
