// From the lines of an access log to planned records: order, pace, topic, key and partition.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/base/flat_map.h"
#include "sim/scenario/access_log.h"
#include "sim/scenario/values.h"

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

__extension__ using Wide = __int128;  // nothing overflows

// Virtual time of a line, so many seconds after the first one.
Wide paced(const AccessLogSource& source, std::int64_t seconds, std::int64_t span) {
    if (!source.lasts) {
        return static_cast<Wide>(seconds) * 1'000'000'000 * 1'000 / source.speed_thousandths;
    }
    return span == 0 ? 0 : static_cast<Wide>(source.lasts->count()) * seconds / span;
}

void refuse_long(const AccessLogSource& source, std::int64_t span) {
    if (paced(source, span, span) <= static_cast<Wide>(time_max.count())) return;
    throw BadInput(source.place, "the lines of " + source.path + " would take longer than 3650d",
                   "raise `speed`, or write for example `lasts: 90s`");
}

[[noreturn]] void refuse_too_large(const AccessLogSource& source) {
    throw BadInput(source.place, quoted(source.path) + " is larger than 128 MiB",
                   "name a part of it: head -n 500000 makes one");
}

// A device or a pipe may have no end, so it is not even opened.
std::string read_log_file(const AccessLogSource& source) {
    std::error_code error;
    const auto kind = std::filesystem::status(source.path, error).type();
    const bool is_there = kind != std::filesystem::file_type::not_found && !error;
    if (is_there && kind != std::filesystem::file_type::regular) {
        throw BadInput(source.place, quoted(source.path) + " is no regular file",
                       "name a file, not a directory, a pipe or a device");
    }
    std::ifstream stream(source.path, std::ios::binary);
    if (!stream) {
        throw BadInput(source.place,
                       quoted(source.path) + " cannot be opened: " + std::strerror(errno),
                       "name an access log; relative to the scenario file, or to the current "
                       "directory with --set");
    }
    const std::uintmax_t size = std::filesystem::file_size(source.path, error);
    if (!error && size > access_log_bytes_max) refuse_too_large(source);
    std::string text;
    if (!error) text.reserve(static_cast<std::size_t>(size));
    std::string chunk(std::size_t{1} << 16, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())),
           stream.gcount() > 0) {
        text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
        if (text.size() > access_log_bytes_max) refuse_too_large(source);  // it grows
    }
    if (stream.bad()) {
        throw BadInput(source.place, quoted(source.path) + " cannot be read",
                       "name a file on a disk that can be read");
    }
    return text;
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
    refuse_long(source, span);
    planned.records.reserve(lines.size());
    Planner planner(source, topics);
    for (const AccessLine& line : lines) {
        const Wide at = paced(source, line.seconds - planned.first_second, span);
        planned.records.push_back(
            {Duration::nanos(static_cast<std::int64_t>(at)), planner.plan(line)});
    }
    return planned;
}

AccessRecords plan_access_log(const AccessLogSource& source, const std::vector<NewTopic>& topics) {
    return plan_access_text(source, read_log_file(source), topics);
}

}  // namespace kscope::sim
