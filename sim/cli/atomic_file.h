// AtomicFile: a file that appears whole or not at all. It is written under another name beside its
// own and renamed by finish(); without finish() it is removed. A killed kscope leaves the old file.
#pragma once

#include <fstream>
#include <string>

namespace kscope::sim {

class AtomicFile {
public:
    // Throws BadInput if it cannot be written; `argument` is what the user typed.
    AtomicFile(std::string path, const std::string& argument);
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    ~AtomicFile();

    std::ostream& stream() { return stream_; }
    // Throws std::runtime_error if the disk is full.
    void finish();

private:
    std::string path_;
    std::string temporary_;
    std::ofstream stream_;
    bool finished_ = false;
};

}  // namespace kscope::sim
