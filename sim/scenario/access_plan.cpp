// From the lines of an access log to planned records: order, pace, topic, key and partition.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/base/flat_map.h"
#include "sim/scenario/access_log.h"

namespace kscope::sim {

namespace {

std::string_view field_of(const AccessLine& line, LogField field) {
    switch (field) {
        case LogField::client: return line.client;
        case LogField::user: return line.user;
        case LogField::method: return line.method;
        case LogField::path: return line.path;
        case LogField::status: return line.status;
        case LogField::none: return {};
    }
    return {};
}

template <class Predicate>
bool any_or_none(const std::vector<std::string>& words, Predicate holds) {
    return words.empty() || std::any_of(words.begin(), words.end(), holds);
}

bool matches(const AccessRule& rule, const AccessLine& line) {
    const auto equals = [](std::string_view value) {
        return [value](const std::string& word) { return value == word; };
    };
    const std::string_view path = line.path;
    return any_or_none(rule.method, equals(line.method)) &&
           any_or_none(rule.client, equals(line.client)) &&
           any_or_none(rule.status, equals(line.status)) &&
           any_or_none(rule.path_starts, [&](auto& w) { return path.starts_with(w); }) &&
           any_or_none(rule.path_contains, [&](auto& w) { return path.find(w) != path.npos; }) &&
           any_or_none(rule.path_ends, [&](auto& w) { return path.ends_with(w); });
}

class Planner {
public:
    Planner(const AccessLogSource& source, const std::vector<NewTopic>& topics)
        : source_(source), topics_(topics) {}

    SendRecord plan(const AccessLine& line) {
        const AccessRule* rule = nullptr;
        for (const AccessRule& candidate : source_.rules) {
            if (!matches(candidate, line)) continue;
            rule = &candidate;
            break;
        }
        SendRecord record;
        const bool by_rule = rule != nullptr;
        const NewTopic& topic =
            topic_for(line, by_rule && rule->topic ? *rule->topic : source_.topic);
        record.topic = topic.name;
        record.partition = partition_for(
            line, topic, by_rule && rule->partition ? *rule->partition : source_.partition);
        const LogField key = by_rule && rule->key ? *rule->key : source_.key;
        if (key != LogField::none) record.key = key_bytes(field_of(line, key));
        record.value = Bytes(source_.whole_line ? line.line : line.request);
        record.timestamp = WallTime::from_millis(line.seconds * 1'000);
        return record;
    }

private:
    const NewTopic& topic_for(const AccessLine& line, const TopicChoice& choice) const {
        std::string name = choice.name;
        if (choice.field != LogField::none) {
            name = field_of(line, choice.field);
            for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        for (const NewTopic& topic : topics_) {
            if (topic.name == name) return topic;
        }
        throw BadInput(source_.place,
                       "a line of " + source_.path + " goes to the topic " + quoted(name) +
                           ", which is not there",
                       "add the topic, or a rule for such lines");
    }

    std::optional<PartitionIndex> partition_for(const AccessLine& line, const NewTopic& topic,
                                                const PartitionChoice& choice) {
        if (choice.kind == PartitionChoice::Kind::by_key) return std::nullopt;
        if (choice.kind == PartitionChoice::Kind::fixed) return choice.fixed;
        auto& turns = turns_[{choice.field, std::string(field_of(line, choice.field))}];
        if (turns == 0) turns = ++distinct_[choice.field];
        return PartitionIndex((turns - 1) % topic.partitions);
    }

    // Many lines share a client: one shared key for all of them.
    Bytes key_bytes(std::string_view text) {
        Bytes& key = keys_[std::string(text)];
        if (key.size() == 0) key = Bytes(text);
        return key;
    }

    const AccessLogSource& source_;
    const std::vector<NewTopic>& topics_;
    FlatMap<std::pair<LogField, std::string>, std::int32_t> turns_;  // from 1
    FlatMap<LogField, std::int32_t> distinct_;
    FlatMap<std::string, Bytes> keys_;
};

// Virtual time of a line, so many seconds after the first one.
Duration paced(const AccessLogSource& source, std::int64_t seconds, std::int64_t span) {
    if (source.lasts) {
        if (span == 0) return {};
        const std::int64_t whole = source.lasts->count();
        return Duration::nanos(whole / span * seconds + whole % span * seconds / span);
    }
    // seconds * 10^9 * 1000 / thousandths, in two parts so that nothing overflows.
    const std::int64_t millis = seconds * 1'000;
    const std::int64_t speed = source.speed_thousandths;
    const std::int64_t rest = millis * 1'000 % speed;
    const std::int64_t whole_millis = millis * 1'000 / speed;
    return Duration::millis(whole_millis) + Duration::nanos(rest * 1'000'000 / speed);
}

}  // namespace

AccessRecords plan_access_text(const AccessLogSource& source, const std::string& text,
                               const std::vector<NewTopic>& topics) {
    std::vector<AccessLine> lines = read_access_log(text, source.path, source.format);
    if (lines.empty()) {
        throw BadInput({source.path, 1, 1}, "there is no line in it", "name an access log");
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.seconds < b.seconds; });
    if (source.limit > 0 && source.limit < std::ssize(lines)) {
        lines.resize(static_cast<std::size_t>(source.limit));
    }
    AccessRecords planned;
    planned.first_second = lines.front().seconds;
    const std::int64_t span = lines.back().seconds - planned.first_second;
    planned.records.reserve(lines.size());
    Planner planner(source, topics);
    for (const AccessLine& line : lines) {
        const Duration at = paced(source, line.seconds - planned.first_second, span);
        planned.records.push_back({at, planner.plan(line)});
    }
    return planned;
}

AccessRecords plan_access_log(const AccessLogSource& source, const std::vector<NewTopic>& topics) {
    std::ifstream stream(source.path, std::ios::binary);
    if (!stream) {
        throw BadInput(source.place,
                       quoted(source.path) + " cannot be opened: " + std::strerror(errno),
                       "name an access log; relative to the scenario file, or to the current "
                       "directory with --set");
    }
    std::string text;
    std::string chunk(std::size_t{1} << 16, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())),
           stream.gcount() > 0) {
        text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad()) {
        throw BadInput(source.place, quoted(source.path) + " cannot be read",
                       "name a file, not a directory");
    }
    return plan_access_text(source, text, topics);
}

}  // namespace kscope::sim
