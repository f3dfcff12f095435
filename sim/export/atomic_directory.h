// AtomicDirectory: a directory that appears whole or not at all. Its files are written into another
// directory beside it, which finish() renames; without finish() all of it is removed. A directory
// that is there must be empty. A killed kscope leaves only what has ".part-" in its name.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "sim/export/log_dir_files.h"

namespace kscope::sim {

class AtomicDirectory : public FileSink {
public:
    // Throws BadInput if it cannot be; `argument` is what the user typed before the path.
    AtomicDirectory(const std::string& path, const std::string& argument);
    AtomicDirectory(const AtomicDirectory&) = delete;
    AtomicDirectory& operator=(const AtomicDirectory&) = delete;
    ~AtomicDirectory() override;

    // Of all names that follow: "broker-1".
    void enter(const std::string& folder) { folder_ = folder; }
    // These throw BadInput if not all can be written: the disk is full.
    void begin(const std::string& name) override;
    void write(std::string_view bytes) override;
    void end() override;
    void finish();

private:
    [[noreturn]] void refuse(const std::string& problem, const std::string& remedy) const;
    [[noreturn]] void refuse_full() const;

    std::string named_;  // as the user wrote it, with the argument: "--disks out"
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    std::string folder_;
    std::ofstream stream_;
    bool finished_ = false;
};

}  // namespace kscope::sim
