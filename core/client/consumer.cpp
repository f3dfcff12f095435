#include "core/client/consumer.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

namespace {

constexpr Duration close_timeout = Duration::seconds(30);  // ConsumerUtils.DEFAULT_CLOSE_TIMEOUT_MS

NetworkSettings network_settings(const ConsumerConfig& config) {
    return {config.request_timeout,
            config.reconnect_backoff,
            config.reconnect_backoff_max,
            config.socket_connection_setup_timeout,
            config.socket_connection_setup_timeout_max,
            100,
            config.features.throttles_after_answer};
}

MetadataSettings metadata_settings(const ConsumerSpec& spec) {
    return {spec.config.metadata_max_age, spec.config.retry_backoff, spec.config.retry_backoff_max,
            spec.bootstrap_servers};
}

}  // namespace

Consumer::Consumer(ConsumerSpec spec)
    : spec_(std::move(spec)),
      network_(network_settings(spec_->config)),
      metadata_(metadata_settings(*spec_)),
      subscriptions_(spec_->config.auto_offset_reset, spec_->config.features.validates_position) {}

void Consumer::step(const Now& now, const Input& input, Output& out) {
    const Turn turn{now, out};
    if (const auto* start = std::get_if<Boot>(&input)) boot(*start, turn);
    if (state_ == State::created || state_ == State::closed) return;
    if (const auto* received = std::get_if<Received>(&input)) {
        Completion done;
        if (network_.on_received(*received, done, turn)) on_completion(done, turn);
    } else if (const auto* connected = std::get_if<Connected>(&input)) {
        network_.on_connected(*connected, turn);
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        network_.on_lost(*lost, turn);
    } else if (const auto* command = std::get_if<Command>(&input)) {
        on_command(*command, turn);
    }
    network_.expire(turn);
    take_completions(turn);
    run(turn);
}

void Consumer::boot(const Boot& boot, Turn turn) {
    KSCOPE_CHECK(state_ == State::created, "a consumer boots once");
    const Instant now = turn.now.monotonic;
    network_.boot(boot.self, boot.incarnation, boot.rng);
    metadata_.boot(boot.rng);
    rng_ = boot.rng.fork("consumer");
    commits_.boot(now, spec_->config.auto_commit_interval);
    if (in_group()) {
        KSCOPE_CHECK(has_group_id(), "subscribe() needs a group.id");
        metadata_.set_topics(spec_->topics);
    } else {
        std::vector<std::string> topics;
        for (const TopicPartition& tp : spec_->assignment) topics.push_back(tp.topic);
        metadata_.set_topics(std::move(topics));
        subscriptions_.assign(spec_->assignment);
    }
    enter_poll();
}

ConsumerContext Consumer::context(const Turn& turn) {
    return {*spec_, network_, metadata_, subscriptions_, rng_, turn};
}

void Consumer::enter_poll() {
    state_ = State::polling;
    membership_.poll_entered();
}

void Consumer::leave_poll(Instant now) {
    membership_.poll_left(now, spec_->config.max_poll_interval);
}

void Consumer::fail(ErrorCode error, Instant now) {
    state_ = State::failed;
    error_ = error;
    leave_poll(now);
}

void Consumer::on_command(const Command& command, Turn turn) {
    const Instant now = turn.now.monotonic;
    if (state_ == State::closing) return;
    if (std::holds_alternative<CloseClient>(command)) {
        state_ = State::closing;
        close_deadline_ = now + close_timeout;
    } else if (std::holds_alternative<StopPolling>(command)) {
        stop_requested_ = true;
        if (state_ == State::polling) {
            state_ = State::stopped;
            leave_poll(now);
        }
    } else if (std::holds_alternative<ResumePolling>(command)) {
        stop_requested_ = false;
        if (state_ == State::stopped) enter_poll();
    } else if (const auto* where = std::get_if<SeekTo>(&command)) {
        seek(*where, turn);
    }
}

void Consumer::seek(const SeekTo& where, Turn turn) {
    AssignedPartition* partition = subscriptions_.find(where.tp);
    if (partition == nullptr) return;  // IllegalStateException: not assigned to this consumer
    if (where.kind != SeekTo::Kind::offset) {
        const bool begin = where.kind == SeekTo::Kind::beginning;
        subscriptions_.request_seek_to(*partition,
                                       begin ? OffsetReset::earliest : OffsetReset::latest);
        return;
    }
    const Offset from = partition->position.offset;
    subscriptions_.seek(*partition, where.offset, no_leader_epoch, metadata_.leader(where.tp));
    if (turn.out.wants<PositionSought>()) {
        turn.out.note(PositionSought{network_.self(), where.tp, from, where.offset});
    }
}

