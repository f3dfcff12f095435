#include "core/broker/fetch_session_cache.h"

#include <algorithm>

namespace kscope {

namespace {

// Kafka's min.incremental.fetch.session.eviction.ms, which is no configuration key there either.
constexpr Duration eviction_age = Duration::seconds(120);
constexpr std::int32_t final_epoch = -1;
// Of a session with many, mostly few have news.
constexpr std::size_t few_partitions = 4;

ReplicaSlot slot_of(const ReplicaTable& replicas, const TopicPartition& tp) {
    return replicas.find(tp).value_or(no_slot);
}

void describe(const FetchItem& item, FetchOutcome& outcome, FetchedPartition& told) {
    told.tp = item.asked.tp;
    told.error = outcome.error;
    if (outcome.error != ErrorCode::none) return;
    told.high_watermark = outcome.high_watermark;
    told.last_stable_offset = outcome.high_watermark;  // no transactions: nothing is unstable
    told.log_start_offset = outcome.log_start_offset;
    told.diverging_epoch = outcome.diverging_epoch;
    told.batches = std::move(outcome.read.batches);
    told.preferred_read_replica = outcome.preferred_read_replica;
}

// The epoch of the request after this one; 0 opens, -1 closes.
std::int32_t next_epoch(std::int32_t epoch) { return epoch == 0x7fffffff ? 1 : epoch + 1; }

}  // namespace

void FetchSessionCache::put(Session& session, const FetchPartition& asked,
                            const ReplicaTable& replicas) {
    if (const std::uint32_t* place = session.places.find(asked.tp)) {
        FetchPartition& cached = session.partitions[*place].asked;  // of the same name
        cached.current_leader_epoch = asked.current_leader_epoch;
        cached.fetch_offset = asked.fetch_offset;
        cached.last_fetched_epoch = asked.last_fetched_epoch;
        cached.log_start_offset = asked.log_start_offset;
        cached.partition_max_bytes = asked.partition_max_bytes;
        return;
    }
    auto place = static_cast<std::uint32_t>(session.partitions.size());
    if (session.free_places.empty()) {
        session.partitions.emplace_back();
    } else {
        place = session.free_places.back();
        session.free_places.pop_back();
    }
    session.partitions[place] = {asked, slot_of(replicas, asked.tp), no_offset, no_offset, false};
    session.order.push_back(place);
    session.places.set(asked.tp, place);
}

ErrorCode FetchSessionCache::begin(const FetchRequest& request, const ReplicaTable& replicas,
                                   Instant now, FetchSessionUse& use,
                                   std::vector<FetchItem>& items) {
    use = {};
    use.from_follower = request.replica != no_broker;
    if (request.session_epoch == final_epoch || request.session_epoch == 0) {
        if (request.session_id != 0) sessions_.erase(request.session_id);
        if (request.session_epoch == 0) use.kind = FetchSessionUse::Kind::open;
        items.reserve(request.partitions.size());
        for (const FetchPartition& asked : request.partitions) {
            items.push_back({asked, slot_of(replicas, asked.tp), 0});
        }
        return ErrorCode::none;
    }
    Session* session = sessions_.find(request.session_id);
    if (session == nullptr) return ErrorCode::fetch_session_id_not_found;
    if (session->epoch != request.session_epoch) return ErrorCode::invalid_fetch_session_epoch;
    session->epoch = next_epoch(session->epoch);
    session->last_used = now;
    for (const TopicPartition& tp : request.forgotten) {
        if (const std::uint32_t* place = session->places.find(tp)) {
            session->partitions[*place].forgotten = true;
            session->free_places.push_back(*place);
            std::erase(session->order, *place);
            session->places.erase(tp);
        }
    }
    for (const FetchPartition& asked : request.partitions) put(*session, asked, replicas);
    use.kind = FetchSessionUse::Kind::incremental;
    use.id = request.session_id;
    items.reserve(session->order.size());
    for (const std::uint32_t place : session->order) {
        CachedPartition& cached = session->partitions[place];
        if (cached.slot == no_slot || replicas.deleted(cached.slot)) {
            cached.slot = slot_of(replicas, cached.asked.tp);
        }
        FetchItem& item = items.emplace_back();
        item.asked = cached.asked;
        item.slot = cached.slot;
        item.place = place;
    }
    if (session->order.empty()) {  // nothing left in it: the session ends
        sessions_.erase(request.session_id);
        use.kind = FetchSessionUse::Kind::sessionless;
    }
    return ErrorCode::none;
}

bool FetchSessionCache::repeat(std::int32_t id, std::int32_t epoch, Instant now) {
    Session* session = sessions_.find(id);
    if (session == nullptr || session->epoch != epoch) return false;
    session->epoch = next_epoch(session->epoch);
    session->last_used = now;
    return true;
}

bool FetchSessionCache::has_news(const CachedPartition& cached, const FetchOutcome& outcome) {
    return !outcome.read.batches.empty() || outcome.diverging_epoch ||
           outcome.preferred_read_replica != no_broker ||
           cached.high_watermark != outcome.high_watermark ||
           cached.log_start_offset != outcome.log_start_offset;
}

// CachedPartition.maybeUpdateResponseData
bool FetchSessionCache::must_tell(CachedPartition& cached, const FetchOutcome& outcome) {
    if (outcome.error != ErrorCode::none) {
        cached.high_watermark = no_offset;  // so that the next answer tells it again
        return true;
    }
    const bool told = has_news(cached, outcome);
    cached.high_watermark = outcome.high_watermark;
    cached.log_start_offset = outcome.log_start_offset;
    return told;
}

bool FetchSessionCache::is_quiet(const FetchSessionUse& use, const std::vector<FetchItem>& items,
                                 const std::vector<FetchOutcome>& outcomes) const {
    if (use.kind != FetchSessionUse::Kind::incremental) return false;
    const Session* session = sessions_.find(use.id);
    if (session == nullptr) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (outcomes[i].error != ErrorCode::none) return false;
        if (has_news(session->partitions[items[i].place], outcomes[i])) return false;
    }
    return true;
}

