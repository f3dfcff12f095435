// Controller: the part of every broker that competes for /controller, and acts when it wins. It has
// no I/O of its own: it asks ZooKeeper through the broker's session and speaks to brokers over its
// own connections. Events are handled strictly one after the other, each as a row of tasks
// (controller_task .h); a task that needs ZooKeeper waits for its answers, and nothing else moves
// meanwhile.
//
// Inactive -> (wins the multi that makes /controller and raises /controller_epoch) -> active ->
// (znode gone, session gone, or a write refused by the epoch check) -> inactive.
// Law: every write of an active controller checks the version of /controller_epoch, so that a
// deposed one changes nothing. Rule: kafka.controller.KafkaController, 3.9.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "core/config/configs.h"
#include "core/metadata/controller/broker_request_batch.h"
#include "core/metadata/controller/controller_channel.h"
#include "core/metadata/controller/controller_context.h"
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zookeeper_session.h"
#include "core/quota/controller_mutation_quota_manager.h"

namespace kscope {

class Controller {
public:
    // What a step of the broker lends. Answers to requests are appended to `replies`; the broker
    // sends them and unmutes the channel. ConnectionIds are the process's own.
    struct Step {
        const Now& now;
        ZooKeeperSession& zookeeper;
        ConnectionIds& connections;
        Output& out;
        std::vector<ControllerReply>& replies;
    };
    // ZkToken::owner of all its ZooKeeper requests; the broker uses another.
    static constexpr std::uint16_t token_owner = 1;

    Controller() = default;
    // The rng is the controller's own (random start of replica placement). `processes` of all
    // brokers (BrokerSpec).
    Controller(const BrokerConfig& config, const Rng& rng, std::vector<BrokerEndpoint> processes);

    // After the broker's registration, in every session: watch /controller and compete.
    void start(Step& step);
    // Every event of the session goes here too; what is not the controller's is ignored.
    void on_zookeeper(Step& step, const ZkEvent& event);

    [[nodiscard]] bool owns(const ConnId& conn) const { return channels_.owns(conn); }
    // Connected, Received, PeerLost for which owns() is true.
    void on_connection(Step& step, const Input& input);
    void on_wakeup(Step& step);
    // The broker stops: as KafkaController.shutdown, it resigns; /controller goes with the session.
    void shut_down(Step& step) { resign(step, step.now.event); }
    // The broker's configuration has changed while it runs. `unclean_enabled`: so that topics
    // without a word of their own may have unclean leaders now
    // (KafkaController.enableDefaultUncleanLeaderElection).
    void reconfigure(Step& step, const BrokerConfig& config, const DynamicBrokerConfigs& dynamic,
                     bool unclean_enabled);
    // Of controller_mutation_rate; others are the brokers'.
    void alter_quota(const ClientQuotaAlteration& alteration);

    // What controller_requests.h lists, as the broker's dispatch got it.
    // Answered through `replies`, now or later; NOT_CONTROLLER if it is not active.
    void on_request(Step& step, const RequestKey& key, Ref<const Message> request);

    [[nodiscard]] bool active() const { return active_; }
    [[nodiscard]] ControllerEpoch epoch() const { return context_.epoch; }
    [[nodiscard]] const ControllerContext& context() const { return context_; }  // for views
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    // A CreateTopics whose topics are written and wait for their leaders.
    struct WaitingTopics {
        RequestKey key;
        Instant deadline;
        Instant throttled_until;
        CreateTopicsResponse response;
        std::vector<std::string> created;
    };

    // A DeleteTopics whose topics are marked.
    struct WaitingDeletions {
        RequestKey key;
        Instant deadline;
        Instant throttled_until;
        DeleteTopicsResponse response;
    };

    // A task with the event that set it off; the tasks that it leads to inherit it.
    struct Queued {
        ControllerTask task;
        EventId trigger;
    };

    void schedule(ControllerTask task, EventId trigger);
    void pump(Step& step);
    void begin_task(Step& step);
    void finish_task(Step& step);
    void take_results(Step& step, TaskRun& run, std::size_t place);
    [[nodiscard]] std::optional<ReadStates> states_to_read_first(const ControllerTask& task) const;
    void on_watch(Step& step, const ZkWatch& watch);
    void became_active(Step& step, EventId trigger);
    void resign(Step& step, EventId trigger);
    // controller_waiting.cpp
    void wait_for_topics(Step& step, TaskRun& run);
    void give_up_waiting(Step& step);
    void answer_waiting(Step& step);
    [[nodiscard]] bool is_known(const std::string& topic) const;
    [[nodiscard]] bool has_leaders(const std::string& topic) const;
    [[nodiscard]] TaskRun make_run(Step& step, EventId trigger,
                                   const std::vector<Ref<const Message>>& answers);

    BrokerConfig config_;
    DynamicBrokerConfigs dynamic_;  // of that what is dynamic
    Rng rng_;
    std::vector<BrokerEndpoint> processes_;
    ControllerMutationQuotaManager mutations_;
    bool active_ = false;
    ControllerContext context_;
    ControllerChannels channels_;
    BrokerRequestBatch batch_;

    std::deque<Queued> tasks_;  // the front one is running if running_
    bool running_ = false;
    std::uint64_t task_serial_ = 0;            // answers to an abandoned task are ignored
    std::vector<Ref<const Message>> answers_;  // of the running task, by request
    std::size_t missing_answers_ = 0;

    std::vector<WaitingTopics> waiting_topics_;
    std::vector<WaitingDeletions> waiting_deletions_;
    Instant next_rebalance_check_ = Instant::never();
};

}  // namespace kscope
