// `source` of a producer: a generator, records written out, an access log, or a list of these.
#include <limits>

#include "sim/scenario/loading.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

constexpr std::int32_t value_bytes_max = 1024 * 1024;

struct FieldName {
    const char* name;
    LogField field;
};
constexpr FieldName log_fields[] = {{"client", LogField::client},
                                    {"user", LogField::user},
                                    {"method", LogField::method},
                                    {"path", LogField::path},
                                    {"status", LogField::status}};

LogField find_field(const std::string& word, const Place& place) {
    std::vector<std::string> known;
    for (const FieldName& field : log_fields) {
        if (word == field.name) return field.field;
        known.emplace_back(field.name);
    }
    throw BadInput(place, quoted(word) + " is no field of an access log", suggest(word, known));
}

TopicChoice read_topic_choice(const Loading& loading, const Tree& tree) {
    const std::string& text = read_text(tree);
    if (text.starts_with("by ")) return {"", find_field(text.substr(3), tree.place)};
    require_topic(loading, text, tree.place);
    return {text, LogField::none};
}

LogField read_key_choice(const Tree& tree) {
    const std::string& text = read_text(tree);
    return text == "none" ? LogField::none : find_field(text, tree.place);
}

PartitionChoice read_partition_choice(const Tree& tree) {
    const std::string& text = read_text(tree);
    PartitionChoice choice;
    if (text == "by key") return choice;
    if (text.starts_with("by ")) {
        choice.kind = PartitionChoice::Kind::by_field;
        choice.field = find_field(text.substr(3), tree.place);
        return choice;
    }
    choice.kind = PartitionChoice::Kind::fixed;
    choice.fixed = PartitionIndex(read_whole_32(tree));
    return choice;
}

std::vector<std::string> optional_words(MapReader& reader, const char* key) {
    const Tree* tree = reader.optional(key);
    return tree != nullptr ? read_words(*tree) : std::vector<std::string>{};
}

AccessRule read_rule(const Loading& loading, MapReader reader) {
    AccessRule rule;
    if (const Tree* tree = reader.optional("if")) {
        MapReader condition = reader.map("if", *tree);
        rule.method = optional_words(condition, "method");
        rule.client = optional_words(condition, "client");
        rule.status = optional_words(condition, "status");
        rule.path_starts = optional_words(condition, "path-starts");
        rule.path_contains = optional_words(condition, "path-contains");
        rule.path_ends = optional_words(condition, "path-ends");
    }
    if (const Tree* topic = reader.optional("topic"))
        rule.topic = read_topic_choice(loading, *topic);
    if (const Tree* key = reader.optional("key")) rule.key = read_key_choice(*key);
    if (const Tree* partition = reader.optional("partition")) {
        rule.partition = read_partition_choice(*partition);
    }
    return rule;
}

// A fixed partition must exist in the topic that goes with it.
void require_partition(const Loading& loading, const PartitionChoice& partition,
                       const TopicChoice& topic, const Place& place) {
    if (partition.kind != PartitionChoice::Kind::fixed || topic.name.empty()) return;
    find_partition(loading, to_string(TopicPartition{topic.name, partition.fixed}), place);
}

AccessLogSource::Format read_format(const Tree& tree) {
    const std::string& text = read_text(tree);
    if (text == "either") return AccessLogSource::Format::either;
    if (text == "common") return AccessLogSource::Format::common;
    if (text == "combined") return AccessLogSource::Format::combined;
    throw BadInput(tree.place, quoted(text) + " is no format of access logs",
                   suggest(text, {"either", "common", "combined"}));
}

void read_pace(AccessLogSource& source, MapReader& reader) {
    const Tree* speed = reader.optional("speed");
    const Tree* lasts = reader.optional("lasts");
    if (speed != nullptr && lasts != nullptr) {
        throw BadInput(lasts->place, "`speed` and `lasts` say the same thing twice", "keep one");
    }
    if (speed != nullptr) source.speed_thousandths = read_thousandths(*speed);
    if (lasts != nullptr) source.lasts = read_time(*lasts);
    if (const Tree* limit = reader.optional("limit")) source.limit = read_whole_32(*limit);
}

AccessLogSource read_access_log(const Loading& loading, MapReader& reader, const Tree& file) {
    AccessLogSource source;
    const std::string& name = read_text(file);
    const bool from_command_line = file.place.line == 0;
    source.path = from_command_line || name.starts_with("/") ? name : loading.directory + name;
    source.place = file.place;
    read_pace(source, reader);
    if (const Tree* format = reader.optional("format")) source.format = read_format(*format);
    if (const Tree* value = reader.optional("value")) {
        source.whole_line = read_text(*value) == "line";
        if (!source.whole_line && value->text != "request") {
            throw BadInput(value->place, quoted(value->text) + " is no part of an access log line",
                           "write line or request");
        }
    }
    source.topic = read_topic_choice(loading, reader.required("topic"));
    if (const Tree* key = reader.optional("key")) source.key = read_key_choice(*key);
    if (const Tree* partition = reader.optional("partition")) {
        source.partition = read_partition_choice(*partition);
        require_partition(loading, source.partition, source.topic, partition->place);
    }
    if (const Tree* rules = reader.optional("rules")) {
        for (const Tree& item : read_list(*rules, "- {if: {method: POST}, topic: upload}")) {
            AccessRule rule = read_rule(loading, reader.item("rules", item));
            require_partition(loading, rule.partition.value_or(source.partition),
                              rule.topic.value_or(source.topic), item.place);
            source.rules.push_back(std::move(rule));
        }
    }
    return source;
}

