#include "sim/scenario/load.h"

#include "core/note/note.h"
#include "sim/scenario/compile.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/scenario/support.h"

namespace kscope::sim {

namespace {

Scenario load(const std::string& more, const Overrides& overrides = {}) {
    return parse_scenario(small_scenario + more, "dir/t.yaml", overrides);
}

template <class T>
const T& action(const Scenario& scenario, std::size_t entry, std::size_t place = 0) {
    return std::get<T>(scenario.timeline.at(entry).actions.at(place));
}

}  // namespace

TEST_CASE("nodes are numbered in a fixed order") {
    const Scenario scenario = load("");
    REQUIRE(scenario.node_names == std::vector<std::string>{"zk", "b1", "b2", "b3", "admin", "web",
                                                            "monitoring-1", "monitoring-2"});
    CHECK(scenario.seed == 1);
    CHECK(scenario.version == "3.9");
    CHECK(scenario.groups.front().config.group_id == "monitoring");
    CHECK(scenario.producers.front().config.client_id == "web");
    CHECK(scenario.default_link.latency.base == Duration::millis(1));
}

TEST_CASE("an ensemble has a node for each of its servers, by myid") {
    const Scenario scenario = parse_scenario(R"(scenario: Ensemble
cluster: {brokers: 1, zookeeper: {servers: 3}}
)",
                                             "dir/t.yaml", {});
    CHECK(scenario.node_names == std::vector<std::string>{"zk1", "zk2", "zk3", "b1", "admin"});
    const WorldSpec world = compile(scenario);
    const std::vector<NodeId> servers{NodeId(0), NodeId(1), NodeId(2)};
    const auto& second = std::get<ZooKeeperSpec>(world.nodes.at(1).spec);
    CHECK(second.my_id == ServerId(2));
    CHECK(second.servers == servers);
    CHECK(std::get<BrokerSpec>(world.nodes.at(3).spec).zookeeper == servers);
    CHECK(is_broker_node(scenario, NodeId(3)));
    CHECK_FALSE(is_broker_node(scenario, NodeId(2)));
    CHECK_FALSE(is_broker_node(scenario, NodeId(4)));
    CHECK_THROWS_AS(parse_scenario("scenario: Too many\ncluster: {zookeeper: {servers: 8}}\n",
                                   "dir/t.yaml", {}),
                    BadInput);
}

TEST_CASE("before KIP-115 a group needs no more brokers than there are") {
    const std::string two = R"(scenario: Two
cluster: {brokers: 2, version: "2.0"}
topics: {click: {}}
groups:
  monitoring: {topics: [click]}
)";
    CHECK_FALSE(complaint(two).empty());
    CHECK(complaint(two, {"cluster.version=0.10.2"}).empty());
}

TEST_CASE("brokers take the cluster's configuration and their own over it") {
    const Scenario scenario = parse_scenario(R"(scenario: Brokers
cluster:
  config: {replica.lag.time.max.ms: 10s, num.partitions: 4}
  service-time: {per-request: 20us}
  zookeeper: {config: {tickTime: 2000}}
  brokers:
    - {id: 7, rack: a, config: {replica.lag.time.max.ms: 5000}, starts: 2s}
    - {id: 2, service-time: {per-request: 1ms, per-kilobyte: 2us}, disk-writeback: 1s}
topics: {plain: {}}
)",
                                             "t.yaml");
    REQUIRE(scenario.brokers.size() == 2);
    const BrokerPlan& two = scenario.brokers[0];
    const BrokerPlan& seven = scenario.brokers[1];
    CHECK(two.config.broker_id == BrokerId(2));
    CHECK(two.config.replica_lag_time_max == Duration::seconds(10));
    CHECK(two.service.base == Duration::millis(1));
    CHECK(two.service.per_kilobyte == Duration::micros(2));
    CHECK(two.disk_writeback == Duration::seconds(1));
    CHECK(seven.config.replica_lag_time_max == Duration::seconds(5));
    CHECK(seven.config.rack == "a");
    CHECK(seven.service.base == Duration::micros(20));
    CHECK(seven.starts_at == Instant::at(Duration::seconds(2)));
    CHECK(scenario.zookeeper.tick_time == Duration::seconds(2));
    CHECK(scenario.topics.front().partitions == 4);
    CHECK(scenario.topics.front().replication_factor == 1);
}

