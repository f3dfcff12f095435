// The controller's work as data. Kafka's controller is one thread that blocks on ZooKeeper; here
// each stretch between two waits is a task: begin() asks ZooKeeper (or nothing), finish() has the
// answers, changes the context, and may put further tasks in front of the queue. Tasks are plain
// values, so a checkpoint copies a controller in the middle of an election.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/config/configs.h"
#include "core/metadata/broker_configs.h"
#include "core/metadata/controller/admin_tasks.h"
#include "core/metadata/controller/broker_request_batch.h"
#include "core/metadata/controller/config_tasks.h"
#include "core/metadata/controller/controller_context.h"
#include "core/metadata/controller/deletion_tasks.h"
#include "core/metadata/controller/reassignment_tasks.h"
#include "core/metadata/controller/request_key.h"
#include "core/quota/controller_mutation_quota_manager.h"

namespace kscope {

// ---- election (controller_election.cpp)

// Is there a controller? Sets the watch on /controller.
struct CheckController {
    // Set after an attempt whose answer was a refusal: it may have been ours, sent twice.
    std::optional<ControllerEpoch> claimed;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("claimed", claimed);
    }
};
// Creates /controller and raises /controller_epoch in one transaction.
struct RegisterController {
    ControllerEpoch epoch;        // the one to be
    std::int32_t zk_version = 0;  // of /controller_epoch as read
    bool epoch_exists = true;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch), v("zk_version", zk_version), v("epoch_exists", epoch_exists);
    }
};
// A write was refused: is it the controller epoch (then resign), or only the znode's version?
struct CheckEpoch {
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&&) const {}
};

// ---- load and changes of brokers and topics (controller_load.cpp, broker_changes.cpp)

// Children of /brokers/ids with the watch, then the data of each; `initial`: at the failover, which
// also sees to /feature (KafkaController.maybeSetupFeatureVersioning).
struct ListBrokers {
    bool initial = false;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("initial", initial);
    }
};
struct ReadBrokers {
    bool initial = false;
    std::vector<BrokerId> ids;
    bool makes_feature = false;  // there is no /feature yet
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("initial", initial), v("ids", ids);
        if (makes_feature) v("makes_feature", makes_feature);
    }
};
// Children of /brokers/topics with the watch.
struct ListTopics {
    bool initial = false;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("initial", initial);
    }
};
// Assignments and configurations.
struct ReadTopics {
    bool initial = false;
    std::vector<std::string> topics;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("initial", initial), v("topics", topics);
    }
};
// /state of partitions: at the failover, and again after a refused write. Where leaders write it
// themselves, it is watched while the partition is being reassigned.
struct ReadStates {
    std::vector<TopicPartition> partitions;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
    }
};
// The context is loaded: tell all brokers and start both state machines.
struct StartStateMachines {
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&&) const {}
};
struct BrokersStarted {
    std::vector<LiveBroker> brokers;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("brokers", brokers);
    }
};
struct BrokersFailed {
    std::vector<BrokerId> brokers;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("brokers", brokers);
    }
};

// ---- state machines (partition_state_machine.cpp, replica_state_machine.cpp)

enum class ElectionStrategy : std::uint8_t { offline, preferred, controlled_shutdown, reassign };
// Offline/Online -> Online. The topic's unclean.leader.election.enable, or an operator's word
// (`asked_for`), decides whether a replica out of the ISR may lead.
struct ElectLeaders {
    struct Change {
        PartitionState state;  // to be written; partition_epoch is the expected version
        BrokerId old_leader = no_broker;
        bool unclean = false;
        std::vector<BrokerId> recipients;
        template <class V>
        void visit(V&& v) const {
            v("state", state), v("old_leader", old_leader), v("unclean", unclean);
            v("recipients", recipients);
        }
    };
    ElectionStrategy strategy = ElectionStrategy::offline;
    bool asked_for = false;  // by ElectLeaders
    std::vector<TopicPartition> partitions;
    std::vector<Change> changes;  // made by begin()
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("strategy", strategy), v("asked_for", asked_for), v("partitions", partitions);
        v("changes", changes);
    }
};
// All offline and new partitions, as they are when its turn comes.
struct TriggerOnline {
    std::string topic;  // empty: all
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        if (!topic.empty()) v("topic", topic);
    }
};
// New -> Online: first live replica leads, all live ones are the ISR; creates the znodes.
struct InitializePartitions {
    std::vector<TopicPartition> partitions;
    std::vector<PartitionState> states;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions), v("states", states);
    }
};
// Replicas of a broker -> Offline: they leave the ISR (its last member only before KAFKA-5083, and
// where unclean elections are allowed).
struct RemoveReplicasFromIsr {
    BrokerId broker;
    std::vector<TopicPartition> partitions;
    std::vector<PartitionState> states;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partitions", partitions), v("states", states);
    }
};
struct SendBatch {
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&&) const {}
};

// ---- ISR changes that leaders wrote themselves, up to 2.6 (isr_changes.cpp)

