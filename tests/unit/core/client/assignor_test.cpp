#include "core/client/assignor.h"

#include "core/protocol/topic_partition.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

std::string told(const std::vector<MemberAssignment>& assignment) {
    std::string text;
    for (const auto& member : assignment) {
        text += member.member_id + ":";
        for (const auto& tp : member.partitions) text += " " + to_string(tp);
        text += "; ";
    }
    return text;
}

}  // namespace

TEST_CASE("range: Kafka's own example, two topics of three partitions", "[client]") {
    const std::vector<JoinedMember> members{{"C1", {{"t0", "t1"}}}, {"C0", {{"t0", "t1"}}}};
    CHECK(told(assign_range({{"t0", 3}, {"t1", 3}}, members)) ==
          "C0: t0-0 t0-1 t1-0 t1-1; C1: t0-2 t1-2; ");
}

TEST_CASE("range: a member only gets topics it subscribes to, and may get none", "[client]") {
    const std::vector<JoinedMember> members{{"a", {{"t"}}}, {"b", {{"t", "u"}}}, {"c", {{"t"}}}};
    CHECK(told(assign_range({{"t", 2}, {"u", 2}}, members)) == "a: t-0; b: t-1 u-0 u-1; c:; ");
}

TEST_CASE("roundrobin: Kafka's own examples", "[client]") {
    const std::vector<JoinedMember> same{{"C1", {{"t0", "t1"}}}, {"C0", {{"t0", "t1"}}}};
    CHECK(told(assign_roundrobin({{"t0", 3}, {"t1", 3}}, same)) ==
          "C0: t0-0 t0-2 t1-1; C1: t0-1 t1-0 t1-2; ");
    const std::vector<JoinedMember> mixed{
        {"C0", {{"t0"}}}, {"C1", {{"t0", "t1"}}}, {"C2", {{"t0", "t1", "t2"}}}};
    CHECK(told(assign_roundrobin({{"t0", 1}, {"t1", 2}, {"t2", 3}}, mixed)) ==
          "C0: t0-0; C1: t1-0; C2: t1-1 t2-0 t2-1 t2-2; ");
}
