#include "sim/shell/simulated_disk.h"

#include <algorithm>

#include "sim/export/broker_disk.h"

namespace kscope::sim {

namespace {

class Collector : public FileSink {
public:
    Collector(std::string directory, std::vector<SimulatedFile>& files)
        : directory_(std::move(directory)), files_(files) {}
    void begin(const std::string& name) override {
        files_.push_back({directory_ + "/" + name, ""});
    }
    void write(std::string_view bytes) override { files_.back().bytes += bytes; }
    void end() override {}

private:
    std::string directory_;
    std::vector<SimulatedFile>& files_;
};

std::string with_slash(std::string directory) {
    if (!directory.ends_with('/')) directory += '/';
    return directory;
}

}  // namespace

SimulatedDisk::SimulatedDisk(const Cluster& cluster) {
    for (const BrokerId id : cluster.brokers()) {
        const NodeId node = cluster.broker(id);
        Collector collector(cluster.log_dir(node), files_);
        write_broker_disk(cluster.world(), node, collector);
    }
    std::sort(files_.begin(), files_.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
}

const SimulatedFile* SimulatedDisk::find(const std::string& path) const {
    for (const SimulatedFile& file : files_) {
        if (file.path == path) return &file;
    }
    return nullptr;
}

std::vector<std::string> SimulatedDisk::list(std::string directory) const {
    directory = with_slash(std::move(directory));
    std::vector<std::string> names;
    for (const SimulatedFile& file : files_) {
        if (!file.path.starts_with(directory)) continue;
        const std::string rest = file.path.substr(directory.size());
        const std::size_t slash = rest.find('/');
        std::string name = slash == std::string::npos ? rest : rest.substr(0, slash + 1);
        if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
    return names;
}

std::vector<std::string> SimulatedDisk::below(std::string directory) const {
    directory = with_slash(std::move(directory));
    std::vector<std::string> paths;
    for (const SimulatedFile& file : files_) {
        if (file.path.starts_with(directory)) paths.push_back(file.path);
    }
    return paths;
}

std::unique_ptr<ByteSource> SimulatedDisk::open(const std::string& path) const {
    const SimulatedFile* file = find(path);
    if (file == nullptr) return nullptr;
    return std::make_unique<StringSource>(file->bytes);
}

}  // namespace kscope::sim
