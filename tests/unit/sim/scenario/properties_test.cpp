// Properties files, as Java reads them, and as a broker takes them.
#include <algorithm>

#include "core/config/config_keys.h"
#include "sim/scenario/load.h"
#include "sim/scenario/server_properties.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

std::string read_back(const std::string& text) {
    std::string all;
    for (const Property& p : read_properties(text, "f")) all += p.key + "|" + p.value + "\n";
    return all;
}

const std::string least = "broker.id=1\nzookeeper.connect=localhost:2181\n";

ServerProperties server(const std::string& text) {
    return read_server_properties(least + text, "s.properties", "3.9");
}

template <class Act>
std::string complaint_of(Act act) {
    try {
        act();
    } catch (const BadInput& error) {
        return error.what();
    }
    return "";
}

std::string server_complaint(const std::string& text) {
    return complaint_of([&] { read_server_properties(text, "s.properties", "3.9"); });
}

std::string pair_complaint(const std::string& first, const std::string& second) {
    const auto read = [](const std::string& text, const char* file) {
        return read_server_properties("zookeeper.connect=zk:2181\n" + text, file, "3.9");
    };
    return complaint_of([&] { refuse_same(read(first, "a"), read(second, "b")); });
}

}  // namespace

// The examples of java.util.Properties.load's own documentation, and their neighbours.
TEST_CASE("separators, blanks and comments are Java's") {
    CHECK(read_back("Truth = Beauty\n Truth2:Beauty\nTruth3   :Beauty\n") ==
          "Truth|Beauty\nTruth2|Beauty\nTruth3|Beauty\n");
    CHECK(read_back("cheeses\n") == "cheeses|\n");
    CHECK(read_back("a b c\n") == "a|b c\n");
    CHECK(read_back("# no\n  ! no\n\n \t\na=1") == "a|1\n");
    CHECK(read_back("a==b\nc = = d\n") == "a|=b\nc|= d\n");
    CHECK(read_back("a=1 \r\nb=2\rc=3") == "a|1 \nb|2\nc|3\n");
    CHECK(read_back("a=1\na=2\n") == "a|2\n");
    CHECK(read_back("=x\n") == "|x\n");
}

TEST_CASE("lines go on behind a backslash, and escapes are Java's") {
    CHECK(read_back("fruits apple, banana, \\\n       pear\\\n\n") ==
          "fruits|apple, banana, pear\n");
    CHECK(read_back("a=b\\\\\nc=d\n") == "a|b\\\nc|d\n");
    CHECK(read_back("a\\ b\\=c = \\t\\n\\x\\u0041\\u00e9\n") == "a b=c|\t\nxA\xc3\xa9\n");
    CHECK(read_back("# \\\na=1\n") == "a|1\n");
    CHECK(read_back("a\\\n = 1\n") == "a|1\n");
    CHECK(complaint_of([] { read_properties("a=1\nb=\\u00g1", "f"); }).starts_with("f:2:7: Malf"));
}

TEST_CASE("places are those of keys and values") {
    const auto all = read_properties("\n  a = b\nc=d", "f");
    CHECK(to_string(all[0].place) == "f:2:3");
    CHECK(to_string(all[0].value_place) == "f:2:7");
    CHECK(to_string(all[1].value_place) == "f:3:3");
}

TEST_CASE("a broker takes what its file says") {
    const ServerProperties s = server(
        "listeners=PLAINTEXT://web:9095,SSL://:9096\nlog.dirs=/a, /b\nmin.insync.replicas=2\n"
        "num.io.threads=8\nssl.protocol=TLS\n");
    CHECK(s.config.broker_id == BrokerId(1));
    CHECK(s.config.topic_defaults.min_insync_replicas == 2);
    CHECK(s.host == "web");
    CHECK(s.port == 9095);
    CHECK(s.log_dirs == std::vector<std::string>{"/a", "/b"});
    CHECK(s.without_effect == std::vector<std::string>{"num.io.threads", "ssl.protocol"});
    CHECK(server("").port == 9092);
    CHECK(server("").log_dirs == std::vector<std::string>{"/tmp/kafka-logs"});
    CHECK(server("port=9093\nhost.name=h\nlog.dir=/c\n").port == 9093);
    CHECK(server("node.id=7\n").config.broker_id == BrokerId(7));
}

