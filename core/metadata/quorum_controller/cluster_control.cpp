#include "core/metadata/quorum_controller/cluster_control.h"

#include "core/metadata/quorum_controller/replication_control.h"

namespace kscope {

namespace {

using FencingChange = BrokerRegistrationChangeRecord::Fencing;

void unfence_broker(ControllerView& view, const BrokerHeartbeatRequest& request,
                    MetadataRecords& records) {
    records.emplace_back(BrokerRegistrationChangeRecord{request.broker, request.broker_epoch,
                                                        FencingChange::unfence, false});
    LeadershipUpdate update;
    update.add = request.broker;
    update_leaders(view, update, partitions_without_leader(view.image), records);
}

void leave_broker(ControllerView& view, const BrokerHeartbeatRequest& request,
                  MetadataRecords& records) {
    if (!view.image.broker(request.broker)->in_controlled_shutdown) {
        records.emplace_back(BrokerRegistrationChangeRecord{request.broker, request.broker_epoch,
                                                            FencingChange::unchanged, true});
    }
    LeadershipUpdate update;
    update.remove = request.broker;
    update_leaders(view, update, partitions_in_sync(view.image, request.broker), records);
}

// It may have lost what it had: out of ISR and ELR.
void forget_unclean(ControllerView& view, BrokerId broker, MetadataRecords& records) {
    LeadershipUpdate update;
    update.unclean = broker;
    update_leaders(view, update, partitions_in_sync(view.image, broker), records);
    update_leaders(view, update, partitions_eligible(view.image, broker), records);
}

}  // namespace

void fence_broker(ControllerView& view, BrokerId broker, MetadataRecords& records) {
    const BrokerRegistration* known = view.image.broker(broker);
    if (known == nullptr) return;
    LeadershipUpdate update;
    update.remove = broker;
    update_leaders(view, update, partitions_in_sync(view.image, broker), records);
    records.emplace_back(
        BrokerRegistrationChangeRecord{broker, known->broker_epoch, FencingChange::fence, false});
}

BrokerRegistrationResponse register_broker(ControllerView& view,
                                           const BrokerRegistrationRequest& request,
                                           BrokerEpoch new_epoch, MetadataRecords& records) {
    const BrokerRegistration* known = view.image.broker(request.broker);
    const bool same_life = known != nullptr && known->incarnation == request.incarnation;
    if (known != nullptr && !same_life &&
        view.heartbeats.has_valid_session(request.broker, view.now)) {
        return {ErrorCode::duplicate_broker_registration, BrokerEpoch(-1)};
    }
    if (!same_life && known != nullptr) {
        const bool ended_in_order = known->broker_epoch == request.previous_broker_epoch;
        if (view.elr_enabled() && !ended_in_order) {
            forget_unclean(view, request.broker, records);
        } else if (!known->fenced) {
            LeadershipUpdate update;
            update.remove = request.broker;
            update_leaders(view, update, partitions_in_sync(view.image, request.broker), records);
        }
    }
    RegisterBrokerRecord record{
        request.broker, request.incarnation, new_epoch, request.node, request.rack, true, false};
    if (same_life) {
        record.broker_epoch = known->broker_epoch;
        record.fenced = known->fenced;
        record.in_controlled_shutdown = known->in_controlled_shutdown;
    } else {
        record.broker_epoch =
            new_epoch + static_cast<std::int64_t>(records.size());  // its own offset
        view.heartbeats.remove(request.broker);
    }
    view.heartbeats.register_broker(request.broker, record.fenced, view.now, view.event);
    const BrokerEpoch epoch = record.broker_epoch;
    records.emplace_back(std::move(record));
    return {ErrorCode::none, epoch};
}

HeartbeatReply process_heartbeat(ControllerView& view, const BrokerHeartbeatRequest& request,
                                 MetadataRecords& records) {
    HeartbeatReply reply;
    reply.response.error = view.check_broker_epoch(request.broker, request.broker_epoch);
    if (reply.response.error != ErrorCode::none) return reply;
    // The broker epoch is the offset of its registration.
    const Offset registered{request.broker_epoch.value()};
    const BrokerControlState before = view.heartbeats.state(request.broker);
    const BrokerControlState next =
        view.heartbeats.next_state(request.broker, {request.want_fence, request.want_shut_down,
                                                    request.current_metadata_offset, registered,
                                                    leads_any(view.image, request.broker)});
    if (next != before) {
        switch (next) {
            case BrokerControlState::fenced:
            case BrokerControlState::shutdown_now:
                fence_broker(view, request.broker, records);
                break;
            case BrokerControlState::unfenced: unfence_broker(view, request, records); break;
            case BrokerControlState::controlled_shutdown:
                leave_broker(view, request, records);
                break;
        }
    }
    const bool fenced =
        next == BrokerControlState::fenced || next == BrokerControlState::shutdown_now;
    view.heartbeats.touch(request.broker, fenced, request.current_metadata_offset, view.now,
                          view.event);
    reply.response.is_caught_up = request.current_metadata_offset >= registered;
    reply.response.is_fenced = fenced;
    reply.response.should_shut_down = next == BrokerControlState::shutdown_now;
    reply.in_controlled_shutdown = next == BrokerControlState::controlled_shutdown;
    return reply;
}

}  // namespace kscope
