// Znodes that a controller finds at its failover, and that no broker has written.
#include "tests/support/catch.h"
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {

namespace {

struct Foreign {
    ControllerBench bench{3};
    int heir = 0;

    Foreign() {
        NewTopic topic;
        topic.name = "click";
        topic.assignments = {{BrokerId(2), BrokerId(3)}, {BrokerId(3), BrokerId(2)}};
        bench.create_topic(1, topic);
        REQUIRE(bench.state(1, "click", 0).leader == BrokerId(2));
    }
    void write(const std::string& path, const std::string& data) {
        bench.write(3, {path, data, any_version});
    }
    void fail_over() {
        bench.kill(1);
        bench.advance(Duration::seconds(25));
        heir = bench.process(2).controller.active() ? 2 : 3;
        REQUIRE(bench.process(heir).controller.active());
    }
};

}  // namespace

TEST_CASE_METHOD(Foreign,
                 "a state that nobody can read: nobody leads, the others are as they were") {
    write("/brokers/topics/click/partitions/0/state", "garbage");
    fail_over();
    CHECK(bench.state(heir, "click", 0).leader == no_broker);
    CHECK(bench.state(heir, "click", 0).isr.empty());
    CHECK(bench.state(heir, "click", 1).leader == BrokerId(3));
}

TEST_CASE_METHOD(Foreign, "fields in another order, and some that nobody knows") {
    write("/brokers/topics/click/partitions/0/state",
          R"({ "isr": [3, 2], "by": {"hand": true}, "leader": 3, "leader_epoch": 6,)"
          R"( "controller_epoch": 1, "version": 1 })");
    fail_over();
    CHECK(bench.state(heir, "click", 0).leader == BrokerId(3));
    CHECK(bench.state(heir, "click", 0).leader_epoch == LeaderEpoch(6));
}

TEST_CASE_METHOD(Foreign, "a topic or a registration that nobody can read is not there") {
    write("/brokers/topics/click", R"({"partitions":{"0":"2,3"}})");
    write("/brokers/ids/3", R"({"version":5})");
    fail_over();
    const ControllerContext& context = bench.process(heir).controller.context();
    CHECK(context.topics.empty());
    CHECK_FALSE(context.live_brokers.contains(BrokerId(3)));
    CHECK(context.live_brokers.contains(BrokerId(2)));
}

TEST_CASE("only the first controller makes /feature, and only where there is one") {
    ControllerBench bench(3);
    const auto feature = [](const ControllerBench& of) {
        return of.server.tree().find(FeatureZNode::path);
    };
    REQUIRE(feature(bench) != nullptr);
    CHECK(feature(bench)->data == R"({"features":{},"version":2,"status":1})");
    const Zxid made = feature(bench)->stat.czxid;
    bench.kill(1);
    bench.advance(Duration::seconds(25));
    CHECK(feature(bench)->stat.mzxid == made);
    Features before;
    before.feature_znode_version = 0;
    CHECK(feature(ControllerBench(3, before)) == nullptr);
}

}  // namespace kscope
