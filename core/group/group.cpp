#include "core/group/group.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"

namespace kscope {

namespace {

bool may_follow(GroupState from, GroupState to) {
    switch (to) {
        case GroupState::empty: return from == GroupState::preparing_rebalance;
        case GroupState::preparing_rebalance:
            return from == GroupState::empty || from == GroupState::completing_rebalance ||
                   from == GroupState::stable;
        case GroupState::completing_rebalance: return from == GroupState::preparing_rebalance;
        case GroupState::stable: return from == GroupState::completing_rebalance;
        case GroupState::dead: return true;
    }
    return false;
}

bool offers(const Member& member, const std::string& protocol) {
    return std::any_of(member.protocols.begin(), member.protocols.end(),
                       [&](const JoinProtocol& p) { return p.name == protocol; });
}

}  // namespace

const char* name_of(GroupState state) {
    static constexpr std::array names{"Empty", "PreparingRebalance", "CompletingRebalance",
                                      "Stable", "Dead"};
    return names[static_cast<std::size_t>(state)];
}

void Group::transition_to(GroupState next) {
    KSCOPE_CHECK(may_follow(state_, next), std::string(name_of(state_)) + " to " + name_of(next));
    state_ = next;
}

Member& Group::add_member(Member member) {
    if (members_.empty()) leader_ = member.id;
    member.joined = ++joined_count_;
    std::erase(pending_members, member.id);
    const std::string id = member.id;
    return members_.set(id, std::move(member));
}

void Group::remove_member(const std::string& id) {
    members_.erase(id);
    std::erase(pending_members, id);
    std::erase(pending_sync, id);
    if (leader_ != id) return;
    leader_.clear();
    const Member* first = nullptr;
    for (const auto& [other, member] : members_) {
        if (first == nullptr || member.joined < first->joined) first = &member;
    }
    if (first != nullptr) leader_ = first->id;
}

bool Group::has_all_joined() const {
    return pending_members.empty() &&
           std::all_of(members_.begin(), members_.end(),
                       [](const auto& entry) { return entry.second.awaiting_join.has_value(); });
}

Duration Group::rebalance_timeout() const {
    Duration longest;
    for (const auto& [id, member] : members_) {
        longest = std::max(longest, member.rebalance_timeout);
    }
    return longest;
}

void Group::elect_joined_leader() {
    const Member* current = members_.find(leader_);
    if (current != nullptr && current->awaiting_join) return;
    const Member* first = nullptr;
    for (const auto& [id, member] : members_) {
        if (!member.awaiting_join) continue;
        if (first == nullptr || member.joined < first->joined) first = &member;
    }
    if (first != nullptr) leader_ = first->id;
}

bool Group::supports(const std::vector<JoinProtocol>& protocols) const {
    if (protocols.empty()) return false;
    if (members_.empty()) return true;
    return std::any_of(protocols.begin(), protocols.end(), [&](const JoinProtocol& p) {
        return std::all_of(members_.begin(), members_.end(),
                           [&](const auto& entry) { return offers(entry.second, p.name); });
    });
}

// Each member votes for the first of its protocols that all support; most votes win, and of equals
// the first in alphabetical order (Kafka takes any).
std::string Group::select_protocol() const {
    FlatMap<std::string, int> votes;
    for (const auto& [id, member] : members_) {
        for (const JoinProtocol& p : member.protocols) {
            const bool common =
                std::all_of(members_.begin(), members_.end(),
                            [&](const auto& other) { return offers(other.second, p.name); });
            if (!common) continue;
            ++votes[p.name];
            break;
        }
    }
    const auto best =
        std::max_element(votes.begin(), votes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    KSCOPE_CHECK(best != votes.end(), "a group whose members share no protocol");
    return best->first;
}

Subscription Group::subscription_of(const Member& member) const {
    for (const JoinProtocol& p : member.protocols) {
        if (p.name == protocol_) return p.subscription;
    }
    return {};
}

void Group::start_next_generation(WallTime now) {
    ++generation_;
    pending_sync.clear();
    if (members_.empty()) {
        protocol_.clear();
        transition_to(GroupState::empty);
        empty_since_ = now;
    } else {
        protocol_ = select_protocol();
        transition_to(GroupState::completing_rebalance);
    }
    learn_subscribed_topics();
}

// GroupMetadata.computeSubscribedTopics
void Group::learn_subscribed_topics() {
    auto& topics = subscribed_topics_.emplace();
    for (const auto& [id, member] : members_) {
        const Subscription theirs = subscription_of(member);
        topics.insert(topics.end(), theirs.topics.begin(), theirs.topics.end());
    }
    std::sort(topics.begin(), topics.end());
    topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
}

void Group::restore(Generation generation, std::string protocol, std::string leader,
                    std::optional<WallTime> since) {
    generation_ = generation;
    protocol_ = std::move(protocol);
    leader_ = std::move(leader);
    state_ = members_.empty() ? GroupState::empty : GroupState::stable;
    if (members_.empty()) empty_since_ = since;
    learn_subscribed_topics();
}

void Group::store_offset(const CommittedOffset& offset, WallTime committed) {
    offsets_.set(offset.tp, offset);
    committed_at_.set(offset.tp, WallTime::from_millis(committed.millis()));
}

void Group::forget_offset(const TopicPartition& tp) {
    offsets_.erase(tp);
    committed_at_.erase(tp);
}

std::optional<WallTime> Group::expiry_of(const TopicPartition& tp, OffsetExpiration rule,
                                         Duration retention) const {
    WallTime base = *committed_at_.find(tp);
    if (rule == OffsetExpiration::commit) {
        base = base + Duration::millis(1);  // older than the retention, not as old
    } else if (has_protocol_type() && state_ == GroupState::empty) {
        base = empty_since_.value_or(base);
    } else if (has_protocol_type()) {
        const bool knows = subscribed_topics_.has_value() &&
                           (rule == OffsetExpiration::group_empty || state_ == GroupState::stable);
        if (!knows ||
            std::binary_search(subscribed_topics_->begin(), subscribed_topics_->end(), tp.topic)) {
            return std::nullopt;
        }
    }
    // Milliseconds; beyond all clocks is never.
    base = WallTime::from_millis(base.millis());
    if (retention > Duration::forever() - Duration::nanos(base.nanos())) return std::nullopt;
    return base + retention;
}

void Group::digest(Digest& d) const {
    digest_into(d, name_);
    digest_into(d, state_);
    digest_into(d, generation_);
    digest_into(d, protocol_);
    digest_into(d, leader_);
    for (const auto& [id, member] : members_) {
        digest_into(d, id);
        digest_into(d, member.assignment);
        digest_into(d, member.awaiting_join.has_value());
        digest_into(d, member.awaiting_sync.has_value());
    }
    for (const auto& [tp, offset] : offsets_) digest_into(d, offset);
    for (const auto& [tp, at] : committed_at_) digest_into(d, at);
    if (empty_since_) digest_into(d, empty_since_);
    if (subscribed_topics_) digest_into(d, subscribed_topics_);
}

void Group::check_invariants() const {
    KSCOPE_CHECK(members_.empty() || members_.contains(leader_), name_ + ": leader is no member");
    KSCOPE_CHECK(state_ != GroupState::empty || members_.empty(), name_ + ": Empty has members");
    for (const std::string& id : pending_members) {
        KSCOPE_CHECK(!members_.contains(id), name_ + ": " + id + " is pending and a member");
    }
}

}  // namespace kscope
