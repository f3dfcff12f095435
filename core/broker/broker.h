// Broker: one Kafka broker process, as a state machine. It only assembles: what it is made of
// stands in broker_state.h, one file per part, one file per request (handle_*.cpp). It never looks
// at another process; all that it knows of the cluster came over a connection.
//
// Life: Boot(files) recovers the logs, then ZooKeeper session -> registered under /brokers/ids ->
// first UpdateMetadata -> serving. After its session has expired it goes on serving as a zombie,
// until it has registered again (kafka.server.KafkaServer, KafkaController.Expire). With KRaft
// (metadata_plane.h): registered with the controller -> has its roles -> unfenced, serving.
// Law it keeps: every path to a mutable replica adds its slot to Output::touched_replicas, except
// for the instants of a resting follower's last fetch (ReplicaTable::end_rest).
#pragma once

#include <memory>

#include "core/border/border.h"
#include "core/broker/broker_spec.h"

namespace kscope {

class ClientThrottling;
class ClusterImage;
class Controller;
class GroupCoordinator;
class MetadataLoader;
class RaftClient;
class ReplicaTable;
class ReplicationThrottle;
struct BrokerState;
struct FetchOperation;
struct ProduceOperation;
template <class Operation>
class Purgatory;

enum class BrokerPhase : std::uint8_t {
    starting,     // not booted, or no ZooKeeper session yet
    registering,  // session is open, /brokers/ids/<id> is not ours yet; KRaft: it asks
    registered,   // waits for the first UpdateMetadata; KRaft: to be unfenced
    serving,
    stopped,  // after an orderly shutdown, or where it cannot go on
};

class Broker {
public:
    explicit Broker(const BrokerSpec& spec);
    Broker(const Broker& other);
    Broker(Broker&& other) noexcept;
    Broker& operator=(const Broker& other);
    Broker& operator=(Broker&& other) noexcept;
    ~Broker();

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const;

    // ---- for the laws, the story and the window
    [[nodiscard]] BrokerId id() const;
    [[nodiscard]] BrokerPhase phase() const;
    [[nodiscard]] BrokerEpoch broker_epoch() const;
    // Its replicas by slot; a slot stays for the life of the process (replica_table.h).
    [[nodiscard]] const ReplicaTable& replicas() const;
    // What it believes of the cluster, from UpdateMetadata.
    [[nodiscard]] const ClusterImage& image() const;
    // With ZooKeeper every broker has the component, and at most one of them is active; with KRaft
    // it is null.
    [[nodiscard]] const Controller* controller() const;
    // With KRaft: its replica of the metadata log, and what it has replayed; else null.
    [[nodiscard]] const RaftClient* raft() const;
    [[nodiscard]] const MetadataLoader* metadata() const;
    // With KRaft: the id of the topic that its log of that partition belongs to; null: not known.
    [[nodiscard]] const std::string* topic_id(const TopicPartition& tp) const;
    [[nodiscard]] const GroupCoordinator& groups() const;
    // What waits here: for a high watermark, for bytes, or for its deadline.
    [[nodiscard]] const Purgatory<ProduceOperation>& parked_produces() const;
    [[nodiscard]] const Purgatory<FetchOperation>& parked_fetches() const;
    // Whom it keeps to a quota just now.
    [[nodiscard]] const ClientThrottling& client_throttling() const;
    [[nodiscard]] const ReplicationThrottle& replication_throttle() const;

private:
    std::unique_ptr<BrokerState> state_;  // never null, except after a move
};

}  // namespace kscope
