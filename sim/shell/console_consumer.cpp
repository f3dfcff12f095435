#include "sim/shell/console_consumer.h"

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/replication/replica.h"
#include "sim/engine/roles.h"

namespace kscope::sim {

void ConsoleConsumer::watch(const World& world, std::string& out) {
    for (const Note& note : world.last_notes()) {
        const auto* consumed = std::get_if<RecordsConsumed>(&note.body);
        if (consumed != nullptr && consumed->client == node_) print(world, *consumed, out);
    }
}

void ConsoleConsumer::print(const World& world, const RecordsConsumed& consumed, std::string& out) {
    const Broker* leader = leading_broker(world, consumed.tp);
    if (leader == nullptr) return;
    const auto slot = leader->replicas().find(consumed.tp);
    if (!slot) return;
    heard_ = world.now();
    const PartitionLog& log = leader->replicas().replica(*slot).log();
    log.for_each_batch(consumed.base_offset, [&](const RecordBatch& batch) {
        for (std::size_t i = 0; i < batch.record_set->records.size(); ++i) {
            const Offset offset = batch.offset_of(i);
            if (offset < consumed.base_offset || offset >= consumed.position) continue;
            if (full()) {
                const bool told = !left_.empty() && left_.back().first == consumed.tp;
                if (!told) left_.emplace_back(consumed.tp, offset);
                continue;
            }
            out += format_.text(batch, i, consumed.tp.partition);
            ++messages_;
        }
    });
}

}  // namespace kscope::sim
