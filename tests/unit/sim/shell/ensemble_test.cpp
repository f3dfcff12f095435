// A session with an ensemble of ZooKeeper servers; KSCOPE_APPROVE=1 writes it anew.
#include <cstdlib>
#include <fstream>

#include "sim/shell/session.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/shell/transcript.h"

namespace kscope::sim {

namespace {

class NoFiles : public Outside {
public:
    [[nodiscard]] std::optional<std::string> read_file(const std::string&) const override {
        return std::nullopt;
    }
    void write_disks(const World&, const std::string&) const override {}
};

}  // namespace

TEST_CASE("the tools take any server of an ensemble, and wait for its leader") {
    const NoFiles files;
    Session session(Session::own_scenario({"cluster.zookeeper.servers=3"}), Session::Origin::own,
                    files);
    const std::string path = "tests/unit/sim/shell/ensemble.txt";
    std::ifstream file(path, std::ios::binary);
    const std::string told{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_FALSE(told.empty());
    const std::string got = played(told, session);
    CHECK(session.broken_law() == "");
    if (std::getenv("KSCOPE_APPROVE") != nullptr) {
        std::ofstream(path, std::ios::binary) << got;
    } else {
        CHECK(got == told);
    }
}

}  // namespace kscope::sim
