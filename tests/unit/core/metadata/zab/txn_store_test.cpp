#include "core/metadata/zab/txn_store.h"

#include "sim/disk/node_disk.h"
#include "tests/support/catch.h"

namespace kscope {

namespace {

Ref<const Message> write_of(std::int32_t epoch, std::uint32_t counter) {
    const Zxid zxid = make_zxid(ZabEpoch(epoch), counter);
    const std::string path = "/n" + std::to_string(zxid.value());
    return make_message(
        ZabProposal{{SessionId(1), {}, zxid, ZabWrites{{ZkCreate{path, "x", false, false}}}}});
}

// A store and its disk.
struct Bench {
    TxnStore store;
    sim::NodeDisk disk;
    ZkDatabase database;

    void apply(Output& out) {
        for (Effect& effect : out.effects) {
            if (auto* write = std::get_if<DiskWrite>(&effect)) {
                disk.write(write->file, std::move(write->extent), {});
            } else if (const auto* flush = std::get_if<DiskFlush>(&effect)) {
                disk.finish_flush(flush->file.text(), disk.begin_flush(flush->file.text()), {});
                store.on_flushed(flush->token);
            } else if (const auto* cut = std::get_if<DiskTruncate>(&effect)) {
                disk.truncate(cut->file.text(), cut->extents, {});
            } else if (const auto* rename = std::get_if<DiskRename>(&effect)) {
                disk.rename(rename->from.text(), rename->to.text(), {});
            } else if (const auto* remove = std::get_if<DiskDelete>(&effect)) {
                disk.remove(remove->file.text());
            }
        }
        out.clear();
    }
    void log(std::int32_t epoch, std::uint32_t counter) {
        Output out;
        const auto proposal = write_of(epoch, counter);
        store.append(proposal, out);
        store.flush(out);
        apply(out);
        database.apply(proposal);
    }
    void snapshot() {
        Output out;
        store.take_snapshot(database, out);
        apply(out);
    }
    bool truncate(std::int32_t epoch, std::uint32_t counter) {
        Output out;
        const bool done = store.truncate(make_zxid(ZabEpoch(epoch), counter), out);
        apply(out);
        return done;
    }
    [[nodiscard]] ZkDatabase reborn() const {
        TxnStore again;
        Output out;
        return again.recover(disk.contents(), out);
    }
};

Hash128 hash_of(const ZkDatabase& database) {
    Digest d;
    database.digest(d);
    digest_into(d, database.last_processed());
    return d.value();
}

}  // namespace

TEST_CASE("a restarted server finds what was logged") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 5; ++n) bench.log(1, n);
    CHECK(hash_of(bench.reborn()) == hash_of(bench.database));
    CHECK(hash_of(bench.store.reload()) == hash_of(bench.database));
    CHECK(bench.store.flushed() == make_zxid(ZabEpoch(1), 5));
}

TEST_CASE("what is not flushed does not count as flushed") {
    Bench bench;
    bench.log(1, 1);
    Output out;
    bench.store.append(write_of(1, 2), out);
    bench.store.append(write_of(1, 3), out);
    CHECK_FALSE(bench.store.clean());
    CHECK(bench.store.last_logged() == make_zxid(ZabEpoch(1), 3));
    CHECK(bench.store.flushed() == make_zxid(ZabEpoch(1), 1));
}

TEST_CASE("a snapshot begins the log anew, and its older files go") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 5; ++n) bench.log(1, n);
    bench.snapshot();
    CHECK(bench.disk.has("version-2/snapshot.100000005"));
    CHECK_FALSE(bench.disk.has("version-2/log.100000001"));
    for (std::uint32_t n = 6; n <= 8; ++n) bench.log(1, n);
    CHECK(bench.disk.has("version-2/log.100000006"));
    CHECK(hash_of(bench.reborn()) == hash_of(bench.database));
    bench.snapshot();
    CHECK_FALSE(bench.disk.has("version-2/snapshot.100000005"));
    CHECK(hash_of(bench.reborn()) == hash_of(bench.database));
}

