#include "core/broker/resting_followers.h"

#include "core/base/check.h"

namespace kscope {

void RestingFollowers::add(std::int32_t session, RestingFollower follower) {
    KSCOPE_CHECK(!by_session_.contains(session), "the session's follower rests already");
    for (const FetchItem& item : follower.items->list) {
        if (by_slot_.size() <= item.slot) by_slot_.resize(item.slot + 1);
        by_slot_[item.slot].push_back(session);
    }
    by_session_.set(session, std::move(follower));
}

std::optional<RestingFollower> RestingFollowers::remove(std::int32_t session) {
    RestingFollower* found = by_session_.find(session);
    if (found == nullptr) return std::nullopt;
    RestingFollower removed = std::move(*found);
    by_session_.erase(session);
    for (const FetchItem& item : removed.items->list) std::erase(by_slot_[item.slot], session);
    return removed;
}

void RestingFollowers::digest(Digest& d) const {
    d.add(by_session_.size());
    for (const auto& [session, resting] : by_session_) {
        digest_into(d, session);
        digest_into(d, resting.follower);
        digest_into(d, resting.fetched_at);
        d.add(resting.items->list.size());
    }
}

}  // namespace kscope
