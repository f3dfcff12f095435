#include <algorithm>

#include "core/protocol/error_code.h"
#include "sim/history/weights.h"
#include "tests/interaction/print.h"

namespace kscope::interaction {

namespace {

std::string with_error(ErrorCode error) {
    return error == ErrorCode::none ? "" : " " + std::string(name_of(error));
}

std::string epoch(LeaderEpoch epoch) { return std::to_string(epoch.value()); }

std::string batch_text(const RecordBatch& batch) {
    std::string text =
        std::to_string(batch.record_count()) + (batch.record_count() == 1 ? " record" : " records");
    if (batch.has_producer_id()) {
        text += " of producer " + std::to_string(batch.producer_id.value()) + " epoch " +
                std::to_string(batch.producer_epoch.value()) + " from sequence " +
                std::to_string(batch.base_sequence.value());
    }
    return text;
}

std::string throttled(std::int32_t ms) {
    return ms == 0 ? "" : " throttle time " + std::to_string(ms) + " ms";
}

template <class Partition>
bool internal(const Partition& p) {
    if constexpr (requires { p->tp; }) {
        return p->tp.topic == offsets_topic_name;
    } else if constexpr (requires { p.state; }) {
        return p.state.tp.topic == offsets_topic_name;
    } else {
        return p.tp.topic == offsets_topic_name;
    }
}

struct Details {
    std::string operator()(const ProduceRequest& m) const {
        std::string text = m.acks == -1 ? " acks=all" : " acks=" + std::to_string(m.acks);
        for (const auto& p : m.partitions)
            text += " " + to_string(p.tp) + " " + batch_text(*p.batch);
        return text;
    }
    std::string operator()(const ProduceResponse& m) const {
        std::string text = throttled(m.throttle_time_ms);
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + with_error(p.error);
            if (p.base_offset != no_offset) text += " base offset " + number(p.base_offset);
        }
        return text;
    }
    std::string operator()(const FetchRequest& m) const {
        std::string text;
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + " from offset " + number(p.fetch_offset);
            if (p.last_fetched_epoch != no_leader_epoch)
                text += " last fetched epoch " + epoch(p.last_fetched_epoch);
        }
        return text;
    }
    std::string operator()(const FetchResponse& m) const {
        std::string text = with_error(m.error) + throttled(m.throttle_time_ms);
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + with_error(p.error) + " high watermark " +
                    number(p.high_watermark);
            for (const auto& batch : p.batches) {
                text +=
                    " offsets " + number(batch->base_offset) + ".." + number(batch->last_offset());
            }
            if (p.diverging_epoch) {
                text += " diverging: epoch " + epoch(p.diverging_epoch->epoch) + " ends at " +
                        number(p.diverging_epoch->end_offset);
            }
        }
        return text;
    }
    std::string operator()(const OffsetForLeaderEpochRequest& m) const {
        std::string text;
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + " epoch " + epoch(p.leader_epoch);
        }
        return text;
    }
    std::string operator()(const OffsetForLeaderEpochResponse& m) const {
        std::string text;
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + with_error(p.error) + " epoch " + epoch(p.end.epoch) +
                    " ends at " + number(p.end.end_offset);
        }
        return text;
    }
    std::string operator()(const AlterPartitionRequest& m) const {
        std::string text;
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + " leader epoch " + epoch(p.leader_epoch) +
                    " partition epoch " + std::to_string(p.partition_epoch) + " new ISR " +
                    broker_list(p.new_isr);
        }
        return text;
    }
    std::string operator()(const AlterPartitionResponse& m) const {
        std::string text = with_error(m.error);
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.tp) + with_error(p.error) + " partition epoch " +
                    std::to_string(p.partition_epoch) + " ISR " + broker_list(p.isr);
        }
        return text;
    }
    std::string operator()(const LeaderAndIsrRequest& m) const {
        std::string text = " controller epoch " + std::to_string(m.controller_epoch.value());
        for (const auto& p : m.partitions) {
            if (internal(p)) continue;
            text += " " + to_string(p.state.tp) + " leader " +
                    std::to_string(p.state.leader.value()) + " leader epoch " +
                    epoch(p.state.leader_epoch) + " ISR " + broker_list(p.state.isr);
        }
        return text;
    }
    std::string operator()(const UpdateMetadataRequest& m) const {
        return " controller epoch " + std::to_string(m.controller_epoch.value());
    }
    template <class Other>
    std::string operator()(const Other& m) const {
        if constexpr (requires { with_error(m.error); }) {
            return with_error(m.error);
        } else {
            return "";
        }
    }
};

struct OnlyInternal {
    template <class M>
    bool operator()(const M& m) const {
        if constexpr (requires { internal(m.partitions.front()); }) {
            return !m.partitions.empty() && std::all_of(m.partitions.begin(), m.partitions.end(),
                                                        [](const auto& p) { return internal(p); });
        } else {
            return false;
        }
    }
};

struct Empty {
    bool operator()(const FetchRequest& m) const { return m.partitions.empty(); }
    bool operator()(const UpdateMetadataRequest&) const { return true; }
    bool operator()(const UpdateMetadataResponse&) const { return true; }
    template <class Other>
    bool operator()(const Other& m) const {
        return !std::is_same_v<Other, FetchRequest> && !sim::is_foreground(m);
    }
};

}  // namespace

bool about_internal_topics(const MessageBody& body) { return std::visit(OnlyInternal{}, body); }

bool has_news(const MessageBody& body) {
    return api_key_of(body) >= 0 && !std::visit(Empty{}, body);
}

std::string message_text(const MessageBody& body) {
    return name_of(body) + std::visit(Details{}, body);
}

}  // namespace kscope::interaction
