#include "sim/scenario/when.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "core/config/config_value.h"
#include "core/note/note.h"
#include "sim/scenario/values.h"
#include "sim/scenario/yaml_reader.h"

namespace kscope::sim {

namespace {

// What a field of a note holds, as far as a condition can say it.
enum class FieldType : std::uint8_t {
    broker,
    node,
    partition,
    partitions,
    brokers,
    yes_no,
    whole,
    time,
    error,
    word,
    other
};

template <class T>
struct TypeOf {
    static constexpr FieldType value = std::is_integral_v<T> ? FieldType::whole : FieldType::other;
};
template <class Tag, class Rep>
struct TypeOf<Tagged<Tag, Rep>> {
    static constexpr FieldType value = FieldType::whole;
};
template <>
struct TypeOf<bool> {
    static constexpr FieldType value = FieldType::yes_no;
};
template <>
struct TypeOf<BrokerId> {
    static constexpr FieldType value = FieldType::broker;
};
template <>
struct TypeOf<NodeId> {
    static constexpr FieldType value = FieldType::node;
};
template <>
struct TypeOf<Duration> {
    static constexpr FieldType value = FieldType::time;
};
template <>
struct TypeOf<ErrorCode> {
    static constexpr FieldType value = FieldType::error;
};
template <>
struct TypeOf<std::string> {
    static constexpr FieldType value = FieldType::word;
};
template <>
struct TypeOf<TopicPartition> {
    static constexpr FieldType value = FieldType::partition;
};
template <>
struct TypeOf<std::vector<TopicPartition>> {
    static constexpr FieldType value = FieldType::partitions;
};
template <>
struct TypeOf<std::vector<BrokerId>> {
    static constexpr FieldType value = FieldType::brokers;
};

const char* words_for(FieldType type) {
    switch (type) {
        case FieldType::broker: return "a broker (b1)";
        case FieldType::node: return "a node (web)";
        case FieldType::partition: return "a partition (click-0)";
        case FieldType::partitions: return "partitions ([click-0, click-1])";
        case FieldType::brokers: return "brokers ([b1, b2])";
        case FieldType::yes_no: return "true or false";
        case FieldType::whole: return "a whole number";
        case FieldType::time: return "a time (18s)";
        case FieldType::error: return "an error (NOT_LEADER_OR_FOLLOWER)";
        case FieldType::word: return "a word";
        case FieldType::other: return "a list; conditions cannot name it";
    }
    return "";
}

struct Field {
    std::string name;
    FieldType type;
};

template <std::size_t... I>
std::vector<Field> fields_of(std::size_t kind, std::index_sequence<I...>) {
    std::vector<Field> fields;
    const auto collect = [&fields]<class Note>(const Note& note) {
        note.visit([&fields](const char* name, const auto& value) {
            fields.push_back({name, TypeOf<std::decay_t<decltype(value)>>::value});
        });
    };
    (void)((I == kind ? (collect(std::variant_alternative_t<I, NoteBody>{}), true) : false) || ...);
    return fields;
}

std::vector<Field> fields_of(std::size_t kind) {
    return fields_of(kind, std::make_index_sequence<note_kinds>{});
}

[[noreturn]] void refuse_value(const Tree& tree, const Field& field) {
    throw BadInput(tree.place,
                   description_of(tree) + " can never be the field " + quoted(field.name) +
                       typography_hint(tree.text),
                   std::string("it is ") + words_for(field.type));
}

std::string broker_text(const Loading& loading, const Tree& tree, const Field& field) {
    if (tree.kind == Tree::Kind::text && tree.text == "none") return "-1";
    const std::string& text = tree.text;
    const auto id = parse_integer(text.starts_with("b") ? text.substr(1) : text);
    if (tree.kind != Tree::Kind::text || !id) refuse_value(tree, field);
    return std::to_string(find_broker(loading, *id, tree.place).value());
}

std::string word_text(const Loading& loading, const Tree& tree, const Field& field) {
    if (tree.kind != Tree::Kind::text) refuse_value(tree, field);
    if (field.name == "topic") require_topic(loading, tree.text, tree.place);
    if (field.name == "group") {
        std::vector<std::string> groups;
        for (const GroupPlan& group : loading.scenario.groups) groups.push_back(group.name);
        if (std::find(groups.begin(), groups.end(), tree.text) == groups.end()) {
            throw BadInput(tree.place, "there is no group " + quoted(tree.text),
                           suggest(tree.text, groups));
        }
    }
    return tree.text;
}

std::optional<std::string> error_text(const std::string& text) {
    for (int code = -1; code < 200; ++code) {
        const auto error = static_cast<ErrorCode>(code);
        if (name_of(error) == text) return text;
    }
    return std::nullopt;
}

std::string value_text(const Loading& loading, const Tree& tree, const Field& field);

std::string list_text(const Loading& loading, const Tree& tree, const Field& field,
                      FieldType element) {
    std::string text = "[";
    for (const Tree& item : read_list(tree, words_for(field.type))) {
        text += (text.size() > 1 ? ", " : "") + value_text(loading, item, {field.name, element});
    }
    return text + "]";
}

// The value as note_fields() says it.
std::string value_text(const Loading& loading, const Tree& tree, const Field& field) {
    switch (field.type) {
        case FieldType::broker: return broker_text(loading, tree, field);
        case FieldType::node:
            return std::to_string(find_node(loading, read_text(tree), tree.place).value());
        case FieldType::partition:
            return to_string(find_partition(loading, read_text(tree), tree.place));
        case FieldType::partitions: return list_text(loading, tree, field, FieldType::partition);
        case FieldType::brokers: return list_text(loading, tree, field, FieldType::broker);
        case FieldType::yes_no: return read_yes_no(tree) ? "true" : "false";
        case FieldType::whole:
            return std::to_string(read_whole(tree, std::numeric_limits<std::int64_t>::min(),
                                             std::numeric_limits<std::int64_t>::max()));
        case FieldType::time: return to_string(read_time(tree, Duration::forever()));
        case FieldType::error:
            if (!error_text(tree.text)) refuse_value(tree, field);
            return tree.text;
        case FieldType::word: return word_text(loading, tree, field);
        case FieldType::other: refuse_value(tree, field);
    }
    return "";
}

std::vector<std::string> note_names() {
    std::vector<std::string> names;
    for (std::size_t kind = 0; kind < note_kinds; ++kind) names.emplace_back(note_name(kind));
    return names;
}

void read_fields(const Loading& loading, const Tree& tree, NotePattern& pattern) {
    if (tree.kind == Tree::Kind::nothing) return;
    if (tree.kind != Tree::Kind::map) {
        throw BadInput(tree.place, "the fields of a note are a map",
                       "write for example {partition: click-0}, or nothing");
    }
    const std::vector<Field> fields = fields_of(pattern.kind);
    std::vector<std::string> known;
    for (const Field& field : fields) known.push_back(field.name);
    for (const Tree::Entry& entry : tree.entries) {
        const auto field = std::find_if(fields.begin(), fields.end(),
                                        [&](const Field& f) { return f.name == entry.key; });
        if (field == fields.end()) {
            throw BadInput(
                entry.place,
                std::string(note_name(pattern.kind)) + " has no field " + quoted(entry.key),
                suggest(entry.key, known));
        }
        pattern.fields.emplace_back(entry.key, value_text(loading, entry.value, *field));
    }
}

// "LeaderElected {partition: click-0}" as the map that stands behind `when:`.
std::string as_map(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string::npos || text[first] == '{') return text;
    const std::size_t end = text.find_first_of(" :{", first);
    if (end == std::string::npos) return "{" + text + ": }";
    const std::size_t rest = text.find_first_not_of(" :", end);
    const std::string fields = rest == std::string::npos ? "" : text.substr(rest);
    return "{" + text.substr(first, end - first) + ": " + fields + "}";
}

}  // namespace

