// Recovery from the bytes that a real disk would have: whole, cut at every byte, and with every bit
// flipped. The batches before the damage come back; nothing ever fails a check.
#include <map>

#include "core/log/batch_codec.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_recovery.h"
#include "core/log/segment_extents.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

using Files = std::map<std::string, std::vector<Extent>>;

constexpr const char* last_file = "click-0/00000000000000000009.log";

void carry_out(const Output& out, Files& files) {
    for (const Effect& effect : out.effects) {
        if (const auto* w = std::get_if<DiskWrite>(&effect)) {
            files[w->file].push_back(w->extent);
        } else if (const auto* t = std::get_if<DiskTruncate>(&effect)) {
            REQUIRE(files.at(t->file).size() >= t->extents);
            files[t->file].resize(t->extents);
        } else if (const auto* r = std::get_if<DiskRename>(&effect)) {
            files[r->to] = files.at(r->from);
            files.erase(r->from);
        } else if (const auto* d = std::get_if<DiskDelete>(&effect)) {
            files.erase(d->file);
        }
    }
}

std::string bytes_of(const std::vector<Extent>& extents) {
    std::string bytes;
    for (const Extent& extent : extents) {
        if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) {
            bytes += encode_batch(**batch);
        } else {
            bytes += std::get<Bytes>(extent).view();
        }
    }
    return bytes;
}

std::vector<StoredFile> stored(const Files& files) {
    std::vector<StoredFile> result;
    for (const auto& [name, extents] : files) result.push_back({name, extents});
    return result;
}

// A log of three segments, two epochs and two producers; the last segment has five batches of
// different sizes.
struct BytesFixture : LogFixture {
    Files files;                             // as the simulation keeps them
    Files raw;                               // one extent of plain bytes each
    std::string last;                        // bytes of the last segment
    std::vector<std::size_t> ends{0};        // in it, where each batch ends
    std::vector<Offset> offsets{Offset(9)};  // and the log's end there
    Output recovered;

    BytesFixture() {
        recovered.filter = NoteFilter::all();
        spec->config.segment_bytes = 3 * produced(7, 0, 0, 1).size_in_bytes() + 10;
        for (int i = 0; i < 6; ++i) append(produced(7, 0, i), 1);
        for (int i = 0; i < 3; ++i) append(produced(9, 1, i), 2);
        REQUIRE(log.segments().back()->base_offset() == Offset(6));
        auto roomy = make_ref<LogSpec>(*spec);
        roomy->config.segment_bytes = 3 * produced(7, 0, 0, 1).size_in_bytes();
        log.set_config(roomy->config);
        append(produced(7, 0, 6), 2);
        REQUIRE(log.segments().back()->base_offset() == Offset(9));
        roomy->config.segment_bytes = 1 << 20;
        log.set_config(roomy->config);
        append(produced(9, 1, 3, 4), 2);
        append(batch(2), 4);
        append(produced(7, 0, 7, 3), 4);
        append(batch(1), 5);
        carry_out(out, files);
        out.clear();
        for (const auto& [name, extents] : files) raw[name] = {Bytes(bytes_of(extents))};
        last = bytes_of(files.at(last_file));
        for (const Extent& extent : files.at(last_file)) {
            ends.push_back(ends.back() + size_in_bytes(extent));
            offsets.push_back(std::get<Ref<const RecordBatch>>(extent)->next_offset());
        }
        REQUIRE(ends.size() == 6);
        REQUIRE(ends.back() == last.size());
    }
    PartitionLog recover(const Files& from, RecoveryInput input = {}) {
        recovered.clear();
        const auto list = stored(from);
        PartitionLog result = recover_log(spec, list, input, recovered);
        result.check_invariants();
        return result;
    }
    PartitionLog recover_last_segment(const std::string& bytes) {
        Files changed = raw;
        changed[last_file] = {Bytes(bytes)};
        PartitionLog result = recover(changed);
        // What it leaves on the disk is a log that needs no second recovery.
        const Output first = recovered;
        carry_out(first, changed);
        const PartitionLog again = recover(changed);
        CHECK(recovered.effects.empty());
        CHECK(again.prefix_digest_at_end() == result.prefix_digest_at_end());
        recovered = first;
        return result;
    }
    std::string rule() const {
        REQUIRE_FALSE(recovered.notes.empty());
        const Note& note = recovered.notes.back();
        return note.rule ? note.rule->text : "";
    }
    // The batch of the last segment that has this byte.
    std::size_t batch_at(std::size_t place) const {
        std::size_t k = 0;
        while (ends[k + 1] <= place) ++k;
        return k;
    }
};

void check_equal(const PartitionLog& a, const PartitionLog& b) {
    CHECK(a.log_end_offset() == b.log_end_offset());
    CHECK(a.log_start_offset() == b.log_start_offset());
    CHECK(a.recovery_point() == b.recovery_point());
    CHECK(a.prefix_digest_at_end() == b.prefix_digest_at_end());
    CHECK(a.epochs() == b.epochs());
    CHECK(a.producers().producers() == b.producers().producers());
    CHECK(a.size_in_bytes() == b.size_in_bytes());
    REQUIRE(a.segments().size() == b.segments().size());
    for (std::size_t i = 0; i < a.segments().size(); ++i) {
        CHECK(a.segments()[i]->base_offset() == b.segments()[i]->base_offset());
        CHECK(a.segments()[i]->size_in_bytes() == b.segments()[i]->size_in_bytes());
        CHECK(a.segments()[i]->extents() == b.segments()[i]->extents());
    }
}

}  // namespace

