#include "sim/outcome/verdict.h"

#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

Outcome sample() {
    Outcome outcome;
    outcome.producers = {{"web", 10, 9, 0, 2, 1, true}};
    PartitionOutcome click;
    click.tp = {"click", PartitionIndex(0)};
    click.leader = BrokerId(2);
    click.leader_epoch = LeaderEpoch(1);
    click.isr = {BrokerId(2), BrokerId(3)};
    click.replicas = {BrokerId(1), BrokerId(2), BrokerId(3)};
    click.log_start = Offset(0);
    click.log_end = Offset(7);
    click.high_watermark = Offset(6);
    PartitionOutcome other = click;
    other.tp.partition = PartitionIndex(1);
    outcome.partitions = {click, other};
    GroupOutcome group;
    group.name = "monitoring";
    group.members = 2;
    group.state = "Stable";
    group.generation = Generation(3);
    group.partitions = {{click.tp, Offset(5), Offset(7), Offset(0), "monitoring-1"},
                        {other.tp, no_offset, Offset(7), Offset(0), ""}};
    outcome.groups = {group};
    return outcome;
}

Verdict of(const std::string& sentence) {
    return judge(parse_expectation(sentence, {"t.yaml", 1, 1}), sample(), true);
}

}  // namespace

TEST_CASE("numbers are compared and told") {
    CHECK(of("sent of web is 10").held);
    CHECK_FALSE(of("acked of web is 10").held);
    CHECK(of("acked of web is 10").measured == "9");
    CHECK(of("acked of web is at least 9").held);
    CHECK(of("retries of web is at most 2").held);
    CHECK(of("lost of web is not 0").held);
    CHECK(of("lag of monitoring is 9").held);
    CHECK(of("generation of monitoring is 3").held);
    CHECK(of("log end of click is 14").held);
    CHECK(of("log end of click-1 is 7").held);
    CHECK(of("high watermark of click-0 is 6").held);
    CHECK(of("leader epoch of click-0 is 1").held);
}

TEST_CASE("brokers and states are compared and told") {
    CHECK(of("leader of click-0 is b2").held);
    CHECK(of("leader of click-0 is none").measured == "b2");
    CHECK(of("isr of click-0 is b3, b2").held);
    CHECK(of("isr of click-0 is b1, b2, b3").measured == "b2, b3");
    CHECK(of("state of monitoring is Stable").held);
    CHECK(of("state of monitoring is not Empty").held);
}

TEST_CASE("sentences about all of the run") {
    CHECK(of("every law holds").held);
    CHECK_FALSE(judge(parse_expectation("every law holds", {}), sample(), false).held);
    CHECK(of("no acknowledged record is lost").measured == "1 of web");
    CHECK(of("every record is acknowledged").measured == "9 of 10 of web");
    CHECK(of("every record is consumed").measured == "lag of monitoring is 9");
    CHECK(of("every replica is in sync").measured ==
          "isr of click-0 is b2, b3, isr of click-1 is b2, b3");
}

}  // namespace kscope::sim
