// Documentation, schema and loader agree: all three are held against the one registry of keys.
// KSCOPE_APPROVE=1 writes the tables of docs/reference/scenario.md anew.
#include "sim/scenario/keys.h"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/scenario/load_traced.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/scenario/support.h"

namespace kscope::sim {

namespace {

constexpr const char* document = "docs/reference/scenario.md";

std::string read_file(const std::string& path) {
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

// What stands between the two marks of a generated part, without them.
std::string& replace_part(std::string& text, const std::string& name, const std::string& with) {
    const std::string begin_mark =
        "<!-- " + name + ": made by the test of sim/scenario; do not edit -->\n";
    const std::size_t begin = text.find(begin_mark) + begin_mark.size();
    const std::size_t end = text.find("<!-- end of " + name + " -->");
    REQUIRE(end != std::string::npos);
    return text.replace(begin, end - begin, with);
}

// Every key of the registry, in scenarios that are right.
const char* const everything = R"(scenario: Everything
about: All keys once.
epoch: 2024-05-17T10:05:00Z
seed: 3
until: 60s
open-at: 5s
cluster:
  version: 3.9
  zookeeper: {servers: 3, config: {tickTime: 3s}}
  config: {num.partitions: 2}
  service-time: {per-request: 10us, per-kilobyte: 1us}
  disk-writeback: 20s
  brokers:
    - id: 1
      rack: a
      config: {log.segment.bytes: 1MiB}
      service-time: {per-request: 10us, per-kilobyte: 1us}
      disk-writeback: 20s
      starts: 1s
    - {id: 2}
    - {id: 3}
quotas:
  - {client-id: web, user: ANONYMOUS, producer_byte_rate: 10240, consumer_byte_rate: 10240,
     request_percentage: 12.5, controller_mutation_rate: 2}
links:
  default: {latency: 1ms, bandwidth: 10MiB/s}
  b1 and b2: {latency: 2ms, bandwidth: 1MiB/s}
topics:
  click:
    partitions: 2
    replication-factor: 2
    assignment: [[1, 2], [2, 3]]
    config: {segment.bytes: 1MiB}
producers:
  web:
    config: {acks: all}
    starts: 1s
    source:
      - generator: {topic: click, count: 1, every: 1s, jitter: true, keys: 2, key-prefix: k,
                    partition: key number, value-bytes: 3, value-prefix: v}
      - records: [{at: 1s, topic: click, key: k, value: v, partition: 1}]
      - file: x.log
        format: combined
        speed: 2
        limit: 5
        value: request
        topic: click
        key: path
        partition: by client
        rules:
          - if: {method: GET, client: a, status: 200, path-starts: /, path-contains: [a, b],
                 path-ends: c}
            topic: click
            key: none
            partition: 0
      - {file: x.log, lasts: 5s, topic: click}
  loop:
    load: {topic: click, batches-in-flight: 1, records-per-batch: 2, record-bytes: 3}
groups:
  monitoring:
    {members: 1, topics: click, config: {max.poll.records: 5}, processing-time: 1ms, starts: 1s}
consumers:
  reader:
    {partitions: [click-0], config: {max.poll.records: 5}, processing-time: 1ms, starts: 1s}
timeline:
  - {at: 1s, say: a, hold: b, ask: c}
  - {when: {LeaderElected: {partition: click-0}, count: 1, after: 1s}, kill: b1, power-loss: b2}
  - {at: 1s, restart: b1, pause: b1, resume: b1, shut-down: b1, cut: b1 and b2}
  - {at: 1s, cut-one-way: b1 to b2, heal: all, slow-link: {between: b1 and b2, latency: 1s}}
  - {at: 1s, seek: {who: reader, partition: click-0, to: 0}}
  - {at: 1s, seek: {who: monitoring, topic: click, to: end}}
  - {at: 1s, send: {producer: web, topic: click, key: k, value: v, partition: 1}}
  - {at: 1s, close: web, stop-polling: monitoring, resume-polling: monitoring}
  - at: 1s
    create-topic: {name: later, partitions: 1, replication-factor: 1, assignment: [[1]],
                   config: {segment.bytes: 1MiB}}
  - {at: 1s, elect-preferred-leaders: all, elect-unclean-leaders: [click-0, click-1]}
  - at: 1s
    alter-quotas: {client-id: web, user: <default>, producer_byte_rate: 1, consumer_byte_rate: none,
                   request_percentage: none, controller_mutation_rate: 0.5}
  - {at: 1s, reassign: {partition: click-0, to: [2, 1], throttle: 1MiB/s}}
  - {at: 1s, cancel-reassignment: click-0, remove-throttle: click-0}
  - {at: 1s, alter-config: {topic: click, config: {retention.ms: 1h}, remove: retention.bytes}}
  - {at: 1s, alter-broker-config: {broker: 1, config: {log.retention.ms: 1h},
                                   remove: log.retention.bytes}}
  - {at: 1s, delete-records: {partition: click-0, before: 7}}
  - {at: 2s, add-partitions: {topic: click, count: 3, assignment: [[1]]}, delete-topic: click}
expect:
  - every law holds
)";

// The schema's node for a path of the registry, or null.
const nlohmann::json* at_path(const nlohmann::json& schema, const std::string& path) {
    const nlohmann::json* at = &schema;
    std::stringstream words(path);
    for (std::string word; std::getline(words, word, '.');) {
        const bool item = word.ends_with("[]");
        if (item) word.resize(word.size() - 2);
        if (at->contains("anyOf")) at = &at->at("anyOf").at(0);
        const bool named = word == "*" && at->contains("additionalProperties");
        if (!named && (!at->contains("properties") || !at->at("properties").contains(word))) {
            return nullptr;
        }
        at = named ? &at->at("additionalProperties") : &at->at("properties").at(word);
        if (item && at->contains("anyOf")) at = &at->at("anyOf").at(1);
        if (item) at = &at->at("items");
    }
    return at;
}

}  // namespace

// Brokers are a number, a list, or files.
constexpr const char* by_files =
    "scenario: By files\ncluster:\n  brokers: {properties: [server-1.properties]}\n";

// The voters of a quorum can change.
constexpr const char* with_kraft = R"(scenario: With KRaft
cluster: {metadata: kraft, process-roles: separate, controllers: 5, initial-controllers: 3}
timeline:
  - {at: 1s, add-controller: c4, remove-controller: c1}
)";

