// ControllerServer: a process with process.roles=controller: a voter of the quorum, the loader that
// follows what is committed, and the controller that acts while this voter leads. It serves the
// quorum's requests and those of brokers; it has no partitions and no clients. Rule:
// kafka.server.ControllerServer.
#pragma once

#include "core/metadata/quorum_controller/controller_spec.h"
#include "core/metadata/quorum_controller/quorum_controller.h"
#include "core/metadata/quorum_controller/voter_watch.h"

namespace kscope {

class ControllerServer {
public:
    explicit ControllerServer(const ControllerSpec& spec);

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const;

    // ---- for the laws, the story and the window
    [[nodiscard]] BrokerId id() const { return config_.broker_id; }
    [[nodiscard]] const RaftClient& raft() const { return raft_; }
    [[nodiscard]] const QuorumController& controller() const { return controller_; }
    // The committed metadata, as far as this voter has replayed it.
    [[nodiscard]] const MetadataImage& image() const { return loader_.image(); }
    [[nodiscard]] const MetadataLoader& loader() const { return loader_; }

private:
    void drive(const Now& now, Output& out);
    void maybe_snapshot(const Now& now, Output& out);

    BrokerConfig config_;
    RaftClient raft_;
    MetadataLoader loader_;
    QuorumController controller_;
    VoterWatch voter_watch_;
    Instant snapshot_at_ = Instant::never();
    bool stopped_ = false;
};

}  // namespace kscope
