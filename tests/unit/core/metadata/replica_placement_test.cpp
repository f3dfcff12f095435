#include "core/metadata/replica_placement.h"

#include <set>

#include "tests/support/catch.h"

namespace kscope {
namespace {

std::vector<PlacementBroker> brokers(int count) {
    std::vector<PlacementBroker> result;
    for (int i = 0; i < count; ++i) result.push_back({BrokerId(i), ""});
    return result;
}

std::vector<BrokerId> ids(std::initializer_list<int> list) {
    std::vector<BrokerId> result;
    for (const int i : list) result.push_back(BrokerId(i));
    return result;
}

}  // namespace

TEST_CASE("placement equals Kafka's own vector") {
    const Placement p = place_replicas(brokers(5), 10, 3, {0, 0});
    REQUIRE(p.error == ErrorCode::none);
    const std::vector<std::vector<BrokerId>> expected{
        ids({0, 1, 2}), ids({1, 2, 3}), ids({2, 3, 4}), ids({3, 4, 0}), ids({4, 0, 1}),
        ids({0, 2, 3}), ids({1, 3, 4}), ids({2, 4, 0}), ids({3, 0, 1}), ids({4, 1, 2})};
    CHECK(p.assignments == expected);
}

TEST_CASE("placement with racks equals Kafka's documented example") {
    std::vector<PlacementBroker> six{{BrokerId(0), "rack1"}, {BrokerId(1), "rack3"},
                                     {BrokerId(2), "rack3"}, {BrokerId(3), "rack2"},
                                     {BrokerId(4), "rack2"}, {BrokerId(5), "rack1"}};
    CHECK(rack_alternated(six) == ids({0, 3, 1, 5, 4, 2}));
    const Placement p = place_replicas(six, 7, 3, {0, 0});
    const std::vector<std::vector<BrokerId>> expected{
        ids({0, 3, 1}), ids({3, 1, 5}), ids({1, 5, 4}), ids({5, 4, 2}),
        ids({4, 2, 0}), ids({2, 0, 3}), ids({0, 4, 2})};
    CHECK(p.assignments == expected);
}

TEST_CASE("a rack for only some brokers is refused, whichever they are") {
    for (std::size_t with = 0; with < 3; ++with) {
        std::vector<PlacementBroker> three = brokers(3);
        three[with].rack = "a";
        CHECK(place_replicas(three, 3, 2, {0, 0}).error == ErrorCode::unknown_server_error);
    }
}

TEST_CASE("one broker holds everything alone") {
    const Placement p = place_replicas(brokers(1), 4, 1, {0, 0});
    REQUIRE(p.assignments.size() == 4);
    for (const auto& replicas : p.assignments) CHECK(replicas == ids({0}));
}

TEST_CASE("more partitions go on round robin from the leader of the first") {
    const PlacementStart start = PlacementStart::after(brokers(5), BrokerId(3), 2);
    CHECK(start.start_index == 3);
    CHECK(start.next_replica_shift == 3);
    const Placement p = place_replicas(brokers(5), 2, 2, start);
    REQUIRE(p.assignments.size() == 2);
    CHECK(p.assignments[0] == ids({0, 4}));  // partition 2
    CHECK(p.assignments[1] == ids({1, 0}));  // partition 3
    CHECK(PlacementStart::after(brokers(2), BrokerId(7), 1).start_index == 0);
}

TEST_CASE("placement refuses with Kafka's errors and texts") {
    const Placement few = place_replicas(brokers(2), 1, 3, {0, 0});
    CHECK(few.error == ErrorCode::invalid_replication_factor);
    CHECK(few.message == "Replication factor: 3 larger than available brokers: 2.");
    CHECK(place_replicas(brokers(2), 0, 1, {0, 0}).error == ErrorCode::invalid_partitions);
    CHECK(place_replicas(brokers(2), 1, 0, {0, 0}).error == ErrorCode::invalid_replication_factor);
}

TEST_CASE("replicas of a partition are distinct for any start") {
    for (std::uint32_t start = 0; start < 7; ++start) {
        for (std::uint32_t shift = 0; shift < 7; ++shift) {
            for (const auto& replicas :
                 place_replicas(brokers(7), 30, 4, {start, shift}).assignments) {
                CHECK(std::set<BrokerId>(replicas.begin(), replicas.end()).size() == 4);
            }
        }
    }
}

}  // namespace kscope
