#include "core/metadata/quorum_controller/periodic_elections.h"

#include "core/config/config_keys.h"
#include "tests/support/catch.h"

namespace kscope {

TEST_CASE("unclean.leader.election.interval.ms says when leaderless partitions are looked at") {
    BrokerConfig config = default_broker_config("4.0");
    config.auto_leader_rebalance_enable = false;
    const Instant start = Instant::at(Duration::seconds(7));
    CHECK(PeriodicElections(config, start).next_deadline() == start + Duration::seconds(300));
    REQUIRE_FALSE(set_config(config, "unclean.leader.election.interval.ms", "10"));
    PeriodicElections elections(config, start);
    const Instant first = start + Duration::millis(10);
    CHECK(elections.next_deadline() == first);
    CHECK(elections.is_due(ElectionType::unclean, first));
    CHECK_FALSE(elections.is_due(ElectionType::preferred, first));
    elections.held(ElectionType::unclean, first, 0);
    CHECK(elections.next_deadline() == first + Duration::millis(10));
}

}  // namespace kscope