TEST_CASE("a value of Kafka's key with a unit travels as Kafka's plain number") {
    const Scenario scenario = parse_scenario(R"(scenario: Units
topics:
  t: {config: {segment.bytes: 1MiB, retention.ms: 1.5s, min.insync.replicas: " +1"}}
timeline:
  - {at: 1s, alter-config: {topic: t, config: {retention.ms: 1h}}}
  - {at: 2s, alter-broker-config: {config: {log.segment.bytes: 64KiB}}}
)",
                                             "t.yaml");
    CHECK(scenario.topics.front().configs ==
          std::vector<std::pair<std::string, std::string>>{{"min.insync.replicas", " +1"},
                                                           {"retention.ms", "1500"},
                                                           {"segment.bytes", "1048576"}});
    const auto altered = [&](std::size_t entry) {
        const auto& command = std::get<GiveCommand>(scenario.timeline[entry].actions.front());
        const auto& asked = std::get<AskController>(command.command);
        return asked.request->get_if<IncrementalAlterConfigsRequest>()->resources.at(0);
    };
    CHECK(altered(0).alterations.at(0).value == "3600000");
    const auto refused = [](const std::string& config) {
        return complaint("scenario: A\ntopics: {t: {config: {" + config + "}}}\n");
    };
    CHECK(refused("segment.bytes: 99999999999")
              .ends_with("Invalid value 99999999999 for configuration segment.bytes: Not a number "
                         "of type INT; write bytes as a whole number, at least 14, at most "
                         "2147483647, or a size such as 64KiB"));
    CHECK(refused("segment.bytes: 4GiB").find("type INT") != std::string::npos);
    CHECK(refused("retention.ms: 1us").find("or a time such as 30s") != std::string::npos);
}

TEST_CASE("an assignment says partitions and replication factor") {
    const Scenario scenario =
        parse_scenario("scenario: A\ntopics: {t: {assignment: [[1, 2], [3, 1]]}}\n", "t.yaml");
    const NewTopic& topic = scenario.topics.front();
    CHECK(topic.partitions == 2);
    CHECK(topic.replication_factor == 2);
    CHECK(topic.assignments[1] == std::vector<BrokerId>{BrokerId(3), BrokerId(1)});
}

TEST_CASE("links have latencies of three shapes") {
    const Scenario scenario = load(R"(links:
  default: {latency: {uniform: [1ms, 3ms]}, bandwidth: 10MiB/s}
  b1 and b2: {latency: {exponential: {at-least: 1ms, mean: 5ms}}}
  zk from b1, b3: {latency: 2ms}
)");
    CHECK(scenario.default_link.latency.shape == Latency::Shape::uniform);
    CHECK(scenario.default_link.latency.spread == Duration::millis(2));
    REQUIRE(scenario.links.size() == 3);
    CHECK(scenario.links[0].latency ==
          Latency{Latency::Shape::exponential, Duration::millis(1), Duration::millis(4)});
    CHECK(scenario.links[0].bytes_per_second == 10 * 1024 * 1024);
    CHECK(scenario.links[1].a == NodeId(0));
    CHECK(scenario.links[1].b == NodeId(1));
    CHECK(scenario.links[2].b == NodeId(3));
}

TEST_CASE("a pair of nodes has one link, however it is named") {
    const auto refused = [](const std::string& links) {
        return complaint(small_scenario + ("links:\n" + links));
    };
    CHECK(refused("  b1 and b2: {latency: 2ms}\n  b1 from b3: {latency: 3ms}\n").empty());
    CHECK(refused("  b1 and b2: {latency: 2ms}\n  b2 and b1: {latency: 3ms}\n") ==
          "t.yaml:12:3: b2 and b1 have a link already, in `b1 and b2`; name each pair once");
    CHECK(refused("  b1 from b2, b3: {latency: 2ms}\n  web and b1: {latency: 3ms}\n"
                  "  b1 and b3: {bandwidth: 1MiB/s}\n") ==
          "t.yaml:13:3: b1 and b3 have a link already, in `b1 from b2, b3`; name each pair once");
    CHECK(refused("  b1 from b2, b2: {latency: 2ms}\n")
              .starts_with("t.yaml:11:3: b1 and b2 have a link already"));
}

