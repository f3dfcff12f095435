// Retention, rolling and compaction of one log, by Kafka's own cases.
#include "core/log/checkpoint_file.h"
#include "core/log/log_recovery.h"
#include "tests/support/kafka_cases.h"
#include "tests/unit/core/log/kept_disk.h"
#include "tests/unit/core/log/log_fixture.h"

#include "core/config/config_keys.h"

using namespace kscope;
using namespace kscope::test;

namespace {

// One record of a case: "k", "k:v", "k:" (a tombstone), "-" (no key). All are of one size, so that
// segments can be counted in records.
Record written_record(const std::string& word, std::int64_t ms) {
    const auto colon = word.find(':');
    Record record;
    record.timestamp = WallTime::from_millis(ms);
    if (word != "-") record.key = Bytes(word.substr(0, colon));
    const bool tombstone = colon != std::string::npos && colon + 1 == word.size();
    if (!tombstone) record.value = Bytes(colon == std::string::npos ? "v" : word.substr(colon + 1));
    return record;
}

class CleanupBench {
public:
    CleanupBench() {
        out_.filter = NoteFilter::all();
        set("segment.records", "5");
    }

    std::string operator()(const CaseStep& step) {
        if (step.command == "append") return append(step);
        if (step.command == "copy") return copy(step);
        if (step.command == "clean") return clean(step);
        if (step.command == "config") {
            for (const auto& [key, value] : step.options) set(key, value);
        } else if (step.command == "now") {
            now_ = step.number(0);
        } else if (step.command == "roll") {
            roll();
        } else if (step.command == "epoch") {
            const auto parts = split(step.argument(0), '@');
            log_.assign_epoch_start(LeaderEpoch(static_cast<std::int32_t>(number_of(parts.at(0)))),
                                    Offset(number_of(parts.at(1))), out_);
        } else if (step.command == "move-start") {
            log_.maybe_increment_log_start_offset(Offset(step.number(0)), out_);
        } else if (step.command == "delete-old") {
            log_.delete_old_segments(high_watermark(step), now_at(now_), out_);
        } else if (step.command == "reload") {
            reload();
        } else {
            return question(step);
        }
        settle();
        return {};
    }

private:
    static RecordBatch batch_of(const std::vector<std::string>& words, std::int64_t ms) {
        std::vector<Record> records;
        for (const std::string& word : words) records.push_back(written_record(word, ms));
        return make_batch(make_record_set(std::move(records)));
    }
    static std::int64_t size_of_one() { return batch_of({"k"}, 1).size_in_bytes(); }

    void set(const std::string& key, const std::string& value) {
        TopicConfig config = log_.spec().config;
        if (key == "segment.records") {
            config.segment_bytes = number_of(value) * size_of_one();
        } else if (key == "retention.records") {
            config.retention_bytes = number_of(value) * size_of_one();
        } else {
            const auto wrong = set_config(config, key, value, Features{});
            REQUIRE_FALSE(wrong);
        }
        log_.set_config(config);
    }

    [[nodiscard]] Offset high_watermark(const CaseStep& step) const {
        return Offset(step.option("hw", log_.log_end_offset().value()));
    }

    std::string append(const CaseStep& step) {
        RecordBatch batch = batch_of(step.arguments, step.option("time", now_));
        if (step.options.contains("producer")) {
            batch.producer_id = ProducerId(step.required("producer"));
            batch.producer_epoch = ProducerEpoch(0);
            batch.base_sequence = Sequence(static_cast<std::int32_t>(step.required("sequence")));
        }
        std::string answer;
        for (std::int64_t i = 0; i < step.option("times", std::int64_t{1}); ++i) {
            const LogAppend done = log_.append_as_leader(
                batch, log_.latest_epoch() < LeaderEpoch(0) ? LeaderEpoch(0) : log_.latest_epoch(),
                AppendOrigin::client, now_at(now_), out_);
            REQUIRE(done.error == ErrorCode::none);
            if (done.duplicate) {
                answer = "duplicate " + std::to_string(done.base_offset.value()) + ".." +
                         std::to_string(done.last_offset.value());
            }
        }
        settle();
        return answer;
    }

    // Single records with these offsets, as a leader's log with gaps gives them.
    std::string copy(const CaseStep& step) {
        const auto dots = step.argument(0).find("..");
        const std::int64_t last = number_of(step.argument(0).substr(dots + 2));
        for (std::int64_t o = number_of(step.argument(0).substr(0, dots)); o <= last; ++o) {
            auto batch = make_ref<RecordBatch>(batch_of({step.option("keys", "k")}, now_));
            batch->base_offset = Offset(o);
            batch->partition_leader_epoch = LeaderEpoch(0);
            REQUIRE(log_.append_as_follower(batch, now_at(now_), out_) == ErrorCode::none);
        }
        settle();
        return {};
    }

