// The cases of org.apache.kafka.raft.VoterSetTest and of the histories of voters
// (org.apache.kafka.raft.internals.VoterSetHistoryTest).
#include "core/metadata/kraft/voter_set.h"

#include "core/metadata/kraft/control_records.h"
#include "core/metadata/kraft/voter_set_history.h"
#include "tests/support/catch.h"

namespace kscope {

namespace {

Voter voter(std::int32_t id, std::uint64_t directory) {
    return {{BrokerId(id), {0, directory}}, NodeId(id), 0, 1};
}
VoterSet voters(std::initializer_list<std::int32_t> ids) {
    std::vector<Voter> all;
    for (const std::int32_t id : ids) all.push_back(voter(id, 10));
    return VoterSet(std::move(all));
}
RecordBatch batch_at(Offset base, std::vector<Record> records) {
    RecordBatch batch = make_batch(make_record_set(std::move(records)));
    batch.base_offset = base;
    return batch;
}

}  // namespace

TEST_CASE("a voter is added once and removed once, and never the last (VoterSetTest)") {
    const VoterSet three = voters({1, 2, 3});
    CHECK(three.majority() == 2);
    CHECK(!three.with(voter(2, 99)));
    CHECK(three.with(voter(4, 10)) == voters({1, 2, 3, 4}));
    CHECK(!three.without({BrokerId(4), {0, 10}}));
    CHECK(!three.without({BrokerId(3), {0, 99}}));
    CHECK(three.without({BrokerId(3), {0, 10}}) == voters({1, 2}));
    CHECK(!voters({1}).without({BrokerId(1), {0, 10}}));
}

TEST_CASE("a static voter is any directory, another only its own (VoterSetTest)") {
    const VoterSet known = voters({1});
    CHECK(known.is_voter({BrokerId(1), {0, 10}}));
    CHECK(!known.is_voter({BrokerId(1), {0, 11}}));
    CHECK(!known.is_voter({BrokerId(2), {0, 10}}));
    CHECK(known.is_only_voter({BrokerId(1), {0, 10}}));
    const VoterSet unknown({voter(1, 0)});
    CHECK(unknown.is_voter({BrokerId(1), {0, 11}}));
    CHECK(unknown.updated(voter(1, 11)) == VoterSet({voter(1, 11)}));
    CHECK(!known.updated(voter(1, 11)));
}

TEST_CASE("control records come back from their bytes") {
    const WallTime now = WallTime::from_millis(5);
    const LeaderChange change{
        BrokerId(1), {voter(1, 10).key, voter(2, 20).key}, {voter(1, 10).key}};
    CHECK(leader_change_of(leader_change_record(now, change)) == change);
    CHECK(voters_of(voters_record(now, voters({1, 2}))) == voters({1, 2}));
    CHECK(kraft_version_of(kraft_version_record(now, 1)) == 1);
    CHECK(!voters_of(kraft_version_record(now, 1)));
    Record data;
    data.value = Bytes("7");
    CHECK(!control_type_of(data));
    // ControlRecordType: version 0, type 2, as two int16.
    CHECK(leader_change_record(now, change).key == Bytes(std::string_view("\0\0\0\2", 4)));
}

TEST_CASE("the last voters of the log hold, and a truncation takes them back") {
    VoterSetHistory history(voters({1, 2, 3}), 1);
    CHECK(history.last() == voters({1, 2, 3}));
    CHECK(history.last_offset() == Offset(-1));
    history.read(
        batch_at(Offset(4), {kraft_version_record({}, 1), voters_record({}, voters({1, 2}))}));
    history.read(batch_at(Offset(9), {voters_record({}, voters({2}))}));
    CHECK(history.last() == voters({2}));
    CHECK(history.last_offset() == Offset(9));
    CHECK(*history.voters_at(Offset(8)) == voters({1, 2}));
    history.truncate_new(Offset(9));
    CHECK(history.last() == voters({1, 2}));
    history.truncate_new(Offset(0));
    CHECK(history.last() == voters({1, 2, 3}));
    CHECK(VoterSetHistory(voters({1}), 0).last_offset() == std::nullopt);
}

}  // namespace kscope
