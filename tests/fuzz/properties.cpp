#include <set>

#include "core/base/check.h"
#include "sim/scenario/server_properties.h"
#include "tests/fuzz/targets.h"

namespace kscope::fuzz {

namespace {

template <class Read>
void refuse_in_one_line(Read read) {
    try {
        read();
    } catch (const sim::BadInput& error) {
        const std::string line = error.what();
        KSCOPE_CHECK(line.starts_with("fuzz.properties:"));
        KSCOPE_CHECK(line.find('\n') == std::string::npos);
        KSCOPE_CHECK(error.place().line >= 1);
    }
}

}  // namespace

// The text of a properties file, as a broker's and as ZooKeeper's.
void properties(std::string_view input) {
    const std::string file = "fuzz.properties";
    refuse_in_one_line([&] {
        std::set<std::string> keys;
        for (const sim::Property& property : sim::read_properties(input, file)) {
            KSCOPE_CHECK(keys.insert(property.key).second);
            KSCOPE_CHECK(property.place.line >= 1 && property.place.column >= 1);
        }
    });
    refuse_in_one_line([&] {
        const auto server = sim::read_server_properties(input, file, "3.9");
        KSCOPE_CHECK(!server.log_dirs.empty() && server.port >= 0);
        KSCOPE_CHECK(!server.kraft || !server.kraft->voters.empty());
        refuse_in_one_line([&] { sim::refuse_same(server, server); });
    });
    refuse_in_one_line([&] { sim::read_zookeeper_properties(input, file, "3.9"); });
}

}  // namespace kscope::fuzz
