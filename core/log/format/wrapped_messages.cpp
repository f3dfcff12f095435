#include "core/log/format/wrapped_messages.h"

namespace kscope {

std::optional<WrappedMessages> read_wrapped_messages(const BatchHeader& wrapper,
                                                     std::string_view plain) {
    WrappedMessages all;
    while (plain.size() >= BatchFrame::bytes) {
        const std::int64_t size = read_batch_frame(plain).size_in_bytes();
        if (size < 0 || size > static_cast<std::int64_t>(plain.size())) return std::nullopt;
        const std::string_view bytes = plain.substr(0, static_cast<std::size_t>(size));
        auto header = read_batch_header(bytes);
        if (!header || header->magic > 1 || header->compression() != CompressionType::none) {
            return std::nullopt;
        }
        if (wrapper.log_append_time() && header->magic == 1) {
            header->attributes |= 0x08;
            header->max_timestamp = wrapper.max_timestamp;
        }
        all.messages.push_back({*header, bytes});
        plain.remove_prefix(bytes.size());
    }
    if (!plain.empty() || all.messages.empty()) return std::nullopt;
    const std::int64_t last = all.messages.back().header.base_offset;
    // Some producers leave the wrapper's at 0.
    if (wrapper.magic == 0 || wrapper.base_offset == 0) return all;
    if (last < 0 || wrapper.base_offset < last) return std::nullopt;
    for (WrappedMessage& message : all.messages) {
        const std::int64_t own = message.header.base_offset;
        if (own < 0 || own > last) return std::nullopt;
        message.header.base_offset += wrapper.base_offset - last;
        message.header.last_offset = message.header.base_offset;
    }
    return all;
}

}  // namespace kscope
