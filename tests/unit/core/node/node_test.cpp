#include "core/node/node.h"

#include "core/broker/broker.h"
#include "core/config/config_keys.h"
#include "core/metadata/zookeeper/zookeeper_server.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

NodeSpec broker_spec() {
    BrokerSpec spec;
    spec.config = default_broker_config("3.9");
    spec.config.broker_id = BrokerId(1);
    spec.zookeeper = {NodeId(0)};
    return spec;
}

Hash128 digest_of(const Node& node) {
    Digest d;
    node.digest(d);
    return d.value();
}

}  // namespace

TEST_CASE("a node is the process that its spec says") {
    const Node broker(broker_spec());
    REQUIRE(broker.get_if<Broker>() != nullptr);
    REQUIRE(broker.get_if<ZooKeeperServer>() == nullptr);
    REQUIRE(broker.next_deadline() == Instant::never());
    broker.check_invariants();
}

TEST_CASE("a copy of a node is a checkpoint: the original goes on alone") {
    Node node(broker_spec());
    const Node before(node);
    Output out;
    node.step(Now{}, Boot{NodeId(1), 1, Rng(1), {}}, out);
    REQUIRE(digest_of(node) != digest_of(before));
    Node again(before);
    Output same;
    again.step(Now{}, Boot{NodeId(1), 1, Rng(1), {}}, same);
    REQUIRE(digest_of(again) == digest_of(node));
    REQUIRE(out.effects.size() == same.effects.size());
    REQUIRE(node.next_deadline() == again.next_deadline());
}
