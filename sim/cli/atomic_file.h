// AtomicFile: a file that appears whole or not at all. It is written under another name beside its
// own and renamed by finish(); without finish() it is removed. A killed kscope leaves the old file.
// What is no file of its own (/dev/null, a pipe) is written to as it is; a link stays a link.
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
    // Throws BadInput if not all could be written: the disk is full.
    void finish();

private:
    std::string named_;  // as the user wrote it, with the argument: "--trace out.jsonl"
    std::string path_;
    std::string temporary_;  // empty: path_ itself is written
    std::ofstream stream_;
    bool finished_ = false;
};

}  // namespace kscope::sim
