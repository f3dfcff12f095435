#include "core/client/offset_fetcher.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

namespace {

// What is asked of one node.
template <class Request>
Request& request_for(std::vector<std::pair<NodeId, Request>>& requests, NodeId node) {
    for (auto& [to, request] : requests) {
        if (to == node) return request;
    }
    return requests.emplace_back(node, Request{}).second;
}

const char* policy_name(OffsetReset reset) {
    return reset == OffsetReset::earliest ? "earliest" : "latest";
}

}  // namespace

void OffsetFetcher::reset_positions(ConsumerContext& context) {
    const Instant now = context.turn.now.monotonic;
    std::vector<std::pair<NodeId, ListOffsetsRequest>> requests;
    for (auto& [tp, partition] : context.subscriptions.edit()) {
        if (partition.state != FetchState::await_reset || partition.next_retry > now) continue;
        const LeaderAndEpoch leader = context.metadata.leader(tp);
        if (leader.node == no_node) {
            context.metadata.add_topic(tp.topic);
            context.metadata.request_update();
            continue;
        }
        if (!context.network.ready({leader.node, Channel::ordinary}, context.turn)) continue;
        partition.next_retry = now + context.spec.config.request_timeout;
        const std::int64_t timestamp =
            partition.reset == OffsetReset::earliest ? earliest_timestamp : latest_timestamp;
        request_for(requests, leader.node).partitions.push_back({tp, leader.epoch, timestamp});
    }
    for (auto& [node, request] : requests) {
        Asked asked{next_id_++};
        for (const auto& partition : request.partitions) asked.partitions.push_back(partition.tp);
        context.network.send({node, Channel::ordinary}, make_message(std::move(request)),
                             tag_of(ConsumerRequest::list_offsets, asked.id), context.turn);
        asked_.push_back(std::move(asked));
    }
}

void OffsetFetcher::validate_positions(ConsumerContext& context) {
    const Instant now = context.turn.now.monotonic;
    std::vector<std::pair<NodeId, OffsetForLeaderEpochRequest>> requests;
    for (auto& [tp, partition] : context.subscriptions.edit()) {
        if (partition.state != FetchState::await_validation || partition.next_retry > now) continue;
        const LeaderAndEpoch& leader = partition.position.leader;
        if (leader.node == no_node) {
            context.metadata.request_update();
            continue;
        }
        if (!context.network.ready({leader.node, Channel::ordinary}, context.turn)) continue;
        partition.next_retry = now + context.spec.config.request_timeout;
        request_for(requests, leader.node)
            .partitions.push_back({tp, leader.epoch, partition.position.offset_epoch});
    }
    for (auto& [node, request] : requests) {
        Asked asked{next_id_++};
        for (const EpochQuery& query : request.partitions) {
            asked.partitions.push_back(query.tp);
            asked.positions.push_back(context.subscriptions.find(query.tp)->position);
        }
        context.network.send({node, Channel::ordinary}, make_message(std::move(request)),
                             tag_of(ConsumerRequest::epoch_end, asked.id), context.turn);
        asked_.push_back(std::move(asked));
    }
}

OffsetFetcher::Asked OffsetFetcher::take(std::uint64_t id) {
    const auto at = std::find_if(asked_.begin(), asked_.end(),
                                 [id](const Asked& asked) { return asked.id == id; });
    KSCOPE_CHECK(at != asked_.end());
    Asked result = std::move(*at);
    asked_.erase(at);
    return result;
}

bool OffsetFetcher::on_completion(const Completion& done, ConsumerContext& context) {
    const Asked asked = take(done.tag.context);
    if (!done.response) {
        for (const TopicPartition& tp : asked.partitions) retry_later(tp, context);
        return true;
    }
    if (const auto* listed = done.response->get_if<ListOffsetsResponse>()) {
        on_listed(*listed, context);
        return true;
    }
    const auto* ends = done.response->get_if<OffsetForLeaderEpochResponse>();
    KSCOPE_CHECK(ends != nullptr);
    return on_epoch_ends(*ends, asked, context);
}

