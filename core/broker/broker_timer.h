// What a broker's timers mean. All of them stand in one TimerQueue (BrokerState::timers).
#pragma once

#include <cstdint>

#include "core/base/timer_queue.h"

namespace kscope {

enum class BrokerTimerKind : std::uint8_t {
    produce_timeout,        // which: operation
    fetch_timeout,          // which: operation
    fetcher,                // which: leader's broker id
    fetcher_backoff,        // which: leader's broker id
    controller_link,        // which: link
    controller_link_retry,  // which: link
    orderly_shutdown,
    orderly_shutdown_retry,
    alter_partition_retry,
    isr_shrink,
    high_watermark_checkpoint,
    recovery_point_checkpoint,
    delete_records_timeout,  // which: operation
    log_retention,
    log_cleaner,
    file_deletion,  // which: replica's slot
    producer_expiration,
    isr_change_propagation,
    lifecycle,  // KRaft: the next heartbeat
    lifecycle_answer,
    lifecycle_shutdown,
    forwarding_answer,
    forwarding_retry,
    client_throttle,  // which: throttled channel
    log_flush,
};

struct BrokerTimer {
    BrokerTimerKind kind{};
    std::uint32_t which = 0;
    template <class V>
    void visit(V&& v) const {
        v("kind", kind);
        v("which", which);
    }
};

using BrokerTimers = TimerQueue<BrokerTimer>;

}  // namespace kscope
