#include "core/log/partition_log.h"

#include "tests/support/kafka_cases.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

std::string range_of(Offset from, Offset to) {
    return std::to_string(from.value()) + ".." + std::to_string(to.value());
}

// "x*3" is "xxx"; "null" is no value.
std::optional<Bytes> value_of(const std::string& word) {
    if (word == "null") return std::nullopt;
    const std::size_t star = word.find('*');
    if (star == std::string::npos) return Bytes(word);
    return Bytes(std::string(static_cast<std::size_t>(number_of(word.substr(star + 1))), word[0]));
}

class LogBench {
public:
    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "append") return append(step);
        if (what == "copy") return copy(step);
        if (what == "segment-bytes") {
            configure([&](TopicConfig& c) { c.segment_bytes = step.number(0); });
        } else if (what == "segment-ms") {
            configure([&](TopicConfig& c) { c.segment_ms = Duration::millis(step.number(0)); });
        } else if (what == "max-message-bytes") {
            configure([&](TopicConfig& c) {
                c.max_message_bytes = static_cast<std::int32_t>(step.number(0));
            });
        } else if (what == "assign-epoch") {
            const auto parts = split(step.argument(0), '@');
            log_.assign_epoch_start(LeaderEpoch(static_cast<std::int32_t>(number_of(parts.at(0)))),
                                    Offset(number_of(parts.at(1))), out_);
        } else if (what == "truncate") {
            log_.truncate_to(Offset(step.number(0)), out_);
        } else if (what == "truncate-fully") {
            log_.truncate_fully_and_start_at(Offset(step.number(0)), out_);
        } else {
            return question(step);
        }
        flush_all();
        log_.check_invariants();
        return {};
    }

private:
    template <class Change>
    void configure(Change change) {
        TopicConfig config = log_.spec().config;
        change(config);
        log_.set_config(config);
    }
    // The disk does at once what it is asked to.
    void flush_all() {
        for (const Effect& effect : out_.effects) {
            if (const auto* flush = std::get_if<DiskFlush>(&effect)) log_.on_flushed(flush->token);
        }
        out_.clear();
    }
    static RecordBatch batch_of(const CaseStep& step) {
        const WallTime time = WallTime::from_millis(step.option("time", 1L));
        std::vector<Record> records;
        for (const std::string& word : step.arguments) {
            records.push_back({time, std::nullopt, value_of(word), {}});
        }
        RecordBatch b = make_batch(make_record_set(std::move(records)));
        b.producer_id = ProducerId(step.option("producer", -1L));
        b.producer_epoch = ProducerEpoch(static_cast<std::int16_t>(step.option("epoch", -1L)));
        b.base_sequence = Sequence(static_cast<std::int32_t>(step.option("sequence", -1L)));
        return b;
    }
    static LeaderEpoch epoch_of(const CaseStep& step) {
        return LeaderEpoch(static_cast<std::int32_t>(step.option("leader-epoch", 0L)));
    }
    // As often as "times" says; tells the last.
    std::string append(const CaseStep& step) {
        LogAppend last;
        for (std::int64_t i = 0; i < step.option("times", 1L); ++i) {
            last = log_.append_as_leader(batch_of(step), epoch_of(step), AppendOrigin::client,
                                         now_at(1), out_);
            flush_all();
        }
        if (last.error != ErrorCode::none) return std::string(name_of(last.error));
        return (last.duplicate ? "duplicate " : "") + range_of(last.base_offset, last.last_offset);
    }
    std::string copy(const CaseStep& step) {
        auto b = make_ref<RecordBatch>(batch_of(step));
        b->base_offset = Offset(step.required("base"));
        b->partition_leader_epoch = epoch_of(step);
        const ErrorCode error = log_.append_as_follower(b, now_at(1), out_);
        flush_all();
        return error == ErrorCode::none ? "ok" : std::string(name_of(error));
    }

    [[nodiscard]] std::string question(const CaseStep& step) const {
        const std::string& what = step.command;
        if (what == "read") return read(step);
        if (what == "timestamp") return by_time(step.number(0));
        if (what == "producer") return producer(ProducerId(step.number(0)));
        if (what == "epochs") return epochs();
        if (what == "largest-timestamp") {
            return std::to_string(log_.segments().back()->max_timestamp().millis());
        }
        return std::to_string(number(step));
    }
    [[nodiscard]] std::int64_t number(const CaseStep& step) const {
        const std::string& what = step.command;
        if (what == "segments") return static_cast<std::int64_t>(log_.segments().size());
        if (what == "log-end") return log_.log_end_offset().value();
        if (what == "size") return log_.size_in_bytes();
        if (what == "latest-epoch") return log_.latest_epoch().value();
        if (what == "recovery-point") return log_.recovery_point().value();
        unknown_command(step);
    }
    [[nodiscard]] std::string read(const CaseStep& step) const {
        LogRead found;
        const auto max = static_cast<std::int32_t>(step.option("max", std::int64_t{1} << 20));
        const ErrorCode error = log_.read(Offset(step.number(0)), max, log_.log_end_offset(),
                                          !step.has("not-one"), found);
        if (error != ErrorCode::none) return std::string(name_of(error));
        if (found.batches.empty()) return "nothing";
        const RecordBatch& first = *found.batches.front();
        std::string text = range_of(first.base_offset, first.last_offset()) + " epoch " +
                           std::to_string(first.partition_leader_epoch.value());
        for (const Record& record : first.records()) {
            text += " " + (record.value ? std::string(record.value->view()) : "null");
        }
        return text;
    }
    [[nodiscard]] std::string by_time(std::int64_t ms) const {
        const auto found = log_.offset_for_timestamp(ms);
        if (!found) return "none";
        return std::to_string(found->offset.value()) + " at " +
               std::to_string(found->timestamp_ms) + " epoch " +
               std::to_string(found->leader_epoch.value());
    }
    [[nodiscard]] std::string producer(ProducerId id) const {
        const ProducerStateEntry* entry = log_.producers().producers().find(id);
        if (entry == nullptr) return "unknown";
        return "epoch " + std::to_string(entry->epoch.value()) + " last " +
               std::to_string(entry->last_sequence().value());
    }
    [[nodiscard]] std::string epochs() const {
        std::vector<std::string> words;
        for (const EpochEntry& e : log_.epochs().entries()) {
            words.push_back(std::to_string(e.epoch.value()) + "@" +
                            std::to_string(e.start_offset.value()));
        }
        return words.empty() ? "none" : joined(words, " ");
    }

    Output out_;
    PartitionLog log_{log_spec()};
};

}  // namespace

TEST_CASE("a partition's log is appended to, read and truncated as in Kafka's cases") {
    run_kafka_cases<LogBench>("tests/unit/core/log/partition_log_cases.txt");
}