void OffsetFetcher::retry_later(const TopicPartition& tp, ConsumerContext& context) {
    context.metadata.request_update();
    AssignedPartition* partition = context.subscriptions.find(tp);
    if (partition == nullptr) return;
    partition->next_retry = context.turn.now.monotonic + context.spec.config.retry_backoff;
}

void OffsetFetcher::on_listed(const ListOffsetsResponse& response, ConsumerContext& context) {
    Output& out = context.turn.out;
    for (const ListedOffset& listed : response.partitions) {
        AssignedPartition* partition = context.subscriptions.find(listed.tp);
        if (partition == nullptr || partition->state != FetchState::await_reset) continue;
        if (listed.error != ErrorCode::none) {
            retry_later(listed.tp, context);
            continue;
        }
        if (listed.leader_epoch != no_leader_epoch) {
            context.metadata.epoch_seen(listed.tp, listed.leader_epoch);
        }
        const bool sought = partition->sought;
        const Offset from = partition->sought_from;
        context.subscriptions.seek(*partition, listed.offset, no_leader_epoch,
                                   context.metadata.leader(listed.tp));
        if (sought && out.wants<PositionSought>()) {
            out.note(PositionSought{context.network.self(), listed.tp, from, listed.offset});
        }
        if (!sought && out.wants<PositionReset>()) {
            out.note(PositionReset{context.network.self(), listed.tp, listed.offset,
                                   policy_name(partition->reset)});
        }
    }
}

bool OffsetFetcher::on_epoch_ends(const OffsetForLeaderEpochResponse& response, const Asked& asked,
                                  ConsumerContext& context) {
    bool ok = true;
    const bool has_policy = context.spec.config.auto_offset_reset != OffsetReset::none;
    for (const EpochAnswer& answer : response.partitions) {
        AssignedPartition* partition = context.subscriptions.find(answer.tp);
        if (partition == nullptr || partition->state != FetchState::await_validation) continue;
        const auto at = std::find(asked.partitions.begin(), asked.partitions.end(), answer.tp);
        const auto place = static_cast<std::size_t>(at - asked.partitions.begin());
        if (at == asked.partitions.end() || !(asked.positions[place] == partition->position)) {
            partition->next_retry = Instant();  // the position moved on: ask again
            continue;
        }
        if (answer.error != ErrorCode::none) {
            retry_later(answer.tp, context);
        } else if (answer.end.end_offset == no_offset || answer.end.epoch == no_leader_epoch) {
            ok = context.subscriptions.request_reset(*partition) && ok;
        } else if (answer.end.end_offset >= partition->position.offset) {
            partition->state = FetchState::fetching;
        } else if (!has_policy) {
            ok = false;
        } else {
            // The logs part before our position: read on from there.
            partition->position.offset = answer.end.end_offset;
            partition->position.offset_epoch = answer.end.epoch;
            partition->state = FetchState::fetching;
            if (context.turn.out.wants<PositionReset>()) {
                context.turn.out.note(PositionReset{context.network.self(), answer.tp,
                                                    answer.end.end_offset, "truncated"});
            }
        }
    }
    return ok;
}

Instant OffsetFetcher::next_deadline(const ConsumerContext& context) const {
    Instant soonest = Instant::never();
    for (const auto& entry : context.subscriptions.partitions()) {
        const AssignedPartition& partition = entry.second;
        const bool waits = partition.state == FetchState::await_reset ||
                           partition.state == FetchState::await_validation;
        if (waits && partition.next_retry > context.turn.now.monotonic) {
            soonest = std::min(soonest, partition.next_retry);
        }
    }
    return soonest;
}

void OffsetFetcher::digest(Digest& d) const {
    digest_into(d, next_id_);
    for (const Asked& asked : asked_) {
        digest_into(d, asked.id);
        digest_into(d, asked.partitions);
        digest_into(d, asked.positions);
    }
}

}  // namespace kscope
