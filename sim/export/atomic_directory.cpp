#include "sim/export/atomic_directory.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sim/scenario/input_error.h"

namespace kscope::sim {

namespace fs = std::filesystem;

AtomicDirectory::AtomicDirectory(const std::string& path, const std::string& argument)
    : named_(argument + " " + path) {
    std::error_code error;
    path_ = fs::weakly_canonical(fs::absolute(path, error), error);
    if (path.empty() || error) refuse("this names no directory", "name one that is not there yet");
    if (!path_.has_filename()) path_ = path_.parent_path();
    const fs::file_status status = fs::status(path_, error);
    if (fs::exists(status)) {
        if (!fs::is_directory(status)) refuse("this is a file", "name a directory");
        if (!fs::is_empty(path_, error) || error) {
            refuse("the directory is not empty", "name one that is empty, or not there yet");
        }
    }
    fs::path beside = path_;
    beside += ".part-" + std::to_string(::getpid());
    if (!fs::create_directory(beside, error)) {
        const std::string why = error ? error.message() : "its temporary name is taken";
        refuse("cannot be written: " + why, "name a directory in one that is there");
    }
    temporary_ = beside;
}

AtomicDirectory::~AtomicDirectory() {
    if (finished_ || temporary_.empty()) return;
    stream_.close();
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
}

void AtomicDirectory::refuse(const std::string& problem, const std::string& remedy) const {
    throw BadInput({named_, 0, 0}, problem, remedy);
}

void AtomicDirectory::refuse_full() const {
    refuse("not all could be written, the disk may be full",
           "make room, or name a directory on another disk");
}

void AtomicDirectory::begin(const std::string& name) {
    const fs::path file = temporary_ / folder_ / name;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    stream_.open(file, std::ios::binary | std::ios::trunc);
    if (error || !stream_) refuse_full();
}

void AtomicDirectory::write(std::string_view bytes) {
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream_) refuse_full();
}

void AtomicDirectory::end() {
    stream_.close();
    if (stream_.fail()) refuse_full();
}

void AtomicDirectory::finish() {
    std::error_code error;
    fs::rename(temporary_, path_, error);
    if (error) {
        refuse("cannot be put in its place: " + error.message(),
               "name a directory that is not there yet");
    }
    finished_ = true;
}

}  // namespace kscope::sim
