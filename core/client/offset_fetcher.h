// OffsetFetcher: finds a position where there is none (ListOffsets, by auto.offset.reset or seek),
// and checks after a change of leader that the position is still in the new leader's log
// (OffsetForLeaderEpoch, KIP-320): if not, it goes back to where the logs part.
// (org.apache.kafka.clients.consumer.internals.OffsetFetcher, OffsetFetcherUtils.)
#pragma once

#include <vector>

#include "core/client/consumer_context.h"

namespace kscope {

class OffsetFetcher {
public:
    void reset_positions(ConsumerContext& context);
    void validate_positions(ConsumerContext& context);
    // False if a position was cut off and there is no policy to reset by.
    bool on_completion(const Completion& done, ConsumerContext& context);
    [[nodiscard]] Instant next_deadline(const ConsumerContext& context) const;

    void digest(Digest& d) const;

private:
    struct Asked {
        std::uint64_t id = 0;
        std::vector<TopicPartition> partitions;
        std::vector<FetchPosition> positions;  // of a validation
    };

    void on_listed(const ListOffsetsResponse& response, ConsumerContext& context);
    bool on_epoch_ends(const OffsetForLeaderEpochResponse& response, const Asked& asked,
                       ConsumerContext& context);
    void retry_later(const TopicPartition& tp, ConsumerContext& context);
    Asked take(std::uint64_t id);

    std::uint64_t next_id_ = 1;
    std::vector<Asked> asked_;
};

}  // namespace kscope
