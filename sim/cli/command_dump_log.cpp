#include <algorithm>
#include <filesystem>

#include "sim/cli/commands.h"
#include "sim/cli/file_source.h"
#include "sim/scenario/input_error.h"

namespace kscope::sim {

namespace {

namespace fs = std::filesystem;

// A directory stands for the files of Kafka in it and below it, by name.
void add_directory(const std::string& directory, std::vector<std::string>& files) {
    std::vector<std::string> found;
    std::error_code error;
    fs::recursive_directory_iterator entry(directory, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (entry->is_regular_file(error) && is_dumpable(entry->path().string())) {
            found.push_back(entry->path().string());
        }
    }
    if (error) {
        throw BadInput({directory, 0, 0}, "cannot be read: " + error.message(),
                       "name a directory that may be read");
    }
    if (found.empty()) {
        throw BadInput({directory, 0, 0}, "there is no file of a log directory in it",
                       "name a partition's directory, or one that has some");
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
}

std::vector<std::string> files_of(const DumpLogOptions& options) {
    std::vector<std::string> files;
    std::error_code ignored;
    std::vector<std::string> paths = options.paths;
    paths.insert(paths.end(), options.listed.begin(), options.listed.end());
    for (const std::string& path : paths) {
        if (fs::is_directory(path, ignored)) {
            add_directory(path, files);
        } else {
            files.push_back(path);
        }
    }
    if (files.empty()) {
        throw BadInput({"dump-log", 0, 0}, "no file is named",
                       "write kscope dump-log FILE..., or --files FILE,FILE");
    }
    return files;
}

}  // namespace

int command_dump_log(const DumpLogOptions& options, const Terminal& terminal) {
    const auto complaints =
        dump_log(files_of(options), options.dump, FileSources(), terminal.out, terminal.err);
    terminal.out.flush();
    for (const DumpComplaint& complaint : complaints) {
        terminal.err << to_string(complaint) << "\n";
    }
    return complaints.empty() ? all_held : bad_input;
}

}  // namespace kscope::sim
