#include "core/broker/kraft_plane.h"

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

// Who stops publishes nothing more: its replicas stay as they are while they are flushed
// (BrokerServer.shutdown closes the publishers first).
void publish_unpublished(BrokerStep& step, KraftPlane& plane) {
    if (step.state.shutdown.stopping()) return;
    const MetadataDelta delta = std::exchange(plane.unpublished, MetadataDelta{});
    if (!delta.empty()) plane.publisher.publish(step, plane.loader.image(), delta);
}

void maybe_snapshot(BrokerStep& step, KraftPlane& plane) {
    if (step.now.monotonic < plane.snapshot_at || plane.raft.blocked()) return;
    plane.snapshot_at = step.now.monotonic + step.state.config.metadata_log_max_snapshot_interval;
    if (plane.loader.create_snapshot(step.now, plane.raft, step.out)) {
        plane.raft.delete_before_snapshot(step.out);
    }
}

}  // namespace

void boot_kraft(BrokerStep& step, const Boot& boot, BrokerEpoch previous_epoch) {
    KraftPlane& plane = step.state.kraft();
    Boot mine = boot;
    mine.rng = boot.rng.fork("raft");
    plane.publisher.load(boot.files);
    plane.unpublished.everything = true;
    plane.snapshot_at = step.now.monotonic + step.state.config.metadata_log_max_snapshot_interval;
    offer_to_raft(step, mine);
    Rng rng = boot.rng.fork("incarnation");
    IncarnationId incarnation;
    incarnation.high = rng.next();
    incarnation.low = rng.next();
    plane.lifecycle.start(step, incarnation, previous_epoch);
}

void offer_to_raft(BrokerStep& step, const Input& input) {
    KraftPlane& plane = step.state.kraft();
    // All connections of the process count from one number.
    plane.raft.connection_ids() = step.state.connection_ids;
    plane.raft.step(step.now, input, step.out);
    step.state.connection_ids = plane.raft.connection_ids();
    plane.loader.advance(plane.raft, plane.unpublished);
    if (plane.lifecycle.has_roles()) publish_unpublished(step, plane);
    maybe_snapshot(step, plane);
}

void take_first_roles(BrokerStep& step) {
    KraftPlane& plane = step.state.kraft();
    plane.unpublished.everything = true;
    publish_unpublished(step, plane);
}

}  // namespace kscope