TEST_CASE("what a broker refuses is one line with its place") {
    CHECK(server_complaint(least + "num.partitons=3\n") ==
          "s.properties:3:1: `num.partitons` is no key of server.properties; did you mean "
          "`num.partitions`?");
    CHECK(server_complaint(least + "num.partitions=x\n")
              .starts_with("s.properties:3:16: ConfigException: Invalid value x for configuration "
                           "num.partitions: Not a number of type INT; "));
    // Units are a scenario's.
    CHECK(server_complaint(least + "log.retention.ms=30s\n") ==
          "s.properties:3:18: ConfigException: Invalid value 30s for configuration "
          "log.retention.ms: Not a number of type LONG; write milliseconds as a whole number");
    CHECK(server_complaint(least + "log.segment.bytes=1MiB\n").find("type INT") !=
          std::string::npos);
    CHECK(server_complaint(least + "node.id=-2\n").find("for configuration node.id: Value must") !=
          std::string::npos);
    CHECK(server_complaint(least + "num.io.threads=many\n").find("type INT") != std::string::npos);
    CHECK(server("num.partitions=+3 \ndelete.topic.enable=FALSE\n").config.num_partitions == 3);
    CHECK(server_complaint("zookeeper.connect=a\n").find("\"broker.id\"") != std::string::npos);
    CHECK(server_complaint("broker.id=1\n").find("\"zookeeper.connect\"") != std::string::npos);
    CHECK(server_complaint(least + "listeners=localhost:9092\n").find("Unable to parse") !=
          std::string::npos);
    CHECK(server_complaint(least + "listeners=\n").find("is empty") != std::string::npos);
    CHECK(server_complaint(least + "port=99999\n").find("Invalid value 99999") !=
          std::string::npos);
    CHECK(server_complaint(least + "log.dirs=,\n").find("At least one log directory") !=
          std::string::npos);
    CHECK(server_complaint(least + "broker.id=one\n").find("Invalid value one") !=
          std::string::npos);
    CHECK(server_complaint(least + "num.partitions=a\\nb\n").find('\n') == std::string::npos);
}

TEST_CASE("what several keys must not say together has the place of the first that is there") {
    const std::string rule =
        "requirement failed: log.retention.ms must be unlimited (-1) or, greater than or equal to "
        "1; write a whole number above 0, or -1 for ever";
    CHECK(server_complaint(least + "num.partitions=1\nlog.retention.hours=0\n") ==
          "s.properties:4:21: " + rule);
    CHECK(server_complaint(least + "log.retention.hours=0\nlog.retention.minutes=0\n") ==
          "s.properties:4:23: " + rule);
    CHECK(server_complaint(least + "log.retention.hours=-5\n").empty());
    CHECK(server_complaint(least + "replica.lag.time.max.ms=1\n")
              .starts_with("s.properties:1:1: requirement failed: replica.fetch.wait.max.ms "));
}

TEST_CASE("no two listeners have one name, or one port") {
    const auto refused = [](const std::string& listeners) {
        return server_complaint(least + "listeners=" + listeners + "\n");
    };
    const std::string names = "PLAINTEXT://localhost:9093,PLAINTEXT://localhost:9094";
    CHECK(refused(names).starts_with(
        "s.properties:3:11: requirement failed: Each listener must have a different name, "
        "listeners: " +
        names + "; "));
    CHECK(refused("SSL://:9093,ssl://:9094").find("a different name") != std::string::npos);
    const std::string ports = "PLAINTEXT://localhost:9093,SSL://localhost:9093";
    CHECK(refused(ports).starts_with(
        "s.properties:3:11: requirement failed: Each listener must have a different port, "
        "listeners: " +
        ports + "; "));
    CHECK(refused("PLAINTEXT://:0,SSL://:0") == "");
    CHECK(refused("PLAINTEXT://127.0.0.1:9093,SSL://[::1]:9093") == "");
    CHECK(refused("PLAINTEXT://127.0.0.1:9093,SSL://127.0.0.2:9093").find("different port") !=
          std::string::npos);
}