GeneratedSource read_generator(const Loading& loading, MapReader reader) {
    GeneratedSource source;
    const Tree& topic = reader.required("topic");
    source.topic = read_text(topic);
    require_topic(loading, source.topic, topic.place);
    const Tree& every = reader.required("every");
    source.interval = read_time(every);
    if (source.interval == Duration()) {
        throw BadInput(every.place, "no time passes between two records", "write at least 1ns");
    }
    if (const Tree* n = reader.optional("count")) {
        source.count =
            static_cast<std::uint64_t>(read_whole(*n, 0, std::numeric_limits<std::int64_t>::max()));
    }
    if (const Tree* jitter = reader.optional("jitter")) source.jitter = read_yes_no(*jitter);
    if (const Tree* keys = reader.optional("keys")) source.keys = read_whole_32(*keys);
    const Tree* prefix = reader.optional("key-prefix");
    source.key_prefix = prefix != nullptr ? read_text(*prefix) : "user-";
    source.value_bytes = 100;
    if (const Tree* bytes = reader.optional("value-bytes")) {
        source.value_bytes = static_cast<std::int32_t>(read_whole(*bytes, 0, value_bytes_max));
    }
    if (const Tree* text = reader.optional("value-prefix")) source.value_prefix = read_text(*text);
    const Tree* partition = reader.optional("partition");
    if (partition == nullptr) return source;
    source.key_is_partition = read_text(*partition) == "key number";
    if (!source.key_is_partition && partition->text != "by key") {
        throw BadInput(partition->place, quoted(partition->text) + " is no way to a partition",
                       "write by key or key number");
    }
    if (source.key_is_partition && source.keys == 0) {
        throw BadInput(partition->place, "there are no keys", "add `keys: 3` or so");
    }
    if (source.key_is_partition && source.keys > partitions_of(loading, source.topic)) {
        throw BadInput(
            partition->place, "there are more keys than partitions of " + quoted(source.topic),
            "write at most " + std::to_string(partitions_of(loading, source.topic)) + " as `keys`");
    }
    return source;
}

std::vector<PlannedRecord> read_records(const Loading& loading, MapReader& reader,
                                        const Tree& tree) {
    std::vector<PlannedRecord> records;
    for (const Tree& item : read_list(tree, "- {at: 1s, topic: click, value: hello}")) {
        MapReader each = reader.item("records", item);
        PlannedRecord planned;
        const Tree& at = each.required("at");
        planned.at = read_time(at);
        if (!records.empty() && planned.at < records.back().at) {
            throw BadInput(at.place, "this record comes before the one above it",
                           "write them in order of time");
        }
        const Tree& topic = each.required("topic");
        planned.record.topic = read_text(topic);
        require_topic(loading, planned.record.topic, topic.place);
        if (const Tree* key = each.optional("key")) planned.record.key = Bytes(read_text(*key));
        if (const Tree* value = each.optional("value")) {
            planned.record.value = Bytes(read_text(*value));
        }
        if (const Tree* partition = each.optional("partition")) {
            planned.record.partition = read_partition_of(loading, planned.record.topic, *partition);
        }
        records.push_back(std::move(planned));
    }
    return records;
}

RecordSource read_source(const Loading& loading, MapReader reader) {
    const Tree* generator = reader.optional("generator");
    const Tree* records = reader.optional("records");
    const Tree* file = reader.optional("file");
    const int given = (generator != nullptr) + (records != nullptr) + (file != nullptr);
    if (given != 1) {
        throw BadInput(reader.place(), "a source is one of `generator`, `records` or `file`",
                       given == 0 ? "add one" : "keep one");
    }
    if (file != nullptr) return read_access_log(loading, reader, *file);
    for (const char* key :
         {"format", "speed", "lasts", "limit", "value", "topic", "key", "partition", "rules"}) {
        if (const Tree* stray = reader.optional(key)) {
            throw BadInput(stray->place, quoted(key) + " goes only with `file`",
                           "remove it, or move it below the generator");
        }
    }
    if (generator != nullptr) return read_generator(loading, reader.map("generator", *generator));
    return read_records(loading, reader, *records);
}

}  // namespace

std::vector<RecordSource> load_sources(const Loading& loading, MapReader& producer,
                                       const Tree& source) {
    std::vector<RecordSource> sources;
    if (source.kind != Tree::Kind::list) {
        sources.push_back(read_source(loading, producer.map("source", source)));
        return sources;
    }
    for (const Tree& item : source.items) {
        sources.push_back(read_source(loading, producer.map("source", item)));
    }
    if (sources.empty()) throw BadInput(source.place, "there is no source in it", "add one");
    return sources;
}

}  // namespace kscope::sim
