// kafka-console-producer: each line that it is fed is a record (org.apache.kafka.tools.
// ConsoleProducer). It is a producer process of the world that sends, flushes and ends.
#include <algorithm>
#include <map>

#include "core/client/producer.h"
#include "core/node/node.h"
#include "sim/shell/addresses.h"
#include "sim/shell/client_options.h"
#include "sim/shell/line_reader.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"

namespace kscope::sim {

namespace {

constexpr Duration patience = Duration::seconds(600);

// A flag that is a key of the producer; the tool's own default, if it has one.
struct KeyFlag {
    const char* flag;
    const char* key;
    const char* own_default;  // null: the producer's
};
constexpr KeyFlag key_flags[] = {
    {"--request-required-acks", "acks", nullptr},
    {"--message-send-max-retries", "retries", "3"},
    {"--retry-backoff-ms", "retry.backoff.ms", "100"},
    {"--timeout", "linger.ms", "1000"},
    {"--request-timeout-ms", "request.timeout.ms", "1500"},
    {"--metadata-expiry-ms", "metadata.max.age.ms", "300000"},
    {"--max-block-ms", "max.block.ms", "60000"},
    {"--max-memory-bytes", "buffer.memory", "33554432"},
    {"--batch-size", "batch.size", "16384"},
    {"--max-partition-memory-bytes", "batch.size", nullptr},
};

std::vector<Flag> producer_flags(const ToolRun& run) {
    std::vector<Flag> flags{with_value("--topic"),
                            flag("--sync"),
                            maybe_value("--compression-codec"),
                            with_value("--property"),
                            with_value("--producer-property"),
                            with_value("--producer.config"),
                            with_value("--line-reader"),
                            with_value("--lines"),
                            with_value("--socket-buffer-size"),
                            with_value("--key-serializer"),
                            with_value("--value-serializer"),
                            with_value("--queue-size"),
                            with_value("--queue-enqueuetimeout-ms")};
    for (const KeyFlag& key : key_flags) flags.push_back(with_value(key.flag));
    return with_bootstrap(run, std::move(flags));
}

ProducerConfig config_of(const ToolRun& run, const Options& options) {
    ProducerConfig config = default_producer_config(run.cluster().version());
    config.client_id = "console-producer";
    std::vector<std::string> keys_set;
    const std::vector<Word> properties = options.values("--producer-property");
    for (const Word& word : properties) keys_set.push_back(key_value_of(word).key);
    for (const KeyFlag& key : key_flags) {
        if (key.own_default != nullptr || options.has(key.flag)) keys_set.emplace_back(key.key);
        if (key.own_default != nullptr) {
            set_client_key(config, key.key, key.own_default, options.place());
        }
    }
    if (const Word* file = options.value("--producer.config")) {
        const std::string text = run.session.read_file(*file);
        for (const Property& property : read_properties(text, file->text)) {
            keys_set.push_back(property.key);
        }
        set_client_file(config, text, file->text);
    }
    set_client_keys(config, properties);
    for (const KeyFlag& key : key_flags) {
        if (const Word* value = options.value(key.flag)) {
            set_client_key(config, key.key, value->text, value->place);
        }
    }
    if (options.has("--compression-codec")) {
        set_client_key(config, "compression.type", options.text("--compression-codec", "gzip"),
                       options.place_of("--compression-codec"));
    }
    settle_idempotence(config, [&keys_set](const char* key) {
        return std::find(keys_set.begin(), keys_set.end(), key) != keys_set.end();
    });
    settle_as_of_version(config);
    require_valid(config, options.place());
    return config;
}

struct Line {
    std::string text;
    Place place;
};

std::vector<Line> lines_of(const ToolRun& run, const Options& options) {
    std::string text;
    if (const auto input = run.session.input_of(run.command)) {
        text = *input;
    } else if (const Word* lines = options.value("--lines")) {
        text = lines->text;
    } else {
        throw BadInput(options.place(), "nothing is fed to the producer",
                       "write the lines behind it: <<END, lines, END; or < FILE, or --lines 'a'");
    }
    std::vector<Line> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back({text.substr(at, end - at), run.place()});
        at = end + 1;
    }
    return lines;
}

std::string size_of(const std::optional<Bytes>& bytes) {
    return bytes ? std::to_string(bytes->size()) + " bytes" : "null";
}

// What the log of the tool says of each record that could not be sent
// (org.apache.kafka.clients.producer.internals.ErrorLoggingCallback). The producer numbers what it
// takes within a partition, in the order in which it is given.
class FailureWatch {
public:
    FailureWatch(const ToolRun& run, NodeId producer, const std::vector<SendRecord>& records)
        : run_(run), producer_(producer) {
        for (const SendRecord& record : records) {
            sizes_.push_back("key: " + size_of(record.key) + ", value: " + size_of(record.value));
        }
    }

