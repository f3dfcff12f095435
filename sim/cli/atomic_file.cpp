#include "sim/cli/atomic_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "sim/scenario/input_error.h"

namespace kscope::sim {

AtomicFile::AtomicFile(std::string path, const std::string& argument)
    : path_(std::move(path)), temporary_(path_ + ".part-" + std::to_string(::getpid())) {
    const Place place{argument + " " + path_, 0, 0};
    if (std::filesystem::is_directory(path_)) {
        throw BadInput(place, "this is a directory", "name a file");
    }
    stream_.open(temporary_, std::ios::binary | std::ios::trunc);
    if (!stream_) {
        throw BadInput(place, std::string("cannot be written: ") + std::strerror(errno),
                       "name a file in a directory that is there");
    }
}

AtomicFile::~AtomicFile() {
    if (finished_) return;
    stream_.close();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::finish() {
    stream_.close();
    if (stream_.fail()) throw std::runtime_error(path_ + ": not all could be written");
    std::filesystem::rename(temporary_, path_);
    finished_ = true;
}

}  // namespace kscope::sim
