#include "core/client/transaction_manager.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

ErrorCode producer_error(const std::string& name) {
    for (std::int16_t code = -1; code < 120; ++code) {
        if (name_of(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
    }
    FAIL("no error is called " << name);
    return ErrorCode::none;
}

class IdempotentProducerBench {
public:
    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "send") {
            enqueue(step);
            return take(slot_of(step));
        }
        if (what == "take") return take(slot(step.number(0)));
        if (what == "waits") {
            const ProducerBatch& head = accumulator_.head(slot(step.number(0)));
            return transactions_.must_wait(head, accumulator_) ? "yes" : "no";
        }
        if (what == "retry") return retry(step);
        if (what == "of") return text_of(batch(step));
        if (what == "moved-on") return transactions_.has_moved_on(batch(step)) ? "yes" : "no";
        if (what == "current") return current();
        if (what == "one-epoch") {
            transactions_ = TransactionManager(true, false);
        } else if (what == "producer") {
            transactions_.on_init_producer_id(
                {ErrorCode::none, ProducerId(step.number(0)),
                 ProducerEpoch(static_cast<std::int16_t>(step.number(1)))});
        } else if (what == "queue") {
            enqueue(step);
        } else if (what == "reenqueue") {
            ++accumulator_.batch(index(step)).attempts;
            accumulator_.reenqueue(index(step));
        } else if (what == "prepare") {
            transactions_.prepare(accumulator_);
        } else if (what == "unresolved") {
            transactions_.mark_unresolved(batch(step));
        } else if (what == "complete") {
            transactions_.on_completed(index(step), Offset(step.option("offset", -1L)),
                                       accumulator_);
        } else if (what == "fail") {
            transactions_.on_failed(index(step), producer_error(step.argument(1)),
                                    step.has("adjust"), accumulator_);
        } else {
            unknown_command(step);
        }
        return {};
    }

private:
    PartitionSlot slot(std::int64_t partition) {
        return accumulator_.slot({"foo", PartitionIndex(static_cast<std::int32_t>(partition))});
    }
    PartitionSlot slot_of(const CaseStep& step) { return slot(step.option("partition", 0L)); }
    void enqueue(const CaseStep& step) {
        const PartitionSlot to = slot_of(step);
        for (std::int64_t i = 0; i < step.option("records", 1L); ++i) {
            const auto bytes =
                accumulator_.append(to, {WallTime(), Bytes("key"), Bytes("value"), {}}, Instant());
            REQUIRE(bytes);
        }
        names_[step.argument(0)] = accumulator_.partition(to).queue.back();
    }
    std::string take(PartitionSlot from) {
        const BatchIndex taken = accumulator_.take_first(from);
        transactions_.assign_sequence(taken, accumulator_);
        return text_of(accumulator_.batch(taken));
    }
    std::string retry(const CaseStep& step) {
        PartitionProduceResponse response;
        response.error = producer_error(step.argument(1));
        response.log_start_offset = Offset(step.option("log-start", 0L));
        return transactions_.can_retry(batch(step), response, accumulator_) ? "yes" : "no";
    }
    BatchIndex index(const CaseStep& step) { return names_.at(step.argument(0)); }
    ProducerBatch& batch(const CaseStep& step) { return accumulator_.batch(index(step)); }
    [[nodiscard]] std::string current() const {
        const ProducerIdAndEpoch& now = transactions_.current();
        if (!now.valid()) return "none";
        return std::to_string(now.id.value()) + "/" + std::to_string(now.epoch.value());
    }
    static std::string text_of(const ProducerBatch& b) {
        return std::to_string(b.producer_epoch.value()) + "/" +
               std::to_string(b.base_sequence.value());
    }

    RecordAccumulator accumulator_{{16384, 1 << 20, Duration(), true}};
    TransactionManager transactions_{true};
    std::map<std::string, BatchIndex> names_;
};

}  // namespace

TEST_CASE("an idempotent producer numbers its batches as in Kafka's cases") {
    run_kafka_cases<IdempotentProducerBench>(
        "tests/unit/core/client/idempotent_producer_cases.txt");
}
