// The start of a broker's life: its logs are recovered from what the disk kept, then the ZooKeeper
// session is opened. Rules: KafkaServer.startup, LogManager.loadLogs.
#pragma once

#include "core/border/border.h"

namespace kscope {

struct BrokerStep;

void boot_broker(BrokerStep& step, const Boot& boot);

}  // namespace kscope
