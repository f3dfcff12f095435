#include "core/client/consumer.h"

#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

namespace {

ConsumerSpec spec_with(OffsetReset reset, bool group) {
    ConsumerSpec spec;
    ConsumerConfig& c = spec.config;
    c.client_id = "c";
    c.auto_offset_reset = reset;
    c.enable_auto_commit = true;
    c.auto_commit_interval = Duration::seconds(5);
    c.session_timeout = Duration::seconds(45);
    c.heartbeat_interval = Duration::seconds(3);
    c.max_poll_interval = Duration::seconds(300);
    c.max_poll_records = 500;
    c.fetch_min_bytes = 1;
    c.fetch_max_wait = Duration::millis(500);
    c.fetch_max_bytes = 52428800;
    c.max_partition_fetch_bytes = 1048576;
    c.partition_assignment_strategy = "range,roundrobin";
    c.request_timeout = Duration::seconds(30);
    c.retry_backoff = Duration::millis(100);
    c.retry_backoff_max = Duration::seconds(1);
    c.reconnect_backoff = Duration::millis(50);
    c.reconnect_backoff_max = Duration::seconds(1);
    c.metadata_max_age = Duration::seconds(300);
    c.socket_connection_setup_timeout = Duration::seconds(10);
    c.socket_connection_setup_timeout_max = Duration::seconds(30);
    spec.bootstrap_servers = {NodeId(101)};
    if (group) {
        c.group_id = "g";
        spec.topics = {"t"};
    } else {
        spec.assignment = {{"t", PartitionIndex(0)}};
    }
    return spec;
}

const TopicPartition t0{"t", PartitionIndex(0)};

struct ConsumerRun : Harness<Consumer> {
    explicit ConsumerRun(ConsumerSpec spec) : Harness(Consumer(std::move(spec))) {}

    void start() {
        boot();
        for (int i = 1; i <= 4; ++i) {
            while (pending<FindCoordinatorRequest>() > 0) {
                answer(take<FindCoordinatorRequest>(),
                       FindCoordinatorResponse{ErrorCode::none, broker(2)});
            }
            tell(cluster({1}));
            run_until(Duration::millis(300 * i));
        }
    }
    // Up to the answer to JoinGroup.
    void join_group() {
        start();
        JoinGroupResponse required{ErrorCode::member_id_required};
        required.member_id = "c-1";
        answer(take<JoinGroupRequest>(), required);
        const Request again = take<JoinGroupRequest>();
        CHECK(again.message->get_if<JoinGroupRequest>()->member_id == "c-1");
        JoinGroupResponse joined{ErrorCode::none, Generation(1), "range",
                                 "c-1",           "c-1",         {{"c-1", {{"t"}}}}};
        answer(again, joined);
    }
    void join(std::optional<Offset> committed) {
        join_group();
        const Request sync = take<SyncGroupRequest>();
        const auto& assignments = sync.message->get_if<SyncGroupRequest>()->assignments;
        REQUIRE(assignments.size() == 1);
        CHECK(assignments[0].partitions == std::vector<TopicPartition>{t0});
        answer(sync, SyncGroupResponse{ErrorCode::none, {t0}});
        OffsetFetchResponse offsets;
        offsets.offsets.push_back({t0, committed.value_or(no_offset)});
        answer(take<OffsetFetchRequest>(), offsets);
    }
    void list(std::int64_t offset) {
        ListOffsetsResponse listed;
        listed.partitions.push_back({t0, ErrorCode::none, -1, Offset(offset)});
        answer(take<ListOffsetsRequest>(), listed);
    }
    // A batch of so many records from this offset on.
    void deliver(std::int64_t base, int count, ErrorCode error = ErrorCode::none) {
        FetchResponse response;
        response.session_id = 77;
        FetchedPartition data{t0, error};
        if (count > 0) {
            RecordBatch batch = make_batch(make_record_set(std::vector<Record>(
                static_cast<std::size_t>(count), Record{{}, {}, Bytes("v"), {}})));
            data.batches.push_back(batch.stamped(Offset(base), LeaderEpoch(0)));
        }
        response.partitions.push_back(data);
        answer(take<FetchRequest>(), response);
    }
    const AssignedPartition& at() { return *client.subscriptions().partitions().find(t0); }
    std::int64_t asked() {
        for (const Request& r : requests) {
            if (const auto* fetch = r.message->get_if<FetchRequest>()) {
                return fetch->partitions.empty() ? -2 : fetch->partitions[0].fetch_offset.value();
            }
        }
        return -1;
    }
};

}  // namespace