void Consumer::on_completion(const Completion& done, Turn turn) {
    ConsumerContext shared = context(turn);
    switch (static_cast<ConsumerRequest>(done.tag.kind)) {
        case ConsumerRequest::metadata: metadata_.on_completion(done, network_, turn); break;
        case ConsumerRequest::fetch: fetcher_.on_completion(done, shared); break;
        case ConsumerRequest::list_offsets:
        case ConsumerRequest::epoch_end:
            if (!offsets_.on_completion(done, shared)) {
                fail(ErrorCode::offset_out_of_range, turn.now.monotonic);
            }
            break;
        case ConsumerRequest::offset_commit:
        case ConsumerRequest::offset_fetch:
            commits_.on_completion(done, membership_, shared);
            break;
        case ConsumerRequest::close_session: break;
        default: membership_.on_completion(done, shared);
    }
}

void Consumer::take_completions(Turn turn) {
    while (network_.has_completions()) {
        for (const Completion& done : network_.take_completions()) on_completion(done, turn);
    }
    if (network_.has_broken()) {
        network_.forget_broken();
        metadata_.on_broken_connection(turn);
    }
}

void Consumer::run(Turn turn) {
    const Instant now = turn.now.monotonic;
    if (leaders_as_of_ != metadata_.version()) {
        leaders_as_of_ = metadata_.version();
        subscriptions_.validate_for_leaders(metadata_);
    }
    if (state_ == State::closing) {
        close_step(turn);
        if (state_ == State::closed) return;
    } else {
        if (state_ == State::processing && processing_until_ <= now) {
            if (stop_requested_) {
                state_ = State::stopped;
            } else {
                enter_poll();
            }
        }
        ConsumerContext shared = context(turn);
        if (in_group()) membership_.background(shared);
        if (state_ == State::polling) poll(turn);
    }
    take_completions(turn);
    metadata_.maybe_update(network_, tag_of(ConsumerRequest::metadata), turn);
    update_deadline(turn);
}

void Consumer::poll(Turn turn) {
    ConsumerContext shared = context(turn);
    const Instant now = turn.now.monotonic;
    bool looked_again = false;
    for (;;) {
        if (!in_group() || poll_group(shared)) {
            if (has_group_id()) commits_.maybe_auto_commit(membership_, shared);
            update_positions(shared);
            if (state_ != State::polling) return;
        }
        ErrorCode error = membership_.fatal_error();
        if (commits_.position_missing()) error = ErrorCode::offset_out_of_range;
        std::int32_t records = 0;
        if (error == ErrorCode::none) records = fetcher_.collect(shared, error);
        records_consumed_ += static_cast<std::uint64_t>(records);
        if (error != ErrorCode::none) {
            fail(error, now);
            return;
        }
        fetcher_.send_fetches(shared);  // the next records come while the application works
        if (records == 0) {
            // An error among the answers may have cost a partition its position.
            if (looked_again || subscriptions_.all_have_positions()) return;
            looked_again = true;
            continue;
        }
        if (spec_->processing_time_per_record > Duration()) {
            state_ = State::processing;
            processing_until_ = now + spec_->processing_time_per_record * records;
            leave_poll(now);
            return;
        }
    }
}

bool Consumer::poll_group(ConsumerContext& shared) {
    membership_.check_assigned_sizes(shared);
    take_assignment(shared);
    if (!membership_.ensure_coordinator(shared)) return false;
    if (!membership_.rejoin_needed()) return true;
    if (membership_.needs_prepare() && !membership_.joining() && !prepare_join(shared)) {
        return false;
    }
    membership_.join(shared);
    return false;
}

void Consumer::take_assignment(ConsumerContext& shared) {
    auto assignment = membership_.take_assignment();
    if (!assignment) return;
    subscriptions_.assign(*assignment);
    commits_.joined(shared.turn.now.monotonic, spec_->config.auto_commit_interval);
    if (shared.turn.out.wants<AssignmentReceived>()) {
        shared.turn.out.note(AssignmentReceived{network_.self(), spec_->config.group_id,
                                                membership_.generation(), std::move(*assignment)});
    }
}

