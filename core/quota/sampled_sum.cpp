#include "core/quota/sampled_sum.h"

#include <algorithm>
#include <limits>

namespace kscope {

namespace {

__extension__ using Wide = __int128;

// What is above the quota in this window, in thousandths of a byte.
Wide excess(std::int64_t sum, std::int64_t window_ms, std::int64_t bytes_per_second) {
    return Wide{sum} * 1000 - Wide{bytes_per_second} * window_ms;
}

}  // namespace

void SampledSum::record(const QuotaWindows& windows, std::int64_t value, std::int64_t now_ms) {
    if (samples_.empty()) samples_.push_back({now_ms, now_ms, 0});
    Sample* sample = &samples_[current_];
    if (now_ms - sample->start_ms >= windows.window_ms) sample = &advance(windows, now_ms);
    sample->value += value;
    sample->last_ms = now_ms;
}

SampledSum::Sample& SampledSum::advance(const QuotaWindows& windows, std::int64_t now_ms) {
    current_ = (current_ + 1) % (static_cast<std::size_t>(windows.samples) + 1);
    if (current_ >= samples_.size()) {
        samples_.push_back({now_ms, now_ms, 0});
        return samples_.back();
    }
    samples_[current_] = {now_ms, now_ms, 0};
    return samples_[current_];
}

void SampledSum::purge(const QuotaWindows& windows, std::int64_t now_ms) {
    const std::int64_t age = windows.samples * windows.window_ms;
    for (Sample& sample : samples_) {
        if (now_ms - sample.last_ms >= age) sample = {now_ms, now_ms, 0};
    }
}

std::int64_t SampledSum::sum(const QuotaWindows& windows, std::int64_t now_ms) {
    purge(windows, now_ms);
    std::int64_t sum = 0;
    for (const Sample& sample : samples_) sum += sample.value;
    return sum;
}

std::int64_t SampledSum::elapsed_ms(std::int64_t now_ms) {
    if (samples_.empty()) samples_.push_back({now_ms, now_ms, 0});
    std::int64_t oldest = now_ms;
    for (const Sample& sample : samples_) oldest = std::min(oldest, sample.start_ms);
    return now_ms - oldest;
}

std::int64_t SampledSum::rate_window_ms(const QuotaWindows& windows, std::int64_t now_ms) {
    purge(windows, now_ms);
    std::int64_t elapsed = elapsed_ms(now_ms);
    const std::int64_t whole = elapsed / windows.window_ms;
    const std::int64_t least = windows.samples - 1;
    if (whole < least) elapsed += (least - whole) * windows.window_ms;
    return std::max<std::int64_t>(elapsed, 1);
}

std::int64_t SampledSum::simple_window_ms(const QuotaWindows& windows, std::int64_t now_ms) {
    purge(windows, now_ms);
    return std::max(elapsed_ms(now_ms), windows.window_ms);
}

void SampledSum::digest(Digest& d) const {
    d.add(samples_.size());
    d.add(current_);
    for (const Sample& sample : samples_) {
        digest_into(d, sample.start_ms);
        digest_into(d, sample.last_ms);
        digest_into(d, sample.value);
    }
}

bool exceeds(std::int64_t sum, std::int64_t window_ms, std::int64_t bytes_per_second) {
    return excess(sum, window_ms, bytes_per_second) > 0;
}

std::int64_t time_to_comply_ms(std::int64_t sum, std::int64_t window_ms,
                               std::int64_t bytes_per_second) {
    const Wide above = excess(sum, window_ms, bytes_per_second);
    if (above <= 0) return 0;
    const Wide time = (2 * above + bytes_per_second) / (Wide{2} * bytes_per_second);
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    return time > most ? most : static_cast<std::int64_t>(time);
}

}  // namespace kscope
