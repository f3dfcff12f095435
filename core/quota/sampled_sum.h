// SampledSum: what was recorded lately, by windows, and over which time it counts; what a quota is
// held against. Whole numbers only: a rate is a sum and a window in ms, never their quotient.
// Rules: org.apache.kafka.common.metrics.stats.SampledStat, Rate and SimpleRate (3.9, where a
// sample that overlaps the monitored time counts in full).
//
// Measuring forgets samples that are too old and begins a first one, as in Kafka: the time of the
// first measurement is where the first window begins.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/digest.h"
#include "core/config/quota_config.h"

namespace kscope {

class SampledSum {
public:
    void record(const QuotaWindows& windows, std::int64_t value, std::int64_t now_ms);
    std::int64_t sum(const QuotaWindows& windows, std::int64_t now_ms);
    // Rate.windowSize: since the oldest sample, but at least all whole windows and what has passed
    // of the last; at least 1.
    std::int64_t rate_window_ms(const QuotaWindows& windows, std::int64_t now_ms);
    // SimpleRate.windowSize: since the oldest sample, at least one window.
    std::int64_t simple_window_ms(const QuotaWindows& windows, std::int64_t now_ms);
    void digest(Digest& d) const;

private:
    struct Sample {
        std::int64_t start_ms = 0;
        std::int64_t last_ms = 0;
        std::int64_t value = 0;
    };
    Sample& advance(const QuotaWindows& windows, std::int64_t now_ms);
    void purge(const QuotaWindows& windows, std::int64_t now_ms);
    std::int64_t elapsed_ms(std::int64_t now_ms);

    std::vector<Sample> samples_;  // a ring of windows.samples + 1, once it is full
    std::size_t current_ = 0;
};

// Is `sum` in `window_ms` above so many bytes a second?
bool exceeds(std::int64_t sum, std::int64_t window_ms, std::int64_t bytes_per_second);
// How much longer the window must get until it is not: (O - T) / T * W, rounded, for a rate O, a
// quota T and a window W (kafka.utils.QuotaUtils.throttleTime). Zero if it is not exceeded.
std::int64_t time_to_comply_ms(std::int64_t sum, std::int64_t window_ms,
                               std::int64_t bytes_per_second);

}  // namespace kscope
