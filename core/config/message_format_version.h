// The value of message.format.version: one of the names that Kafka's versions have among
// themselves, and the format that came with it (kafka.api.ApiVersion up to 2.8, MetadataVersion
// since). "0.10.2" is the last of that release, "0.10.2.1" too.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/message_format.h"

namespace kscope {

class MessageFormatVersion {
public:
    MessageFormatVersion() = default;  // the newest
    // None: "Version ... is not a valid version".
    static std::optional<MessageFormatVersion> named(std::string_view text);
    // The first that writes this format.
    static MessageFormatVersion first_of(MessageFormat format);

    [[nodiscard]] std::string_view name() const;  // "0.10.2-IV0"
    [[nodiscard]] MessageFormat format() const { return format_; }
    friend bool operator==(const MessageFormatVersion&, const MessageFormatVersion&) = default;

private:
    MessageFormatVersion(std::uint8_t place, MessageFormat format)
        : place_(place), format_(format) {}

    static constexpr std::uint8_t newest = 0xff;
    std::uint8_t place_ = newest;  // in the table of names
    MessageFormat format_ = MessageFormat::v2;
};

}  // namespace kscope
