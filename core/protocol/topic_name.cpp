#include "core/protocol/topic_name.h"

#include <algorithm>
#include <cstring>

namespace kscope {

const std::string* TopicName::long_text() const {
    const std::string* text = nullptr;
    std::memcpy(&text, bytes_.data(), sizeof text);
    return text;
}

void TopicName::assign(std::string_view text) {
    if (text.size() <= tag) {
        std::copy(text.begin(), text.end(), bytes_.begin());
        bytes_[tag] = static_cast<char>(text.size());
    } else {
        const auto* own = new std::string(text);
        std::memcpy(bytes_.data(), &own, sizeof own);
        bytes_[tag] = long_tag;
    }
}

}  // namespace kscope
