// FetchSession: the consumer's end of an incremental fetch session with one broker (KIP-227): after
// the first full request only partitions that changed are named. An error starts it anew.
// (org.apache.kafka.clients.FetchSessionHandler.)
#pragma once

#include <vector>

#include "core/base/flat_map.h"
#include "core/protocol/fetch_messages.h"

namespace kscope {

class FetchSession {
public:
    // Fills session, partitions and forgotten ones for what is wanted now, ordered by partition.
    void build(std::vector<FetchPartition> wanted, FetchRequest& request);
    // The same before KIP-227: all that is wanted, and no session.
    void build_without(std::vector<FetchPartition> wanted, FetchRequest& request);
    // False if the answer must be thrown away.
    bool on_response(const FetchResponse& response);
    void on_failure();
    [[nodiscard]] bool open() const { return id_ != 0; }
    // The request that closes it.
    [[nodiscard]] FetchRequest close_request() const;
    // What was last asked for this partition.
    [[nodiscard]] const FetchPartition* asked(const TopicPartition& tp) const {
        return partitions_.find(tp);
    }

    template <class V>
    void visit(V&& v) const {
        v("id", id_);
        v("epoch", epoch_);
        v("partitions", partitions_.size());
    }

private:
    static constexpr std::int32_t initial_epoch = 0;
    static constexpr std::int32_t final_epoch = -1;
    static std::int32_t next_epoch(std::int32_t epoch);
    [[nodiscard]] bool full() const { return epoch_ == initial_epoch || epoch_ == final_epoch; }

    std::int32_t id_ = 0;
    std::int32_t epoch_ = initial_epoch;
    FlatMap<TopicPartition, FetchPartition> partitions_;
};

}  // namespace kscope
