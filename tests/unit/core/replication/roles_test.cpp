// Role changes, and what a follower does when its log and its leader's part.
#include "core/base/check.h"
#include "tests/support/catch.h"
#include "tests/unit/core/replication/replica_fixture.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE_METHOD(ReplicaFixture, "a leader epoch that is not newer is refused") {
    CHECK(lead(one, state(1, 3, {1, 2})).new_role);
    CHECK(lead(one, state(1, 3, {1})).error == ErrorCode::stale_controller_epoch);
    CHECK(follow(one, state(2, 2, {1, 2})).error == ErrorCode::stale_controller_epoch);
    CHECK(one.is_leader());
    CHECK(one.leader_state()->isr.committed == brokers({1, 2}));
    CHECK_FALSE(lead(one, state(1, 4, {1})).new_role);
    CHECK(follow(one, state(2, 5, {1, 2})).new_role);
    CHECK(one.leader() == BrokerId(2));
}

TEST_CASE_METHOD(ReplicaFixture, "with ZooKeeper a follower waits for a leader that is alive") {
    follow(one, state(2, 1, {1, 2, 3}));
    alive = brokers({1, 3});
    for (const int leader : {2, -1}) {
        const RoleChange change = follow(one, state(leader, 2, {1, 3}));
        CHECK(change.error == ErrorCode::none);
        CHECK_FALSE(change.refollow);
        CHECK(one.leader() == BrokerId(2));
        CHECK(one.leader_epoch() == LeaderEpoch(1));
    }
    CHECK(follow(one, state(3, 2, {1, 3})).refollow);  // the same epoch, by a broker that is
    CHECK(one.leader() == BrokerId(3));
    auto spec = replica_spec();
    spec->features.metadata = MetadataMode::kraft;
    auto log = log_spec();
    log->broker = BrokerId(1);
    Replica kraft(spec, PartitionLog(log), Offset(0));
    CHECK(follow(kraft, state(-1, 2, {1, 3})).error == ErrorCode::none);
    CHECK(kraft.leader_epoch() == LeaderEpoch(2));
}

TEST_CASE_METHOD(ReplicaFixture, "a state for another broker is a fault of ours") {
    CHECK_THROWS_AS(lead(one, state(2, 1, {1, 2})), CheckFailure);
    CHECK_THROWS_AS(follow(one, state(1, 1, {1, 2})), CheckFailure);
}

TEST_CASE_METHOD(ReplicaFixture, "a re-elected leader keeps what it knows of its followers") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    append(one, 5);
    fetch_from(one, 2, 5);
    lead(one, state(1, 2, {1, 2}, {1, 2}));
    CHECK(one.leader_state()->find(BrokerId(2))->log_end_offset == Offset(5));
    CHECK(one.leader_state()->epoch_start_offset == Offset(5));
    follow(one, state(2, 3, {1, 2}, {1, 2}));
    lead(one, state(1, 4, {1, 2}, {1, 2}));
    CHECK(one.leader_state()->find(BrokerId(2))->log_end_offset == no_offset);
}

TEST_CASE_METHOD(ReplicaFixture, "only a leader appends, only a follower follows") {
    CHECK(append(one).error == ErrorCode::not_leader_or_follower);
    lead(one, state(1, 1, {1, 2}));
    auto st = step();
    CHECK(one.append_as_follower({}, Offset(0), Offset(0), st).error ==
          ErrorCode::not_leader_or_follower);
    CHECK_FALSE(one.truncate_to_diverging({LeaderEpoch(0), Offset(0)}, st));
    one.stop(false, st);
    CHECK(one.leader() == no_broker);
    CHECK(append(one).error == ErrorCode::not_leader_or_follower);
}

TEST_CASE_METHOD(ReplicaFixture, "a stopped replica that is deleted leaves no file") {
    lead(one, state(1, 1, {1}));
    append(one, 2);
    out.clear();
    auto st = step();
    one.stop(true, st);
    CHECK(told(out) == std::vector<std::string>{"delete click-0/00000000000000000000.log",
                                                "delete click-0/leader-epoch-checkpoint"});
    CHECK(one.log_end_offset() == Offset(0));
    one.check_invariants();
}

