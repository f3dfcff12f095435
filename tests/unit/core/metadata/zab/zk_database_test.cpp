#include "core/metadata/zab/zk_database.h"

#include "core/base/check.h"
#include "tests/support/catch.h"

namespace kscope {

namespace {

const SessionId session(5);

Ref<const Message> transaction(std::uint32_t counter, ZabOperation operation) {
    return make_message(
        ZabProposal{{session, {}, make_zxid(ZabEpoch(1), counter), std::move(operation)}});
}

Hash128 hash_of(const ZkDatabase& database) {
    Digest d;
    database.digest(d);
    return d.value();
}

ZkDatabase with_session_and_ephemeral() {
    ZkDatabase database;
    database.apply(transaction(1, ZabOpenSession{Duration::seconds(6), NodeId(2)}));
    database.apply(transaction(
        2, ZabWrites{{ZkCreate{"/a", "1", false, false}, ZkCreate{"/a/n-", "", true, true}}}));
    return database;
}

}  // namespace

TEST_CASE("a session's ephemeral znodes go with it") {
    ZkDatabase database = with_session_and_ephemeral();
    CHECK(database.tree().find("/a/n-0000000000") != nullptr);
    const auto outcome = database.apply(transaction(3, ZabCloseSession{}));
    CHECK(outcome.changes.size() == 2);
    CHECK(database.tree().find("/a/n-0000000000") == nullptr);
    CHECK(database.sessions().empty());
    database.check_invariants();
}

TEST_CASE("a failed write takes a zxid and changes nothing") {
    ZkDatabase database = with_session_and_ephemeral();
    const Hash128 before = hash_of(database);
    CHECK(database.apply(transaction(3, ZabFailure{ZkError::bad_version})).error ==
          ZkError::bad_version);
    CHECK(hash_of(database) == before);
    CHECK(database.last_processed() == make_zxid(ZabEpoch(1), 3));
}

TEST_CASE("a database comes back from its snapshot as it was") {
    const ZkDatabase database = with_session_and_ephemeral();
    const auto read = ZkDatabase::decode(database.encode());
    REQUIRE(read);
    CHECK(hash_of(*read) == hash_of(database));
    CHECK(read->last_processed() == database.last_processed());
    read->check_invariants();
    // What is done to both afterwards has the same result.
    ZkDatabase a = database;
    ZkDatabase b = *read;
    for (ZkDatabase* one : {&a, &b}) {
        one->apply(transaction(3, ZabWrites{{ZkCreate{"/a/n-", "", true, true}}}));
        one->apply(transaction(4, ZabCloseSession{}));
    }
    CHECK(hash_of(a) == hash_of(b));
    const std::string text = database.encode();
    CHECK_FALSE(ZkDatabase::decode(text.substr(0, text.size() - 1)));
}

TEST_CASE("only the last transactions are kept for learners") {
    ZkDatabase database;
    for (std::uint32_t n = 1; n <= 600; ++n) database.apply(transaction(n, ZabFailure{}));
    CHECK(database.committed_log().size() == ZkDatabase::committed_log_max);
    CHECK(transaction_of(database.committed_log().front()).zxid == make_zxid(ZabEpoch(1), 101));
    CHECK_THROWS_AS(database.apply(transaction(600, ZabFailure{})), CheckFailure);
}

}  // namespace kscope
