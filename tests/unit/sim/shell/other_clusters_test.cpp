// Sessions with other clusters than the usual one; KSCOPE_APPROVE=1 writes them anew.
#include <cstdlib>
#include <fstream>

#include "sim/scenario/load.h"
#include "sim/shell/session.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/shell/transcript.h"

namespace kscope::sim {

namespace {

void check_session(const std::string& name, const std::vector<std::string>& overrides) {
    const NoFiles files;
    Session session(Session::own_scenario(overrides), Session::Origin::own, files);
    const std::string path = "tests/unit/sim/shell/" + name + ".txt";
    std::ifstream file(path, std::ios::binary);
    const std::string told{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_FALSE(told.empty());
    const std::string got = played(told, session);
    CHECK(session.broken_law() == "");
    if (std::getenv("KSCOPE_APPROVE") != nullptr) {
        std::ofstream(path, std::ios::binary) << got;
    } else {
        CHECK(got == told);
    }
}

}  // namespace

TEST_CASE("the tools take any server of an ensemble, and wait for its leader") {
    check_session("ensemble", {"cluster.zookeeper.servers=3"});
}

TEST_CASE("a KRaft cluster is formatted and started from its files") {
    check_session("kraft", {"cluster.version=3.9", "cluster.metadata=kraft"});
}

TEST_CASE("a server that is broker and controller starts from its file, and stops as one") {
    check_session("combined", {"cluster.version=4.1"});
}

TEST_CASE("three servers that are both need a majority of themselves") {
    check_session("combined_three", {"cluster.version=4.1"});
}

TEST_CASE("the timeline deletes records at whoever leads by then") {
    const NoFiles files;
    Scenario scenario = parse_scenario(R"(scenario: Records that are given up
topics:
  click: {assignment: [[1, 2, 3]]}
producers:
  web: {source: {generator: {topic: click, every: 100ms, count: 50}}}
timeline:
  - {at: 12s, kill: b1}
  - {at: 40s, delete-records: {partition: click-0, before: 20}}
  - {at: 41s, delete-records: {partition: click-0, before: 99}}
)",
                                       "t.yaml");
    Session session(std::move(scenario), Session::Origin::file, files);
    const std::string got = played(
        "$ advance 39s\n"
        "$ kafka-get-offsets --time earliest --bootstrap-server b2\n"
        "$ advance 3s\n"
        "$ kafka-get-offsets --time earliest --bootstrap-server b2\n"
        "$ kafka-get-offsets --bootstrap-server b2\n",
        session);
    CHECK(session.broken_law() == "");
    CHECK(got ==
          "$ advance 39s\n"
          "$ kafka-get-offsets --time earliest --bootstrap-server b2\nclick:0:0\n"
          "$ advance 3s\n"
          "$ kafka-get-offsets --time earliest --bootstrap-server b2\nclick:0:20\n"
          "$ kafka-get-offsets --bootstrap-server b2\nclick:0:50\n");
}

TEST_CASE("brokers that are too old for DescribeLogDirs say so, and delete no topics") {
    check_session("old_brokers", {"cluster.version=0.11"});
}

TEST_CASE("before KIP-455 and KIP-460 the tools change no move, and elect nobody uncleanly") {
    check_session("before_kip_455", {"cluster.version=2.0"});
}

TEST_CASE("what the broker's file sets is a topic's configuration too, and types are Kafka's") {
    check_session("static_configs", {"cluster.version=2.5"});
}

TEST_CASE("before there was a quorum a topic could be called like its log") {
    check_session("metadata_topic", {"cluster.version=2.8"});
}

TEST_CASE("nobody creates a topic that is called like the quorum's log") {
    const auto refusal = [](const std::vector<std::string>& overrides) {
        const NoFiles files;
        Session session(Session::own_scenario(overrides), Session::Origin::own, files);
        const std::string got = played(
            "$ kafka-topics --create --topic __cluster_metadata "
            "--bootstrap-server localhost:9092\n",
            session);
        const std::size_t mistake = got.find("shell:");
        return mistake == std::string::npos ? got : got.substr(mistake);
    };
    for (const char* metadata : {"cluster.metadata=zookeeper", "cluster.metadata=kraft"}) {
        CHECK(refusal({"cluster.version=3.3", metadata}) ==
              "shell:1:23: TopicAuthorizationException: Authorization failed; take another name: "
              "nobody may create this topic\n");
        CHECK(refusal({"cluster.version=3.9", metadata}) ==
              "shell:1:23: InvalidRequestException: Creation of internal topic "
              "__cluster_metadata is prohibited; take another name\n");
    }
}

TEST_CASE("the quorum is described, and its voters change") {
    check_session("quorum", {"cluster.version=4.1", "cluster.controllers=4",
                             "cluster.initial-controllers=3"});
}

TEST_CASE("brokers tell eligible leader replicas, in parts if that is wished") {
    check_session("eligible_leaders", {"cluster.version=4.1"});
}

TEST_CASE("brokers with KRaft describe topics' partitions, and say that they do") {
    const auto versions = [](const std::vector<std::string>& overrides) {
        const NoFiles files;
        Session session(Session::own_scenario(overrides), Session::Origin::own, files);
        return played("$ kafka-broker-api-versions --bootstrap-server localhost:9092\n", session);
    };
    const std::string wanted = "\tDescribeTopicPartitions(75): 0 [usable: 0],\n";
    const auto tells = [&](const std::vector<std::string>& overrides) {
        return versions(overrides).find(wanted) != std::string::npos;
    };
    CHECK(tells({"cluster.version=3.9", "cluster.metadata=kraft"}));
    CHECK(tells({"cluster.version=4.1"}));
    CHECK_FALSE(tells({"cluster.version=3.9"}));
    CHECK_FALSE(tells({"cluster.version=3.3", "cluster.metadata=kraft"}));
}

TEST_CASE("up to 3.3 kafka-topics shows one kind of partitions at a time") {
    const std::string both =
        "$ kafka-topics --describe --under-replicated-partitions --unavailable-partitions "
        "--bootstrap-server localhost:9092\n";
    const auto answer = [&](const std::string& version) {
        const NoFiles files;
        Session session(Session::own_scenario({version}), Session::Origin::own, files);
        return played(both, session).substr(both.size());
    };
    CHECK(answer("cluster.version=3.9") == "");
    CHECK(answer("cluster.version=3.3") ==
          "shell:1:55: Option \"[under-replicated-partitions]\" can't be used with option "
          "\"[unavailable-partitions]\"; leave out one of them\n");
}

TEST_CASE("the tools work on a KRaft cluster, and say that there is no ZooKeeper") {
    check_session("kraft_tools", {"cluster.version=4.1"});
}

}  // namespace kscope::sim
