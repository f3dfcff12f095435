// Bytes: an immutable byte string, shared by copies. Keys, values and headers of records are Bytes.
// A null key or value is std::optional<Bytes>{}; empty is not null.
#pragma once

#include <string>
#include <string_view>

#include "core/base/ref.h"

namespace kscope {

class Bytes {
public:
    Bytes() = default;
    explicit Bytes(std::string_view content)
        : shared_(content.empty() ? nullptr : new Shared(content)) {}

    [[nodiscard]] std::string_view view() const {
        return shared_ ? std::string_view(shared_->content) : std::string_view();
    }
    [[nodiscard]] std::size_t size() const { return view().size(); }
    friend bool operator==(const Bytes& a, const Bytes& b) { return a.view() == b.view(); }
    friend auto operator<=>(const Bytes& a, const Bytes& b) { return a.view() <=> b.view(); }

private:
    struct Shared : RefCounted {
        explicit Shared(std::string_view c) : content(c) {}
        std::string content;
    };
    Ref<const Shared> shared_;
};

}  // namespace kscope
