// What an operator asks about configurations: DescribeConfigs (32) and AlterConfigs (33) of
// KIP-133, and IncrementalAlterConfigs (44, KIP-339).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/protocol/error_code.h"

namespace kscope {

// org.apache.kafka.common.config.ConfigResource.Type.
enum class ConfigResourceType : std::int8_t { topic = 2, broker = 4 };

struct ConfigResource {
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;  // of a broker: its id; empty: what all brokers have by default
    std::optional<std::vector<std::string>> keys;  // none: all
    template <class V>
    void visit(V&& v) const {
        v("type", type), v("name", name), v("keys", keys);
    }
};

struct DescribeConfigsRequest {
    std::vector<ConfigResource> resources;
    bool include_synonyms = false;
    template <class V>
    void visit(V&& v) const {
        v("resources", resources), v("include_synonyms", include_synonyms);
    }
};

// Where a value comes from (ConfigEntry.ConfigSource, with the numbers of the protocol).
enum class ConfigSource : std::int8_t {
    dynamic_topic = 1,
    dynamic_broker = 2,
    dynamic_default_broker = 3,  // of all brokers
    static_broker = 4,
    default_config = 5,
};

// A place from which a value comes, or would without the stronger ones.
struct ConfigSynonym {
    std::string name;
    std::string value;
    ConfigSource source = ConfigSource::default_config;
    friend bool operator==(const ConfigSynonym&, const ConfigSynonym&) = default;
    template <class V>
    void visit(V&& v) const {
        v("name", name), v("value", value), v("source", source);
    }
};

struct ConfigEntry {
    std::string name;
    std::string value;  // empty: null
    bool read_only = false;
    ConfigSource source = ConfigSource::default_config;
    std::vector<ConfigSynonym> synonyms = {};  // the strongest first; empty: nobody asked
    friend bool operator==(const ConfigEntry&, const ConfigEntry&) = default;
    template <class V>
    void visit(V&& v) const {
        v("name", name), v("value", value), v("read_only", read_only), v("source", source);
        v("synonyms", synonyms);
    }
};

struct DescribedConfig {
    ErrorCode error = ErrorCode::none;
    std::string message;  // Kafka's error text; empty: none
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;
    std::vector<ConfigEntry> entries;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("message", message), v("type", type), v("name", name);
        v("entries", entries);
    }
};

struct DescribeConfigsResponse {
    std::vector<DescribedConfig> results;
    template <class V>
    void visit(V&& v) const {
        v("results", results);
    }
};

// AlterConfigOp.OpType; append and subtract are for keys that hold lists.
enum class ConfigOperation : std::int8_t { set = 0, remove = 1, append = 2, subtract = 3 };

struct ConfigAlteration {
    std::string name;
    ConfigOperation operation = ConfigOperation::set;
    std::string value;  // empty: null
    template <class V>
    void visit(V&& v) const {
        v("name", name), v("operation", operation), v("value", value);
    }
};

struct AlteredResource {
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;
    std::vector<ConfigAlteration> alterations;
    template <class V>
    void visit(V&& v) const {
        v("type", type), v("name", name), v("alterations", alterations);
    }
};

struct IncrementalAlterConfigsRequest {
    std::vector<AlteredResource> resources;
    template <class V>
    void visit(V&& v) const {
        v("resources", resources);
    }
};

struct AlterConfigsResult {
    ErrorCode error = ErrorCode::none;
    std::string message;  // Kafka's error text; empty: none
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("message", message), v("type", type), v("name", name);
    }
};

// The older request: what a resource is to have of its own, all of it; the rest goes back to the
// default.
struct WantedConfigs {
    ConfigResourceType type = ConfigResourceType::topic;
    std::string name;
    std::vector<std::pair<std::string, std::string>> configs;
    template <class V>
    void visit(V&& v) const {
        v("type", type), v("name", name), v("configs", configs);
    }
};

struct AlterConfigsRequest {
    std::vector<WantedConfigs> resources;
    template <class V>
    void visit(V&& v) const {
        v("resources", resources);
    }
};

struct AlterConfigsResponse {
    std::vector<AlterConfigsResult> results;
    template <class V>
    void visit(V&& v) const {
        v("results", results);
    }
};

struct IncrementalAlterConfigsResponse {
    std::vector<AlterConfigsResult> results;
    template <class V>
    void visit(V&& v) const {
        v("results", results);
    }
};

}  // namespace kscope
