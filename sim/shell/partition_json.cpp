#include "sim/shell/partition_json.h"

#include <nlohmann/json.hpp>

namespace kscope::sim {

namespace {

using Json = nlohmann::ordered_json;

Json list_in(const std::string& text, const Word& file, const char* key) {
    const Json root = Json::parse(text, nullptr, false);
    if (root.is_discarded() || !root.is_object()) {
        throw BadInput(file.place, "Failed to parse " + file.text + ": it is no JSON object",
                       std::string("write {\"version\": 1, \"") + key + "\": [...]}");
    }
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

}  // namespace

std::vector<PartitionEntry> read_partition_json(const std::string& text, const Word& file) {
    std::vector<PartitionEntry> all;
    for (const Json& item : list_in(text, file, "partitions")) {
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
        all.push_back(std::move(entry));
    }
    return all;
}

std::vector<std::string> read_topics_json(const std::string& text, const Word& file) {
    std::vector<std::string> topics;
    for (const Json& item : list_in(text, file, "topics")) topics.push_back(topic_in(item, file));
    return topics;
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