TEST_CASE("snapshots of a database that lags behind the log leave the rest of it") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 4; ++n) bench.log(1, n);
    ZkDatabase at_four = bench.database;
    CHECK(bench.store.logged_since_snapshot() == 4);
    for (std::uint32_t n = 5; n <= 6; ++n) bench.log(1, n);
    std::swap(at_four, bench.database);  // 5 and 6 are logged, and not committed yet
    bench.snapshot();
    CHECK(bench.store.logged_since_snapshot() == 2);
    bench.database.apply(write_of(1, 5));
    bench.snapshot();
    CHECK(bench.store.logged_since_snapshot() == 1);
    bench.database.apply(write_of(1, 6));
    for (std::uint32_t n = 7; n <= 8; ++n) bench.log(1, n);
    CHECK(hash_of(bench.reborn()) == hash_of(bench.database));
    bench.snapshot();
    bench.log(1, 9);
    CHECK(hash_of(bench.reborn()) == hash_of(bench.database));
    CHECK(hash_of(bench.store.reload()) == hash_of(bench.database));
}

TEST_CASE("a snapshot that is ahead of one file of the log cuts nothing off the next") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 4; ++n) bench.log(1, n);
    const std::vector<StoredFile> before = bench.disk.contents();
    bench.snapshot();
    for (std::uint32_t n = 5; n <= 7; ++n) bench.log(1, n);
    ZkDatabase at_seven = bench.database;
    bench.log(1, 8);
    std::swap(at_seven, bench.database);
    bench.snapshot();
    bench.database.apply(write_of(1, 8));
    // An old file that was not deleted in time stands beside it.
    std::vector<StoredFile> files = bench.disk.contents();
    for (const StoredFile& file : before) {
        if (file.name.starts_with("version-2/log")) files.push_back(file);
    }
    TxnStore again;
    Output out;
    CHECK(hash_of(again.recover(files, out)) == hash_of(bench.database));
    CHECK(out.effects.empty());
}

TEST_CASE("what a killed process left behind is not on the disk before a flush") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 2; ++n) bench.log(1, n);
    TxnStore again;
    Output out;
    again.recover(bench.disk.contents(), out);
    CHECK_FALSE(again.clean());
    again.flush(out);
    REQUIRE(out.effects.size() == 1);
    again.on_flushed(std::get<DiskFlush>(out.effects.front()).token);
    CHECK(again.clean());
    CHECK(again.flushed() == make_zxid(ZabEpoch(1), 2));
}

TEST_CASE("what was never committed is cut off, over files too, but not out of a snapshot") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 3; ++n) bench.log(1, n);
    const Hash128 before = hash_of(bench.database);
    for (std::uint32_t n = 1; n <= 4; ++n) bench.log(2, n);
    REQUIRE(bench.truncate(1, 3));
    CHECK(hash_of(bench.store.reload()) == before);
    CHECK(hash_of(bench.reborn()) == before);
    bench.database = bench.store.reload();
    bench.snapshot();
    CHECK_FALSE(bench.truncate(1, 2));
    CHECK(hash_of(bench.reborn()) == before);
}

TEST_CASE("a torn record ends the log") {
    Bench bench;
    for (std::uint32_t n = 1; n <= 3; ++n) bench.log(1, n);
    std::vector<StoredFile> files = bench.disk.contents();
    for (StoredFile& file : files) {
        if (!file.name.starts_with("version-2/log")) continue;
        const std::string_view last = std::get<Bytes>(file.extents.back()).view();
        file.extents.back() = Bytes(last.substr(0, last.size() / 2));
    }
    TxnStore again;
    Output out;
    CHECK(again.recover(files, out).last_processed() == make_zxid(ZabEpoch(1), 2));
    REQUIRE(out.effects.size() == 1);
    CHECK(std::get<DiskTruncate>(out.effects.front()).extents == 2);
}

TEST_CASE("the epochs outlive a restart") {
    Bench bench;
    Output out;
    bench.store.set_accepted_epoch(ZabEpoch(7), out);
    bench.store.set_current_epoch(ZabEpoch(6), out);
    bench.apply(out);
    TxnStore again;
    again.recover(bench.disk.contents(), out);
    CHECK(again.accepted_epoch() == ZabEpoch(7));
    CHECK(again.current_epoch() == ZabEpoch(6));
}

}  // namespace kscope