TEST_CASE("a timeline has times and notes, faults and words") {
    const Scenario scenario = load(R"(timeline:
  - at: 5s
    kill: leader of click-0
    say: It dies.
  - when: {LeaderElected: {partition: click-0, old_leader: b1, isr: [b2, b3]}, count: 2, after: 1s}
    restart: all
  - at: 6s
    cut: b1 from b2 and b3
  - at: 7s
    seek: {who: monitoring, topic: click, to: beginning}
  - at: 8s
    power-loss: b2
)");
    REQUIRE(scenario.timeline.size() == 5);
    CHECK(action<KillRole>(scenario, 0).who.of == "click-0");
    CHECK(action<Say>(scenario, 0, 1).text == "It dies.");
    CHECK(scenario.timeline[0].line == 11);
    const auto& when = std::get<NotePattern>(scenario.timeline[1].trigger);
    CHECK(when.kind == note_kind<LeaderElected>);
    CHECK(when.count == 2);
    CHECK(when.fields == std::vector<std::pair<std::string, std::string>>{
                             {"partition", "click-0"}, {"old_leader", "1"}, {"isr", "[2, 3]"}});
    CHECK(scenario.timeline[1].delay == Duration::seconds(1));
    CHECK(std::holds_alternative<RestartAll>(scenario.timeline[1].actions[0]));
    CHECK(action<CutLink>(scenario, 2, 1).b == NodeId(3));
    CHECK(scenario.timeline[3].actions.size() == 6);
    CHECK(action<Kill>(scenario, 4).kind == CrashKind::power_loss);
}

TEST_CASE("several partitions are reassigned with one request") {
    const std::string moves = "timeline:\n  - {at: 5s, reassign: [{partition: click-0, to: [2]}, ";
    const Scenario scenario =
        load(moves + "{partition: click-2, to: [3, 1], throttle: 1MiB/s}]}\n");
    REQUIRE(scenario.timeline.at(0).actions.size() == 2);  // the throttle is the first
    const auto& given = action<GiveCommand>(scenario, 0, 1);
    const auto* asked = std::get_if<AskController>(&given.command);
    REQUIRE(asked != nullptr);
    CHECK(asked->about == "click-0, click-2");
    const auto* wishes = asked->request->get_if<AlterPartitionReassignmentsRequest>();
    REQUIRE(wishes != nullptr);
    REQUIRE(wishes->partitions.size() == 2);
    CHECK(wishes->partitions[0].replicas == std::vector<BrokerId>{BrokerId(2)});
    CHECK(wishes->partitions[1].tp == TopicPartition{"click", PartitionIndex(2)});
    CHECK(wishes->partitions[1].replicas == std::vector<BrokerId>{BrokerId(3), BrokerId(1)});
    const std::string twice = moves + "{partition: click-0, to: [1]}]}\n";
    CHECK(complaint(small_scenario + twice).find("click-0 is reassigned twice") !=
          std::string::npos);
    const std::string rates =
        "timeline:\n  - {at: 5s, reassign: [{partition: click-0, to: [2], "
        "throttle: 1MiB/s}, {partition: click-1, to: [1], throttle: 2MiB/s}]}\n";
    CHECK(complaint(small_scenario + rates).find("two throttles") != std::string::npos);
    const std::string nothing =
        std::string(small_scenario) + "timeline: [{at: 5s, reassign: []}]\n";
    CHECK(complaint(nothing).find("the list is empty") != std::string::npos);
}

