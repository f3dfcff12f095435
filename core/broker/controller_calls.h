// The broker's calls into its Controller component: what the step lends it, and how its answers
// leave through the channels. Every broker has the component; it refuses requests while it is not
// active.
#pragma once

#include "core/border/border.h"
#include "core/group/coordinator_io.h"
#include "core/metadata/zookeeper/zookeeper_session.h"

namespace kscope {

struct BrokerStep;

void start_controller(BrokerStep& step);
void tell_controller(BrokerStep& step, const ZkEvent& event);
void controller_connection(BrokerStep& step, const Input& input);
void controller_wakeup(BrokerStep& step);
// The broker stops: it is no controller any more.
void stop_controller(BrokerStep& step);
// The configuration of now; unclean elections have come to be allowed by default, or not.
void reconfigure_controller(BrokerStep& step, bool unclean_enabled);
void controller_request(BrokerStep& step, const RequestContext& from, Ref<const Message> request);

}  // namespace kscope
