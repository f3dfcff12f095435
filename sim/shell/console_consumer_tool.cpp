// kafka-console-consumer (org.apache.kafka.tools.consumer.ConsoleConsumer). In front it reads until
// --max-messages, until --timeout-ms pass without a message, or, where a user would press Ctrl-C,
// until nothing has come for a while; with `&` it stays, and prints while time passes.
#include <algorithm>
#include <charconv>

#include "core/client/consumer.h"
#include "core/node/node.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/client_options.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_chooser.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

constexpr Duration user_patience = Duration::seconds(10);  // then Ctrl-C
constexpr Duration close_patience = Duration::seconds(60);
constexpr std::int64_t timeout_ms_max = 3'600'000;  // longer than a user would wait
constexpr int first_own_group = 10'000;             // Kafka draws five digits

std::vector<Flag> consumer_flags(const ToolRun& run) {
    return with_bootstrap(run, {with_value("--topic"),
                                with_value("--include"),
                                with_value("--whitelist"),
                                with_value("--partition"),
                                with_value("--offset"),
                                flag("--from-beginning"),
                                with_value("--max-messages"),
                                with_value("--timeout-ms"),
                                with_value("--group"),
                                with_value("--property"),
                                with_value("--formatter"),
                                with_value("--consumer-property"),
                                with_value("--consumer.config"),
                                with_value("--isolation-level"),
                                with_value("--key-deserializer"),
                                with_value("--value-deserializer"),
                                flag("--skip-message-on-error"),
                                flag("--enable-systest-events"),
                                flag("--new-consumer"),
                                flag("--delete-consumer-offsets")});
}

void refuse_misfit(const Options& options) {
    const bool partition = options.has("--partition");
    if (partition && !options.has("--topic")) {
        throw BadInput(options.place_of("--partition"),
                       "The topic is required when partition is specified", "add --topic");
    }
    if (options.has("--offset") && !partition) {
        throw BadInput(options.place_of("--offset"),
                       "The partition is required when offset is specified", "add --partition");
    }
    if (options.has("--offset") && options.has("--from-beginning")) {
        throw BadInput(options.place_of("--from-beginning"),
                       "from-beginning and offset cannot be specified together",
                       "leave out one of them");
    }
    if (partition && options.has("--group")) {
        throw BadInput(options.place_of("--group"),
                       "group and partition cannot be specified together", "leave out one of them");
    }
    const Word* isolation = options.value("--isolation-level");
    if (isolation != nullptr && isolation->text != "read_committed" &&
        isolation->text != "read_uncommitted") {
        throw BadInput(isolation->place,
                       "ConfigException: Invalid value " + isolation->text +
                           " for configuration isolation.level",
                       "write read_committed or read_uncommitted");
    }
    const Word* formatter = options.value("--formatter");
    if (formatter != nullptr && !formatter->text.ends_with("DefaultMessageFormatter")) {
        throw BadInput(formatter->place, "ClassNotFoundException: " + formatter->text,
                       "write kafka.tools.DefaultMessageFormatter, or leave it out");
    }
    const int sources = (options.has("--topic") ? 1 : 0) + (options.has("--include") ? 1 : 0) +
                        (options.has("--whitelist") ? 1 : 0);
    if (sources != 1) {
        throw BadInput(options.place(), "Exactly one of --include/--topic is required",
                       "write --topic NAME");
    }
}

// A number, or "earliest" or "latest".
std::optional<Offset> offset_of(const Options& options, OffsetReset& reset) {
    const Word* word = options.value("--offset");
    if (word == nullptr) return std::nullopt;
    if (word->text == "earliest" || word->text == "latest") {
        reset = word->text == "earliest" ? OffsetReset::earliest : OffsetReset::latest;
        return std::nullopt;
    }
    std::int64_t number = 0;
    const char* end = word->text.data() + word->text.size();
    const auto parsed = std::from_chars(word->text.data(), end, number);
    if (parsed.ec == std::errc{} && parsed.ptr == end && number >= 0) return Offset(number);
    throw BadInput(word->place,
                   "The provided offset value '" + word->text +
                       "' is incorrect. Valid values are 'earliest', 'latest', or a non-negative "
                       "long",
                   "write one of these");
}

// The last one of this key (Properties.put); null: none.
const Property* find_key(const std::vector<Property>& keys, const std::string& key) {
    const auto found = std::find_if(keys.rbegin(), keys.rend(),
                                    [&](const Property& one) { return one.key == key; });
    return found == keys.rend() ? nullptr : &*found;
}