// The story of lesson 3: acks=1, the leader dies with records that nobody else has.
TEST_CASE_METHOD(ReplicaFixture, "the old leader truncates what its successor never had") {
    lead(one, state(1, 1, {1, 2}, {1, 2}));
    follow(two, state(1, 1, {1, 2}, {1, 2}));
    append(one, 3);
    for (int i = 0; i < 3; ++i) round(one, two);
    append(one, 4, 1);
    lead(two, state(2, 2, {2}, {1, 2}));
    append(two, 2);
    out.filter = NoteFilter::all();
    out.clear();
    follow(one, state(2, 2, {2}, {1, 2}));
    CHECK(round(two, one));
    CHECK(one.log_end_offset() == Offset(3));
    CHECK(one.high_watermark() == Offset(3));
    const auto truncated = std::get<LogTruncated>(notes<LogTruncated>().at(0).body);
    CHECK(truncated.from == Offset(7));
    CHECK(truncated.to == Offset(3));
    CHECK(truncated.leader == BrokerId(2));
    round(two, one);
    CHECK(one.log().prefix_digest_at_end() == two.log().prefix_digest_at_end());
}

// KIP-279: both sides wrote in epochs that the other never saw.
TEST_CASE_METHOD(ReplicaFixture, "fast leader changes need several rounds, and end in one log") {
    const auto both = {1, 2};
    lead(one, state(1, 1, both, both));
    follow(two, state(1, 1, both, both));
    append(one, 2);
    round(one, two);
    append(one, 1, 1);  // 1: epoch 1 at 2
    lead(two, state(2, 2, {2}, both));
    append(two, 1, 1);  // 2: epoch 2 at 2
    lead(one, state(1, 3, {1}, both));
    append(one, 1, 1);  // 1: epoch 3 at 3
    lead(two, state(2, 4, {2}, both));
    append(two, 1, 1);  // 2: epoch 4 at 3
    follow(one, state(2, 4, {2}, both));
    int truncations = 0;
    for (int i = 0; i < 5; ++i) truncations += round(two, one) ? 1 : 0;
    CHECK(truncations == 2);
    CHECK(one.log_end_offset() == two.log_end_offset());
    CHECK(one.log().prefix_digest_at_end() == two.log().prefix_digest_at_end());
    CHECK(one.log().epochs() == two.log().epochs());
    one.check_invariants();
}

TEST_CASE_METHOD(ReplicaFixture, "a follower out of the leader's range starts over or truncates") {
    follow(two, state(1, 1, {1, 2}));
    auto st = step();
    two.append_as_follower({batch(5).stamped(Offset(0), LeaderEpoch(1))}, Offset(5), Offset(0), st);
    two.on_offset_out_of_range(Offset(0), Offset(5), st);
    CHECK(two.log_end_offset() == Offset(5));
    two.on_offset_out_of_range(Offset(8), Offset(20), st);
    CHECK(two.log_start_offset() == Offset(8));
    CHECK(two.high_watermark() == Offset(8));
    // The leader's start lies inside a batch: the empty log begins with the whole batch.
    two.append_as_follower({batch(4).stamped(Offset(6), LeaderEpoch(1))}, Offset(9), Offset(8), st);
    CHECK(two.log_end_offset() == Offset(10));
    CHECK(two.log_start_offset() == Offset(8));
    two.on_offset_out_of_range(Offset(0), Offset(6), st);
    CHECK(two.log_end_offset() == Offset(6));
    two.check_invariants();
}

TEST_CASE_METHOD(ReplicaFixture, "the digest sees what can change a run, and a copy has the same") {
    const auto value = [](const Replica& r) {
        Digest d;
        r.digest(d);
        return d.value();
    };
    lead(one, state(1, 1, {1, 2}));
    append(one, 3);
    const Replica copy = one;
    CHECK(value(copy) == value(one));
    at(2000);
    fetch_from(one, 2, 0);
    CHECK_FALSE(value(copy) == value(one));
}

TEST_CASE_METHOD(ReplicaFixture, "a checkpointed high watermark is clamped to the log") {
    const Replica ahead(replica_spec(), PartitionLog(log_spec()), Offset(50));
    CHECK(ahead.high_watermark() == Offset(0));
}