TEST_CASE("a log directory is one, however its path is spelled") {
    const auto of = [](const std::string& written) { return server(written + "\n").log_dirs; };
    const std::vector<std::string> plain{"/a/b"};
    for (const char* written : {"/a/b", "/a/b/", "//a//b", "/a/./b/.", "/a/c/../b"}) {
        INFO(written);
        CHECK(of(std::string("log.dirs=") + written) == plain);
    }
    CHECK(of("log.dirs=/") == std::vector<std::string>{"/"});
    CHECK(server_complaint(least + "log.dirs=/a, /b,/a/\n") ==
          "s.properties:3:10: KafkaException: Duplicate log directory found: /a, /b, /a/; name it "
          "once");
    CHECK(pair_complaint("broker.id=1\nport=9092\nlog.dirs=/a\n",
                         "broker.id=2\nport=9093\nlog.dirs=//a/./\n")
              .find("Failed to acquire lock on file .lock in /a.") != std::string::npos);
}

TEST_CASE("a process of a KRaft cluster says its role, its id and the voters") {
    const std::string broker =
        "process.roles=broker\nnode.id=2\ncontroller.quorum.voters=1@c:9093, 3@d:9094\n"
        "controller.listener.names=CONTROLLER\n";
    const auto read = [](const std::string& text, const std::string& version) {
        return read_server_properties(text, "k", version);
    };
    const ServerProperties s = read(broker, "4.1");
    REQUIRE(s.kraft);
    CHECK(s.kraft->role == ProcessRole::broker);
    CHECK(s.config.broker_id == BrokerId(2));
    CHECK(s.config.features.metadata == MetadataMode::kraft);
    REQUIRE(s.kraft->voters.size() == 2);
    CHECK(s.kraft->voters[1].id == BrokerId(3));
    CHECK(s.kraft->voters[1].host == "d");
    CHECK(s.kraft->voters[1].port == 9094);
    CHECK(read(broker, "3.3").config.features.metadata == MetadataMode::kraft);
    CHECK(complaint_of([&] { read(broker, "2.8"); }).starts_with("k:1:1: Kafka 2.8 does not run"));
    CHECK(complaint_of([&] {
              read(least, "4.0");
          }).find("\"process.roles\" which has no default") != std::string::npos);
    CHECK(complaint_of([&] {
              read(broker + "controller.quorum.voters=1@c\n", "4.1");
          }).starts_with("k:5:26: ConfigException: Failed to parse host name from entry 1@c "));
    CHECK(complaint_of([&] {
              read(broker + "controller.quorum.voters=1@c:1,1@d:1\n", "4.1");
          }).starts_with("k:5:26: voter 1 is named twice"));
    CHECK(complaint_of([&] { read(broker + "process.roles=a\\nb\n", "4.1"); }).find('\n') ==
          std::string::npos);
    CHECK(complaint_of([&] {
              refuse_same(s, [&] {
                  ServerProperties other = read(broker, "4.1");
                  other.port = 9095;
                  other.log_dirs = {"/other"};
                  return other;
              }());
          })
              .starts_with("k:2:9: Unable to register broker 2 because the controller returned "
                           "error DUPLICATE_BROKER_REGISTRATION"));
}

TEST_CASE("one process can be broker and controller") {
    const std::string both =
        "process.roles=controller, broker\nnode.id=1\ncontroller.quorum.voters=1@h:9093\n"
        "controller.listener.names=CONTROLLER\n";
    const std::string listeners = "listeners=CONTROLLER://h:9093,PLAINTEXT://h:9092\n";
    const auto refused = [&](const std::string& more, const std::string& version = "4.1") {
        return complaint_of([&] { read_server_properties(both + more, "k", version); });
    };
    const ServerProperties s = read_server_properties(both + listeners, "k", "4.1");
    REQUIRE(s.kraft);
    CHECK(s.kraft->role == ProcessRole::combined);
    CHECK(s.kraft->is_broker());
    CHECK(s.kraft->is_controller());
    CHECK(s.port == 9092);  // of the broker, wherever it stands in the list
    CHECK(refused(listeners + "process.roles=broker,controller\n") == "");
    const std::string required = "requirement failed: ";
    CHECK(refused(listeners + "node.id=2\n")
              .starts_with("k:3:26: " + required +
                           "If process.roles contains the 'controller' "
                           "role, the node id 2 must be included in the set of voters "
                           "controller.quorum.voters=Set(1); "));
    CHECK(refused("listeners=PLAINTEXT://h:9092\n")
              .starts_with("k:4:27: " + required +
                           "controller.listener.names must contain at "
                           "least one value appearing in the 'listeners' configuration when "
                           "running the KRaft controller role; "));
    CHECK(refused(listeners + "controller.listener.names=CONTROLLER,C2\n")
              .starts_with("k:6:27: " + required +
                           "controller.listener.names must only contain "
                           "values appearing in the 'listeners' configuration"));
    CHECK(refused("listeners=CONTROLLER://h:9093\n")
              .starts_with("k:5:11: " + required +
                           "There must be at least one broker advertised "
                           "listener. Perhaps all listeners appear in "
                           "controller.listener.names?; "));
    CHECK(refused("listeners=CONTROLLER://h:9093,SSL://h:9092\n")
              .starts_with("k:1:1: " + required +
                           "inter.broker.listener.name must be a listener "
                           "name defined in advertised.listeners. The valid options based on "
                           "currently configured listeners are SSL; "));
    CHECK(refused("listeners=CONTROLLER://h:9093,SSL://h:9092\ninter.broker.listener.name=SSL\n")
              .empty());
    const std::string advertised = "advertised.listeners=PLAINTEXT://h:9092,CONTROLLER://h:9093\n";
    CHECK(refused(listeners + advertised, "3.9") == "");
    CHECK(refused(listeners + advertised, "3.3")
              .starts_with("k:6:22: " + required +
                           "The advertised.listeners config must not "
                           "contain KRaft controller listeners"));
    CHECK(refused(listeners + "process.roles=broker,controller,broker\n")
              .find("Duplicate role names found in `process.roles`: broker,controller,broker") !=
          std::string::npos);
}