// ConsoleConsumerOptions.checkConsumerGroup.
void check_group(const Options& options, const std::vector<Property>& of_file,
                 const std::vector<Property>& typed) {
    std::vector<std::string> ids;
    Place last = options.place_of("--group");
    const auto add = [&](const std::string& id, const Place& place) {
        last = place;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    if (const Word* group = options.value("--group")) add(group->text, group->place);
    for (const std::vector<Property>* keys : {&of_file, &typed}) {
        if (const Property* id = find_key(*keys, "group.id")) add(id->value, id->value_place);
    }
    if (ids.size() > 1) {
        throw BadInput(last,
                       "The group ids provided in different places (directly using '--group', via "
                       "'--consumer-property', or via '--consumer.config') do not match. Detected "
                       "group ids: '" +
                           joined(ids, "', '") + "'",
                       "name one group");
    }
    if (!ids.empty() && options.has("--partition")) {
        throw BadInput(last, "group and partition cannot be specified together",
                       "leave out one of them");
    }
}

// ConsoleConsumerOptions.setAutoOffsetResetValue.
void check_reset(const Options& options, const std::vector<Property>& keys) {
    const Property* reset = find_key(keys, "auto.offset.reset");
    if (reset == nullptr || !options.has("--from-beginning") || reset->value == "earliest") return;
    throw BadInput(reset->value_place,
                   "Can't simultaneously specify --from-beginning and 'auto.offset.reset=" +
                       reset->value + "', please remove one option",
                   "leave out --from-beginning, or auto.offset.reset");
}

// What the file says, and then what was typed: the last one counts.
std::vector<Property> properties_of(const ToolRun& run, const Options& options) {
    std::vector<Property> keys;
    if (const Word* file = options.value("--consumer.config")) {
        keys = read_properties(run.session.read_file(*file), file->text);
    }
    std::vector<Property> typed;
    for (const Word& word : options.values("--consumer-property")) {
        const KeyValue pair = key_value_of(word);
        typed.push_back({pair.key, pair.value, pair.place, pair.place});
    }
    check_group(options, keys, typed);
    keys.insert(keys.end(), typed.begin(), typed.end());
    check_reset(options, keys);
    return keys;
}

ConsumerConfig config_for(const ToolRun& run, const Options& options, bool by_group, int life) {
    ConsumerConfig config = default_consumer_config(run.cluster().version());
    config.client_id = "console-consumer";
    const std::vector<Property> keys = properties_of(run, options);
    // A group of its own, which nobody asks for again, commits nothing.
    const bool own = !options.has("--group") && find_key(keys, "group.id") == nullptr;
    if (by_group && own) {
        config.group_id = "console-consumer-" + std::to_string(first_own_group + life);
        config.enable_auto_commit = false;
    }
    if (options.has("--from-beginning")) config.auto_offset_reset = OffsetReset::earliest;
    for (const Property& p : keys) set_client_key(config, p.key, p.value, p.value_place);
    if (const Word* group = options.value("--group")) config.group_id = group->text;
    if (!by_group) config.group_id.clear();
    if (by_group && config.group_id.empty()) {
        throw BadInput(options.place_of("--group"),
                       "InvalidGroupIdException: To use the group management or offset commit "
                       "APIs, you must provide a valid group.id in the consumer configuration",
                       "give the group a name, or leave it out");
    }
    settle_as_of_version(config);
    require_valid(config, options.place());
    return config;
}

std::vector<std::string> topics_of(const ToolRun& run, const Options& options,
                                   const std::vector<NodeId>& bootstrap) {
    if (const Word* topic = options.value("--topic")) return {topic->text};
    const Word* pattern = options.value("--include");
    if (pattern == nullptr) pattern = options.value("--whitelist");
    AdminTool tool(run.cluster(), bootstrap, run.place());
    const TopicChooser chooser(pattern);
    std::vector<std::string> topics;
    for (const TopicMetadata& topic : describe_cluster(tool, "listTopics").topics) {
        if (!topic.is_internal && chooser.matches(topic.topic)) topics.push_back(topic.topic);
    }
    if (!topics.empty()) return topics;
    throw BadInput(pattern->place, "no topic is like " + quoted(pattern->text),
                   "see kafka-topics --list");
}

NodeId free_place(const ToolRun& run) {
    for (const NodeId node : run.cluster().consumers()) {
        const auto& jobs = run.session.consumers();
        const bool taken = std::any_of(jobs.begin(), jobs.end(), [&](const ConsoleConsumer& job) {
            return job.node() == node;
        });
        if (!taken) return node;
    }
    throw BadInput(run.place(), "no more consumers can run at once", "end one: kill %1");
}

const Consumer* consumer_at(const ToolRun& run, NodeId node) {
    const Node* process = run.cluster().world().find_node(node);
    return process == nullptr ? nullptr : process->get_if<Consumer>();
}

// Until it is to end; why it ends, as the tool's log says it.
std::string play(const ToolRun& run, NodeId node) {
    Cluster& cluster = run.cluster();
    const auto job = [&]() -> const ConsoleConsumer& { return run.session.consumers().back(); };
    for (;;) {
        if (job().full()) return "";
        const Consumer* consumer = consumer_at(run, node);
        if (consumer != nullptr && consumer->state() == Consumer::State::failed) {
            return "ERROR Error processing message, terminating consumer process:\n"
                   "org.apache.kafka.common.errors." +
                   exception_name(consumer->error());
        }
        const Instant limit = job().heard() + job().limits().timeout.value_or(user_patience);
        if (cluster.step_until(limit)) continue;
        if (limit > cluster.now()) cluster.advance(limit - cluster.now());
        if (!job().limits().timeout) return "";
        return "ERROR Error processing message, terminating consumer process:\n"
               "org.apache.kafka.common.errors.TimeoutException";
    }
}

}  // namespace

