#include "core/metadata/controller/controller.h"

#include <algorithm>
#include <iterator>

#include "core/metadata/controller/controller_requests.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {
namespace {

// KafkaController.scheduleAutoLeaderRebalanceTask after the failover.
const Duration first_rebalance_check = Duration::seconds(5);

// The partition whose /state this is, if it is being reassigned.
std::optional<TopicPartition> reassigned_at(const ControllerContext& context,
                                            const std::string& path) {
    for (const auto& [name, topic] : context.topics) {
        for (const ControlledPartition& partition : topic.partitions) {
            const TopicPartition& tp = partition.state.tp;
            if (!partition.assignment().being_reassigned()) continue;
            if (TopicPartitionStateZNode::path(tp) == path) return tp;
        }
    }
    return std::nullopt;
}

}  // namespace

Controller::Controller(const BrokerConfig& config, const Rng& rng,
                       std::vector<BrokerEndpoint> processes)
    : config_(config), rng_(rng), processes_(std::move(processes)) {
    channels_.configure(config.controller_socket_timeout);
    mutations_.configure(config.controller_quota_windows);
    for (const ClientQuotaAlteration& quota : config.client_quotas) alter_quota(quota);
}

void Controller::alter_quota(const ClientQuotaAlteration& alteration) {
    if (alteration.type != ClientQuotaType::controller_mutation) return;
    mutations_.update_quota(alteration.entity, alteration.rate);
}

void Controller::start(Step& step) {
    schedule(CheckController{}, step.now.event);
    pump(step);
}

void Controller::schedule(ControllerTask task, EventId trigger) {
    tasks_.push_back({std::move(task), trigger});
}

void Controller::on_zookeeper(Step& step, const ZkEvent& event) {
    if (const auto* completed = std::get_if<ZkCompleted>(&event)) {
        const ZkToken& token = completed->token;
        if (token.owner != token_owner || token.number >> 32U != task_serial_ || !running_) return;
        Ref<const Message>& place = answers_.at(token.number & 0xffffffffU);
        KSCOPE_CHECK(!place, "one answer per request");
        place = completed->response;
        --missing_answers_;
        if (missing_answers_ == 0) finish_task(step);
    } else if (const auto* watch = std::get_if<ZkWatch>(&event)) {
        on_watch(step, *watch);
    } else if (std::holds_alternative<ZkExpired>(event)) {
        resign(step, step.now.event);
    }
    pump(step);
}

void Controller::on_watch(Step&, const ZkWatch& watch) {
    if (watch.path == ControllerZNode::path) {
        schedule(CheckController{}, watch.at);
    } else if (active_ && watch.path == BrokerIdsZNode::path) {
        schedule(ListBrokers{}, watch.at);
    } else if (active_ && watch.path == TopicsZNode::path) {
        schedule(ListTopics{}, watch.at);
    } else if (active_ && watch.path == DeleteTopicsZNode::root) {
        schedule(ListDeletions{}, watch.at);
    } else if (active_ && watch.path == IsrChangeNotificationZNode::path) {
        schedule(ListIsrChanges{}, watch.at);
    } else if (const auto moving = active_ ? reassigned_at(context_, watch.path) : std::nullopt) {
        schedule(ReadStates{{*moving}}, watch.at);
        schedule(CheckReassignment{*moving}, watch.at);
    }
}

void Controller::reconfigure(Step& step, const BrokerConfig& config,
                             const DynamicBrokerConfigs& dynamic, bool unclean_enabled) {
    config_ = config;
    dynamic_ = dynamic;
    if (!active_ || !unclean_enabled) return;
    schedule(TriggerOnline{}, step.now.event);
    pump(step);
}

void Controller::on_connection(Step& step, const Input& input) {
    channels_.handle(step.now, input, step.connections, step.out);
    for (DeletionAnswer& answer : channels_.take_deletions()) {
        schedule(FinishReplicaDeletions{answer.broker, std::move(answer.partitions)},
                 step.now.event);
    }
    pump(step);
}

void Controller::on_wakeup(Step& step) {
    channels_.on_wakeup(step.now, step.connections, step.out);
    if (active_ && step.now.monotonic >= next_rebalance_check_) {
        next_rebalance_check_ = step.now.monotonic + config_.leader_imbalance_check_interval;
        schedule(BalanceLeaders{}, step.now.event);
    }
    answer_waiting(step);
    pump(step);
}

void Controller::on_request(Step& step, const RequestKey& key, Ref<const Message> request) {
    if (!active_) {
        step.replies.push_back({key, not_controller_answer(*request)});
        return;
    }
    schedule(task_for(key, std::move(request)), step.now.event);
    pump(step);
}

void Controller::pump(Step& step) {
    while (!running_ && !tasks_.empty()) begin_task(step);
    channels_.pump(step.now, step.connections, step.out);
}

TaskRun Controller::make_run(Step& step, EventId trigger,
                             const std::vector<Ref<const Message>>& answers) {
    return TaskRun{step.now,   config_,   dynamic_, processes_,
                   context_,   channels_, batch_,   rng_,
                   mutations_, step.out,  trigger,  step.zookeeper.session(),
                   active_,    answers,   {},       {},
                   {},         {},        {},       TaskVerdict::go_on};
}

void Controller::begin_task(Step& step) {
    running_ = true;
    ++task_serial_;
    answers_.clear();
    TaskRun run = make_run(step, tasks_.front().trigger, answers_);
    std::visit([&run](auto& task) { task.begin(run); }, tasks_.front().task);
    answers_.resize(run.requests.size());
    missing_answers_ = run.requests.size();
    for (std::size_t i = 0; i < run.requests.size(); ++i) {
        const ZkToken token{token_owner, 0, task_serial_ << 32U | i};
        step.zookeeper.submit(step.now, token, std::move(run.requests[i]), step.out);
    }
    take_results(step, run, 1);
    if (missing_answers_ == 0) finish_task(step);
}

