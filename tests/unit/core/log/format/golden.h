// The golden files of this folder, by name (README.md says where their bytes come from).
#pragma once

#include <fstream>
#include <map>
#include <string>

namespace kscope::test {

inline std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

inline std::map<std::string, std::string> golden(const std::string& file) {
    std::map<std::string, std::string> all;
    std::ifstream in("tests/unit/core/log/format/" + file);
    std::string line;
    while (std::getline(in, line)) {
        const std::size_t bar = line.find(" | ");
        all[line.substr(0, bar)] = from_hex(line.substr(bar + 3));
    }
    return all;
}

// The three batches of one log, one after the other: a segment as a broker left it.
inline std::string broker_segment() {
    const auto batches = golden("golden_batches.txt");
    return batches.at("broker 0.11 v2: one record") +
           batches.at("broker 0.11 v2: two empty values") +
           batches.at("broker 0.11 v2: one record again");
}

}  // namespace kscope::test
