#include "sim/cli/atomic_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "sim/scenario/input_error.h"

namespace kscope::sim {

AtomicFile::AtomicFile(std::string path, const std::string& argument)
    : named_(argument + " " + path), path_(std::move(path)) {
    const Place place{named_, 0, 0};
    std::error_code ignored;
    if (std::filesystem::is_directory(path_, ignored)) {
        throw BadInput(place, "this is a directory", "name a file");
    }
    if (std::filesystem::is_symlink(path_, ignored)) {
        path_ = std::filesystem::weakly_canonical(path_, ignored).string();
    }
    const bool there = std::filesystem::exists(path_, ignored);
    if (!there || std::filesystem::is_regular_file(path_, ignored)) {
        temporary_ = path_ + ".part-" + std::to_string(::getpid());
    }
    stream_.open(temporary_.empty() ? path_ : temporary_, std::ios::binary | std::ios::trunc);
    if (!stream_) {
        throw BadInput(place, std::string("cannot be written: ") + std::strerror(errno),
                       "name a file in a directory that is there");
    }
}

AtomicFile::~AtomicFile() {
    if (finished_ || temporary_.empty()) return;
    stream_.close();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::finish() {
    stream_.close();
    if (stream_.fail()) {
        throw BadInput({named_, 0, 0}, "not all could be written, the disk may be full",
                       "make room, or name a file on another disk");
    }
    if (!temporary_.empty()) std::filesystem::rename(temporary_, path_);
    finished_ = true;
}

}  // namespace kscope::sim