void Controller::finish_task(Step& step) {
    Queued done = std::move(tasks_.front());
    tasks_.pop_front();
    running_ = false;
    const std::vector<Ref<const Message>> answers = std::move(answers_);
    answers_.clear();
    TaskRun run = make_run(step, done.trigger, answers);
    // What begin() put behind the task stays behind what finish() adds.
    std::visit([&run](auto& task) { task.finish(run); }, done.task);
    if (run.verdict == TaskVerdict::lost) {
        resign(step, run.trigger);
        schedule(CheckController{}, run.trigger);
        return;
    }
    take_results(step, run, 0);
    if (run.verdict == TaskVerdict::won) became_active(step, done.trigger);
    answer_waiting(step);
}

// Leaders that write /state themselves know more than the cache does (ZkPartitionStateMachine and
// ZkReplicaStateMachine read the znodes before each change).
std::optional<ReadStates> Controller::states_to_read_first(const ControllerTask& task) const {
    if (config_.features.isr_change != IsrChange::zookeeper_write) return std::nullopt;
    if (const auto* elect = std::get_if<ElectLeaders>(&task)) return ReadStates{elect->partitions};
    if (const auto* remove = std::get_if<RemoveReplicasFromIsr>(&task)) {
        return ReadStates{remove->partitions};
    }
    if (const auto* raise = std::get_if<RaiseLeaderEpoch>(&task)) return ReadStates{{raise->tp}};
    // isReassignmentComplete reads the ISR.
    if (const auto* move = std::get_if<ContinueReassignment>(&task)) return ReadStates{{move->tp}};
    return std::nullopt;
}

void Controller::take_results(Step& step, TaskRun& run, std::size_t place) {
    for (ControllerTask& task : run.next) {
        if (auto first = states_to_read_first(task)) {
            tasks_.insert(tasks_.begin() + static_cast<std::ptrdiff_t>(place),
                          Queued{std::move(*first), run.trigger});
            ++place;
        }
        tasks_.insert(tasks_.begin() + static_cast<std::ptrdiff_t>(place),
                      Queued{std::move(task), run.trigger});
        ++place;
    }
    for (ControllerReply& reply : run.replies) step.replies.push_back(std::move(reply));
    wait_for_topics(step, run);
}

void Controller::became_active(Step& step, EventId trigger) {
    if (active_) return;
    active_ = true;
    if (step.out.wants<ControllerElected>()) {
        Note& note = step.out.note(ControllerElected{config_.broker_id, context_.epoch});
        note.because.push_back({"/controller was free", trigger});
        note.rule =
            Rule{"the first broker to create /controller wins", "", "", "ActiveControllerCount 1"};
    }
    if (config_.auto_leader_rebalance_enable) {
        next_rebalance_check_ = step.now.monotonic + first_rebalance_check;
    }
    tasks_.push_front({ListBrokers{true}, trigger});
}

void Controller::resign(Step& step, EventId trigger) {
    for (const Queued& queued : tasks_) {
        std::visit(
            [&step](const auto& task) {
                if constexpr (requires { task.key; }) {
                    step.replies.push_back({task.key, not_controller_answer(*task.request)});
                }
            },
            queued.task);
    }
    give_up_waiting(step);
    tasks_.clear();
    running_ = false;
    answers_.clear();
    missing_answers_ = 0;
    if (active_ && step.out.wants<ControllerResigned>()) {
        step.out.note(ControllerResigned{config_.broker_id, context_.epoch})
            .because.push_back({"/controller is not this broker's any more", trigger});
    }
    active_ = false;
    next_rebalance_check_ = Instant::never();
    channels_.clear(step.out);
    batch_.clear();
    context_ = {};
}

Instant Controller::next_deadline() const {
    Instant deadline = std::min(channels_.next_deadline(), next_rebalance_check_);
    for (const WaitingTopics& waiting : waiting_topics_) {
        deadline = std::min(deadline, waiting.deadline);
    }
    for (const WaitingDeletions& waiting : waiting_deletions_) {
        deadline = std::min(deadline, waiting.deadline);
    }
    return deadline;
}

void Controller::digest(Digest& d) const {
    d.add(active_);
    context_.digest(d);
    channels_.digest(d);
    batch_.digest(d);
    d.add(tasks_.size());
    for (const Queued& queued : tasks_) {
        d.add(queued.task.index());
        std::visit([&d](const auto& task) { digest_into(d, task); }, queued.task);
    }
    mutations_.digest(d);
    d.add(running_);
    d.add(task_serial_);
    d.add(missing_answers_);
    d.add(waiting_topics_.size());
    for (const WaitingTopics& waiting : waiting_topics_) {
        digest_into(d, waiting.key);
        digest_into(d, waiting.deadline);
        digest_into(d, waiting.created);
    }
    d.add(waiting_deletions_.size());
    for (const WaitingDeletions& waiting : waiting_deletions_) {
        digest_into(d, waiting.key);
        digest_into(d, waiting.deadline);
        digest_into(d, waiting.response);
    }
    digest_into(d, next_rebalance_check_);
    for (const std::uint64_t word : rng_.state()) d.add(word);
}

void Controller::check_invariants() const {
    KSCOPE_CHECK(!running_ || (!tasks_.empty() && missing_answers_ > 0));
    KSCOPE_CHECK(active_ || context_.live_brokers.empty());
    for (const auto& [name, topic] : context_.topics) {
        for (const ControlledPartition& p : topic.partitions) {
            KSCOPE_CHECK(p.phase != PartitionPhase::online || p.has_state, to_string(p.state.tp));
        }
    }
}

}  // namespace kscope
