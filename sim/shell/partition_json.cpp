#include "sim/shell/partition_json.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "sim/shell/options.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

using Json = nlohmann::ordered_json;

// ReassignPartitionsCommand knows one version only; the tools for elections do not look.
void check_version(const Json& root, const Word& file) {
    const auto version = root.find("version");
    if (version == root.end() || *version == 1) return;
    throw BadInput(
        file.place,
        version->is_number_integer()
            ? "AdminOperationException: Not supported version field value " + version->dump()
            : "JsonMappingException: Expected `Integer` value, received " + version->dump(),
        "write \"version\": 1 into " + file.text);
}

enum class Version : std::uint8_t { ignored, checked };
Json list_in(const std::string& text, const Word& file, const char* key, Version version) {
    const Json root = Json::parse(text, nullptr, false);
    if (root.is_discarded() || !root.is_object()) {
        throw BadInput(file.place, "Failed to parse " + file.text + ": it is no JSON object",
                       std::string("write {\"version\": 1, \"") + key + "\": [...]}");
    }
    if (version == Version::checked) check_version(root, file);
    const auto list = root.find(key);
    if (list == root.end() || !list->is_array()) {
        throw BadInput(
            file.place,
            "AdminOperationException: " + file.text + " is missing \"" + key + "\" field",
            std::string("write {\"version\": 1, \"") + key + "\": [...]}");
    }
    return *list;
}

std::string topic_in(const Json& item, const Word& file) {
    const auto topic = item.is_object() ? item.find("topic") : item.end();
    if (item.is_object() && topic != item.end() && topic->is_string()) {
        return topic->get<std::string>();
    }
    throw BadInput(file.place, "an entry of " + file.text + " has no \"topic\"",
                   "write {\"topic\": \"click\", ...}");
}

std::int32_t number_in(const Json& number, const Word& file) {
    if (number.is_number_integer() && number >= -1 && number <= 0x7fffffff) {
        return number.get<std::int32_t>();
    }
    throw BadInput(file.place,
                   number.dump() + " in " + file.text +
                       " is no number of a broker or "
                       "partition",
                   "write a whole number");
}

// One for each replica, as parsePartitionReassignmentData has it.
void check_log_dirs(const Json& item, const PartitionEntry& entry, const Word& file) {
    const auto dirs = item.find("log_dirs");
    if (dirs == item.end()) return;
    const auto wrong = [&](const std::string& why) {
        throw BadInput(file.place, why, "write one of log_dirs for each replica, or leave it out");
    };
    if (!dirs->is_array()) {
        wrong("JsonMappingException: Expected JSON array, received " + dirs->dump());
    }
    std::vector<std::string> names;
    for (const Json& dir : *dirs) {
        if (!dir.is_string()) {
            wrong("JsonMappingException: Expected `String` value, received " + dir.dump());
        }
        names.push_back(dir.get<std::string>());
    }
    if (names.size() == entry.replicas.size()) return;
    wrong("AdminCommandFailedException: Size of replicas list [" + ids_of(entry.replicas, ", ") +
          "] is different from size of log dirs list [" + joined(names, ", ") + "] for partition " +
          to_string(entry.tp));
}

std::vector<PartitionEntry> entries_of(const std::string& text, const Word& file, Version version) {
    std::vector<PartitionEntry> all;
    for (const Json& item : list_in(text, file, "partitions", version)) {
        PartitionEntry entry;
        entry.tp.topic = topic_in(item, file);
        if (!item.contains("partition")) {
            throw BadInput(file.place, "an entry of " + file.text + " has no \"partition\"",
                           "write {\"topic\": \"click\", \"partition\": 0}");
        }
        entry.tp.partition = PartitionIndex(number_in(item["partition"], file));
        if (item.contains("replicas") && item["replicas"].is_array()) {
            entry.has_replicas = true;
            for (const Json& id : item["replicas"]) {
                entry.replicas.emplace_back(number_in(id, file));
            }
        }
        if (version == Version::checked) check_log_dirs(item, entry, file);
        all.push_back(std::move(entry));
    }
    return all;
}

}  // namespace

