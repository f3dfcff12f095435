// `brokers: {properties: [...]}`: brokers from their server.properties files.
#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/scenario/loading.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

std::string read_text_file(const std::string& path, const Place& named_at) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw BadInput(named_at, "cannot open " + quoted(path) + ": " + std::strerror(errno),
                       "a server.properties file is sought beside the scenario file");
    }
    std::string text;
    std::string block(65'536, '\0');
    while (file && text.size() <= properties_bytes_max) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block, 0, static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) {
        throw BadInput(named_at, "cannot read " + quoted(path), "name a file, not a directory");
    }
    return text;
}

}  // namespace

std::vector<ServerProperties> load_server_files(const Loading& loading, const Tree& names) {
    std::vector<ServerProperties> servers;
    for (const std::string& name : read_words(names)) {
        const std::string path = name.starts_with("/") ? name : loading.directory + name;
        servers.push_back(read_server_properties(read_text_file(path, names.place), path,
                                                 loading.scenario.version));
        for (std::size_t i = 0; i + 1 < servers.size(); ++i) {
            refuse_same(servers[i], servers.back());
        }
    }
    return servers;
}

}  // namespace kscope::sim
