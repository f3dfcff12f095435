// Which of the controller's requests a broker obeys (KIP-380 for the broker epoch).
#pragma once

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace kscope {

struct BrokerStep;

// STALE_BROKER_EPOCH, STALE_CONTROLLER_EPOCH, or none; then the controller epoch is remembered. A
// refusal is told with the request's name.
ErrorCode check_controller(BrokerStep& step, const char* request, ControllerEpoch controller_epoch,
                           BrokerEpoch broker_epoch);

}  // namespace kscope
