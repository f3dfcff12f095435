// CompressionRatio: how small a producer expects its next batches of a topic to become, so that it
// can fill them: the sizes of compressed records are known only when a batch is closed. In parts
// per million (Kafka counts in floats).
// (org.apache.kafka.common.record.CompressionRatioEstimator.)
#pragma once

#include <cstdint>

namespace kscope {

class CompressionRatio {
public:
    // Worse than expected: at once to what was seen, and by a step at least. Better: in small
    // steps.
    void observe(std::int64_t uncompressed_bytes, std::int64_t compressed_bytes);
    // A batch was too large for the broker: from now on no gain is expected, or its own loss.
    void give_up(std::int64_t uncompressed_bytes, std::int64_t compressed_bytes);
    // What so many bytes may become, with the margin of MemoryRecordsBuilder.
    [[nodiscard]] std::int32_t estimate(std::int64_t uncompressed_bytes) const;
    [[nodiscard]] std::int64_t per_million() const { return per_million_; }
    friend bool operator==(const CompressionRatio&, const CompressionRatio&) = default;

    template <class V>
    void visit(V&& v) const {
        v("per_million", per_million_);
    }

private:
    std::int64_t per_million_ = 1'000'000;
};

}  // namespace kscope
