// The whole cluster at the two shapes of the design: 3 brokers, RF 3, acks=all, closed-loop
// producers, consumers with partitions assigned by hand. Counted after the start-up: protocol
// events (messages, connections and wakeups delivered), batches acknowledged, events per batch.
#include <cstdio>

#include "core/client/producer.h"
#include "core/config/config_keys.h"
#include "core/node/node.h"
#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "tests/bench/bench.h"

namespace kscope::bench {

namespace {

constexpr const char* version = "3.9";
constexpr int records_per_batch = 10;

struct Shape {
    const char* name;
    int producers;
    int in_flight;
    int partitions;
};

sim::NodePlan plan(std::string name, NodeSpec spec) {
    sim::NodePlan made;
    made.name = std::move(name);
    made.spec = std::move(spec);
    return made;
}

BrokerSpec broker_spec(int id) {
    BrokerSpec spec;
    spec.config = default_broker_config(version);
    spec.config.broker_id = BrokerId(id);
    spec.zookeeper = NodeId(0);
    return spec;
}

AdminSpec admin_spec(const Shape& shape, const std::vector<NodeId>& brokers) {
    AdminSpec spec;
    spec.bootstrap_servers = brokers;
    NewTopic topic;
    topic.name = "click";
    topic.partitions = shape.partitions;
    topic.replication_factor = 3;
    topic.configs = {{"min.insync.replicas", "2"}};
    spec.topics = {topic};
    spec.request_timeout = Duration::seconds(30);
    spec.retry_backoff = Duration::millis(100);
    return spec;
}

ProducerSpec producer_spec(const Shape& shape, const std::vector<NodeId>& brokers) {
    ProducerSpec spec;
    spec.config = default_producer_config(version);
    spec.config.acks = -1;
    spec.bootstrap_servers = brokers;
    spec.load = ClosedLoop{"click", shape.partitions, shape.in_flight, records_per_batch, 100};
    return spec;
}

sim::WorldSpec cluster(const Shape& shape) {
    const std::vector<NodeId> brokers{NodeId(1), NodeId(2), NodeId(3)};
    sim::WorldSpec spec;
    spec.name = shape.name;
    spec.default_link.latency = {sim::Latency::Shape::uniform, Duration::micros(200),
                                 Duration::micros(300)};
    spec.nodes.push_back(plan("zk", ZooKeeperSpec{default_zookeeper_config(version)}));
    for (int id = 1; id <= 3; ++id) {
        spec.nodes.push_back(plan("b" + std::to_string(id), broker_spec(id)));
    }
    spec.nodes.push_back(plan("admin", admin_spec(shape, brokers)));
    for (int i = 0; i < shape.producers; ++i) {
        sim::NodePlan p = plan("p" + std::to_string(i), producer_spec(shape, brokers));
        p.starts_at = Instant::at(Duration::seconds(5));
        spec.nodes.push_back(std::move(p));
    }
    for (int i = 0; i < shape.partitions; ++i) {
        ConsumerSpec consumer;
        consumer.config = default_consumer_config(version);
        consumer.config.auto_offset_reset = OffsetReset::earliest;
        consumer.bootstrap_servers = brokers;
        consumer.assignment = {{"click", PartitionIndex(i)}};
        sim::NodePlan c = plan("c" + std::to_string(i), std::move(consumer));
        c.starts_at = Instant::at(Duration::seconds(5));
        spec.nodes.push_back(std::move(c));
    }
    return spec;
}

std::uint64_t acked_records(const sim::World& world) {
    std::uint64_t acked = 0;
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(i)));
        const auto* producer = node == nullptr ? nullptr : node->get_if<Producer>();
        if (producer != nullptr) acked += producer->counters().acked;
    }
    return acked;
}

// A world under the eyes of the laws, which must see it from its first event.
struct Watched {
    sim::World world;
    sim::Checker checker;

    bool step() {
        const bool stepped = world.step();
        checker.after_step(world);
        return stepped;
    }
};

// At the end of the start-up: the load has been running for a second.
Watched warm(const Shape& shape) {
    Watched start{sim::World(std::make_shared<const sim::WorldSpec>(cluster(shape)), 1), {}};
    start.world.listen(sim::Checker::needed_notes());
    while (start.world.now() < Instant::at(Duration::seconds(6)) && start.step()) {
    }
    return start;
}

struct Figures {
    double events_per_second = 0;
    double batches_per_second = 0;
    double events_per_batch = 0;
};

enum class Laws : std::uint8_t { off, on };

Figures play(Watched run, Laws laws) {
    constexpr std::uint64_t wanted = 1'000'000;
    sim::World& world = run.world;
    if (laws == Laws::off) world.listen({});
    const std::uint64_t until = world.counters().protocol_events + wanted;
    const std::uint64_t acked_before = acked_records(world);
    const double s = seconds([&] {
        if (laws == Laws::on) {
            while (world.counters().protocol_events < until && run.step()) {
            }
        } else {
            while (world.counters().protocol_events < until && world.step()) {
            }
        }
    });
    if (const auto& broken = run.checker.violation()) {
        std::printf("a law is broken: %s\n", broken->sentence.c_str());
    }
    constexpr double events = wanted;
    const double batches =
        static_cast<double>(acked_records(world) - acked_before) / records_per_batch;
    return {events / s, batches / s, batches > 0 ? events / batches : 0};
}

void measure(const Shape& shape) {
    const std::string name = std::string("cluster/") + shape.name;
    const Watched start = warm(shape);
    for (const Laws laws : {Laws::off, Laws::on}) {
        const Figures f = play(start, laws);
        const std::string label = name + (laws == Laws::on ? ", laws" : "");
        print_rate(label, f.events_per_second, "M protocol events/s", laws == Laws::on ? 3 : 0);
        print_rate(label, f.batches_per_second, "M batches/s", 0);
        print_value(label, f.events_per_batch, "events a batch", 0);
    }
    constexpr int copies = 100;
    const double s = seconds([&] {
        for (int i = 0; i < copies; ++i) {
            const sim::World copy = start.world;
            if (copy.now() != start.world.now()) return;
        }
    });
    print_value(name + ", a copy", s * 1e6 / copies, "us", 0);
}

}  // namespace

void bench_cluster() {
    measure({"64x5 over 12", 64, 5, 12});
    measure({"16x1 over 3", 16, 1, 3});
}

}  // namespace kscope::bench