TEST_CASE("the loader reads each key of the registry") {
    std::set<std::string> seen;
    parse_scenario_traced(everything, "t.yaml", {}, &seen);
    parse_scenario_traced(by_files, "tests/unit/sim/scenario/t.yaml", {}, &seen);
    parse_scenario_traced(with_kraft, "k.yaml", {}, &seen);
    for (const ScenarioKey& key : scenario_keys()) {
        INFO(key.path);
        CHECK(seen.count(key.path) == 1);
    }
}

TEST_CASE("the loader refuses what the registry does not have, in every map") {
    const std::vector<std::string> places{"",
                                          "cluster.",
                                          "cluster.zookeeper.",
                                          "topics.click.",
                                          "cluster.brokers.b1.",
                                          "quotas.0.",
                                          "links.default.",
                                          "links.b1 and b2.",
                                          "producers.web.",
                                          "producers.web.source.0.",
                                          "producers.web.source.0.generator.",
                                          "producers.loop.load.",
                                          "producers.web.source.2.rules.0.",
                                          "producers.web.source.2.rules.0.if.",
                                          "groups.monitoring.",
                                          "consumers.reader.",
                                          "timeline.0.",
                                          "timeline.3.slow-link.",
                                          "timeline.4.seek.",
                                          "timeline.6.send.",
                                          "timeline.8.create-topic."};
    for (const std::string& place : places) {
        INFO(place);
        CHECK(complaint(everything, {place + "zzzyx=1"}).find("`zzzyx` is no key here") !=
              std::string::npos);
    }
}

TEST_CASE("the schema has each key of the registry") {
    const auto schema = nlohmann::json::parse(scenario_schema());
    for (const ScenarioKey& key : scenario_keys()) {
        INFO(key.path);
        const std::string path = key.path;
        if (path == "timeline[].when.*") continue;  // one property per note instead
        CHECK(at_path(schema, path) != nullptr);
    }
    CHECK(schema.at("required") == nlohmann::json::array({"scenario"}));
}

TEST_CASE("the documentation has each key of the registry") {
    std::string text = read_file(document);
    const std::string before = text;
    replace_part(text, "keys", "\n" + keys_as_markdown() + "\n");
    replace_part(text, "expectations", "\n" + expectations_as_markdown() + "\n");
    if (std::getenv("KSCOPE_APPROVE") != nullptr) std::ofstream(document) << text;
    INFO("run with KSCOPE_APPROVE=1, then look at the difference");
    CHECK((text == before));
}

TEST_CASE("the example of the documentation loads") {
    const std::string text = read_file(document);
    const std::size_t begin = text.find("```yaml\n") + 8;
    CHECK(complaint(text.substr(begin, text.find("```\n", begin) - begin)) == "");
}

}  // namespace kscope::sim
