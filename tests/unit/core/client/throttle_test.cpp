// What a client does with throttle_time_ms (KIP-219): it sends nothing to that broker for so long.
#include "core/client/producer.h"

#include <algorithm>

#include "core/config/config_keys.h"
#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct ThrottledRun : Harness<Producer> {
    explicit ThrottledRun(const char* version) : Harness(Producer(spec_as_of(version))) {
        boot();
        send();
        run_until(Duration::seconds(1));
        tell(cluster({1}));
        run_until(Duration::seconds(2));
        tell(cluster({1}));
    }
    static ProducerSpec spec_as_of(const char* version) {
        ProducerSpec spec;
        spec.config = default_producer_config(version);
        settle_as_of_version(spec.config);
        spec.bootstrap_servers = {NodeId(101)};
        return spec;
    }
    void send() {
        SendRecord record;
        record.topic = "t";
        record.partition = PartitionIndex(0);
        record.value = Bytes("v");
        feed(Command{record});
    }
    void answer_with_throttle(const Request& request, std::int64_t offset, std::int32_t ms) {
        ProduceResponse response;
        response.partitions.push_back(
            {{"t", PartitionIndex(0)}, ErrorCode::none, Offset(offset), Offset(0)});
        response.throttle_time_ms = ms;
        answer(request, std::move(response));
    }
    std::int64_t timeouts() const {
        return std::count_if(notes.begin(), notes.end(), [](const Note& note) {
            const auto* late = std::get_if<RequestTimedOut>(&note.body);
            return late != nullptr && late->request == "Produce";
        });
    }
};

}  // namespace

TEST_CASE("a throttled producer sends nothing until the time is over") {
    ThrottledRun run("3.9");
    run.answer_with_throttle(run.take<ProduceRequest>(), 0, 2000);
    run.send();
    run.run_until(Duration::millis(3999));
    CHECK(run.pending<ProduceRequest>() == 0);
    run.run_until(Duration::millis(4001));
    CHECK(run.pending<ProduceRequest>() == 1);
}

TEST_CASE("as of 1.1 the broker's answer came late enough: the producer goes on at once") {
    ThrottledRun run("1.1");
    run.answer_with_throttle(run.take<ProduceRequest>(), 0, 2000);
    run.send();
    CHECK(run.pending<ProduceRequest>() == 1);
}

TEST_CASE("what is on its way to a broker that throttles may wait so much longer") {
    ThrottledRun run("3.9");
    run.send();
    REQUIRE(run.pending<ProduceRequest>() == 2);
    run.answer_with_throttle(run.take<ProduceRequest>(), 0, 10'000);
    run.tell(cluster({1}));
    run.run_until(Duration::seconds(41));  // request.timeout.ms is 30 s, and it was sent at 2 s
    CHECK(run.timeouts() == 0);
    run.run_until(Duration::seconds(43));
    CHECK(run.timeouts() == 1);
}