TEST_CASE("two brokers that want the same are refused in Kafka's words") {
    const std::string a = "broker.id=1\nport=9092\nlog.dirs=/a\n";
    CHECK(pair_complaint(a, "broker.id=2\nport=9093\nlog.dirs=/b\n") == "");
    CHECK(pair_complaint(a, a).find("Failed to acquire lock on file .lock in /a") !=
          std::string::npos);
    CHECK(pair_complaint(a, "broker.id=2\nport=9092\nlog.dirs=/b\n")
              .starts_with("b:3:6: KafkaException: Socket server failed to bind to 0.0.0.0:9092: "
                           "Address already in use; "));
    CHECK(pair_complaint(a, "broker.id=1\nport=9093\nlog.dirs=/b\n")
              .starts_with("b:2:11: NodeExistsException: KeeperErrorCode = NodeExists"));
}

TEST_CASE("a ZooKeeper server takes its file") {
    const auto zk = read_zookeeper_properties(
        "dataDir=/tmp/zookeeper\nclientPort=2182\ntickTime=1000\nmaxClientCnxns=0\n", "z", "3.9");
    CHECK(zk.client_port == 2182);
    CHECK(zk.config.tick_time == Duration::seconds(1));
    CHECK(complaint_of([] {
              read_zookeeper_properties("ticktime=1\n", "z", "3.9");
          }).find("did you mean `tickTime`?") != std::string::npos);
}

TEST_CASE("the brokers of a scenario come from files") {
    const auto load = [](const std::string& files) {
        return parse_scenario("scenario: S\ncluster:\n  brokers: {properties: " + files + "}\n",
                              "tests/unit/sim/scenario/t.yaml");
    };
    const Scenario scenario = load("[server-2.properties, server-1.properties]");
    REQUIRE(scenario.brokers.size() == 2);
    CHECK(scenario.brokers[0].config.broker_id == BrokerId(1));
    CHECK(scenario.brokers[0].config.num_partitions == 3);
    CHECK(scenario.brokers[1].config.broker_id == BrokerId(2));
    CHECK(complaint_of([&] {
              load("[server-1.properties, server-1.properties]");
          }).find("Failed to acquire lock") != std::string::npos);
    CHECK(complaint_of([&] { load("[server-3.properties]"); }).find("cannot open") !=
          std::string::npos);
    CHECK(complaint_of([&] { load("[.]"); }) != "");
}

// Kafka knows each of these, and a file that was written for a real broker may have them.
TEST_CASE("keys without effect are not among those that count") {
    for (const ConfigKey& key : config_keys(ConfigOwner::broker)) {
        INFO(key.name);
        const bool counts =
            std::string_view(key.meaning).find("without effect") == std::string::npos;
        CHECK(is_kafka_key_without_effect(key.name) == !counts);
    }
    CHECK(std::is_sorted(kafka_keys_without_effect().begin(), kafka_keys_without_effect().end()));
}

}  // namespace kscope::sim
