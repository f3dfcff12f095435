// QuorumController: the controller of the KRaft plane, in every controller process; it acts while
// its replica leads the quorum. A request becomes records at once (they are appended to the log
// together, and replayed into the working image), and is answered when they are committed: so a
// later request sees what an earlier one decided, and nobody is told what may yet be lost. A
// controller that loses the quorum's leadership drops its working image; the committed one is the
// loader's. Rule: org.apache.kafka.controller.QuorumController, 3.9 and 4.1.
//
// Inactive -> (its replica leads, and has replayed all before its epoch) -> active -> (another
// epoch) -> inactive. Law: nothing is answered before it is committed.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/border/border.h"
#include "core/metadata/image/metadata_loader.h"
#include "core/metadata/quorum_controller/controller_view.h"
#include "core/metadata/quorum_controller/periodic_elections.h"

namespace kscope {

class QuorumController {
public:
    struct Step {
        const Now& now;
        RaftClient& raft;
        const MetadataLoader& loader;
        Output& out;
    };

    QuorumController() = default;
    QuorumController(const BrokerConfig& config, const Rng& rng);
    // Of controller_mutation_rate; others are the brokers'.
    void alter_quota(const ClientQuotaAlteration& alteration);

    // A request of a broker or an admin; NOT_CONTROLLER if this is not the active one. False: it is
    // none for a controller.
    bool on_request(Step& step, const Received& received);
    // Claims or gives up the office, answers what is committed, does what is due.
    void poll(Step& step);

    [[nodiscard]] bool active() const { return active_.has_value(); }
    // What the active one works on; the committed image is the loader's.
    [[nodiscard]] const MetadataImage* working_image() const {
        return active_ ? &active_->image : nullptr;
    }
    [[nodiscard]] const BrokerHeartbeatManager* heartbeats() const {
        return active_ ? &active_->heartbeats : nullptr;
    }
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;

private:
    // An answer that waits for its records, or for what it has seen, to be committed.
    struct Deferred {
        Offset offset;
        ConnId conn;
        CorrelationId correlation;
        Ref<const Message> response;
    };
    struct Active {
        LeaderEpoch epoch;
        MetadataImage image;
        BrokerHeartbeatManager heartbeats;
        Offset last_written{-1};
        std::deque<Deferred> deferred;
        PeriodicElections elections;
        Instant no_op_at = Instant::never();
    };

    void claim(Step& step);
    void renounce(Step& step);
    void activation_records(MetadataRecords& records) const;
    void answer_committed(Step& step);
    void do_due(Step& step);
    void hold_elections(Step& step, ElectionType type);
    void fence_silent(Step& step);
    void note_silence(Step& step, BrokerId broker) const;
    // The offset of the last record; the working image has them from here on. None: they do not fit
    // into a batch of the log, and the office is given up.
    std::optional<Offset> append(Step& step, const MetadataRecords& records,
                                 const std::string& because);
    std::optional<Offset> append_batch(Step& step, std::span<const MetadataRecord> records,
                                       const std::string& because);
    [[nodiscard]] ControllerView view(const Step& step);

    BrokerConfig config_;
    Rng rng_;
    ControllerMutationQuotaManager mutations_;
    std::optional<Active> active_;
};

}  // namespace kscope