std::int64_t FetchSessionCache::response_size(const FetchSessionUse& use,
                                              const std::vector<FetchItem>& items,
                                              const std::vector<FetchOutcome>& outcomes) const {
    const bool incremental = use.kind == FetchSessionUse::Kind::incremental;
    const Session* session = incremental ? sessions_.find(use.id) : nullptr;
    std::int64_t bytes = wire_header_bytes;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const FetchOutcome& outcome = outcomes[i];
        const bool told = session == nullptr || outcome.error != ErrorCode::none ||
                          has_news(session->partitions[items[i].place], outcome);
        if (told) bytes += wire_fetched_partition_bytes + outcome.read.size_in_bytes;
    }
    return bytes;
}

void FetchSessionCache::fill_quiet(const FetchSessionUse& use, FetchResponse& response) const {
    if (sessions_.contains(use.id)) {
        response.session_id = use.id;
    } else {
        response.error = ErrorCode::fetch_session_id_not_found;
    }
}

void FetchSessionCache::fill_incremental(Session& session, const std::vector<FetchItem>& items,
                                         std::vector<FetchOutcome>& outcomes,
                                         FetchResponse& response) {
    response.partitions.reserve(std::min(items.size(), few_partitions));
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::uint32_t place = items[i].place;
        if (place >= session.partitions.size() || session.partitions[place].forgotten) continue;
        const bool has_records = !outcomes[i].read.batches.empty();
        if (!must_tell(session.partitions[place], outcomes[i])) continue;
        describe(items[i], outcomes[i], response.partitions.emplace_back());
        if (has_records && session.order.back() != place) {
            std::erase(session.order, place);
            session.order.push_back(place);
        }
    }
}

void FetchSessionCache::fill(const FetchSessionUse& use, const std::vector<FetchItem>& items,
                             std::vector<FetchOutcome>& outcomes, Instant now, Rng& rng,
                             FetchResponse& response) {
    if (use.kind == FetchSessionUse::Kind::incremental) {
        Session* session = sessions_.find(use.id);
        if (session == nullptr) {
            response.error = ErrorCode::fetch_session_id_not_found;
            return;
        }
        response.session_id = use.id;
        fill_incremental(*session, items, outcomes, response);
        return;
    }
    if (use.kind == FetchSessionUse::Kind::open && !items.empty()) {
        response.session_id = open_session(use, items, outcomes, now, rng);
    }
    response.partitions.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        describe(items[i], outcomes[i], response.partitions.emplace_back());
    }
}

std::int32_t FetchSessionCache::open_session(const FetchSessionUse& use,
                                             const std::vector<FetchItem>& items,
                                             const std::vector<FetchOutcome>& outcomes, Instant now,
                                             Rng& rng) {
    if (!make_room(use.from_follower, now)) return 0;
    std::int32_t id = 0;
    while (id == 0 || sessions_.contains(id)) {
        id = static_cast<std::int32_t>(rng.below(0x7fffffff));
    }
    Session session;
    session.from_follower = use.from_follower;
    session.created = now;
    session.last_used = now;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto place = static_cast<std::uint32_t>(i);
        CachedPartition cached{items[i].asked, items[i].slot, no_offset, no_offset, false};
        must_tell(cached, outcomes[i]);
        session.partitions.push_back(std::move(cached));
        session.order.push_back(place);
        session.places.set(items[i].asked.tp, place);
    }
    sessions_.set(id, std::move(session));
    return id;
}

// A full cache gives up a session that was long unused, or, to a follower, a consumer's old one.
bool FetchSessionCache::make_room(bool for_follower, Instant now) {
    if (static_cast<std::int32_t>(sessions_.size()) < slots_) return true;
    const std::int32_t* victim = nullptr;
    Instant oldest = Instant::never();
    for (const auto& [id, session] : sessions_) {
        const bool unused = now - session.last_used > eviction_age;
        const bool privilege = for_follower && !session.from_follower;
        const bool aged = now - session.created > eviction_age && !session.from_follower;
        if ((unused || privilege || aged) && session.last_used < oldest) {
            oldest = session.last_used;
            victim = &id;
        }
    }
    if (victim == nullptr) return false;
    sessions_.erase(std::int32_t{*victim});
    return true;
}

void FetchSessionCache::digest(Digest& d) const {
    d.add(sessions_.size());
    for (const auto& [id, session] : sessions_) {
        digest_into(d, id);
        digest_into(d, session.epoch);
        digest_into(d, session.last_used);
        for (const std::uint32_t place : session.order) {
            const CachedPartition& cached = session.partitions[place];
            digest_into(d, cached.asked);
            digest_into(d, cached.high_watermark);
            digest_into(d, cached.log_start_offset);
        }
    }
}

}  // namespace kscope
