// A broker that is told to stop: its leaderships move first, then it leaves, and only it.
#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

using namespace kscope;
using kscope::test::MiniCluster;

namespace {

const TopicPartition click{"click", PartitionIndex(0)};

struct Leaving {
    MiniCluster cluster{3};
    Leaving() { cluster.run_for(Duration::seconds(2)); }

    void create(std::vector<BrokerId> replicas) {
        const BrokerId controller = cluster.broker(1).image().controller();
        NewTopic topic{"click", -1, -1, {std::move(replicas)}, {}};
        cluster.ask<CreateTopicsResponse>(cluster.connect(controller.value()),
                                          CreateTopicsRequest{{topic}, Duration::seconds(10)});
        cluster.run_for(Duration::seconds(2));
    }
    const ControlledShutdownEnded& ended() const {
        for (const Note& note : cluster.notes()) {
            if (const auto* body = std::get_if<ControlledShutdownEnded>(&note.body)) return *body;
        }
        FAIL("no broker has ended a controlled shutdown");
        throw 0;
    }
};

}  // namespace

TEST_CASE_METHOD(Leaving, "an orderly stop moves leaderships within milliseconds") {
    create({BrokerId(2), BrokerId(3), BrokerId(1)});
    const Instant start = cluster.now();
    cluster.shut_down(2);
    while (cluster.alive(2)) cluster.run_for(Duration::millis(1));
    CHECK(cluster.now() - start < Duration::millis(100));
    CHECK(ended().moved);
    CHECK(ended().attempts == 1);
    REQUIRE(cluster.replica(3, click).is_leader());
    std::vector<BrokerId> isr = cluster.replica(3, click).leader_state()->isr.committed;
    std::sort(isr.begin(), isr.end());
    CHECK(isr == std::vector<BrokerId>{BrokerId(1), BrokerId(3)});
    cluster.run_for(Duration::seconds(1));
    CHECK(cluster.broker(1).image().live_brokers().size() == 2);  // at once, not after 18 s
}

TEST_CASE_METHOD(Leaving, "the controller itself can leave in the same way") {
    const std::int32_t controller = cluster.broker(1).image().controller().value();
    const BrokerId heir(controller % 3 + 1);
    create({BrokerId(controller), heir});
    cluster.shut_down(controller);
    while (cluster.alive(controller)) cluster.run_for(Duration::millis(1));
    CHECK(ended().moved);
    CHECK(cluster.replica(heir.value(), click).is_leader());
    cluster.run_for(Duration::seconds(1));
    CHECK(cluster.broker(heir.value()).image().controller() != BrokerId(controller));
}

TEST_CASE_METHOD(Leaving, "what cannot be moved is asked for again, and then left behind") {
    create({BrokerId(2), BrokerId(3)});
    cluster.kill(3);
    cluster.run_for(Duration::seconds(25));
    const Instant start = cluster.now();
    cluster.shut_down(2);
    while (cluster.alive(2)) cluster.run_for(Duration::millis(1));
    CHECK_FALSE(ended().moved);
    CHECK(ended().attempts == 3);
    // controlled.shutdown.retry.backoff.ms, twice
    CHECK(cluster.now() - start >= Duration::seconds(10));
    CHECK(cluster.now() - start < Duration::seconds(11));
}
