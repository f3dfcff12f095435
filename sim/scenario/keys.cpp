#include "sim/scenario/keys.h"

namespace kscope::sim {

namespace {

using enum KeyType;
using Rows = std::vector<ScenarioKey>;

const Rows run_keys{
    {"scenario", text, "required", "the scenario's name, as the window's title shows it"},
    {"about", text, "none", "what there is to see, in a few sentences"},
    {"epoch", instant, "the first line of an access log, else 2024-01-01T00:00:00Z",
     "the wall clock at virtual time zero"},
    {"seed", whole, "1", "the seed of every random draw; --seed sets another"},
    {"until", time, "none", "ends the run here; else it ends when all is sent, done and read"},
    {"open-at", time, "0s", "where the window opens, so that nobody has to watch the boot"},
    {"cluster", map, "none", "the servers"},
    {"links", map, "none", "the network between all nodes"},
    {"quotas", list, "none", "client quotas that hold from the start, as kafka-configs sets them"},
    {"topics", map, "none", "topics that the admin creates at the start, by name"},
    {"producers", map, "none", "processes that send records, by name"},
    {"groups", map, "none", "consumer groups, by name"},
    {"consumers", map, "none", "consumers outside of groups, by name"},
    {"timeline", list, "none", "what happens, and when"},
    {"expect", list, "none", "what must hold at the end, in sentences"},
    {"expect[]", sentence, "none", "one sentence, see Expectations"},
};

const Rows cluster_keys{
    {"cluster.version", text, "the newest with ZooKeeper",
     "the Kafka version that the cluster runs as"},
    {"cluster.metadata", text, "zookeeper; from 4.0 on kraft",
     "who keeps the metadata: `zookeeper`, or from 3.3 on `kraft`, a quorum of controllers"},
    {"cluster.controllers", whole, "3", "how many controllers, with kraft; nodes `c1`, `c2`, ..."},
    {"cluster.process-roles", text, "separate",
     "`combined`: the first brokers, as many as `controllers`, are controllers too, broker and "
     "controller in one process (`c1` and `b1`), with one node.id"},
    {"cluster.initial-controllers", whole, "all, for ever",
     "how many of them are voters at first; the others observe until `add-controller`"},
    {"cluster.zookeeper", map, "none", "the ZooKeeper server, the node `zk`, or an ensemble"},
    {"cluster.zookeeper.servers", whole, "1",
     "1 to 7 servers; more than one are an ensemble, the nodes `zk1`, `zk2`, ..."},
    {"cluster.zookeeper.config", zookeeper_config, "none", "keys of zoo.cfg"},
    {"cluster.config", broker_config, "none", "keys of server.properties, for all brokers"},
    {"cluster.service-time", map, "none", "how long a broker works on a request"},
    {"cluster.service-time.per-request", time, "0s", "for each request"},
    {"cluster.service-time.per-kilobyte", time, "0s", "and for each 1024 bytes of it"},
    {"cluster.disk-writeback", time, "30s",
     "after this long the page cache writes to disk on its own"},
    {"cluster.brokers", brokers, "3",
     "how many brokers, or a list of them, or their files; nodes `b1`, `b2`, ..."},
    {"cluster.brokers.properties", words, "required",
     "a server.properties file for each broker, relative to the scenario file; `cluster.config` "
     "gives way to them"},
    {"cluster.brokers[].id", whole, "place in the list, from 1", "broker.id"},
    {"cluster.brokers[].rack", text, "none", "broker.rack"},
    {"cluster.brokers[].config", broker_config, "none",
     "keys of server.properties, for this broker"},
    {"cluster.brokers[].service-time", map, "that of the cluster", "as for the cluster"},
    {"cluster.brokers[].service-time.per-request", time, "that of the cluster", "for each request"},
    {"cluster.brokers[].service-time.per-kilobyte", time, "that of the cluster",
     "and for each 1024 bytes of it"},
    {"cluster.brokers[].disk-writeback", time, "that of the cluster", "as for the cluster"},
    {"cluster.brokers[].starts", time, "0s", "when the process starts"},
    {"quotas[].client-id", text, "none", "whose: clients with this client.id; `<default>`: others"},
    {"quotas[].user", text, "none", "or of a user: all clients here are `ANONYMOUS`; `<default>`"},
    {"quotas[].producer_byte_rate", byte_rate, "none",
     "what it may produce at each broker in a second"},
    {"quotas[].consumer_byte_rate", byte_rate, "none",
     "what it may consume from each broker in a second"},
    {"quotas[].request_percentage", rate_or_none, "none",
     "how much of one thread's time it may use at each broker, in percent (`service-time`)"},
    {"quotas[].controller_mutation_rate", rate_or_none, "none",
     "partitions that it may have created, added or deleted in a second"},
    {"links.default", map, "none", "every pair of nodes that is not named"},
    {"links.default.latency", latency, "1ms", "time on the way, each way"},
    {"links.default.bandwidth", rate, "none", "bytes per second; none is unlimited"},
    {"links.*", map, "none", "one pair, named as in `b1 and b2`"},
    {"links.*.latency", latency, "that of the default", "time on the way, each way"},
    {"links.*.bandwidth", rate, "that of the default", "bytes per second"},
    {"topics.*", map, "none", "a topic"},
    {"topics.*.partitions", whole, "num.partitions of the brokers", "how many partitions"},
    {"topics.*.replication-factor", whole, "default.replication.factor of the brokers",
     "replicas of each partition"},
    {"topics.*.assignment", replicas, "placed by Kafka's rule",
     "brokers of each partition, the preferred leader first: [[1, 2], [2, 3]]"},
    {"topics.*.config", topic_config, "none", "keys of the topic"},
};

const Rows client_keys{
    {"producers.*", map, "none", "a producer"},
    {"producers.*.config", producer_config, "none", "keys of the producer"},
    {"producers.*.starts", time, "1s", "when the process starts; its sources count from here"},
    {"producers.*.source", map_or_list, "none",
     "where its records come from: one of `generator`, `records` or `file`; or a list of such"},
    {"producers.*.load", map, "none",
     "a closed loop instead of a source: each acknowledged batch is followed by the next"},
    {"producers.*.load.topic", text, "required", "where to"},
    {"producers.*.load.batches-in-flight", whole, "1",
     "how many batches wait for their answer, at most 10000"},
    {"producers.*.load.records-per-batch", whole, "10", "records of a batch, of 64 MiB at most"},
    {"producers.*.load.record-bytes", whole, "100", "bytes of a record's value"},
    {"groups.*", map, "none",
     "a consumer group; its members are the nodes `NAME-1`, `NAME-2`, ..."},
    {"groups.*.members", whole, "1", "how many consumers"},
    {"groups.*.topics", words, "required", "topics that all of them subscribe to"},
    {"groups.*.config", consumer_config, "none", "keys of the consumers"},
    {"groups.*.processing-time", time, "0s", "the application's work on each record"},
    {"groups.*.starts", time, "1s", "when the processes start"},
    {"consumers.*", map, "none", "a consumer whose partitions are assigned by hand"},
    {"consumers.*.partitions", partitions, "required", "its partitions: [click-0, click-1]"},
    {"consumers.*.config", consumer_config, "none", "keys of the consumer"},
    {"consumers.*.processing-time", time, "0s", "the application's work on each record"},
    {"consumers.*.starts", time, "1s", "when the process starts"},
};

const Rows source_keys{
    {"producers.*.source.generator", map, "none", "records made on the fly"},
    {"producers.*.source.generator.topic", text, "required", "where to"},
    {"producers.*.source.generator.count", whole, "0", "how many; 0 is without end (give `until`)"},
    {"producers.*.source.generator.every", time, "required", "time from record to record"},
    {"producers.*.source.generator.jitter", yes_no, "false",
     "draws each gap evenly between nothing and twice `every`"},
    {"producers.*.source.generator.keys", whole, "0", "how many keys in turn; 0 is no key"},
    {"producers.*.source.generator.key-prefix", text, "user-", "the first key is `user-0`"},
    {"producers.*.source.generator.partition", generator_partition, "by key",
     "`by key`, or `key number`: key 0 goes to partition 0, and so on"},
    {"producers.*.source.generator.value-bytes", whole, "100", "bytes of a value"},
    {"producers.*.source.generator.value-prefix", text, "none", "what a value begins with"},
    {"producers.*.source.records", list, "none", "records written out"},
    {"producers.*.source.records[].at", time, "required", "when, from the producer's start"},
    {"producers.*.source.records[].topic", text, "required", "where to"},
    {"producers.*.source.records[].key", text, "none", "its key"},
    {"producers.*.source.records[].value", text, "none", "its value; none is a tombstone"},
    {"producers.*.source.records[].partition", whole, "by key", "an explicit partition"},
    {"producers.*.source.file", text, "none",
     "a web server's access log; relative to the scenario file, or to the current directory if "
     "it comes from --set"},
    {"producers.*.source.format", log_format, "either", "which of the two formats it must be"},
    {"producers.*.source.speed", number, "1", "how much faster than the log's own timestamps"},
    {"producers.*.source.lasts", time, "none", "instead of `speed`: the whole log takes this long"},
    {"producers.*.source.limit", whole, "0", "uses only so many lines; 0 is all"},
    {"producers.*.source.value", log_value, "line", "the whole `line`, or the `request` in it"},
    {"producers.*.source.topic", topic_choice, "required",
     "where lines go that no rule sends elsewhere; a topic, or `by method`"},
    {"producers.*.source.key", key_choice, "client", "the field that is the key, or `none`"},
    {"producers.*.source.partition", partition_choice, "by key",
     "`by key`, a number, or `by client`: distinct clients take the partitions in turn"},
    {"producers.*.source.rules", list, "none", "exceptions; the first that matches wins"},
    {"producers.*.source.rules[].if", map, "always", "all of these must hold"},
    {"producers.*.source.rules[].if.method", words, "any", "GET, or a list of methods"},
    {"producers.*.source.rules[].if.client", words, "any", "addresses of clients"},
    {"producers.*.source.rules[].if.status", words, "any", "404, or a list of codes"},
    {"producers.*.source.rules[].if.path-starts", words, "any", "beginnings of the path"},
    {"producers.*.source.rules[].if.path-contains", words, "any", "parts of the path"},
    {"producers.*.source.rules[].if.path-ends", words, "any", "ends of the path"},
    {"producers.*.source.rules[].topic", topic_choice, "that of the source", "where to"},
    {"producers.*.source.rules[].key", key_choice, "that of the source", "the key"},
    {"producers.*.source.rules[].partition", partition_choice, "that of the source",
     "the partition"},
};

const Rows timeline_keys{
    {"timeline[].at", time, "none", "when: at this virtual time"},
    {"timeline[].when", map, "none", "or: when this note is told (`kscope list notes`)"},
    {"timeline[].when.*", note_fields, "none",
     "the note's name, and the fields that must be so: `LeaderElected: {partition: click-0}`"},
    {"timeline[].when.count", whole, "1", "the how manyth such note"},
    {"timeline[].when.after", time, "0s", "and so long after it"},
    {"timeline[].kill", node, "none", "the process dies; what it wrote stays in the page cache"},
    {"timeline[].power-loss", node, "none", "the machine dies; what was not flushed is lost"},
    {"timeline[].restart", node, "none", "starts a node that is down; `all`: every one"},
    {"timeline[].pause", node, "none", "the process stands still, as in a long collection"},
    {"timeline[].resume", node, "none", "and goes on"},
    {"timeline[].shut-down", node, "none", "a broker stops in good order"},
    {"timeline[].cut", link, "none",
     "no more messages between them: `b1 and b2`, `b1 from b2, b3`"},
    {"timeline[].cut-one-way", link, "none", "only in this direction: `b1 to b2`"},
    {"timeline[].heal", link, "none", "the link is whole again; `all`: every one"},
    {"timeline[].slow-link", map, "none", "gives a link another latency"},
    {"timeline[].slow-link.between", link, "required", "which: `b1 and b2`"},
    {"timeline[].slow-link.latency", latency, "required", "the new latency"},
    {"timeline[].seek", map, "none", "a consumer goes to another offset"},
    {"timeline[].seek.who", node, "required", "a consumer, or a group: then each member"},
    {"timeline[].seek.partition", partition, "none", "one partition: click-0"},
    {"timeline[].seek.topic", text, "none", "or all partitions of a topic"},
    {"timeline[].seek.to", offset, "required", "an offset, `beginning` or `end`"},
    {"timeline[].send", map, "none", "a producer sends one record"},
    {"timeline[].send.producer", node, "required", "which producer"},
    {"timeline[].send.topic", text, "required", "where to"},
    {"timeline[].send.key", text, "none", "its key"},
    {"timeline[].send.value", text, "none", "its value; none is a tombstone"},
    {"timeline[].send.partition", whole, "by key", "an explicit partition"},
    {"timeline[].close", node, "none", "a client stops in good order; a group: each member"},
    {"timeline[].stop-polling", node, "none", "a consumer's application no longer polls"},
    {"timeline[].resume-polling", node, "none", "and polls again"},
    {"timeline[].create-topic", map, "none", "the admin creates one more topic"},
    {"timeline[].create-topic.name", text, "required", "its name"},
    {"timeline[].create-topic.partitions", whole, "num.partitions of the brokers",
     "how many partitions"},
    {"timeline[].create-topic.replication-factor", whole,
     "default.replication.factor of the brokers", "replicas of each partition"},
    {"timeline[].create-topic.assignment", replicas, "placed by Kafka's rule",
     "brokers of each partition"},
    {"timeline[].create-topic.config", topic_config, "none", "keys of the topic"},
    {"timeline[].elect-preferred-leaders", partitions_or_all, "none",
     "the admin asks for the preferred leaders"},
    {"timeline[].elect-unclean-leaders", partitions_or_all, "none",
     "the admin allows any live replica to lead where nobody leads; records may be lost"},
    {"timeline[].reassign", map_or_list, "none",
     "the admin has the replicas of a partition moved, or of several, with one request"},
    {"timeline[].reassign.partition", partition, "required", "which: click-0"},
    {"timeline[].reassign.to", broker_list, "required",
     "brokers that hold it afterwards, the preferred leader first: [4, 2, 3]"},
    {"timeline[].reassign.throttle", rate, "none",
     "how fast it may be copied, as --throttle: sets replication throttles before"},
    {"timeline[].remove-throttle", partition, "none",
     "the admin takes the throttle of a reassignment away, as --verify does afterwards"},
    {"timeline[].cancel-reassignment", partition, "none",
     "the admin wants the replicas where they were"},
    {"timeline[].alter-quotas", map, "none", "the quotas of a client id or user change"},
    {"timeline[].alter-quotas.client-id", text, "none", "as in `quotas`"},
    {"timeline[].alter-quotas.user", text, "none", "as in `quotas`"},
    {"timeline[].alter-quotas.producer_byte_rate", byte_rate, "unchanged",
     "what it may produce; `none` takes the quota away"},
    {"timeline[].alter-quotas.consumer_byte_rate", byte_rate, "unchanged",
     "what it may consume; `none` takes the quota away"},
    {"timeline[].alter-quotas.request_percentage", rate_or_none, "unchanged",
     "how much of a thread it may use; `none` takes the quota away"},
    {"timeline[].alter-quotas.controller_mutation_rate", rate_or_none, "unchanged",
     "partitions that it may have changed; `none` takes the quota away"},
    {"timeline[].delete-topic", text, "none", "the admin deletes a topic, with all its records"},
    {"timeline[].delete-records", map, "none", "the admin gives up the beginning of a partition"},
    {"timeline[].delete-records.partition", partition, "required", "which: click-0"},
    {"timeline[].delete-records.before", whole, "the high watermark",
     "the offset at which it begins then; at most the high watermark"},
    {"timeline[].add-partitions", map, "none", "the admin gives a topic more partitions"},
    {"timeline[].add-partitions.topic", text, "required", "which topic"},
    {"timeline[].add-partitions.count", whole, "required", "how many it has then, in all"},
    {"timeline[].add-partitions.assignment", replicas, "placed by Kafka's rule",
     "brokers of each new partition"},
    {"timeline[].alter-config", map, "none", "the admin changes the configuration of a topic"},
    {"timeline[].alter-config.topic", text, "required", "which topic"},
    {"timeline[].alter-config.config", topic_config, "none", "keys of the topic that are set"},
    {"timeline[].alter-config.remove", words, "none", "keys that go back to the default"},
    {"timeline[].alter-broker-config", map, "none",
     "the admin changes the configuration of a broker, or of all, while they run (KIP-226)"},
    {"timeline[].alter-broker-config.broker", whole, "all brokers",
     "which broker, by its id; what one broker has beats what all have"},
    {"timeline[].alter-broker-config.config", broker_config, "none",
     "keys that are set; only dynamic ones: see `kscope list configs`"},
    {"timeline[].alter-broker-config.remove", words, "none",
     "keys that go back to what the broker was started with"},
    {"timeline[].add-controller", node, "none",
     "a controller that observes becomes a voter (KIP-853), as kafka-metadata-quorum does it"},
    {"timeline[].remove-controller", node, "none", "and a voter is one no more"},
    {"timeline[].say", text, "none", "the story says this"},
    {"timeline[].hold", text, "none", "the window says this and waits for the viewer"},
    {"timeline[].ask", text, "none", "the window asks this and waits for a guess"},
};

// Splits "a.b.c" into "a.b" and "c"; an item of a list belongs to the map path "a.b[]".
std::pair<std::string_view, std::string_view> parent_and_name(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return {"", path};
    return {path.substr(0, dot), path.substr(dot + 1)};
}

}  // namespace

const std::vector<ScenarioKey>& scenario_keys() {
    static const Rows rows = [] {
        Rows all;
        for (const Rows* part :
             {&run_keys, &cluster_keys, &client_keys, &source_keys, &timeline_keys}) {
            all.insert(all.end(), part->begin(), part->end());
        }
        return all;
    }();
    return rows;
}

const char* name_of(KeyType type) {
    switch (type) {
        case map: return "map";
        case list: return "list";
        case map_or_list: return "map, or list of maps";
        case brokers: return "number, list of maps, or map";
        case text: return "text";
        case whole: return "whole number";
        case number: return "number";
        case yes_no: return "true or false";
        case words: return "word, or list of words";
        case time: return "time (250ms, 12s, 3m)";
        case rate: return "size per second (10MiB/s)";
        case byte_rate: return "bytes per second (10240), or `none`";
        case rate_or_none: return "number, or `none`";
        case instant: return "date and time (2024-05-17T10:05:00Z)";
        case latency: return "latency (1ms, or see Latencies)";
        case node: return "node, or a role (see Nodes)";
        case link: return "link (b1 and b2)";
        case partition: return "partition (click-0)";
        case partitions: return "list of partitions";
        case partitions_or_all: return "partition, list of partitions, or `all`";
        case broker_list: return "list of broker ids";
        case replicas: return "list of lists of broker ids";
        case topic_choice: return "topic, or `by FIELD`";
        case key_choice: return "field, or `none`";
        case partition_choice: return "`by key`, number, or `by FIELD`";
        case log_value: return "`line` or `request`";
        case log_format: return "`either`, `common` or `combined`";
        case generator_partition: return "`by key` or `key number`";
        case offset: return "offset, `beginning` or `end`";
        case note_fields: return "fields of the note";
        case sentence: return "sentence";
        case zookeeper_config: return "ZooKeeper's keys";
        case broker_config: return "broker keys";
        case topic_config: return "topic keys";
        case producer_config: return "producer keys";
        case consumer_config: return "consumer keys";
    }
    return "";
}

const ScenarioKey* find_key(std::string_view parent, std::string_view key) {
    const ScenarioKey* any = nullptr;
    for (const ScenarioKey& row : scenario_keys()) {
        const auto [above, name] = parent_and_name(row.path);
        if (above != parent) continue;
        if (name == key) return &row;
        if (name == "*") any = &row;
    }
    return any;
}

std::vector<std::string> keys_below(std::string_view parent) {
    std::vector<std::string> names;
    for (const ScenarioKey& row : scenario_keys()) {
        const auto [above, name] = parent_and_name(row.path);
        if (above == parent && name != "*" && !name.ends_with("[]")) names.emplace_back(name);
    }
    return names;
}

std::vector<std::string> paths_of(std::string_view key) {
    std::vector<std::string> paths;
    for (const ScenarioKey& row : scenario_keys()) {
        if (parent_and_name(row.path).second == key) paths.emplace_back(row.path);
    }
    return paths;
}

}  // namespace kscope::sim
