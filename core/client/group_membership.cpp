#include "core/client/group_membership.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/client/assignor.h"
#include "core/client/backoff.h"

namespace kscope {

namespace {

// JoinGroup is parked until all members are there: longer than the rebalance timeout by this.
constexpr Duration join_group_timeout_lapse = Duration::seconds(5);

std::vector<std::string> split_names(const std::string& list) {
    std::vector<std::string> names;
    std::string name;
    for (const char c : list) {
        if (c == ',') {
            names.push_back(std::exchange(name, {}));
        } else if (c != ' ') {
            name += c;
        }
    }
    names.push_back(name);
    return names;
}

}  // namespace

bool GroupMembership::ensure_coordinator(ConsumerContext& context) {
    const Instant now = context.turn.now.monotonic;
    if (coordinator_known()) {
        if (!context.network.unavailable(coordinator(), now)) return true;
        coordinator_disconnected();
    }
    if (lookup_in_flight_ || lookup_retry_at_ > now) return false;
    const auto node = context.network.least_loaded(context.metadata.destinations(), now);
    if (!node.found() || !context.network.ready(node.to, context.turn)) return false;
    lookup_in_flight_ = true;
    context.network.send(node.to,
                         make_message(FindCoordinatorRequest{context.spec.config.group_id}),
                         tag_of(ConsumerRequest::find_coordinator), context.turn);
    return false;
}

void GroupMembership::on_found(const Completion& done, ConsumerContext& context) {
    lookup_in_flight_ = false;
    const auto* response =
        done.response ? done.response->get_if<FindCoordinatorResponse>() : nullptr;
    if (response != nullptr && response->error == ErrorCode::none) {
        coordinator_ = response->coordinator;
        session_deadline_ = context.turn.now.monotonic + context.spec.config.session_timeout;
        context.network.ready(coordinator(), context.turn);
        if (!context.network.unavailable(coordinator(), context.turn.now.monotonic)) {
            lookup_attempts_ = 0;
            return;
        }
        // Found, but it just could not be connected to: it may no longer be the one to find.
        coordinator_disconnected();
        back_off_lookup(context);
        return;
    }
    if (response != nullptr && !is_retriable(response->error)) fatal_ = response->error;
    back_off_lookup(context);
    context.metadata.request_update();
}

void GroupMembership::back_off_lookup(ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    lookup_retry_at_ = context.turn.now.monotonic +
                       exponential_backoff(config.retry_backoff, config.retry_backoff_max,
                                           lookup_attempts_, context.rng);
    ++lookup_attempts_;
}

void GroupMembership::coordinator_failed(ConsumerContext& context) {
    if (!coordinator_known()) return;
    const Destination old = coordinator();
    coordinator_disconnected();
    context.network.disconnect(old, context.turn);
}

void GroupMembership::set_generation(Generation generation, std::string member_id,
                                     std::string protocol) {
    generation_ = generation;
    member_id_ = std::move(member_id);
    protocol_ = std::move(protocol);
    ++stamp_;
}

void GroupMembership::reset_on_error(ErrorCode error, const ConsumerContext& context) {
    reset_state(error != ErrorCode::illegal_generation ||
                !context.spec.config.features.keeps_member_id);
}

void GroupMembership::reset_state(bool forget_member_id) {
    state_ = MemberState::unjoined;
    set_generation(no_generation, forget_member_id ? std::string() : member_id_, {});
    assignment_.reset();
    rejoin_needed_ = true;
    needs_prepare_ = true;
}

void GroupMembership::prepared() {
    needs_prepare_ = false;
    is_leader_ = false;
    assigned_sizes_.clear();
}

void GroupMembership::join(ConsumerContext& context) {
    if (!ensure_coordinator(context) || request_in_flight_ || joining_) return;
    if (join_retry_at_ > context.turn.now.monotonic) return;
    if (context.network.ready(coordinator(), context.turn)) send_join(context);
}

void GroupMembership::send_join(ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    state_ = MemberState::preparing_rebalance;
    joining_ = true;
    request_in_flight_ = true;
    JoinGroupRequest request;
    request.group = config.group_id;
    request.session_timeout = config.session_timeout;
    request.rebalance_timeout = config.max_poll_interval;
    request.member_id = member_id_;
    request.client_id = config.client_id;
    for (const std::string& name : split_names(config.partition_assignment_strategy)) {
        request.protocols.push_back({name, {context.spec.topics}});
    }
    const Duration timeout =
        std::max(config.request_timeout, config.max_poll_interval + join_group_timeout_lapse);
    context.network.send(coordinator(), make_message(std::move(request)),
                         tag_of(ConsumerRequest::join_group, stamp_), context.turn, timeout);
}

void GroupMembership::on_joined(const JoinGroupResponse& response, std::uint64_t stamp,
                                ConsumerContext& context) {
    request_in_flight_ = false;
    if (response.error != ErrorCode::none) {
        on_join_error(response, stamp, context);
        return;
    }
    if (state_ != MemberState::preparing_rebalance) {
        join_failed(false, context);  // it left the group in the meantime
        return;
    }
    state_ = MemberState::completing_rebalance;
    if (beating(context)) reset_timeouts(context);
    set_generation(response.generation, response.member_id, response.protocol);
    is_leader_ = response.leader == response.member_id;
    members_ = response.members;
    wait_for_metadata_ = 0;
    if (is_leader_) leader_learns_topics(response, context);
    send_sync(context);
}

// Heartbeat.resetTimeouts, when the heartbeat thread is enabled.
void GroupMembership::reset_timeouts(const ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    const Instant now = context.turn.now.monotonic;
    heartbeat_at_ = now + config.heartbeat_interval;
    session_deadline_ = now + config.session_timeout;
    if (!poll_deadline_.is_never()) poll_deadline_ = now + config.max_poll_interval;
}

void GroupMembership::leader_learns_topics(const JoinGroupResponse& response,
                                           ConsumerContext& context) {
    std::vector<std::string> topics = context.spec.topics;
    for (const JoinedMember& member : response.members) {
        const auto& theirs = member.subscription.topics;
        topics.insert(topics.end(), theirs.begin(), theirs.end());
    }
    bool unknown = false;
    for (const std::string& topic : topics) {
        unknown = unknown || context.metadata.partition_count(topic) == 0;
    }
    context.metadata.set_topics(std::move(topics));
    if (!unknown) return;
    context.metadata.request_update();
    wait_for_metadata_ = context.metadata.version() + 1;
}

void GroupMembership::on_join_error(const JoinGroupResponse& response, std::uint64_t stamp,
                                    ConsumerContext& context) {
    switch (response.error) {
        case ErrorCode::unknown_member_id:
            if (stamp == stamp_) reset_on_error(response.error, context);
            join_failed(true, context);
            break;
        case ErrorCode::member_id_required:
            set_generation(no_generation, response.member_id, {});
            join_failed(true, context);
            break;
        case ErrorCode::illegal_generation:
        case ErrorCode::rebalance_in_progress: join_failed(true, context); break;
        case ErrorCode::coordinator_not_available:
        case ErrorCode::not_coordinator:
            coordinator_failed(context);
            join_failed(false, context);
            break;
        default:
            if (!is_retriable(response.error)) fatal_ = response.error;
            join_failed(false, context);
    }
}

void GroupMembership::join_failed(bool retry_at_once, ConsumerContext& context) {
    joining_ = false;
    rejoin_needed_ = true;
    const Instant now = context.turn.now.monotonic;
    join_retry_at_ = retry_at_once ? now : now + context.spec.config.retry_backoff;
}

void GroupMembership::send_sync(ConsumerContext& context) {
    if (!coordinator_known()) {
        join_failed(false, context);
        return;
    }
    if (wait_for_metadata_ > context.metadata.version()) return;
    if (!context.network.ready(coordinator(), context.turn)) return;
    SyncGroupRequest request{context.spec.config.group_id, generation_, member_id_, {}};
    if (is_leader_) {
        TopicSizes sizes;
        for (const JoinedMember& member : members_) {
            for (const std::string& topic : member.subscription.topics) {
                sizes.emplace_back(topic, context.metadata.partition_count(topic));
            }
        }
        std::sort(sizes.begin(), sizes.end());
        sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
        request.assignments = assign(protocol_, sizes, members_);
        assigned_sizes_ = std::move(sizes);
    }
    request_in_flight_ = true;
    context.network.send(coordinator(), make_message(std::move(request)),
                         tag_of(ConsumerRequest::sync_group, stamp_), context.turn);
}

void GroupMembership::on_synced(const SyncGroupResponse& response, std::uint64_t stamp,
                                ConsumerContext& context) {
    request_in_flight_ = false;
    switch (response.error) {
        case ErrorCode::none:
            if (generation_ == no_generation || state_ != MemberState::completing_rebalance) {
                join_failed(true, context);
                return;
            }
            if (!beating(context)) reset_timeouts(context);
            state_ = MemberState::stable;
            joining_ = false;
            rejoin_needed_ = false;
            assignment_ = response.assignment;
            break;
        case ErrorCode::unknown_member_id:
        case ErrorCode::illegal_generation:
            if (stamp == stamp_) reset_on_error(response.error, context);
            join_failed(true, context);
            break;
        case ErrorCode::rebalance_in_progress: join_failed(true, context); break;
        case ErrorCode::coordinator_not_available:
        case ErrorCode::not_coordinator:
            coordinator_failed(context);
            join_failed(false, context);
            break;
        default:
            if (!is_retriable(response.error)) fatal_ = response.error;
            join_failed(false, context);
    }
}

std::optional<std::vector<TopicPartition>> GroupMembership::take_assignment() {
    if (!assignment_) return std::nullopt;
    needs_prepare_ = true;
    return std::exchange(assignment_, std::nullopt);
}

void GroupMembership::check_assigned_sizes(const ConsumerContext& context) {
    if (!is_leader_ || state_ != MemberState::stable) return;
    for (const auto& [topic, size] : assigned_sizes_) {
        // One that is gone has none, and takes part no longer.
        if (context.metadata.partition_count(topic) != size) rejoin_needed_ = true;
    }
}

void GroupMembership::background(ConsumerContext& context) {
    const Instant now = context.turn.now.monotonic;
    if (joining_ && !request_in_flight_ && state_ == MemberState::completing_rebalance) {
        send_sync(context);
    }
    if (!joined()) {
        // The join that waited for metadata or a connection is over if the membership is.
        if (joining_ && !request_in_flight_) join_failed(true, context);
        return;
    }
    if (!ensure_coordinator(context) || !beating(context)) return;
    if (session_deadline_ <= now) {
        coordinator_failed(context);
    } else if (poll_deadline_ <= now) {
        leave(context);
    } else if (heartbeat_at_ <= now) {
        send_heartbeat(context);
    }
}

void GroupMembership::send_heartbeat(ConsumerContext& context) {
    if (!context.network.ready(coordinator(), context.turn)) return;
    const ConsumerConfig& config = context.spec.config;
    heartbeat_at_ = context.turn.now.monotonic + config.heartbeat_interval;
    context.network.send(coordinator(),
                         make_message(HeartbeatRequest{config.group_id, generation_, member_id_}),
                         tag_of(ConsumerRequest::heartbeat, stamp_), context.turn);
}

void GroupMembership::on_heartbeat(ErrorCode error, std::uint64_t stamp, ConsumerContext& context) {
    switch (error) {
        case ErrorCode::none: heartbeat_received(context); break;
        case ErrorCode::coordinator_not_available:
        case ErrorCode::not_coordinator:
            coordinator_failed(context);
            heartbeat_failed(context);
            break;
        case ErrorCode::rebalance_in_progress:
            if (state_ == MemberState::stable) rejoin_needed_ = true;
            heartbeat_received(context);
            break;
        case ErrorCode::illegal_generation:
        case ErrorCode::unknown_member_id:
            if (stamp == stamp_) {
                reset_on_error(error, context);
                heartbeat_failed(context);
            } else {
                heartbeat_received(context);
            }
            break;
        default:
            if (!is_retriable(error)) fatal_ = error;
            heartbeat_failed(context);
    }
}

void GroupMembership::heartbeat_received(ConsumerContext& context) {
    heartbeat_attempts_ = 0;
    session_deadline_ = context.turn.now.monotonic + context.spec.config.session_timeout;
}

void GroupMembership::heartbeat_failed(ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    const Duration wait = exponential_backoff(config.retry_backoff, config.retry_backoff_max,
                                              heartbeat_attempts_, context.rng);
    ++heartbeat_attempts_;
    heartbeat_at_ = context.turn.now.monotonic + wait;
}

void GroupMembership::leave(ConsumerContext& context) {
    const bool member = state_ != MemberState::unjoined && !member_id_.empty();
    if (member && coordinator_known() && context.network.can_send(coordinator())) {
        context.network.send(
            coordinator(),
            make_message(LeaveGroupRequest{context.spec.config.group_id, member_id_}),
            tag_of(ConsumerRequest::leave_group, stamp_), context.turn);
    }
    reset_state(true);
}

void GroupMembership::on_completion(const Completion& done, ConsumerContext& context) {
    const auto kind = static_cast<ConsumerRequest>(done.tag.kind);
    if (kind == ConsumerRequest::find_coordinator) {
        on_found(done, context);
        return;
    }
    if (!done.response) {
        if (done.to == coordinator()) coordinator_disconnected();
        if (kind == ConsumerRequest::heartbeat) heartbeat_failed(context);
        if (kind == ConsumerRequest::join_group || kind == ConsumerRequest::sync_group) {
            request_in_flight_ = false;
            join_failed(false, context);
        }
    } else if (const auto* joined = done.response->get_if<JoinGroupResponse>()) {
        on_joined(*joined, done.tag.context, context);
    } else if (const auto* synced = done.response->get_if<SyncGroupResponse>()) {
        on_synced(*synced, done.tag.context, context);
    } else if (const auto* heartbeat = done.response->get_if<HeartbeatResponse>()) {
        on_heartbeat(heartbeat->error, done.tag.context, context);
    }
}

Instant GroupMembership::next_deadline(const ConsumerContext& context) const {
    const Instant now = context.turn.now.monotonic;
    Instant soonest = Instant::never();
    const auto watch = [&](Instant at) {
        if (at > now) soonest = std::min(soonest, at);
    };
    if (!coordinator_known()) {
        if (!lookup_in_flight_) {
            watch(lookup_retry_at_);
            watch(context.network.soonest_connect(context.metadata.destinations()));
        }
    } else {
        watch(context.network.connect_at(coordinator()));
    }
    if (rejoin_needed_ && !joining_) watch(join_retry_at_);
    if (beating(context)) {
        watch(heartbeat_at_);
        watch(session_deadline_);
        watch(poll_deadline_);
    }
    return soonest;
}

void GroupMembership::digest(Digest& d) const {
    digest_into(d, coordinator_);
    digest_into(d, lookup_in_flight_);
    digest_into(d, lookup_retry_at_);
    digest_into(d, state_);
    digest_into(d, generation_);
    digest_into(d, member_id_);
    digest_into(d, protocol_);
    digest_into(d, stamp_);
    d.add(static_cast<std::uint64_t>(is_leader_) | static_cast<std::uint64_t>(rejoin_needed_) << 1 |
          static_cast<std::uint64_t>(needs_prepare_) << 2 |
          static_cast<std::uint64_t>(joining_) << 3 |
          static_cast<std::uint64_t>(request_in_flight_) << 4);
    digest_into(d, join_retry_at_);
    digest_into(d, members_);
    digest_into(d, wait_for_metadata_);
    digest_into(d, assignment_);
    digest_into(d, assigned_sizes_);
    digest_into(d, heartbeat_at_);
    digest_into(d, session_deadline_);
    digest_into(d, poll_deadline_);
    digest_into(d, fatal_);
}

void GroupMembership::check_invariants() const {
    KSCOPE_CHECK(!request_in_flight_ || joining_);
    KSCOPE_CHECK(!joined() || (generation_ != no_generation && !member_id_.empty()));
    KSCOPE_CHECK(!assignment_ || state_ == MemberState::stable);
}

}  // namespace kscope
