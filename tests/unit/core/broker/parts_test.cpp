// The parts of a broker that stand alone: channels, purgatory, fetch sessions.
#include "core/broker/auto_topic_creation.h"
#include "core/broker/channels.h"
#include "core/broker/fetch_session_cache.h"
#include "core/broker/purgatory.h"
#include "core/broker/wrong_controller.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

const ConnId conn{NodeId(9), 1, 1};

Received request(std::int32_t correlation) {
    return {conn, CorrelationId(correlation), make_message(MetadataRequest{})};
}

struct Waiting {
    std::vector<ReplicaSlot> keys;
    TimerId timer;
    template <class Visit>
    void for_each_key(Visit visit) const {
        for (const ReplicaSlot key : keys) visit(key);
    }
};

struct Produce {
    Offset required;
    TimerId timer;
    template <class Visit>
    void for_each_key(Visit visit) const {
        visit(ReplicaSlot(0), required);
    }
};

}  // namespace

TEST_CASE("a muted channel keeps requests in order until it has answered") {
    Channels channels;
    Output out;
    RequestContext from;
    channels.accept(conn, NodeId(9));
    REQUIRE(channels.receive(request(1), from));
    REQUIRE(from.correlation == CorrelationId(1));
    REQUIRE(from.client == NodeId(9));
    REQUIRE_FALSE(channels.receive(request(2), from));
    REQUIRE_FALSE(channels.next_ready().has_value());
    channels.answer(conn, CorrelationId(1), make_message(MetadataResponse{}), out);
    const auto next = channels.next_ready();
    REQUIRE(next.has_value());
    REQUIRE(next->from.correlation == CorrelationId(2));
    REQUIRE(out.effects.size() == 1);
}

TEST_CASE("an answer to a connection that is gone is dropped") {
    Channels channels;
    Output out;
    RequestContext from;
    channels.accept(conn, NodeId(9));
    REQUIRE(channels.receive(request(1), from));
    channels.drop(conn);
    channels.answer(conn, CorrelationId(1), make_message(MetadataResponse{}), out);
    REQUIRE(out.effects.empty());
}

TEST_CASE("a channel that takes a dropped one's place knows nothing of it") {
    Channels channels;
    Output out;
    const ConnId second{NodeId(8), 1, 1};
    RequestContext from;
    channels.accept(conn, NodeId(9));
    REQUIRE(channels.receive(request(1), from));
    REQUIRE_FALSE(channels.receive(request(2), from));
    channels.drop(conn);
    channels.accept(second, NodeId(8));
    REQUIRE(channels.size() == 1);
    channels.check_invariants();
    channels.answer(second, CorrelationId(1), make_message(MetadataResponse{}), out);
    REQUIRE(out.effects.empty());
    REQUIRE_FALSE(channels.next_ready().has_value());
    REQUIRE(channels.receive({second, CorrelationId(7), request(7).message}, from));
    REQUIRE(from.client == NodeId(8));
}

TEST_CASE("taking an operation removes it from every list") {
    Purgatory<Waiting> purgatory;
    const OperationId a = purgatory.park({{0, 2}, {}});
    const OperationId b = purgatory.park({{2}, {}});
    REQUIRE(purgatory.watchers(2) == std::vector<Watcher>{{a, no_offset, 0}, {b, no_offset, 1}});
    purgatory.take(a);
    REQUIRE(purgatory.watchers(0).empty());
    REQUIRE(purgatory.watchers(2) == std::vector<Watcher>{{b, no_offset, 1}});
    REQUIRE_THROWS_AS(purgatory.take(a), CheckFailure);
}

TEST_CASE("an operation that waits for a higher offset is passed over") {
    Purgatory<Produce> purgatory;
    const OperationId first = purgatory.park({Offset(5), {}});
    purgatory.park({Offset(2), {}});
    purgatory.park({Offset(9), {}});
    CHECK(purgatory.next_to_try(0, 0, Offset(4)) == 1);
    CHECK(purgatory.next_to_try(0, 2, Offset(4)) == 3);  // there is none
    CHECK(purgatory.next_to_try(0, 0, Offset(5)) == 0);
    purgatory.take(first);
    CHECK(purgatory.park({Offset(3), {}}) == first);  // its place is free
    CHECK(purgatory.next_to_try(0, 1, Offset(4)) == 2);
    CHECK(purgatory.next_to_try(7, 0, Offset(4)) == 0);  // of a replica that nobody waits for
}

TEST_CASE("an operation that gets its keys late is watched in the order of parking") {
    Purgatory<Waiting> purgatory;
    const OperationId first = purgatory.park({{2}, {}});
    const OperationId late = purgatory.park({{}, {}});
    const OperationId last = purgatory.park({{2}, {}});
    purgatory.at(late).keys = {2, 3};
    purgatory.watch(late);
    std::vector<OperationId> order;
    for (const Watcher& watcher : purgatory.watchers(2)) order.push_back(watcher.id);
    CHECK(order == std::vector<OperationId>{first, late, last});
    purgatory.take(late);
    CHECK(purgatory.watchers(2).size() == 2);
    CHECK(purgatory.watchers(3).empty());
}

TEST_CASE("fetch sessions: unknown ids and wrong epochs are refused (KIP-227)") {
    FetchSessionCache cache;
    ReplicaTable replicas;
    Rng rng(1);
    FetchRequest full;
    full.session_epoch = 0;
    full.partitions.emplace_back().tp = {"click", PartitionIndex(0)};
    FetchSessionUse use;
    std::vector<FetchItem> items;
    REQUIRE(cache.begin(full, replicas, Instant(), use, items) == ErrorCode::none);
    std::vector<FetchOutcome> outcomes(1);
    outcomes[0].high_watermark = Offset(5);
    FetchResponse response;
    cache.fill(use, items, outcomes, Instant(), rng, response);
    REQUIRE(response.session_id != 0);
    REQUIRE(response.partitions.size() == 1);

    FetchRequest next;
    next.session_id = response.session_id;
    next.session_epoch = 1;
    items.clear();
    REQUIRE(cache.begin(next, replicas, Instant(), use, items) == ErrorCode::none);
    REQUIRE(items.size() == 1);  // all of the session is read ...
    FetchResponse incremental;
    cache.fill(use, items, outcomes, Instant(), rng, incremental);
    REQUIRE(incremental.partitions.empty());  // ... and nothing has changed

    items.clear();
    REQUIRE(cache.begin(next, replicas, Instant(), use, items) ==
            ErrorCode::invalid_fetch_session_epoch);
    next.session_id = 12345;
    REQUIRE(cache.begin(next, replicas, Instant(), use, items) ==
            ErrorCode::fetch_session_id_not_found);
}

TEST_CASE("topic names are Kafka's") {
    REQUIRE(is_valid_topic_name("__consumer_offsets"));
    REQUIRE_FALSE(is_valid_topic_name(".."));
    REQUIRE_FALSE(is_valid_topic_name("a b"));
    REQUIRE_FALSE(is_valid_topic_name(std::string(250, 'a')));
}

// NodeToControllerRequestThread.handleResponse, AlterPartitionResponse.errorCounts
TEST_CASE("NOT_CONTROLLER of one partition is the whole answer's") {
    AlterPartitionResponse response;
    response.partitions.push_back({{"click", PartitionIndex(0)}});
    CHECK_FALSE(says_not_controller(Message(response)));
    response.partitions.push_back({{"click", PartitionIndex(1)}, ErrorCode::not_controller});
    CHECK(says_not_controller(Message(response)));
}