// Children of /isr_change_notification with the watch.
struct ListIsrChanges {
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&&) const {}
};
struct ReadIsrChanges {
    std::vector<std::string> names;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("names", names);
    }
};
// The states have been read: tell all brokers, and take the notifications away.
struct PropagateIsrChanges {
    std::vector<std::string> names;
    std::vector<TopicPartition> partitions;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("names", names), v("partitions", partitions);
    }
};

// ---- requests and the timer

// KIP-497 (alter_partition.cpp).
struct AlterPartition {
    RequestKey key;
    Ref<const Message> request;
    AlterPartitionResponse response;  // made by begin() for those that are refused
    std::vector<PartitionState> states;
    std::vector<std::size_t> places;  // of the states in the response
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response), v("states", states), v("places", places);
    }
};
// topic_creation.cpp
struct CreateTopics {
    RequestKey key;
    Ref<const Message> request;
    CreateTopicsResponse response;
    std::vector<std::size_t> places;  // of the written topics in the response
    Instant throttled_until;          // for its mutations; zero: not at all
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("response", response), v("places", places);
        if (throttled_until != Instant()) v("throttled_until", throttled_until);
    }
};
// producer_id_blocks.cpp
struct ReadProducerIdBlock {
    RequestKey key;
    Ref<const Message> request;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key);
    }
};
struct WriteProducerIdBlock {
    RequestKey key;
    Ref<const Message> request;
    ProducerId first;
    std::int32_t zk_version = 0;
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&& v) const {
        v("key", key), v("first", first), v("zk_version", zk_version);
    }
};
// leader_balancer.cpp
struct BalanceLeaders {
    void begin(TaskRun& run);
    void finish(TaskRun& run);
    template <class V>
    void visit(V&&) const {}
};

using ControllerTask = std::variant<
    CheckController, RegisterController, CheckEpoch, ListBrokers, ReadBrokers, ListTopics,
    ReadTopics, ReadStates, StartStateMachines, BrokersStarted, BrokersFailed, ElectLeaders,
    TriggerOnline, InitializePartitions, RemoveReplicasFromIsr, SendBatch, AlterPartition,
    CreateTopics, ReadProducerIdBlock, WriteProducerIdBlock, BalanceLeaders, ControlledShutdown,
    AnswerControlledShutdown, ElectOnRequest, AnswerElection, AlterReassignments,
    AnswerReassignments, ListReassignments, UpdateAssignment, ContinueReassignment,
    RaiseLeaderEpoch, DeleteReplicas, CompleteReassignment, DeleteTopics, ListDeletions,
    ForgetDeletion, ResumeDeletions, StartDeletion, FinishReplicaDeletions, CompleteDeletion,
    CreatePartitions, Reply, ListIsrChanges, ReadIsrChanges, PropagateIsrChanges,
    DescribeTopicConfigs, AlterTopicConfigs, CheckReassignment>;

enum class TaskVerdict : std::uint8_t { go_on, won, lost };

// What a task may touch. Requests asked in begin() are answered, in that order, in finish().
struct TaskRun {
    const Now& now;
    const BrokerConfig& config;
    const DynamicBrokerConfigs& dynamic;  // of that what is dynamic
    const std::vector<BrokerEndpoint>& processes;
    ControllerContext& context;
    ControllerChannels& channels;
    BrokerRequestBatch& batch;
    Rng& rng;
    ControllerMutationQuotaManager& mutations;
    Output& out;
    EventId trigger;
    SessionId session;
    bool active;
    const std::vector<Ref<const Message>>& answers;
    std::vector<Ref<const Message>> requests;  // begin(): to ZooKeeper
    std::vector<ControllerTask> next;          // to the front of the queue, in this order
    std::vector<ControllerReply> replies;
    struct Created {
        RequestKey key;
        Duration timeout;
        Instant throttled_until;
        CreateTopicsResponse response;
    };
    std::vector<Created> created;  // answered when the topics have leaders
    struct Deleting {
        RequestKey key;
        Duration timeout;
        Instant throttled_until;
        DeleteTopicsResponse response;
    };
    std::vector<Deleting> deleting;  // answered when brokers have been told
    TaskVerdict verdict = TaskVerdict::go_on;

    template <class T>
    void ask(T request) {
        requests.push_back(make_message(std::move(request)));
    }
    template <class T>
    const T& answer(std::size_t i) const {
        const T* body = answers.at(i)->template get_if<T>();
        KSCOPE_CHECK(body != nullptr, "ZooKeeper answered with another kind");
        return *body;
    }
    // A write guarded by the controller epoch (KafkaZkClient.retryRequestsUntilConnected with
    // expectedControllerEpochZkVersion).
    void ask_guarded(std::vector<ZkWrite> writes);
};

// unclean.leader.election.enable of a topic, or the broker's.
bool unclean_allowed(const TaskRun& run, const std::string& topic);

// Tells that the controller refused a request; nothing for NONE.
void tell_refused(TaskRun& run, const char* request, const std::string& subject, ErrorCode error);

}  // namespace kscope