std::size_t find_note(std::string_view name) {
    for (std::size_t kind = 0; kind < note_kinds; ++kind) {
        if (name == note_name(kind)) return kind;
    }
    return note_kinds;
}

std::vector<std::pair<std::string, std::string>> note_field_types(std::size_t kind) {
    std::vector<std::pair<std::string, std::string>> types;
    for (const Field& field : fields_of(kind))
        types.emplace_back(field.name, words_for(field.type));
    return types;
}

When read_when(const Loading& loading, MapReader reader) {
    When when;
    const std::vector<const Tree::Entry*> notes = reader.named();
    if (notes.size() != 1) {
        throw BadInput(reader.place(), "`when` names one note",
                       "write for example {LeaderElected: {partition: click-0}}");
    }
    const Tree::Entry& note = *notes.front();
    when.pattern.kind = find_note(note.key);
    if (when.pattern.kind == note_kinds) {
        const std::string near = nearest_word(note.key, note_names());
        throw BadInput(
            note.place, "there is no note " + quoted(note.key),
            near.empty() ? "`kscope list notes` names them all" : "did you mean `" + near + "`?");
    }
    read_fields(loading, note.value, when.pattern);
    if (const Tree* count = reader.optional("count")) {
        when.pattern.count = static_cast<std::uint32_t>(read_whole_32(*count, 1));
    }
    if (const Tree* after = reader.optional("after")) when.delay = read_time(*after);
    return when;
}

When parse_when(const Scenario& scenario, const std::string& text) {
    Loading loading = loading_of(scenario);
    const Tree root = read_yaml("when: " + as_map(text), "run until");
    MapReader entry(root, "timeline[]", loading.seen);
    return read_when(loading, entry.map("when", entry.required("when")));
}

}  // namespace kscope::sim
