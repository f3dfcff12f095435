// kafka-broker-api-versions asks each broker that it lists.
#include "sim/shell/session.h"
#include "tests/support/catch.h"
#include "tests/unit/sim/shell/transcript.h"

namespace kscope::sim {

TEST_CASE("a broker that does not answer has no versions, and the others have theirs") {
    for (const char* version : {"2.5", "3.9", "4.1"}) {
        INFO(version);
        const NoFiles files;
        Session session(Session::own_scenario({std::string("cluster.version=") + version}),
                        Session::Origin::own, files);
        const std::string got = played(
            "$ kill b2\n$ kafka-broker-api-versions --bootstrap-server localhost:9092\n", session);
        CHECK(session.broken_law() == "");
        CHECK(got.find("localhost:9092 (id: 1 rack: null) -> (\n\tProduce(0): ") !=
              std::string::npos);
        CHECK(got.find("\n)\nlocalhost:9093 (id: 2 rack: null) -> ERROR: "
                       "org.apache.kafka.common.errors.DisconnectException\n"
                       "localhost:9094 (id: 3 rack: null) -> (\n\tProduce(0): ") !=
              std::string::npos);
    }
}

TEST_CASE("a broker without power is given up when the tool's request.timeout.ms is over") {
    const NoFiles files;
    Session session(Session::own_scenario({}), Session::Origin::own, files);
    Cluster& cluster = session.cluster();
    const Instant begin = cluster.now();
    cluster.apply(Kill{cluster.broker(BrokerId(2)), CrashKind::power_loss});
    const std::string got =
        played("$ kafka-broker-api-versions --bootstrap-server localhost:9092\n", session);
    CHECK(got.find("localhost:9093 (id: 2 rack: null) -> ERROR: "
                   "org.apache.kafka.common.errors.TimeoutException: Failed to send request after "
                   "5000 ms.\nlocalhost:9094 (id: 3 rack: null) -> (\n") != std::string::npos);
    CHECK(cluster.now() >= begin + Duration::seconds(5));
    CHECK(cluster.now() < begin + Duration::seconds(6));
}

}  // namespace kscope::sim