    void look() {
        const World& world = run_.cluster().world();
        if (world.last_event() == seen_) return;
        seen_ = world.last_event();
        for (const Note& note : world.last_notes()) {
            const auto* sent = std::get_if<RecordSent>(&note.body);
            if (sent != nullptr && sent->client == producer_) {
                taken_[{sent->tp, sent->record}] = next_++;
            }
            const auto* failed = std::get_if<SendFailed>(&note.body);
            if (failed != nullptr && failed->client == producer_) tell(*failed);
        }
    }

private:
    void tell(const SendFailed& failed) {
        if (failed.first_record == 0) return tell(failed, next_++);
        for (std::int32_t i = 0; i < failed.records; ++i) {
            tell(failed, taken_.at({failed.tp, failed.first_record + static_cast<unsigned>(i)}));
        }
    }
    void tell(const SendFailed& failed, std::size_t record) {
        run_.complain("ERROR Error when sending message to topic " + failed.tp.topic + " with " +
                      sizes_.at(record) +
                      " with error: (org.apache.kafka.clients.producer.internals."
                      "ErrorLoggingCallback)");
        // What the client itself gives up has a text of its own, with a time or a size in it.
        const bool of_broker =
            failed.first_record != 0 && failed.error != ErrorCode::request_timed_out;
        const std::string text = of_broker ? exception_text(failed.error) : "";
        run_.complain("org.apache.kafka.common.errors." + exception_name(failed.error) +
                      (text.empty() ? "" : ": " + text));
    }

    const ToolRun& run_;
    NodeId producer_;
    std::vector<std::string> sizes_;
    std::map<std::pair<TopicPartition, std::uint64_t>, std::size_t> taken_;  // which record it is
    std::size_t next_ = 0;  // the first that the producer was not yet given
    EventId seen_ = no_event;
};

}  // namespace

void run_console_producer(const ToolRun& run) {
    const Options options(run.command, producer_flags(run));
    const std::string topic = options.required("--topic").text;
    const std::vector<NodeId> bootstrap = bootstrap_of(run, options);
    refuse_bad_name(options.required("--topic"));
    const Word* reader_class = options.value("--line-reader");
    if (reader_class != nullptr && !reader_class->text.ends_with("LineMessageReader")) {
        throw BadInput(reader_class->place, "ClassNotFoundException: " + reader_class->text,
                       "write kafka.tools.ConsoleProducer$LineMessageReader, or leave it out");
    }
    const LineReader reader(topic, options.values("--property"));
    const ProducerConfig config = config_of(run, options);
    std::vector<SendRecord> records;
    int number = 0;
    for (const Line& line : lines_of(run, options)) {
        records.push_back(reader.read(line.text, ++number, line.place));
    }
    Cluster& cluster = run.cluster();
    const NodeId node = cluster.producer();
    const std::uint32_t life = cluster.world().status(node).incarnation + 1;
    cluster.launch(node, ProducerSpec{config, bootstrap, {}});
    FailureWatch failures(run, node, records);
    const auto producer = [&] { return cluster.world().node(node).get_if<Producer>(); };
    cluster.wait([&] { return cluster.world().status(node).incarnation == life; }, patience);
    for (SendRecord& record : records) {
        cluster.apply(GiveCommand{node, std::move(record)});
        if (!options.has("--sync")) continue;
        const std::uint64_t before = producer()->counters().acked + producer()->counters().failed;
        cluster.wait(
            [&] {
                failures.look();
                return producer()->counters().acked + producer()->counters().failed > before;
            },
            patience);
    }
    cluster.apply(GiveCommand{node, CloseClient{}});
    const bool closed = cluster.wait(
        [&] {
            failures.look();
            return producer()->state() == Producer::State::closed;
        },
        patience);
    if (!closed) {
        const auto& counters = producer()->counters();
        const std::uint64_t unsent = records.size() - (counters.acked + counters.failed);
        run.complain("ERROR " + std::to_string(unsent) + " of " + std::to_string(records.size()) +
                     " records are not acknowledged after 600 s, and given up");
    }
    cluster.apply(Kill{node, CrashKind::process});
}

}  // namespace kscope::sim