    // A new active segment at the log's end: begun by a record that is taken away again.
    void roll() {
        const TopicConfig config = log_.spec().config;
        const Offset end = log_.log_end_offset();
        log_.set_config([&] {
            TopicConfig eager = config;
            eager.segment_ms = Duration();
            return eager;
        }());
        log_.append_as_leader(batch_of({"k"}, 1'000'000'000'000), log_.latest_epoch(),
                              AppendOrigin::client, now_at(now_), out_);
        log_.truncate_to(end, out_);
        log_.set_config(config);
        REQUIRE(log_.segments().back()->base_offset() == end);
    }

    std::string clean(const CaseStep& step) {
        const auto below = step.option("below", log_.log_end_offset().value());
        LogToClean range = log_.to_clean(Offset(below), WallTime::from_millis(now_));
        range.first_dirty_offset = Offset(step.number(0));
        out_.notes.clear();
        log_.clean(range, now_at(now_), out_);
        const auto& told = std::get<LogCleaned>(out_.notes.back().body);
        settle();
        if (step.expected.empty()) return {};
        return std::to_string(told.records_before) + " records become " +
               std::to_string(told.records_after);
    }

    // What comes back from the disk has forgotten nothing.
    void reload() {
        settle();
        const auto files = disk_.files();
        const RecoveryInput input{false, Offset(0), Offset(0), log_.cleaner_checkpoint()};
        Output recovered;
        log_ = recover_log(Ref<const LogSpec>(make_ref<LogSpec>(log_.spec())), files, input,
                           recovered);
        disk_.run(recovered);
    }

    void settle() {
        disk_.run(out_);
        out_.clear();
        log_.check_invariants();
    }

    [[nodiscard]] std::string question(const CaseStep& step) const {
        if (step.command == "segments") return std::to_string(log_.segments().size());
        if (step.command == "log-start") return std::to_string(log_.log_start_offset().value());
        if (step.command == "epochs") return epochs();
        if (step.command == "cleanable" || step.command == "cleanable-bytes") {
            const LogToClean range =
                log_.to_clean(high_watermark(step), WallTime::from_millis(now_));
            if (step.command == "cleanable") {
                return std::to_string(range.first_dirty_offset.value()) + ".." +
                       std::to_string(range.first_uncleanable_offset.value());
            }
            return std::to_string(range.clean_bytes / size_of_one()) + " " +
                   std::to_string(range.cleanable_bytes / size_of_one());
        }
        return content(step);
    }
    [[nodiscard]] std::string epochs() const {
        std::vector<std::string> words;
        for (const EpochEntry& entry : log_.epochs().entries()) {
            words.push_back(std::to_string(entry.epoch.value()) + "@" +
                            std::to_string(entry.start_offset.value()));
        }
        return joined(words, " ");
    }
    [[nodiscard]] std::string content(const CaseStep& step) const {
        const auto below = step.option("below", log_.log_end_offset().value());
        std::vector<std::string> words;
        std::map<std::int64_t, std::int32_t> sequences;
        log_.for_each_batch(Offset(0), [&](const RecordBatch& batch) {
            if (batch.base_offset >= Offset(below)) return;
            if (batch.has_producer_id()) {
                sequences[batch.producer_id.value()] = batch.last_sequence().value();
            }
            if (step.command == "batches") {
                words.push_back(std::to_string(batch.last_offset().value()));
            }
            for (std::size_t i = 0; i < batch.records().size(); ++i) {
                if (step.command == "keys") words.emplace_back(batch.records()[i].key->view());
                if (step.command == "offsets") {
                    words.push_back(std::to_string(batch.offset_of(i).value()));
                }
            }
        });
        if (step.command == "sequences") {
            for (const auto& [id, last] : sequences) {
                words.push_back(std::to_string(id) + ":" + std::to_string(last));
            }
        } else if (step.command != "keys" && step.command != "offsets" &&
                   step.command != "batches") {
            unknown_command(step);
        }
        return joined(words, " ");
    }

    Output out_;
    KeptDisk disk_;
    PartitionLog log_{log_spec()};
    std::int64_t now_ = 1'000'000;
};

}  // namespace

TEST_CASE("a log is rolled, deleted and compacted as in Kafka's cases") {
    run_kafka_cases<CleanupBench>("tests/unit/core/log/log_cleanup_cases.txt");
}