// The eager protocol: commit what has been returned, then give up everything.
bool Consumer::prepare_join(ConsumerContext& shared) {
    const ConsumerConfig& config = spec_->config;
    if (config.enable_auto_commit) {
        subscriptions_.mark_pending_revocation();
        if (!commits_.commit_sync(membership_, shared, config.max_poll_interval)) return false;
    }
    const bool lost = membership_.generation() == no_generation || membership_.member_id().empty();
    if (lost && subscriptions_.partitions().size() > 0 &&
        shared.turn.out.wants<ConsumerLostPartitions>()) {
        shared.turn.out.note(
            ConsumerLostPartitions{network_.self(), config.group_id, subscriptions_.assigned()});
    }
    subscriptions_.clear();
    fetcher_.drop_buffer();
    metadata_.set_topics(spec_->topics);
    membership_.prepared();
    return true;
}

void Consumer::update_positions(ConsumerContext& shared) {
    offsets_.validate_positions(shared);
    if (subscriptions_.all_have_positions()) return;
    if (has_group_id()) {
        commits_.fetch_committed(membership_, shared);
    } else {
        for (auto& entry : subscriptions_.edit()) {
            if (entry.second.state != FetchState::initializing) continue;
            if (!subscriptions_.request_reset(entry.second)) {
                fail(ErrorCode::offset_out_of_range, shared.turn.now.monotonic);
                return;
            }
        }
    }
    offsets_.reset_positions(shared);
}

void Consumer::close_step(Turn turn) {
    ConsumerContext shared = context(turn);
    const Instant now = turn.now.monotonic;
    const bool late = close_deadline_ <= now;
    if (closing_ == Closing::committing) {
        const bool commits = spec_->config.enable_auto_commit && has_group_id();
        if (commits && !late && !commits_.commit_sync(membership_, shared, close_timeout)) return;
        closing_ = Closing::leaving;
    }
    if (closing_ == Closing::leaving) {
        if (in_group()) membership_.leave(shared);
        fetcher_.close_sessions(shared);
        closing_ = Closing::waiting;
    }
    if (!late && network_.in_flight_total() > 0) return;
    subscriptions_.clear();
    network_.close(turn);
    state_ = State::closed;
    deadline_ = Instant::never();
}

// Who is asked for its records, or, as long as it has no position, for one.
NodeId Consumer::asked_for(const TopicPartition& tp, const AssignedPartition& partition) const {
    if (partition.state == FetchState::await_reset) return metadata_.leader(tp).node;
    if (partition.read_replica != no_broker) return metadata_.node_of(partition.read_replica);
    return partition.position.leader.node;
}

Instant Consumer::poll_deadline(ConsumerContext& shared) const {
    const Instant now = shared.turn.now.monotonic;
    Instant soonest = std::min(commits_.retry_at(now), offsets_.next_deadline(shared));
    const bool commits = spec_->config.enable_auto_commit && has_group_id();
    if (commits && commits_.next_deadline() > now) {
        soonest = std::min(soonest, commits_.next_deadline());
    }
    for (const auto& entry : subscriptions_.partitions()) {
        const AssignedPartition& partition = entry.second;
        const Destination to{asked_for(entry.first, partition), Channel::ordinary};
        if (network_.unavailable(to, now)) soonest = std::min(soonest, network_.connect_at(to));
    }
    return soonest;
}

void Consumer::update_deadline(Turn turn) {
    const Instant now = turn.now.monotonic;
    ConsumerContext shared = context(turn);
    deadline_ = std::min(network_.next_deadline(), metadata_.next_deadline(network_, now));
    if (has_group_id()) deadline_ = std::min(deadline_, membership_.next_deadline(shared));
    if (state_ == State::polling || state_ == State::closing) {
        deadline_ = std::min(deadline_, poll_deadline(shared));
    }
    if (state_ == State::processing) deadline_ = std::min(deadline_, processing_until_);
    if (state_ == State::closing) deadline_ = std::min(deadline_, close_deadline_);
    // What could be done now is done: time must pass before it makes sense to look again.
    deadline_ = std::max(deadline_, now + Duration::micros(1));
}

void Consumer::digest(Digest& d) const {
    digest_into(d, state_);
    digest_into(d, error_);
    network_.digest(d);
    metadata_.digest(d);
    subscriptions_.digest(d);
    membership_.digest(d);
    commits_.digest(d);
    offsets_.digest(d);
    fetcher_.digest(d);
    digest_into(d, rng_.state()[0]);
    digest_into(d, leaders_as_of_);
    digest_into(d, stop_requested_);
    digest_into(d, processing_until_);
    digest_into(d, closing_);
    digest_into(d, close_deadline_);
    digest_into(d, deadline_);
}

void Consumer::check_invariants() const {
    network_.check_invariants();
    subscriptions_.check_invariants();
    membership_.check_invariants();
}

}  // namespace kscope
