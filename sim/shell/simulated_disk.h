// The files of the simulated machine: each broker's log.dirs, at the path that its properties name,
// in the bytes of Kafka. A file is what it would be on a real disk at this moment, page cache
// included.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/dump_log/byte_source.h"
#include "sim/shell/cluster.h"

namespace kscope::sim {

struct SimulatedFile {
    std::string path;  // "/tmp/kafka-logs-1/click-0/00000000000000000000.log"
    std::string bytes;
};

class SimulatedDisk : public ByteSources {
public:
    // All files of brokers that ever ran, by path.
    explicit SimulatedDisk(const Cluster& cluster);

    [[nodiscard]] const SimulatedFile* find(const std::string& path) const;
    // The names in a directory, sorted; directories with a slash. Empty: there is no such
    // directory.
    [[nodiscard]] std::vector<std::string> list(std::string directory) const;
    // The paths below a directory.
    [[nodiscard]] std::vector<std::string> below(std::string directory) const;
    [[nodiscard]] std::unique_ptr<ByteSource> open(const std::string& path) const override;

private:
    std::vector<SimulatedFile> files_;
};

}  // namespace kscope::sim