std::vector<PartitionEntry> read_partition_json(const std::string& text, const Word& file) {
    return entries_of(text, file, Version::ignored);
}

std::vector<PartitionEntry> read_reassignment_json(const std::string& text, const Word& file) {
    return entries_of(text, file, Version::checked);
}

std::vector<std::string> read_topics_json(const std::string& text, const Word& file) {
    std::vector<std::string> topics;
    std::set<std::string> twice;
    for (const Json& item : list_in(text, file, "topics", Version::checked)) {
        std::string topic = topic_in(item, file);
        const bool seen = std::find(topics.begin(), topics.end(), topic) != topics.end();
        if (seen) twice.insert(topic);
        topics.push_back(std::move(topic));
    }
    if (twice.empty()) return topics;
    throw BadInput(file.place,
                   "AdminCommandFailedException: List of topics to reassign contains duplicate "
                   "entries: [" +
                       joined({twice.begin(), twice.end()}, ", ") + "]",
                   "name each once");
}

std::vector<OffsetEntry> read_offsets_json(const std::string& text, const Word& file) {
    const std::string right =
        R"(write {"partitions": [{"topic": "click", "partition": 0, "offset": 7}], "version": 1})";
    const auto wrong = [&](const std::string& why) { throw BadInput(file.place, why, right); };
    const Json root = Json::parse(text, nullptr, false);
    if (root.is_discarded()) {
        wrong("AdminOperationException: The input string is not a valid JSON");
    }
    if (!root.is_object())
        wrong("JsonMappingException: Expected JSON object, received " + root.dump());
    if (root.contains("version") && root["version"] != 1) {
        wrong("AdminOperationException: Not supported version field value " +
              root["version"].dump());
    }
    if (!root.contains("partitions")) {
        wrong("AdminOperationException: Missing partitions field");
    }
    if (!root["partitions"].is_array()) {
        wrong("JsonMappingException: Expected JSON array, received " + root["partitions"].dump());
    }
    std::vector<OffsetEntry> all;
    for (const Json& item : root["partitions"]) {
        if (!item.is_object())
            wrong("JsonMappingException: Expected JSON object, received " + item.dump());
        for (const char* field : {"topic", "partition", "offset"}) {
            if (item.contains(field)) continue;
            wrong(std::string("JsonMappingException: No such field exists: `") + field + "`");
        }
        if (!item["topic"].is_string()) {
            wrong("JsonMappingException: Expected `String` value, received " +
                  item["topic"].dump());
        }
        for (const char* field : {"partition", "offset"}) {
            const bool is_long = std::string(field) == "offset";
            const Json& number = item[field];
            const bool fits = number.is_number_integer() &&
                              (is_long || (number >= -0x80000000LL && number <= 0x7fffffff));
            if (fits) continue;
            wrong(std::string("JsonMappingException: Expected `") + (is_long ? "Long" : "Integer") +
                  "` value, received " + number.dump());
        }
        all.push_back({{item["topic"].get<std::string>(),
                        PartitionIndex(item["partition"].get<std::int32_t>())},
                       Offset(item["offset"].get<std::int64_t>())});
    }
    return all;
}

std::string partition_json(const std::vector<PartitionEntry>& partitions) {
    Json list = Json::array();
    for (const PartitionEntry& entry : partitions) {
        Json item;
        item["topic"] = entry.tp.topic;
        item["partition"] = entry.tp.partition.value();
        item["replicas"] = Json::array();
        item["log_dirs"] = Json::array();
        for (const BrokerId replica : entry.replicas) {
            item["replicas"].push_back(replica.value());
            item["log_dirs"].push_back("any");
        }
        list.push_back(std::move(item));
    }
    Json root;
    root["version"] = 1;
    root["partitions"] = std::move(list);
    return root.dump();
}

}  // namespace kscope::sim
