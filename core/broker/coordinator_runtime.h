// The group coordinator inside a broker: its records are appended to __consumer_offsets like a
// client's with acks=all, and it hears when they are committed; its answers leave through the
// channels; it learns which of its partitions this broker leads. Rules: GroupMetadataManager's
// appendForGroup, kafka.server.RequestHandlerHelper.onLeadershipChange.
#pragma once

#include "core/broker/broker_state.h"

namespace kscope {

// Carries out what a call to the coordinator gave out, until nothing is left.
void carry_out(BrokerStep& step, CoordinatorOutput& given);
void on_coordinator_append_done(BrokerStep& step, const CoordinatorAppended& appended);

// Call: (GroupCoordinator&, CoordinatorOutput&).
template <class Call>
void call_coordinator(BrokerStep& step, Call call) {
    CoordinatorOutput given(step.out);
    call(step.state.groups, given);
    carry_out(step, given);
}

// The replica, if it is one of __consumer_offsets, has a new role here.
void coordinator_role_changed(BrokerStep& step, ReplicaSlot slot);

}  // namespace kscope
