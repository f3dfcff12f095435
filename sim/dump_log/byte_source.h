// ByteSource: the bytes of one file, read piece by piece, so that a large segment never is in
// memory as a whole. A real file, a simulated disk's, or a string in a test.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kscope::sim {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Up to `size` bytes from `position` on; fewer where the file ends. Not for two threads at
    // once.
    [[nodiscard]] virtual std::string read(std::uint64_t position, std::size_t size) const = 0;
};

class StringSource : public ByteSource {
public:
    explicit StringSource(std::string bytes) : bytes_(std::move(bytes)) {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] std::string read(std::uint64_t position, std::size_t size) const override {
        if (position >= bytes_.size()) return "";
        return bytes_.substr(static_cast<std::size_t>(position), size);
    }

private:
    std::string bytes_;
};

// Where a file is opened by its path; null: there is none, or it cannot be read.
class ByteSources {
public:
    virtual ~ByteSources() = default;
    [[nodiscard]] virtual std::unique_ptr<ByteSource> open(const std::string& path) const = 0;
};

}  // namespace kscope::sim