TEST_CASE("assign(): no position, so auto.offset.reset decides; then it fetches on", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, false));
    run.start();
    const Request list = run.requests.back();
    CHECK(list.message->get_if<ListOffsetsRequest>()->partitions[0].timestamp_ms ==
          earliest_timestamp);
    run.list(10);
    CHECK(run.asked() == 10);
    run.deliver(8, 5);  // 8 and 9 lie below the position
    CHECK(run.client.records_consumed() == 3);
    CHECK(run.asked() == 13);
    REQUIRE(run.noted<PositionReset>().size() == 1);
    CHECK(run.noted<PositionReset>()[0].policy == "earliest");
}

TEST_CASE("OFFSET_OUT_OF_RANGE resets, or without a policy ends the application", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::latest, false));
    run.start();
    run.list(10);
    run.deliver(0, 0, ErrorCode::offset_out_of_range);
    run.list(4);
    CHECK(run.at().position.offset == Offset(4));
    ConsumerRun none(spec_with(OffsetReset::none, false));
    none.start();
    CHECK(none.client.state() == Consumer::State::failed);
}

// Fetcher.throwIfRecordTooLarge, before KIP-74.
TEST_CASE("a message larger than max.partition.fetch.bytes ended the application", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::latest, false));
    run.start();
    run.list(10);
    run.deliver(10, 2);
    run.deliver(0, 0, ErrorCode::message_too_large);
    CHECK(run.client.state() == Consumer::State::failed);
    CHECK(run.client.error() == ErrorCode::message_too_large);
    CHECK(run.client.records_consumed() == 2);
    ConsumerRun elsewhere(spec_with(OffsetReset::earliest, false));
    elsewhere.start();
    elsewhere.list(10);
    elsewhere.feed(Command{SeekTo{t0, SeekTo::Kind::offset, Offset(2)}});
    elsewhere.deliver(0, 0, ErrorCode::message_too_large);  // at the old position: of no interest
    CHECK(elsewhere.client.state() != Consumer::State::failed);
}

TEST_CASE("seek: what was fetched for the old position is thrown away", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, false));
    run.start();
    run.list(10);
    run.feed(Command{SeekTo{t0, SeekTo::Kind::offset, Offset(2)}});
    run.deliver(10, 5);
    CHECK(run.client.records_consumed() == 0);
    CHECK(run.asked() == 2);
    run.deliver(2, 3);
    CHECK(run.at().position.offset.value() == 5);
}

TEST_CASE("a group member starts from the committed offset and commits inside poll()", "[client]") {
    ConsumerSpec spec = spec_with(OffsetReset::earliest, true);
    spec.processing_time_per_record = Duration::seconds(2);
    ConsumerRun run(spec);
    run.join(Offset(20));
    CHECK(run.client.membership().state() == MemberState::stable);
    run.deliver(20, 4);
    CHECK(run.client.state() == Consumer::State::processing);
    // The interval ends while the application works; nothing is committed before the next poll().
    run.run_until(Duration::seconds(9));
    CHECK(run.pending<OffsetCommitRequest>() == 0);
    run.run_until(Duration::seconds(10));
    const Request commit = run.take<OffsetCommitRequest>();
    CHECK(commit.message->get_if<OffsetCommitRequest>()->offsets[0].offset == Offset(24));
    CHECK(run.pending<HeartbeatRequest>() > 0);
}

TEST_CASE("REBALANCE_IN_PROGRESS: commits, gives up its partitions, joins again", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, true));
    run.join(Offset(20));
    run.run_until(Duration::seconds(5));
    run.answer(run.take<HeartbeatRequest>(), HeartbeatResponse{ErrorCode::rebalance_in_progress});
    CHECK(run.pending<JoinGroupRequest>() == 0);
    OffsetCommitResponse committed;
    committed.partitions.push_back({t0});
    run.answer(run.take<OffsetCommitRequest>(), committed);
    CHECK(run.pending<JoinGroupRequest>() == 1);
    CHECK(run.client.subscriptions().partitions().empty());
}

