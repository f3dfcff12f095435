#include "core/log/producer_state.h"

#include "tests/support/kafka_cases.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

AppendOrigin origin_named(const std::string& name) {
    if (name == "client") return AppendOrigin::client;
    return name == "coordinator" ? AppendOrigin::coordinator : AppendOrigin::replication;
}

class ProducerStateBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "append" || step.command == "check") return append(step);
        if (step.command == "expiration") {
            expiration_ = Duration::millis(step.number(0));
        } else if (step.command == "expire") {
            state_.remove_expired(WallTime::from_millis(step.number(0)), expiration_);
        } else if (step.command == "snapshot") {
            state_.take_snapshot(Offset(step.number(0)));
        } else if (step.command == "clear") {
            state_.clear();
        } else if (step.command == "restore") {
            const Offset log_start(step.number(0));
            const Offset log_end(step.number(1));
            return std::to_string(state_.truncate_and_reload(log_start, log_end).value());
        } else {
            return question(step);
        }
        return {};
    }

private:
    std::string append(const CaseStep& step) {
        const auto parts = split(step.argument(0), '@');
        RecordBatch batch = produced(step.option("producer", std::int64_t{1}),
                                     static_cast<int>(step.option("epoch", std::int64_t{0})),
                                     static_cast<int>(number_of(parts.at(0))),
                                     static_cast<int>(step.option("records", std::int64_t{1})));
        batch.base_offset = Offset(number_of(parts.at(1)));
        batch.max_timestamp = WallTime::from_millis(step.option("time", std::int64_t{0}));
        const auto origin = origin_named(step.option("origin", "client"));
        const auto verdict = state_.check(batch, origin);
        if (verdict.error != ErrorCode::none) return std::string(name_of(verdict.error));
        if (verdict.duplicate != nullptr) return "duplicate";
        if (step.command == "append") state_.update(batch);
        return "ok";
    }
    [[nodiscard]] std::string question(const CaseStep& step) const {
        if (step.command == "producers") return std::to_string(state_.producers().size());
        const ProducerStateEntry* entry =
            state_.producers().find(ProducerId(step.option("producer", std::int64_t{1})));
        if (entry == nullptr) return "none";
        if (step.command == "last-sequence") {
            return std::to_string(entry->last_sequence().value());
        }
        if (step.command != "entry") unknown_command(step);
        const BatchMetadata& first = entry->batches[0];
        const BatchMetadata& last = entry->batches[entry->count - 1U];
        return std::to_string(entry->epoch.value()) + " " +
               range(first.first_sequence().value(), last.last_sequence.value()) + " " +
               range(first.first_offset().value(), last.last_offset.value());
    }
    static std::string range(std::int64_t from, std::int64_t to) {
        return std::to_string(from) + ".." + std::to_string(to);
    }

    ProducerStateManager state_;
    Duration expiration_ = Duration::seconds(86400);
};

}  // namespace

TEST_CASE("a producer's batches are taken as in Kafka's cases") {
    run_kafka_cases<ProducerStateBench>("tests/unit/core/log/producer_state_cases.txt");
}
