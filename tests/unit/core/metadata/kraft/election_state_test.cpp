#include "core/metadata/kraft/election_state.h"

#include "tests/support/catch.h"

namespace kscope {

TEST_CASE("quorum-state comes back as it was written") {
    const ReplicaKey voted{BrokerId(3), {0x0123456789abcdef, 0xfedcba9876543210}};
    for (const ElectionState& election :
         {ElectionState{LeaderEpoch(0), no_broker, {}},
          ElectionState{LeaderEpoch(7), BrokerId(2), {}},
          ElectionState{LeaderEpoch(7), no_broker, voted},
          ElectionState{LeaderEpoch(9), no_broker, {BrokerId(1), {}}}}) {
        CHECK(election_of(to_quorum_state(election)) == election);
    }
}

TEST_CASE("quorum-state is Kafka's text") {
    CHECK(to_quorum_state({LeaderEpoch(7), BrokerId(2), {}}) ==
          R"({"clusterId":"","leaderId":2,"leaderEpoch":7,"votedId":-1,"appliedOffset":0,)"
          R"("currentVoters":null,"data_version":0})");
    CHECK(to_quorum_state({LeaderEpoch(7), no_broker, {BrokerId(3), {1, 2}}}) ==
          R"({"leaderId":-1,"leaderEpoch":7,"votedId":3,)"
          R"("votedDirectoryId":"AAAAAAAAAAEAAAAAAAAAAg","data_version":1})");
}

TEST_CASE("what is no quorum-state is none") {
    for (const char* text :
         {"", "{", R"({"leaderId":1})", R"({"leaderId":1,"leaderEpoch":x,"votedId":-1})",
          R"({"leaderId":1,"leaderEpoch":-2,"votedId":-1})",
          R"({"leaderId":1,"leaderEpoch":2,"votedId":1,"votedDirectoryId":"a"})",
          R"({"leaderId":1,"leaderEpoch":2,"votedId":1)"}) {
        INFO(text);
        CHECK(!election_of(text));
    }
}

TEST_CASE("directory ids are Kafka's base64") {
    // Uuid.METADATA_TOPIC_ID and Uuid.ONE_UUID of org.apache.kafka.common.Uuid are (0, 1).
    CHECK(to_string(DirectoryId{0, 1}) == "AAAAAAAAAAAAAAAAAAAAAQ");
    CHECK(directory_of("AAAAAAAAAAAAAAAAAAAAAQ") == DirectoryId{0, 1});
    CHECK(!directory_of("AAAAAAAAAAAAAAAAAAAAA="));
    CHECK(!directory_of(""));
}

}  // namespace kscope
