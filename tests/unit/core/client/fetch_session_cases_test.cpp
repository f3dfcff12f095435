#include "core/client/fetch_session.h"

#include <algorithm>

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

class FetchSessionBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "want") return want(step);
        if (step.command != "respond") unknown_command(step);
        FetchResponse response;
        response.session_id = static_cast<std::int32_t>(step.option("session", 0L));
        const std::string error = step.option("error", "");
        if (error == "INVALID_FETCH_SESSION_EPOCH") {
            response.error = ErrorCode::invalid_fetch_session_epoch;
        } else if (error == "FETCH_SESSION_ID_NOT_FOUND") {
            response.error = ErrorCode::fetch_session_id_not_found;
        } else if (!error.empty()) {
            unknown_command(step);
        }
        CHECK(session_.on_response(response) == error.empty());
        return {};
    }

private:
    std::string want(const CaseStep& step) {
        std::vector<FetchPartition> wanted;
        for (const std::string& word : step.arguments) {
            const auto parts = split(word, '@');
            const auto name = split(parts.at(0), '-');
            FetchPartition partition;
            partition.tp = {name.at(0),
                            PartitionIndex(static_cast<std::int32_t>(number_of(name.at(1))))};
            partition.fetch_offset = Offset(number_of(parts.at(1)));
            wanted.push_back(std::move(partition));
        }
        std::sort(wanted.begin(), wanted.end(),
                  [](const auto& a, const auto& b) { return a.tp < b.tp; });
        FetchRequest request;
        session_.build(std::move(wanted), request);
        std::string text = "session " + std::to_string(request.session_id) + " epoch " +
                           std::to_string(request.session_epoch);
        if (!request.partitions.empty()) text += " send";
        for (const FetchPartition& p : request.partitions) {
            text += " " + to_string(p.tp) + "@" + std::to_string(p.fetch_offset.value());
        }
        if (!request.forgotten.empty()) text += " forget";
        for (const TopicPartition& tp : request.forgotten) text += " " + to_string(tp);
        return text;
    }

    FetchSession session_;
};

}  // namespace

TEST_CASE("a client's fetch session goes on, begins anew and forgets as in Kafka's cases") {
    run_kafka_cases<FetchSessionBench>("tests/unit/core/client/fetch_session_cases.txt");
}