TEST_CASE("UNKNOWN_MEMBER_ID: partitions are lost, it joins as a new member", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, true));
    run.join(Offset(20));
    run.run_until(Duration::seconds(5));
    run.answer(run.take<HeartbeatRequest>(), HeartbeatResponse{ErrorCode::unknown_member_id});
    CHECK(run.noted<ConsumerLostPartitions>().size() == 1);
    CHECK(run.take<JoinGroupRequest>().message->get_if<JoinGroupRequest>()->member_id.empty());
}

// AbstractCoordinator.resetStateOnResponseError
TEST_CASE("ILLEGAL_GENERATION: it joins again as itself, up to 2.8 as a new member", "[client]") {
    const bool keeps = GENERATE(true, false);
    const bool to_commit = GENERATE(true, false);
    CAPTURE(keeps, to_commit);
    ConsumerSpec spec = spec_with(OffsetReset::earliest, true);
    spec.config.features.keeps_member_id = keeps;
    ConsumerRun run(spec);
    run.join(Offset(20));
    run.run_until(Duration::seconds(5));
    run.answer(run.take<HeartbeatRequest>(),
               HeartbeatResponse{to_commit ? ErrorCode::rebalance_in_progress
                                           : ErrorCode::illegal_generation});
    if (to_commit) {
        OffsetCommitResponse refused;
        refused.partitions.push_back({t0, ErrorCode::illegal_generation});
        run.answer(run.take<OffsetCommitRequest>(), refused);
    }
    const Request again = run.take<JoinGroupRequest>();
    CHECK(again.message->get_if<JoinGroupRequest>()->member_id == (keeps ? "c-1" : ""));
}

// ConsumerCoordinator.OffsetCommitResponseHandler
TEST_CASE("REBALANCE_IN_PROGRESS to a commit: in 0.10 to 2.0 the membership is gone", "[client]") {
    const bool keeps = GENERATE(true, false);
    CAPTURE(keeps);
    ConsumerSpec spec = spec_with(OffsetReset::earliest, true);
    spec.config.features.keeps_generation = keeps;
    ConsumerRun run(spec);
    run.join(Offset(20));
    run.run_until(Duration::seconds(5));
    run.answer(run.take<HeartbeatRequest>(), HeartbeatResponse{ErrorCode::rebalance_in_progress});
    OffsetCommitResponse refused;
    refused.partitions.push_back({t0, ErrorCode::rebalance_in_progress});
    run.answer(run.take<OffsetCommitRequest>(), refused);
    const Request again = run.take<JoinGroupRequest>();
    CHECK(again.message->get_if<JoinGroupRequest>()->member_id == (keeps ? "c-1" : ""));
    CHECK(run.noted<ConsumerLostPartitions>().empty() == keeps);
}

TEST_CASE("ILLEGAL_GENERATION to SyncGroup: up to 2.8 the member id goes too", "[client]") {
    const bool keeps = GENERATE(true, false);
    ConsumerSpec spec = spec_with(OffsetReset::earliest, true);
    spec.config.features.keeps_member_id = keeps;
    ConsumerRun run(spec);
    run.join_group();
    run.answer(run.take<SyncGroupRequest>(), SyncGroupResponse{ErrorCode::illegal_generation, {}});
    run.run_until(Duration::seconds(2));
    const Request again = run.take<JoinGroupRequest>();
    CHECK(again.message->get_if<JoinGroupRequest>()->member_id == (keeps ? "c-1" : ""));
}

// AbstractCoordinator.initiateJoinGroup: when the heartbeat thread is enabled.
TEST_CASE("heartbeats begin with the answer to JoinGroup, up to 2.5 to SyncGroup", "[client]") {
    const bool early = GENERATE(true, false);
    ConsumerSpec spec = spec_with(OffsetReset::earliest, true);
    spec.config.features.beats_before_sync = early;
    ConsumerRun run(spec);
    run.join_group();
    const Request sync = run.take<SyncGroupRequest>();
    run.run_until(Duration::seconds(10));
    CHECK((run.pending<HeartbeatRequest>() > 0) == early);
    if (early) return;
    run.answer(sync, SyncGroupResponse{ErrorCode::none, {t0}});
    run.run_until(Duration::millis(12990));
    CHECK(run.pending<HeartbeatRequest>() == 0);
    run.run_until(Duration::millis(13010));
    CHECK(run.pending<HeartbeatRequest>() == 1);
}

