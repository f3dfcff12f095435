// A broker that finds no ZooKeeper when it starts: how long it tries, and what it leaves.
#include "core/broker/connection_timeout.h"

#include "core/broker/broker.h"
#include "core/config/config_keys.h"
#include "core/log/checkpoint_file.h"
#include "core/log/format/text_files.h"
#include "tests/support/catch.h"

namespace kscope {
namespace {

// Every connection that it opens is refused at once.
struct Alone {
    Output out;
    Instant time;
    std::vector<Effect> effects;

    static BrokerSpec spec(const char* timeout) {
        BrokerSpec spec;
        spec.config = default_broker_config("3.9");
        spec.config.broker_id = BrokerId(1);
        if (*timeout != '\0') {
            REQUIRE_FALSE(set_config(spec.config, "zookeeper.connection.timeout.ms", timeout));
        }
        spec.zookeeper = {NodeId(0)};
        return spec;
    }
    void give(Broker& broker, const Input& input) {
        out.clear();
        broker.step({time, WallTime::from_millis(0), EventId(1)}, input, out);
        for (const Effect& effect : out.effects) effects.push_back(effect);
        const std::vector<Effect> made = out.effects;
        for (const Effect& effect : made) {
            if (const auto* tried = std::get_if<Connect>(&effect)) {
                give(broker, PeerLost{tried->conn});
            }
        }
    }
    // Until it ends; why.
    std::string life(Broker& broker, std::vector<StoredFile> files) {
        give(broker, Boot{NodeId(1), 1, Rng(3), std::move(files)});
        while (broker.phase() != BrokerPhase::stopped &&
               time < Instant::at(Duration::seconds(60))) {
            time = broker.next_deadline();
            give(broker, Wakeup{});
        }
        const auto* end = std::get_if<Exit>(&effects.back());
        return end == nullptr ? "" : std::string(end->why.view());
    }
    [[nodiscard]] bool wrote(const std::string& file, const std::string& text) const {
        for (const Effect& effect : effects) {
            const auto* write = std::get_if<DiskWrite>(&effect);
            if (write == nullptr || write->file.text() != file) continue;
            return std::get<Bytes>(write->extent).view() == text;
        }
        return false;
    }
};

}  // namespace

TEST_CASE_METHOD(Alone, "a broker that does not reach ZooKeeper in time exits") {
    Broker broker(spec("6000"));
    CHECK(life(broker, {}) ==
          "it did not reach ZooKeeper in time (zookeeper.connection.timeout.ms=6000)");
    CHECK(time == Instant::at(Duration::seconds(6)));
    CHECK(broker.next_deadline().is_never());
    CHECK_FALSE(wrote(clean_shutdown_file, clean_shutdown_text(BrokerEpoch(7))));
}

TEST_CASE_METHOD(Alone, "without a timeout of its own it has that of the session") {
    Broker broker(spec(""));
    CHECK(life(broker, {}) ==
          "it did not reach ZooKeeper in time (zookeeper.session.timeout.ms=18000)");
    CHECK(time == Instant::at(Duration::seconds(18)));
}

TEST_CASE_METHOD(Alone, "its logs are as clean as it found them") {
    Broker broker(spec("6000"));
    const std::string mark = clean_shutdown_text(BrokerEpoch(7));
    CHECK_FALSE(life(broker, {{clean_shutdown_file, {Bytes(mark)}}}).empty());
    CHECK(wrote(clean_shutdown_file, mark));
}

}  // namespace kscope
