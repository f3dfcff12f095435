#include "core/broker/fetch_session_cache.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

TopicPartition tp_named(const std::string& text) {
    const std::size_t dash = text.rfind('-');
    return {text.substr(0, dash),
            PartitionIndex(static_cast<std::int32_t>(number_of(text.substr(dash + 1))))};
}

// "foo-0:105", "foo-0:105+" with records, "foo-0:105!3:90" with a divergence.
FetchOutcome outcome_of(const std::string& text) {
    const auto parts = split(text, '!');
    std::string number = parts[0].substr(parts[0].find(':') + 1);
    FetchOutcome outcome;
    if (number.ends_with('+')) {
        number.pop_back();
        auto batch = make_batch(make_record_set(std::vector<Record>(1)));
        outcome.read.batches.emplace_back(make_ref<RecordBatch>(std::move(batch)));
    }
    outcome.high_watermark = Offset(number_of(number));
    outcome.log_start_offset = Offset(0);
    if (parts.size() > 1) {
        const auto end = split(parts[1], ':');
        outcome.diverging_epoch =
            EpochEnd{LeaderEpoch(static_cast<std::int32_t>(number_of(end.at(0)))),
                     Offset(number_of(end.at(1)))};
    }
    return outcome;
}

class FetchSessionCacheBench {
public:
    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "slots") {
            cache_.configure(static_cast<std::int32_t>(step.number(0)));
        } else if (what == "at") {
            now_ = Instant::at(Duration::millis(step.number(0)));
        } else if (what == "open") {
            return open(step);
        } else if (what == "next" || what == "close") {
            return next(step);
        } else if (what == "tell") {
            return tell(step);
        } else if (what == "reads") {
            return reads();
        } else if (what == "has") {
            // A wrong epoch changes nothing, and tells whether the session is known.
            FetchSessionCache copy = cache_;
            FetchSessionUse use;
            std::vector<FetchItem> items;
            FetchRequest request;
            request.session_id = ids_.at(step.argument(0));
            request.session_epoch = 99;
            const ErrorCode error = copy.begin(request, replicas_, now_, use, items);
            return error == ErrorCode::invalid_fetch_session_epoch ? "yes" : "no";
        } else {
            unknown_command(step);
        }
        return {};
    }

private:
    FetchRequest request_of(const CaseStep& step) const {
        FetchRequest request;
        request.replica = step.has("follower") ? BrokerId(2) : no_broker;
        for (std::size_t i = 1; i < step.arguments.size(); ++i) {
            if (step.arguments[i] == "follower") continue;
            const auto parts = split(step.arguments[i], '@');
            FetchPartition& asked = request.partitions.emplace_back();
            asked.tp = tp_named(parts[0]);
            if (parts.size() > 1) asked.fetch_offset = Offset(number_of(parts[1]));
        }
        const std::string forgotten = step.option("forget", "");
        if (!forgotten.empty()) {
            for (const std::string& name : split(forgotten, ',')) {
                request.forgotten.push_back(tp_named(name));
            }
        }
        return request;
    }
    // The session stands when the first answer is made: with nothing read yet.
    std::string open(const CaseStep& step) {
        FetchRequest request = request_of(step);
        request.session_epoch = 0;
        items_.clear();
        REQUIRE(cache_.begin(request, replicas_, now_, use_, items_) == ErrorCode::none);
        opening_ = step.argument(0);
        std::vector<FetchOutcome> outcomes(items_.size());
        FetchResponse response;
        FetchSessionCache copy = cache_;  // to see whether there is room, and for whom
        cache_.fill(use_, items_, outcomes, now_, rng_, response);
        ids_[opening_] = response.session_id;
        if (response.session_id == 0) return "no session";
        before_ = std::move(copy);
        return "opened";
    }
    std::string next(const CaseStep& step) {
        FetchRequest request = request_of(step);
        const std::string& name = step.argument(0);
        request.session_id = ids_.contains(name) ? ids_.at(name) : 12345;
        request.session_epoch =
            static_cast<std::int32_t>(step.command == "close" ? -1 : step.required("epoch"));
        std::vector<FetchItem> items;
        const ErrorCode error = cache_.begin(request, replicas_, now_, use_, items);
        if (error != ErrorCode::none) return std::string(name_of(error));
        items_ = std::move(items);
        opening_.clear();
        return step.command == "close" ? "" : "ok";
    }
    std::string tell(const CaseStep& step) {
        std::vector<FetchOutcome> outcomes;
        for (std::size_t i = 1; i < step.arguments.size(); ++i) {
            outcomes.push_back(outcome_of(step.arguments[i]));
        }
        REQUIRE(outcomes.size() == items_.size());
        if (!opening_.empty()) cache_ = before_;  // the first answer, with what was read
        FetchResponse response;
        cache_.fill(use_, items_, outcomes, now_, rng_, response);
        ids_[step.argument(0)] = response.session_id;
        opening_.clear();
        std::vector<std::string> words;
        for (const FetchedPartition& p : response.partitions) words.push_back(to_string(p.tp));
        return words.empty() ? "none" : joined(words, " ");
    }
    [[nodiscard]] std::string reads() const {
        std::vector<std::string> words;
        for (const FetchItem& item : items_) {
            words.push_back(to_string(item.asked.tp) + "@" +
                            std::to_string(item.asked.fetch_offset.value()));
        }
        return words.empty() ? "nothing" : joined(words, " ");
    }

    FetchSessionCache cache_;
    FetchSessionCache before_;  // as it was before the session was opened
    ReplicaTable replicas_;
    Rng rng_{1};
    Instant now_;
    FetchSessionUse use_;
    std::vector<FetchItem> items_;
    std::string opening_;
    std::map<std::string, std::int32_t> ids_;
};

}  // namespace

TEST_CASE("fetch sessions open, go on and are evicted as in Kafka's cases") {
    run_kafka_cases<FetchSessionCacheBench>("tests/unit/core/broker/fetch_session_cases.txt");
}
