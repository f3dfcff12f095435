#include "sim/cli/file_source.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace kscope::sim {

namespace {

class FileSource : public ByteSource {
public:
    FileSource(const std::string& path, std::uint64_t size)
        : stream_(path, std::ios::binary), size_(size) {}

    [[nodiscard]] bool ok() const { return stream_.is_open(); }
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    // Batches are small and read in order: most come from the block that was read last.
    [[nodiscard]] std::string read(std::uint64_t position, std::size_t size) const override {
        if (size > block_bytes) return from_file(position, size);
        if (position < block_begin_ || position + size > block_begin_ + block_.size()) {
            block_ = from_file(position, block_bytes);
            block_begin_ = position;
        }
        const auto at = static_cast<std::size_t>(position - block_begin_);
        return at < block_.size() ? block_.substr(at, size) : "";
    }

private:
    static constexpr std::size_t block_bytes = std::size_t{256} << 10;

    [[nodiscard]] std::string from_file(std::uint64_t position, std::size_t size) const {
        const std::uint64_t left = position < size_ ? size_ - position : 0;
        std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, left)), '\0');
        stream_.clear();
        stream_.seekg(static_cast<std::streamoff>(position));
        stream_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream_.gcount(), 0)));
        return bytes;
    }

    mutable std::ifstream stream_;
    std::uint64_t size_;
    mutable std::string block_;
    mutable std::uint64_t block_begin_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> FileSources::open(const std::string& path) const {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return nullptr;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) return nullptr;
    auto source = std::make_unique<FileSource>(path, size);
    if (!source->ok()) return nullptr;
    return source;
}

}  // namespace kscope::sim
