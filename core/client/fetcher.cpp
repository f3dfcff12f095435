#include "core/client/fetcher.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace kscope {

const FetchedPartition& Fetcher::Fetched::data() const {
    return response->get_if<FetchResponse>()->partitions[place];
}

Fetcher::Session& Fetcher::session(NodeId node) {
    const auto at = std::lower_bound(sessions_.begin(), sessions_.end(), node,
                                     [](const Session& s, NodeId n) { return s.node < n; });
    if (at != sessions_.end() && at->node == node) return *at;
    return *sessions_.insert(at, Session{node, {}, false});
}

bool Fetcher::buffered(const TopicPartition& tp) const {
    for (std::size_t i = next_; i < buffer_.size(); ++i) {
        if (buffer_[i].data().tp == tp) return true;
    }
    return false;
}

NodeId Fetcher::read_from(AssignedPartition& partition, ConsumerContext& context) {
    const LeaderAndEpoch& leader = partition.position.leader;
    if (leader.node == no_node) {
        context.metadata.request_update();
        return no_node;
    }
    if (partition.read_replica == no_broker) return leader.node;
    if (context.turn.now.monotonic > partition.read_replica_until) {
        partition.read_replica = no_broker;  // the leader may know a better one
        return leader.node;
    }
    const NodeId node = context.metadata.node_of(partition.read_replica);
    if (node != no_node) return node;
    partition.read_replica = no_broker;
    context.metadata.request_update();
    return leader.node;
}

void Fetcher::choose_replica(const TopicPartition& tp, AssignedPartition& partition,
                             BrokerId replica, ConsumerContext& context) {
    if (replica == partition.read_replica) return;
    partition.read_replica = replica;
    partition.read_replica_until =
        context.turn.now.monotonic + context.spec.config.metadata_max_age;
    if (context.turn.out.wants<ReadReplicaChosen>()) {
        context.turn.out.note(ReadReplicaChosen{context.network.self(), tp, replica,
                                                context.spec.config.client_rack});
    }
}

void Fetcher::forget_replicas(const Session& session, ConsumerContext& context) {
    for (auto& [tp, partition] : context.subscriptions.edit()) {
        if (session.session.asked(tp) != nullptr) partition.read_replica = no_broker;
    }
}

void Fetcher::send_fetches(ConsumerContext& context) {
    const ConsumerConfig& config = context.spec.config;
    std::vector<std::pair<NodeId, std::vector<FetchPartition>>> wanted;
    for (auto& [tp, partition] : context.subscriptions.edit()) {
        if (!partition.fetchable() || buffered(tp)) continue;
        const LeaderAndEpoch& leader = partition.position.leader;
        const NodeId node = read_from(partition, context);
        if (node == no_node || session(node).in_flight) continue;
        const Destination to{node, Channel::ordinary};
        if (!context.network.ready(to, context.turn)) continue;
        auto at = std::find_if(wanted.begin(), wanted.end(),
                               [&](const auto& entry) { return entry.first == node; });
        if (at == wanted.end()) at = wanted.insert(at, {node, {}});
        const bool fenced = config.features.validates_position;
        at->second.push_back({tp, fenced ? leader.epoch : no_leader_epoch,
                              partition.position.offset, no_leader_epoch, no_offset,
                              config.max_partition_fetch_bytes});
    }
    for (auto& [node, partitions] : wanted) {
        FetchRequest request;
        request.max_wait = config.fetch_max_wait;
        request.min_bytes = config.fetch_min_bytes;
        request.max_bytes = config.fetch_max_bytes;
        request.rack = config.client_rack;
        request.client_id = config.client_id;
        Session& own = session(node);
        if (config.features.incremental_fetch_sessions) {
            own.session.build(std::move(partitions), request);
        } else {
            own.session.build_without(std::move(partitions), request);
        }
        own.in_flight = true;
        context.network.send({node, Channel::ordinary}, make_message(std::move(request)),
                             tag_of(ConsumerRequest::fetch), context.turn);
    }
}

void Fetcher::on_completion(const Completion& done, ConsumerContext& context) {
    Session& own = session(done.to.node);
    own.in_flight = false;
    const auto* response = done.response ? done.response->get_if<FetchResponse>() : nullptr;
    if (response == nullptr) {
        forget_replicas(own, context);
        own.session.on_failure();
        return;
    }
    if (!own.session.on_response(*response)) return;
    for (std::uint32_t i = 0; i < response->partitions.size(); ++i) {
        const FetchPartition* asked = own.session.asked(response->partitions[i].tp);
        if (asked == nullptr) continue;
        buffer_.push_back({done.response, i, asked->fetch_offset});
    }
}

std::int32_t Fetcher::collect(ConsumerContext& context, ErrorCode& failed) {
    std::int32_t total = 0;
    const std::int32_t limit = context.spec.config.max_poll_records;
    while (total < limit && has_buffered()) {
        Fetched& first = buffer_[next_];
        AssignedPartition* partition = context.subscriptions.find(first.data().tp);
        if (partition == nullptr || !partition->fetchable()) {
            ++next_;
            continue;
        }
        if (!first.initialized && !initialize(first, context, failed)) {
            ++next_;
            if (failed != ErrorCode::none) break;
            continue;
        }
        total += take(first, *partition, limit - total, context);
        if (first.next >= first.data().batches.size()) ++next_;
    }
    if (next_ == buffer_.size()) drop_buffer();
    return total;
}

