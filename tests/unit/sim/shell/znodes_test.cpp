// What zookeeper-shell shows of a small cluster, as of several versions.
#include <string>

#include "sim/shell/session.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/shell/transcript.h"

namespace kscope::sim {

namespace {

// A session with one topic; asked for one line at a time.
class Shell {
public:
    explicit Shell(const std::string& version)
        : session_(Session::own_scenario({"cluster.version=\"" + version + "\""}),
                   Session::Origin::own, files_) {
        const std::string flag =
            version == "3.9" ? "--bootstrap-server localhost:9092" : "--zookeeper localhost:2181";
        played("$ kafka-topics --create --topic click --replica-assignment 1:2:3 " + flag + "\n",
               session_);
    }
    std::string zookeeper(const std::string& command) {
        const std::string got =
            played("$ zookeeper-shell localhost:2181 " + command + "\n", session_);
        const std::string greeting = "path:null\n";
        const std::size_t end = got.find(greeting);
        if (end == std::string::npos) return got;
        std::string said = got.substr(end + greeting.size());
        if (said.ends_with('\n')) said.pop_back();
        return without_time(said);
    }

private:
    // The milliseconds of a timestamp; it must be of the scenario's first minute.
    static std::string without_time(std::string said) {
        const std::string field = "\"timestamp\":\"";
        const std::size_t at = said.find(field);
        if (at == std::string::npos) return said;
        const std::size_t first = at + field.size();
        const std::size_t size = said.find('"', first) - first;
        const std::int64_t millis = std::stoll(said.substr(first, size));
        CHECK(millis > 1704067200000);
        CHECK(millis < 1704067260000);
        return said.replace(first, size, "T");
    }

    NoFiles files_;
    Session session_;
};

}  // namespace

TEST_CASE("the znodes of 3.9") {
    Shell shell("3.9");
    CHECK(shell.zookeeper("ls /") ==
          "[admin, brokers, cluster, config, consumers, controller, controller_epoch, feature, "
          "isr_change_notification, latest_producer_id_block, log_dir_event_notification]");
    CHECK(shell.zookeeper("ls /config") == "[brokers, changes, clients, ips, topics, users]");
    CHECK(shell.zookeeper("ls /brokers") == "[ids, seqid, topics]");
    CHECK(shell.zookeeper("get /brokers/ids/2") ==
          R"({"features":{},"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},)"
          R"("endpoints":["PLAINTEXT://localhost:9093"],"jmx_port":-1,"port":9093,)"
          R"("host":"localhost","version":5,"timestamp":"T"})");
    CHECK(shell.zookeeper("get /controller")
              .ends_with(R"(,"timestamp":"T","kraftControllerEpoch":-1})"));
    CHECK(
        shell.zookeeper("get /brokers/topics/click") ==
        R"({"partitions":{"0":[1,2,3]},"adding_replicas":{},"removing_replicas":{},"version":3})");
    CHECK(shell.zookeeper("get /cluster/id") == R"({"version":"1","id":"kscope"})");
    CHECK(shell.zookeeper("get /feature") == R"({"features":{},"version":2,"status":1})");
    CHECK(shell.zookeeper("get /consumers") == "null");
}

TEST_CASE("the znodes of 2.0") {
    Shell shell("2.0");
    CHECK(shell.zookeeper("ls /") ==
          "[admin, brokers, cluster, config, consumers, controller, controller_epoch, "
          "isr_change_notification, latest_producer_id_block, log_dir_event_notification]");
    CHECK(shell.zookeeper("ls /config") == "[brokers, changes, clients, topics, users]");
    CHECK(shell.zookeeper("get /brokers/ids/3") ==
          R"({"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},)"
          R"("endpoints":["PLAINTEXT://localhost:9094"],"jmx_port":-1,"host":"localhost",)"
          R"("timestamp":"T","port":9094,"version":4})");
    CHECK(shell.zookeeper("get /controller").ends_with(R"(,"timestamp":"T"})"));
    CHECK(shell.zookeeper("get /brokers/topics/click") ==
          R"({"version":1,"partitions":{"0":[1,2,3]}})");
}

TEST_CASE("the znodes of 0.8") {
    Shell shell("0.8");
    CHECK(shell.zookeeper("ls /") ==
          "[admin, brokers, config, consumers, controller, controller_epoch]");
    CHECK(shell.zookeeper("ls /config") == "[changes, topics]");
    CHECK(shell.zookeeper("ls /brokers") == "[ids, topics]");
    CHECK(shell.zookeeper("get /brokers/ids/1") ==
          R"({"jmx_port":-1,"timestamp":"T","host":"localhost","version":1,"port":9092})");
}

TEST_CASE("a broker registers where its file says that it listens") {
    const NoFiles files;
    Session session(Session::own_scenario({}), Session::Origin::own, files);
    const std::string got = played(
        "$ zookeeper-server-start config/zookeeper.properties\n"
        "$ cat > s.properties <<END\n"
        "> broker.id=5\n"
        "> listeners=PLAINTEXT://example:19092\n"
        "> log.dirs=/tmp/kafka-logs-5\n"
        "> zookeeper.connect=localhost:2181\n"
        "> END\n"
        "$ kafka-server-start s.properties\n"
        "$ advance 5s\n"
        "$ zookeeper-shell localhost:2181 get /brokers/ids/5\n"
        "$ kafka-topics --create --topic click --partitions 1 --replication-factor 1 "
        "--bootstrap-server example:19092\n",
        session);
    INFO(got);
    CHECK(got.find(R"("endpoints":["PLAINTEXT://example:19092"],"jmx_port":-1,"port":19092,)"
                   R"("host":"example")") != std::string::npos);
    CHECK(got.find("Created topic click.") != std::string::npos);
}

}  // namespace kscope::sim
