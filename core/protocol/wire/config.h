// DescribeConfigs (32), AlterConfigs (33) and IncrementalAlterConfigs (44) on the wire.
// Documentation is not asked for, and not sent.
#pragma once

#include "core/protocol/config_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<DescribeConfigsRequest>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<DescribeConfigsResponse>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<AlterConfigsRequest>) { return {2, 2}; }
constexpr WireVersion version_of(WireType<AlterConfigsResponse>) { return {2, 2}; }
constexpr WireVersion version_of(WireType<IncrementalAlterConfigsRequest>) { return {1, 1}; }
constexpr WireVersion version_of(WireType<IncrementalAlterConfigsResponse>) { return {1, 1}; }

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeConfigsRequest>& m) {
    io.array(m.resources, [](auto& part, auto& resource) {
        part.fields(resource.type, resource.name);
        part.nullable_array(resource.keys, [](auto& each, auto& key) { each.fields(key); });
        part.tags();
    });
    io.fields(m.include_synonyms);
    io.uncarried(false);  // include documentation
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeConfigsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.array(m.results, [](auto& part, auto& result) {
        part.fields(result.error);
        part.nullable_string(result.message);
        part.fields(result.type, result.name);
        part.array(result.entries, [](auto& each, auto& entry) {
            each.fields(entry.name);
            each.nullable_string(entry.value);
            each.fields(entry.read_only, entry.source);
            each.uncarried(false);  // sensitive
            each.array(entry.synonyms, [](auto& one, auto& synonym) {
                one.fields(synonym.name);
                one.nullable_string(synonym.value);
                one.fields(synonym.source);
                one.tags();
            });
            each.uncarried(std::int8_t{0});      // the type: unknown
            each.uncarried_string(null_string);  // documentation
            each.tags();
        });
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<IncrementalAlterConfigsRequest>& m) {
    io.array(m.resources, [](auto& part, auto& resource) {
        part.fields(resource.type, resource.name);
        part.array(resource.alterations, [](auto& each, auto& alteration) {
            each.fields(alteration.name, alteration.operation);
            each.nullable_string(alteration.value);
            each.tags();
        });
        part.tags();
    });
    io.uncarried(false);  // validate only
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AlterConfigsRequest>& m) {
    io.array(m.resources, [](auto& part, auto& resource) {
        part.fields(resource.type, resource.name);
        part.array(resource.configs, [](auto& each, auto& entry) {
            each.fields(entry.first);
            each.nullable_string(entry.second);
            each.tags();
        });
        part.tags();
    });
    io.uncarried(false);  // validate only
    io.tags();
}

// AlterConfigs' and IncrementalAlterConfigs' answers are alike.
template <class Io, class Response>
void alteration_results(Io& io, Response& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.array(m.results, [](auto& part, auto& result) {
        part.fields(result.error);
        part.nullable_string(result.message);
        part.fields(result.type, result.name);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AlterConfigsResponse>& m) {
    alteration_results(io, m);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<IncrementalAlterConfigsResponse>& m) {
    alteration_results(io, m);
}

}  // namespace kscope