void Fetcher::drop_buffer() {
    buffer_.clear();
    next_ = 0;
}

bool Fetcher::initialize(Fetched& fetched, ConsumerContext& context, ErrorCode& failed) {
    const FetchedPartition& data = fetched.data();
    AssignedPartition& partition = *context.subscriptions.find(data.tp);
    if (data.error != ErrorCode::none) {
        on_error(data, fetched.fetch_offset, context, failed);
        return false;
    }
    if (partition.position.offset != fetched.fetch_offset) return false;  // sought in between
    if (data.high_watermark != no_offset) partition.high_watermark = data.high_watermark;
    if (data.log_start_offset != no_offset) partition.log_start = data.log_start_offset;
    if (data.preferred_read_replica != no_broker) {
        choose_replica(data.tp, partition, data.preferred_read_replica, context);
    }
    fetched.initialized = true;
    return true;
}

void Fetcher::on_error(const FetchedPartition& data, Offset fetch_offset, ConsumerContext& context,
                       ErrorCode& failed) {
    AssignedPartition& partition = *context.subscriptions.find(data.tp);
    switch (data.error) {
        case ErrorCode::not_leader_or_follower:
        case ErrorCode::fenced_leader_epoch:
        case ErrorCode::offset_not_available:
        case ErrorCode::unknown_topic_or_partition:
            context.metadata.request_update();
            partition.read_replica = no_broker;
            break;
        case ErrorCode::offset_out_of_range:
            // A follower's log may be shorter: the leader knows.
            if (std::exchange(partition.read_replica, no_broker) != no_broker) break;
            if (partition.position.offset != fetch_offset) break;
            if (!context.subscriptions.request_reset(partition)) failed = data.error;
            break;
        case ErrorCode::message_too_large:  // before KIP-74; the consumer found it out itself
            if (partition.position.offset == fetch_offset) failed = data.error;
            break;
        case ErrorCode::corrupt_message: failed = data.error; break;
        default: break;  // UNKNOWN_LEADER_EPOCH, UNKNOWN_SERVER_ERROR: the next fetch may do better
    }
}

std::int32_t Fetcher::take(Fetched& fetched, AssignedPartition& partition, std::int32_t limit,
                           ConsumerContext& context) {
    const FetchedPartition& data = fetched.data();
    if (fetched.fetch_offset != partition.position.offset) {
        fetched.next = static_cast<std::uint32_t>(data.batches.size());  // sought in between
        return 0;
    }
    const Offset from = partition.position.offset;
    Offset position = from;
    std::int32_t records = 0;
    while (fetched.next < data.batches.size() && records < limit) {
        const RecordBatch& batch = *data.batches[fetched.next];
        if (position >= batch.next_offset()) {
            ++fetched.next;
            continue;
        }
        // A compacted batch has fewer records than offsets; its end counts as read all the same.
        const std::size_t first = batch.record_set->records_below(position - batch.base_offset);
        const auto available = batch.record_count() - static_cast<std::int32_t>(first);
        const std::int32_t taken = std::min(available, limit - records);
        records += taken;
        partition.position.offset_epoch = batch.stored_epoch();
        if (taken == available) {
            position = batch.next_offset();
            ++fetched.next;
        } else {
            position = batch.offset_of(first + static_cast<std::size_t>(taken) - 1) + 1;
        }
    }
    if (position == from) return 0;
    partition.position.offset = position;
    partition.records_consumed += static_cast<std::uint64_t>(records);
    fetched.fetch_offset = position;
    if (context.turn.out.wants<RecordsConsumed>()) {
        auto& consumed = context.turn.out.note_in_place<RecordsConsumed>();
        consumed.client = context.network.self();
        consumed.group = context.spec.config.group_id;
        consumed.tp = data.tp;
        consumed.base_offset = from;
        consumed.position = position;
        consumed.records = records;
    }
    return records;
}

void Fetcher::close_sessions(ConsumerContext& context) {
    for (Session& own : sessions_) {
        const Destination to{own.node, Channel::ordinary};
        if (!own.session.open() || !context.network.can_send(to)) continue;
        context.network.send(to, make_message(own.session.close_request()),
                             tag_of(ConsumerRequest::close_session), context.turn);
    }
    sessions_.clear();
    drop_buffer();
}

void Fetcher::digest(Digest& d) const {
    for (const Session& own : sessions_) {
        digest_into(d, own.node);
        digest_into(d, own.session);
        digest_into(d, own.in_flight);
    }
    d.add(buffer_.size() - next_);
    for (std::size_t i = next_; i < buffer_.size(); ++i) {
        const Fetched& fetched = buffer_[i];
        digest_into(d, fetched.response->digest());
        digest_into(d, fetched.place);
        digest_into(d, fetched.fetch_offset);
        digest_into(d, fetched.next);
    }
}

}  // namespace kscope