void end_consumer(const ToolRun& run, std::size_t place) {
    auto& jobs = run.session.consumers();
    const ConsoleConsumer job = jobs.at(place);
    jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(place));
    Cluster& cluster = run.cluster();
    if (cluster.alive(job.node())) {
        for (const auto& [tp, offset] : job.left()) {
            cluster.apply(GiveCommand{job.node(), SeekTo{tp, SeekTo::Kind::offset, offset}});
        }
        cluster.apply(GiveCommand{job.node(), CloseClient{}});
        cluster.wait(
            [&] {
                const Consumer* consumer = consumer_at(run, job.node());
                return consumer == nullptr || consumer->state() == Consumer::State::closed ||
                       consumer->state() == Consumer::State::failed;
            },
            close_patience);
        cluster.apply(Kill{job.node(), CrashKind::process});
    }
    run.print("Processed a total of " + std::to_string(job.messages()) + " messages");
}

void run_console_consumer(const ToolRun& run) {
    const Options options(run.command, consumer_flags(run));
    refuse_misfit(options);
    Cluster& cluster = run.cluster();
    if (const Word* topic = options.value("--topic")) refuse_bad_name(*topic);
    const std::vector<NodeId> bootstrap = bootstrap_of(run, options);
    const NodeId node = free_place(run);
    const std::uint32_t life = cluster.world().status(node).incarnation + 1;
    const bool by_group = !options.has("--partition");
    const int lives = static_cast<int>(life) * 10 + node.value() - cluster.consumers()[0].value();
    ConsumerSpec spec{config_for(run, options, by_group, lives), bootstrap, {}, {}, {}};
    std::optional<Offset> from;
    if (by_group) {
        spec.topics = topics_of(run, options, bootstrap);
    } else {
        const std::int32_t partition = *options.whole_32("--partition");
        if (partition < 0) {
            throw BadInput(options.value("--partition")->place,
                           "Invalid partition " + std::to_string(partition),
                           "partitions count from 0");
        }
        spec.assignment = {{options.value("--topic")->text, PartitionIndex(partition)}};
        from = offset_of(options, spec.config.auto_offset_reset);
    }
    ConsoleConsumer::Limits limits;
    const auto most = options.whole_32("--max-messages");
    if (most && *most != -1) limits.max_messages = *most;
    const auto timeout_ms = options.whole("--timeout-ms");
    if (timeout_ms && *timeout_ms >= 0 && *timeout_ms <= timeout_ms_max) {
        limits.timeout = Duration::millis(*timeout_ms);
    }
    const RecordFormat format(options.values("--property"));
    const std::vector<TopicPartition> assigned = spec.assignment;
    cluster.launch(node, std::move(spec));
    run.session.consumers().emplace_back(
        node, format, limits, cluster.now(),
        "kafka-console-consumer " + options.text("--topic", options.text("--include", "")));
    cluster.wait([&] { return cluster.world().status(node).incarnation == life; }, close_patience);
    if (from) {
        cluster.apply(GiveCommand{node, SeekTo{assigned[0], SeekTo::Kind::offset, *from}});
    }
    if (run.command.background) {
        return run.print("[" + std::to_string(run.session.consumers().size()) + "]");
    }
    const std::string why = play(run, node);
    if (!why.empty()) run.complain(why);
    end_consumer(run, run.session.consumers().size() - 1);
}

}  // namespace kscope::sim