TEST_CASE("max.poll.interval.ms: who does not poll leaves the group", "[client]") {
    ConsumerSpec spec = spec_with(OffsetReset::earliest, true);
    spec.config.max_poll_interval = Duration::seconds(20);
    ConsumerRun run(spec);
    run.join(Offset(20));
    run.feed(Command{StopPolling{}});
    for (int i = 2; i < 30; ++i) {
        run.run_until(Duration::seconds(i));
        while (run.pending<HeartbeatRequest>() > 0) {
            run.answer(run.take<HeartbeatRequest>(), HeartbeatResponse{});
        }
    }
    CHECK(run.pending<LeaveGroupRequest>() == 1);
    CHECK(run.client.membership().state() == MemberState::unjoined);
}

// ConsumerCoordinator.rejoinNeededOrPending: what it was assigned from is no more what there is.
TEST_CASE("a topic that is gone: the group's leader has the partitions dealt anew", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, true));
    run.join(Offset(20));
    run.deliver(0, 0, ErrorCode::unknown_topic_or_partition);
    MetadataResponse without = cluster({1});
    without.topics[0].error = ErrorCode::unknown_topic_or_partition;
    without.topics[0].partitions.clear();
    run.run_until(Duration::seconds(2));
    run.deliver(0, 0, ErrorCode::unknown_topic_or_partition);
    run.tell(without);
    OffsetCommitResponse committed;
    committed.partitions.push_back({t0});
    run.answer(run.take<OffsetCommitRequest>(), committed);
    CHECK(run.pending<JoinGroupRequest>() == 1);
}

// ClassicKafkaConsumer.pollForFetches: without a position it looks again soon.
TEST_CASE("who wants a position from a leader that is down asks it when it is back", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, false));
    run.refused_peer = broker(2).node;
    run.boot();
    for (std::int64_t ms = 1; ms <= 22000; ++ms) {
        run.run_until(Duration::millis(ms));
        run.tell(cluster({2}));
        if (ms == 20000) run.refused_peer = no_node;
    }
    CHECK(run.pending<ListOffsetsRequest>() == 1);
}

// AbstractCoordinator.ensureCoordinatorReady: found but unavailable backs off like not found.
TEST_CASE("a coordinator that is found but down is looked up after retry.backoff.ms", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, true));
    run.refused_peer = broker(2).node;
    run.boot();
    std::vector<Instant> asked;
    const auto play_until = [&](std::int64_t end_ms) {
        for (std::int64_t ms = run.time.nanos() / 1'000'000 + 1; ms <= end_ms; ++ms) {
            run.run_until(Duration::millis(ms));
            run.tell(cluster({1}));
            if (run.pending<FindCoordinatorRequest>() == 0) continue;
            asked.push_back(run.time);
            run.answer(run.take<FindCoordinatorRequest>(),
                       FindCoordinatorResponse{ErrorCode::none, broker(2)});
        }
    };
    play_until(10000);
    CHECK(asked.size() > 9);
    // Once when the connection breaks, once more, and then no sooner than the jitter allows.
    for (std::size_t i = 2; i < asked.size(); ++i) {
        CHECK(asked[i] - asked[i - 2] >= Duration::millis(80));
    }
    run.refused_peer = no_node;
    play_until(12000);
    CHECK(run.pending<JoinGroupRequest>() == 1);
}

TEST_CASE("close: commits, leaves, is gone", "[client]") {
    ConsumerRun run(spec_with(OffsetReset::earliest, true));
    run.join(Offset(20));
    run.deliver(20, 4);
    run.feed(Command{CloseClient{}});
    OffsetCommitResponse committed;
    committed.partitions.push_back({t0});
    run.answer(run.take<OffsetCommitRequest>(), committed);
    run.answer(run.take<LeaveGroupRequest>(), LeaveGroupResponse{});
    run.run_until(Duration::seconds(60));
    CHECK(run.client.state() == Consumer::State::closed);
}