TEST_CASE("a key that is altered is set or removed, once") {
    const auto refused = [](const std::string& action) {
        try {
            load("timeline:\n  - {at: 5s, " + action + "}\n");
        } catch (const BadInput& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::string topic = "alter-config: {topic: click, ";
    CHECK(refused(topic + "config: {retention.ms: 7}, remove: [segment.ms]}").empty());
    const std::string both = refused(topic + "config: {retention.ms: 7}, remove: [retention.ms]}");
    CHECK(both.find("retention.ms is both set and removed") != std::string::npos);
    CHECK(both.find("name it in `config` or in `remove`") != std::string::npos);
    CHECK(both.find("\n") == std::string::npos);
    CHECK(refused(topic + "remove: [segment.ms, segment.ms]}").find("removed twice") !=
          std::string::npos);
    CHECK(refused("alter-broker-config: {config: {log.retention.ms: 7}, remove: log.retention.ms}")
              .find("log.retention.ms is both set and removed") != std::string::npos);
}

TEST_CASE("a rule over several keys names the one that the map has") {
    const std::string small = small_scenario;
    const std::string rule =
        "log.retention.ms must be unlimited (-1) or, greater than or equal to 1; write a whole "
        "number above 0, or -1 for ever";
    CHECK(complaint(small + "cluster: {config: {log.retention.minutes: 0}}\n") ==
          "t.yaml:10:43: " + rule);
    CHECK(complaint(small + "cluster: {config: {log.retention.minutes: -7}}\n").empty());
    CHECK(complaint(small + "cluster: {config: {replica.lag.time.max.ms: 1}}\n")
              .starts_with("t.yaml:10:19: replica.fetch.wait.max.ms must be at most "));
    CHECK(complaint(small + "timeline:\n  - {at: 5s, alter-broker-config: {config: "
                            "{log.retention.ms: 0}}}\n") == "t.yaml:11:63: " + rule);
}

TEST_CASE("records are deleted before an offset, or all that are committed") {
    const std::string timeline = R"(timeline:
  - {at: 5s, delete-records: {partition: click-0, before: 7}}
  - {at: 6s, delete-records: {partition: click-1}}
)";
    const Scenario scenario = load(timeline);
    const auto asked = [&](std::size_t entry) {
        const auto& ask = action<AskLeader>(scenario, entry);
        const auto* request = ask.request->get_if<DeleteRecordsRequest>();
        REQUIRE(request != nullptr);
        CHECK(request->partitions.at(0).tp == ask.tp);
        return request->partitions.at(0);
    };
    CHECK(asked(0).offset == Offset(7));
    CHECK(asked(1).offset == delete_up_to_high_watermark);
    CHECK(asked(1).tp.partition == PartitionIndex(1));
    std::string refused;
    try {
        parse_scenario(
            "scenario: S\ncluster: {version: \"0.10.2\"}\ntopics: {click: {}}\n" + timeline,
            "t.yaml");
    } catch (const BadInput& error) {
        refused = error.what();
    }
    CHECK(refused.find("Kafka 0.10.2 does not know DeleteRecords") != std::string::npos);
}

TEST_CASE("--set changes anything, and passes the same checks") {
    const Scenario scenario =
        load("", {"cluster.brokers=5", "seed=9", "producers.web.config.linger.ms=7",
                  "topics.click.config.min.insync.replicas=2", "topics.extra={partitions: 2}",
                  "producers.web.source.generator.count=77"});
    CHECK(scenario.brokers.size() == 5);
    CHECK(scenario.seed == 9);
    CHECK(scenario.producers[0].config.linger == Duration::millis(7));
    CHECK(scenario.topics[0].configs == ConfigEntries{{"min.insync.replicas", "2"}});
    CHECK(scenario.topics[1].partitions == 2);
    CHECK(std::get<GeneratedSource>(scenario.producers[0].sources[0]).count == 77);
    const std::string brokers = "scenario: B\ncluster: {brokers: [{id: 4}, {id: 5}]}\n";
    CHECK(parse_scenario(brokers, "t", {"cluster.brokers.b5.rack=x"}).brokers[1].config.rack ==
          "x");
}

TEST_CASE("--set is refused with the argument as the place") {
    CHECK(complaint(small_scenario, {"seed"}) ==
          "--set seed: this names no value; write --set PATH=VALUE");
    CHECK(complaint(small_scenario, {"topics.click.partitons=4"}) ==
          "--set topics.click.partitons=4: `partitons` is no key here; did you mean `partitions`?");
    CHECK(complaint(small_scenario, {"se\ned=5"}).starts_with("--set se?ed=5: "));
    CHECK(complaint(small_scenario, {"until=5"}) ==
          "--set until=5: `5` has no unit of time; write 5s or 5ms");
    CHECK(complaint(small_scenario, {"seed=3", "seed.x=5"}) ==
          "--set seed.x=5: `seed` is a single value there; set it as a whole, or write it as a map "
          "or list in the file");
}

TEST_CASE("--set goes on below a name only if the name is there") {
    const std::string whole = "; a new one is set as a whole, ";
    CHECK(complaint(small_scenario, {"producers.shop.config.acks=1"}) ==
          "--set producers.shop.config.acks=1: there is no `shop` below `producers`; known here: "
          "web" +
              whole + "producers.NAME={...}");
    CHECK(complaint(small_scenario, {"topics.clik.partitions=4"}) ==
          "--set topics.clik.partitions=4: there is no `clik` below `topics`; did you mean "
          "`click`?" +
              whole + "topics.NAME={...}");
    CHECK(complaint(small_scenario, {"groups.nobody.members=4"}).find("known here: monitoring") !=
          std::string::npos);
    CHECK(complaint(small_scenario, {"consumers.reader.starts=4s"}).find("there are none") !=
          std::string::npos);
    CHECK(complaint(small_scenario, {"consumers.reader={partitions: [click-0]}",
                                     "consumers.reader.starts=4s"}) == "");
    CHECK(complaint(small_scenario, {"producers.late={starts: 5s}"}) == "");
    CHECK(complaint(small_scenario, {"links.b1 and b2.latency=5ms"}) == "");
    CHECK(complaint(small_scenario, {"cluster.zookeeper.servers=3"}) == "");
}

TEST_CASE("a topic may have each name that Kafka takes") {
    for (const std::string& name :
         {std::string("all"), std::string("controller"), std::string("..."), std::string("_"),
          std::string(249, 'a'), std::string("1")}) {
        INFO(name);
        CHECK(complaint("scenario: N\ntopics: {\"" + name + "\": {}}\n") == "");
    }
    CHECK(complaint("scenario: N\ntopics: {\"\": {}}\n")
              .starts_with("t.yaml:2:10: InvalidTopicException: Topic name is invalid: the empty "
                           "string is not allowed; "));
    CHECK(complaint("scenario: N\ntopics: {\"a\\nb\": {}}\n").find("'a?b' contains") !=
          std::string::npos);
    CHECK(
        complaint("scenario: N\ncluster: {version: \"2.0\"}\ntopics: {__cluster_metadata: {}}\n") ==
        "");
    // What is deleted before is no reason.
    const std::string deleted = "scenario: N\ntopics: {a.b: {}}\ntimeline:\n";
    CHECK(complaint(deleted + "  - {at: 5s, delete-topic: a.b}\n"
                              "  - {at: 9s, create-topic: {name: a_b}}\n") == "");
}

TEST_CASE("times that the clock cannot add up are refused") {
    const auto refused = [](const std::string& more) { return complaint(small_scenario + more); };
    CHECK(refused("until: 3650d\n") == "");
    CHECK(refused("until: 3651d\n").find("`3651d` is too long; write at most 3650d") !=
          std::string::npos);
    CHECK(refused("links: {default: {latency: {uniform: [1ms, 2d]}}}\n").find("at most 1d") !=
          std::string::npos);
    CHECK(refused("cluster: {service-time: {per-kilobyte: 61s}}\n").find("at most 60s") !=
          std::string::npos);
    CHECK(refused("cluster: {service-time: {per-request: 25h}}\n").find("at most 1d") !=
          std::string::npos);
}

TEST_CASE("a key that stands twice among very many is found") {
    std::string text = "scenario: Many\nabout:\n";
    for (int i = 0; i < 50'000; ++i) text += "  k" + std::to_string(i) + ": 1\n";
    CHECK(complaint(text + "  k7: 2\n") ==
          "t.yaml:50003:3: `k7` stands here twice; keep one; the other is in line 10");
}

TEST_CASE("a file is relative to the scenario, or with --set to the current directory") {
    const std::string text = R"(scenario: F
topics: {click: {}}
producers: {web: {source: {file: ../data/x.log, topic: click}}}
)";
    const auto path_of = [&](const Overrides& overrides) {
        const Scenario scenario = parse_scenario(text, "a/b/t.yaml", overrides);
        return std::get<AccessLogSource>(scenario.producers[0].sources[0]).path;
    };
    CHECK(path_of({}) == "a/b/../data/x.log");
    CHECK(path_of({"producers.web.source.file=y.log"}) == "y.log");
}

TEST_CASE("expectations are sentences") {
    const Scenario scenario = load(R"(expect:
  - lag of monitoring is 0
  - log end of click is at least 5
  - isr of click-0 is b3, b1 and b2
  - leader of click-1 is not b1
  - state of monitoring is Stable
  - no acknowledged record is lost
)");
    const auto& expect = scenario.expectations;
    REQUIRE(expect.size() == 6);
    CHECK(expect[0].quantity == Quantity::lag);
    CHECK(expect[0].of == "monitoring");
    CHECK(expect[1].compare == Expectation::Compare::at_least);
    CHECK(expect[2].brokers == std::vector<BrokerId>{BrokerId(1), BrokerId(2), BrokerId(3)});
    CHECK(expect[3].compare == Expectation::Compare::is_not);
    CHECK(expect[4].word == "Stable");
    CHECK(expect[5].quantity == Quantity::nothing_acked_is_lost);
}

}  // namespace kscope::sim
