// LogCleaner: every log.cleaner.backoff.ms the cleaner takes the dirtiest of the compacted logs
// that are due, then the next one, until none is; each time it also lets retention have a look at
// all compacted logs. Which records go PartitionLog decides. It takes no virtual time, and there is
// one for all logs (log.cleaner.threads=1). Rules: kafka.log.LogCleaner, LogCleanerManager.
#pragma once

namespace kscope {

struct BrokerStep;

void start_log_cleaner(BrokerStep& step);
void on_cleaner_timer(BrokerStep& step);

}  // namespace kscope
