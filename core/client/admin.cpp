#include "core/client/admin.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/client/backoff.h"

namespace kscope {

namespace {

// KafkaAdminClient's defaults for what the spec does not say.
constexpr Duration retry_backoff = Duration::millis(100);
constexpr Duration retry_backoff_max = Duration::seconds(1);
constexpr Duration reconnect_backoff = Duration::millis(50);
constexpr Duration reconnect_backoff_max = Duration::seconds(1);
constexpr Duration connection_setup_timeout = Duration::seconds(10);
constexpr Duration connection_setup_timeout_max = Duration::seconds(30);
constexpr Duration metadata_max_age = Duration::seconds(300);
constexpr Duration api_timeout = Duration::seconds(60);  // default.api.timeout.ms

Duration or_default(Duration given, Duration fallback) {
    return given > Duration() ? given : fallback;
}

// Errors that time heals: no controller, another controller, brokers that are not up yet.
bool worth_another_try(ErrorCode error) {
    return is_retriable(error) || error == ErrorCode::not_controller ||
           error == ErrorCode::invalid_replication_factor;
}

struct Verdict {
    ErrorCode error = ErrorCode::none;
    std::string message;
};

// What an answer comes to: its own error, or the first of its parts.
struct FirstError {
    template <class Parts>
    static Verdict first_of(const Parts& parts) {
        for (const auto& part : parts) {
            if (part.error != ErrorCode::none) return {part.error, part.message};
        }
        return {};
    }
    Verdict operator()(const CreateTopicsResponse& m) const { return first_of(m.topics); }
    Verdict operator()(const DeleteTopicsResponse& m) const { return first_of(m.topics); }
    Verdict operator()(const CreatePartitionsResponse& m) const { return first_of(m.topics); }
    Verdict operator()(const ElectLeadersResponse& m) const {
        return m.error != ErrorCode::none ? Verdict{m.error, ""} : first_of(m.partitions);
    }
    Verdict operator()(const AlterPartitionReassignmentsResponse& m) const {
        return m.error != ErrorCode::none ? Verdict{m.error, m.message} : first_of(m.partitions);
    }
    Verdict operator()(const DescribeConfigsResponse& m) const { return first_of(m.results); }
    Verdict operator()(const IncrementalAlterConfigsResponse& m) const {
        return first_of(m.results);
    }
    Verdict operator()(const AlterConfigsResponse& m) const { return first_of(m.results); }
    Verdict operator()(const ListPartitionReassignmentsResponse& m) const {
        return {m.error, m.message};
    }
    Verdict operator()(const DescribeQuorumResponse& m) const { return {m.error, m.message}; }
    Verdict operator()(const AddRaftVoterResponse& m) const { return {m.error, m.message}; }
    Verdict operator()(const RemoveRaftVoterResponse& m) const { return {m.error, m.message}; }
    Verdict operator()(const DeleteRecordsResponse& m) const {
        for (const auto& part : m.partitions) {
            if (part.error != ErrorCode::none) return {part.error, ""};
        }
        return {};
    }
    // What else a broker answers to AskBroker: the asker looks for himself.
    template <class Other>
    Verdict operator()(const Other&) const {
        return {};
    }
};

// Of the header: only a quota asks for it.
Ref<const Message> with_client_id(const Ref<const Message>& request, const std::string& client_id) {
    return std::visit(
        [&](const auto& body) -> Ref<const Message> {
            if constexpr (requires { body.client_id; }) {
                auto sent = body;
                sent.client_id = client_id;
                return make_message(std::move(sent));
            } else {
                return request;
            }
        },
        request->body());
}

}  // namespace

Admin::Admin(AdminSpec spec)
    : spec_(std::move(spec)),
      network_({or_default(spec_.request_timeout, Duration::seconds(30)), reconnect_backoff,
                reconnect_backoff_max, connection_setup_timeout, connection_setup_timeout_max, 1}),
      metadata_({metadata_max_age, or_default(spec_.retry_backoff, retry_backoff),
                 or_default(spec_.retry_backoff, retry_backoff), spec_.bootstrap_servers, false}) {}

void Admin::step(const Now& now, const Input& input, Output& out) {
    const Turn turn{now, out};
    if (const auto* start = std::get_if<Boot>(&input)) {
        KSCOPE_CHECK(state_ == State::created, "an admin client boots once");
        state_ = State::running;
        network_.boot(start->self, start->incarnation, start->rng);
        metadata_.boot(start->rng);
        rng_ = start->rng.fork("admin");
        for (const NewTopic& topic : spec_.topics) ask(topic);
    }
    if (state_ != State::running) return;
    if (const auto* received = std::get_if<Received>(&input)) {
        Completion done;
        if (network_.on_received(*received, done, turn)) on_completion(done, turn);
    } else if (const auto* connected = std::get_if<Connected>(&input)) {
        network_.on_connected(*connected, turn);
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        network_.on_lost(*lost, turn);
    } else if (const auto* command = std::get_if<Command>(&input)) {
        if (const auto* create = std::get_if<CreateTopic>(command)) ask(create->topic);
        if (const auto* other = std::get_if<AskController>(command)) {
            ask({other->request, Target::controller, no_node, false}, other->about);
        }
        if (const auto* other = std::get_if<AskBroker>(command)) {
            Question question{other->request, Target::broker, other->node, false};
            if (other->leader_of) {
                question.target = Target::leader;
                question.tp = *other->leader_of;
                question.give_up_at = now.monotonic + api_timeout;
                metadata_.add_topic(question.tp.topic);
            }
            ask(std::move(question), other->about);
        }
        if (std::holds_alternative<CloseClient>(*command)) {
            network_.close(turn);
            state_ = State::closed;
            deadline_ = Instant::never();
            return;
        }
    }
    network_.expire(turn);
    if (network_.has_completions()) {
        for (const Completion& done : network_.take_completions()) on_completion(done, turn);
    }
    if (network_.has_broken()) {
        network_.forget_broken();
        metadata_.on_broken_connection(turn);
    }
    run(turn);
}

void Admin::ask(const NewTopic& topic) {
    const Duration timeout = or_default(spec_.request_timeout, Duration::seconds(30));
    const Ref<const Message> request = make_message(CreateTopicsRequest{{topic}, timeout});
    ask({request, Target::controller, no_node, true}, topic.name);
}

void Admin::ask(Question question, std::string about) {
    question.request = with_client_id(question.request, spec_.client_id);
    questions_.push_back(std::move(question));
    Result& result = results_.emplace_back();
    result.about = std::move(about);
}

void Admin::send_next(Turn turn) {
    const Instant now = turn.now.monotonic;
    const Question& question = questions_[next_];
    Destination to{question.node, Channel::ordinary};
    if (question.target == Target::controller) {
        to.node = metadata_.controller();
    } else if (question.target == Target::leader) {
        if (!question.looks_up) to.node = metadata_.leader(question.tp).node;
    } else if (to.node == no_node) {
        const auto found = network_.least_loaded(metadata_.destinations(), now);
        if (found.found()) to = found.to;
    }
    if (to.node == no_node) {
        metadata_.request_update();
    } else if (network_.ready(to, turn)) {
        in_flight_ = true;
        network_.send(to, question.request, {controller_kind, 0}, turn);
    } else if (network_.unavailable(to, now)) {
        deadline_ = std::min(deadline_, network_.connect_at(to));
    }
}

void Admin::run(Turn turn) {
    const Instant now = turn.now.monotonic;
    deadline_ = Instant::never();
    while (!idle() && !in_flight_ && questions_[next_].give_up_at <= now) {
        results_[next_].error = ErrorCode::request_timed_out;
        results_[next_].done = true;
        ++next_;
    }
    if (!idle()) {
        deadline_ = questions_[next_].give_up_at;
        if (!in_flight_ && retry_at_ <= now) {
            send_next(turn);
        } else if (!in_flight_) {
            deadline_ = std::min(deadline_, retry_at_);
        }
        // An admin client with nothing to do does not keep its picture of the cluster fresh.
        metadata_.maybe_update(network_, {metadata_kind, 0}, turn);
        deadline_ = std::min(deadline_, metadata_.next_deadline(network_, now));
    }
    deadline_ = std::min(deadline_, network_.next_deadline());
    deadline_ = std::max(deadline_, now + Duration::micros(1));
}

void Admin::on_completion(const Completion& done, Turn turn) {
    if (done.tag.kind == metadata_kind) {
        metadata_.on_completion(done, network_, turn);
        if (!idle() && done.response) questions_[next_].looks_up = false;
        return;
    }
    in_flight_ = false;
    if (done.response) {
        results_[next_].response = done.response;
        on_answer(*done.response, turn);
    } else {
        retry(ErrorCode::network_exception, turn);
    }
}

void Admin::on_answer(const Message& response, Turn turn) {
    const Verdict told = std::visit(FirstError{}, response.body());
    Result& result = results_[next_];
    result.message = told.message;
    // A retry after a lost answer finds its own topic.
    const bool mine = told.error == ErrorCode::topic_already_exists && result.attempts > 0;
    const Question& question = questions_[next_];
    const bool leads_no_more = question.target == Target::leader && is_invalid_metadata(told.error);
    questions_[next_].looks_up = leads_no_more;
    if (is_asked_again(question, told.error)) {
        retry(told.error, turn);
        return;
    }
    ++result.attempts;
    result.error = mine ? ErrorCode::none : told.error;
    result.done = true;
    ++next_;
    tries_ = 0;
}

// DeleteRecordsHandler.handlePartitionError, and what an operator asked a controller for: only who
// was the wrong one, or busy.
bool Admin::is_asked_again(const Question& question, ErrorCode error) {
    switch (question.target) {
        case Target::leader: return is_retriable(error);
        case Target::controller:
            return question.patient ? worth_another_try(error)
                                    : error == ErrorCode::not_controller ||
                                          error == ErrorCode::throttling_quota_exceeded;
        case Target::broker: break;
    }
    return false;
}

// KafkaAdminClient.Call.fail. What a quota refused is a new call: it waits as long as the broker
// said, and no longer.
void Admin::retry(ErrorCode error, Turn turn) {
    const Duration pause = or_default(spec_.retry_backoff, retry_backoff);
    Result& result = results_[next_];
    result.error = error;
    ++result.attempts;
    retry_at_ = turn.now.monotonic;
    if (error == ErrorCode::throttling_quota_exceeded) {
        tries_ = 0;
        return;
    }
    metadata_.request_update();
    retry_at_ = retry_at_ +
                exponential_backoff(pause, spec_.retry_backoff_grows ? retry_backoff_max : pause,
                                    tries_++, rng_);
}

void Admin::digest(Digest& d) const {
    digest_into(d, state_);
    network_.digest(d);
    metadata_.digest(d);
    for (const Question& question : questions_) digest_into(d, question.request->digest());
    if (!idle() && questions_[next_].looks_up) d.add(true);
    digest_into(d, results_);
    digest_into(d, next_);
    digest_into(d, in_flight_);
    digest_into(d, rng_.state()[0]);
    digest_into(d, tries_);
    digest_into(d, retry_at_);
    digest_into(d, deadline_);
}

void Admin::check_invariants() const {
    network_.check_invariants();
    KSCOPE_CHECK(questions_.size() == results_.size() && next_ <= results_.size());
}

}  // namespace kscope
