// What writer and reader of bytes share: the three ways in which lengths are written, the version
// of a message, and tagged fields (KIP-482).
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace kscope {

// classic: Kafka before KIP-482, int16 before a string, int32 before bytes and arrays.
// compact: flexible versions, an unsigned varint of length + 1 before each, and tagged fields.
// jute: ZooKeeper's, int32 before each.
enum class WireFormat : std::uint8_t { classic, compact, jute };

// The one version of a message that kscope speaks, and the first flexible one of its kind.
struct WireVersion {
    std::int16_t version = 0;
    std::int16_t first_flexible = 0;
    [[nodiscard]] constexpr WireFormat format() const {
        return version >= first_flexible ? WireFormat::compact : WireFormat::classic;
    }
};

// Names a message type where there is no message.
template <class T>
struct WireType {};

// A field of a tagged section. `transfer` is called with the writer or reader of that field alone;
// when writing, only if `present`.
template <class F>
struct TagField {
    std::uint32_t tag = 0;
    bool present = false;
    F transfer;
};
template <class F>
TagField<F> tag_field(std::uint32_t tag, bool present, F transfer) {
    return {tag, present, std::move(transfer)};
}

// Tags of fields that only kscope has; a real parser skips what it does not know
// (docs/reference/fidelity.md lists them). Kafka's own tags count from 0.
enum KscopeTag : std::uint32_t {
    tag_replica_epoch = 27'500,
    tag_full = 27'501,
    tag_topic_config = 27'502,
    tag_is_new = 27'503,
};

// Null where kscope's message has an empty string, and the other way round.
inline constexpr const char* null_string = nullptr;

}  // namespace kscope