TEST_CASE_METHOD(BytesFixture, "plain bytes are recovered as references are") {
    const PartitionLog from_references = recover(files, {false, Offset(6), Offset(0)});
    CHECK(recovered.effects.empty());
    const PartitionLog from_bytes = recover(raw, {false, Offset(6), Offset(0)});
    check_equal(from_bytes, from_references);
    CHECK(from_bytes.prefix_digest_at_end() == log.prefix_digest_at_end());
    CHECK(rule().empty());
    // On the disk they are references now, and nothing else changed.
    carry_out(recovered, raw);
    check_equal(recover(raw, {false, Offset(6), Offset(0)}), from_references);
    CHECK(recovered.effects.empty());
    for (const auto& [name, extents] : files) CHECK(bytes_of(raw.at(name)) == bytes_of(extents));
}

TEST_CASE_METHOD(BytesFixture, "bytes divided anywhere are the same log") {
    for (const std::size_t place : {std::size_t{1}, ends[1], ends[1] + 30, last.size() - 1}) {
        raw[last_file] = {Bytes(last.substr(0, place)), Bytes(last.substr(place))};
        CHECK(recover(raw).prefix_digest_at_end() == log.prefix_digest_at_end());
    }
    raw[last_file] = files[last_file];
    raw[last_file][2] = Bytes(bytes_of({raw[last_file][2]}));
    CHECK(recover(raw).prefix_digest_at_end() == log.prefix_digest_at_end());
}

TEST_CASE_METHOD(BytesFixture, "a segment cut at any byte ends with its last whole batch") {
    for (std::size_t cut = 0; cut <= last.size(); ++cut) {
        INFO("cut at byte " << cut);
        const std::size_t whole = cut == last.size() ? 5 : batch_at(cut);
        const PartitionLog result = recover_last_segment(last.substr(0, cut));
        CHECK(result.log_end_offset() == offsets[whole]);
        const std::string place =
            std::string(last_file) + ", byte " + std::to_string(ends[whole]) + ")";
        const bool says_so = rule().find(place) != std::string::npos;
        CHECK(says_so == (cut != ends[whole]));

        Files references = files;
        auto& extents = references[last_file];
        extents.resize(whole);
        if (cut == 0) extents.emplace_back(Bytes());  // as an empty file is stored
        if (cut != ends[whole])
            extents.emplace_back(Bytes(last.substr(ends[whole], cut - ends[whole])));
        check_equal(recover(references), result);
    }
}

TEST_CASE_METHOD(BytesFixture, "any flipped bit ends the log before its batch") {
    for (std::size_t place = 0; place < last.size(); ++place) {
        const std::size_t k = batch_at(place);
        const std::size_t in_batch = place - ends[k];
        // Base offset and leader epoch are outside of the CRC; the leader writes them.
        const bool covered = (in_batch >= 8 && in_batch < 12) || in_batch >= 16;
        for (int bit = 0; bit < 8; ++bit) {
            INFO("byte " << place << ", bit " << bit);
            std::string bad = last;
            bad[place] = static_cast<char>(bad[place] ^ (1 << bit));
            const PartitionLog result = recover_last_segment(bad);
            CHECK(result.prefix_digest_at(offsets[k]) == log.prefix_digest_at(offsets[k]));
            if (!covered) continue;
            CHECK(result.log_end_offset() == offsets[k]);
            CHECK(rule().find(", byte " + std::to_string(ends[k]) + ")") != std::string::npos);
        }
    }
}

TEST_CASE_METHOD(BytesFixture, "damage in an earlier segment drops the segments after it") {
    Files changed = raw;
    std::string first = bytes_of(files.at("click-0/00000000000000000000.log"));
    first.resize(first.size() - 1);
    changed["click-0/00000000000000000000.log"] = {Bytes(first)};
    const PartitionLog result = recover(changed);
    CHECK(result.segments().size() == 1);
    CHECK(result.log_end_offset() == Offset(2));
    carry_out(recovered, changed);
    CHECK(changed.count(last_file) == 0);
    CHECK(std::get<LogRecovered>(recovered.notes.back().body).lost ==
          Offset(log.log_end_offset() - Offset(2)));
}

TEST_CASE_METHOD(BytesFixture, "a damaged epoch checkpoint does not stop a recovery") {
    const std::string name = "click-0/leader-epoch-checkpoint";
    const std::string good = bytes_of(files.at(name));
    for (std::size_t place = 0; place < good.size(); ++place) {
        for (int bit = 0; bit < 8; ++bit) {
            Files changed = raw;
            std::string bad = good;
            bad[place] = static_cast<char>(bad[place] ^ (1 << bit));
            changed[name] = {Bytes(bad)};
            const PartitionLog result = recover(changed);
            CHECK(result.prefix_digest_at_end() == log.prefix_digest_at_end());
            CHECK(result.latest_epoch() == LeaderEpoch(5));
        }
    }
}

TEST_CASE_METHOD(BytesFixture,
                 "a batch that claims an offset beyond the segment's reach is damage") {
    auto far = make_ref<RecordBatch>(batch(2));
    far->partition_leader_epoch = LeaderEpoch(5);
    for (const std::int64_t base :
         {std::int64_t{9} + 0x7fffffff, std::int64_t{1} << 62, std::int64_t{0x7fffffffffffffff}}) {
        far->base_offset = Offset(base);
        const PartitionLog result = recover_last_segment(last + encode_batch(*far));
        CHECK(result.log_end_offset() == log.log_end_offset());
        CHECK(rule().find("byte " + std::to_string(last.size())) != std::string::npos);
    }
}
