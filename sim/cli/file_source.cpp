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
    [[nodiscard]] std::string read(std::uint64_t position, std::size_t size) const override {
        std::string bytes(size, '\0');
        stream_.clear();
        stream_.seekg(static_cast<std::streamoff>(position));
        stream_.read(bytes.data(), static_cast<std::streamsize>(size));
        bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream_.gcount(), 0)));
        return bytes;
    }

private:
    mutable std::ifstream stream_;
    std::uint64_t size_;
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
