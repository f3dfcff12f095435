// Offsets that expire, and groups that go with the last of them. Cases after Kafka's
// GroupMetadataManagerTest (testExpireOffset, testOffsetExpirationSemantics,
// testOffsetExpirationOfSimpleConsumer, testOffsetExpirationOfActiveGroupSemantics) and KIP-211.
#include "core/config/config_keys.h"
#include "core/group/group_coordinator.h"
#include "core/group/group_records.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

constexpr Duration hour = Duration::seconds(3'600);
constexpr Duration day = hour * 24;
constexpr const char* readers = "readers";

// One coordinator and its log, which takes everything at once unless `hold` is set.
class CleanupBench {
public:
    explicit CleanupBench(const std::string& version) : config_(default_broker_config(version)) {
        now_.wall = WallTime::from_millis(1'700'000'000'000);
        begin();
    }
    // Another broker takes over.
    void begin() {
        coordinator_ = GroupCoordinator(config_, Rng(7));
        coordinator_.start(now_);
        CoordinatorOutput out(notes_);
        coordinator_.on_become_leader(now_, offsets_partition_of(readers, 50), LeaderEpoch(1), log_,
                                      out);
        take(out);
    }
    void commit(const std::string& topic, Generation generation = no_generation,
                const std::string& member = "") {
        ask(OffsetCommitRequest{
            readers, generation, member, {{{topic, PartitionIndex(0)}, Offset(5), {}, ""}}});
    }
    template <class Request>
    void ask(const Request& request) {
        answer_ = {};
        CoordinatorOutput out(notes_);
        coordinator_.handle(now_, RequestContext{{}, CorrelationId(1), NodeId(9)}, request, out);
        take(out);
    }
    template <class T>
    const T& answer() const {
        return *answer_->template get_if<T>();
    }
    // Stable in generation 1, subscribed to `topic`.
    std::string join(const std::string& topic) {
        JoinGroupRequest request;
        request.group = readers;
        request.client_id = "a";
        request.session_timeout =
            Duration::seconds(config_.group_max_session_timeout.to_millis() / 1'000);
        request.rebalance_timeout = Duration::seconds(5);
        request.protocols = {{"range", Subscription{{topic}}}};
        ask(request);
        if (answer_) {  // KIP-394: an id first
            request.member_id = answer<JoinGroupResponse>().member_id;
            ask(request);
        }
        pass(Duration::seconds(5));
        const JoinGroupResponse joined = answer<JoinGroupResponse>();
        ask(SyncGroupRequest{
            readers, joined.generation, joined.member_id, {{joined.member_id, {}}}});
        return joined.member_id;
    }
    void pass(Duration time) {
        const Instant end = now_.monotonic + time;
        while (coordinator_.next_deadline() <= end) {
            move_to(coordinator_.next_deadline());
            ++wakeups;
            CoordinatorOutput out(notes_);
            coordinator_.on_wakeup(now_, out);
            take(out);
        }
        move_to(end);
    }
    void live_on(Duration time, const std::string& member, Generation generation) {
        const Duration beat = config_.group_max_session_timeout / 2;
        for (Duration passed; passed < time; passed = passed + beat) {
            pass(beat);
            ask(HeartbeatRequest{readers, generation, member});
        }
    }
    bool has(const std::string& topic) const {
        const Group* known = group();
        return known != nullptr &&
               known->offsets().contains(TopicPartition{topic, PartitionIndex(0)});
    }
    const Group* group() const { return coordinator_.find_group(readers); }
    // Keys of the last batch: "O" of an offset, "G" of a group; small letters for tombstones.
    std::string last_records() const {
        std::string kinds;
        for (const Record& record : log_.back()->records()) {
            const LoadedRecord loaded = load_record(record);
            const bool of_group = std::holds_alternative<LoadedGroup>(loaded);
            kinds += record.value ? (of_group ? "G" : "O") : (of_group ? "g" : "o");
        }
        return kinds;
    }
    std::vector<CoordinatorAppend> append_held(ErrorCode error = ErrorCode::none) {
        auto appends = std::exchange(held_, {});
        for (CoordinatorAppend& append : appends) store(append, error);
        return appends;
    }

    BrokerConfig config_;
    GroupCoordinator coordinator_;
    std::vector<Ref<const RecordBatch>> log_;
    Now now_;
    Output notes_;
    int wakeups = 0;
    bool hold = false;

private:
    void move_to(Instant to) {
        now_.wall = now_.wall + (to - now_.monotonic);
        now_.monotonic = to;
    }
    void store(const CoordinatorAppend& append, ErrorCode error) {
        const Offset base_offset(log_.empty() ? 0 : log_.back()->next_offset().value());
        if (error == ErrorCode::none) {
            log_.push_back(
                make_batch(make_record_set(append.records)).stamped(base_offset, LeaderEpoch(1)));
        }
        CoordinatorOutput out(notes_);
        coordinator_.on_appended(now_, {append.token, error, base_offset}, out);
        take(out);
    }
    void take(CoordinatorOutput& out) {
        for (auto& response : out.responses) answer_ = response.message;
        for (auto& append : out.appends) {
            // Only tombstones may be lost.
            CHECK(append.waits == append.records.front().value.has_value());
            if (hold && append.waits) {
                held_.push_back(append);
            } else {
                store(append, ErrorCode::none);
            }
        }
        coordinator_.check_invariants();
    }
    Ref<const Message> answer_;
    std::vector<CoordinatorAppend> held_;
};

}  // namespace

TEST_CASE("offsets of a consumer without a group expire after the commit", "[group]") {
    CleanupBench bench("3.9");
    bench.pass(Duration::seconds(601));
    bench.commit("click");
    bench.pass(day * 7 - Duration::seconds(1));
    CHECK(bench.has("click"));
    CHECK(bench.wakeups == 0);  // the checks before find nothing
    // The next check comes 20 minutes after the start and 7 days.
    bench.pass(Duration::seconds(600));
    CHECK_FALSE(bench.has("click"));
    CHECK(bench.wakeups == 1);
    CHECK(bench.group() == nullptr);
    CHECK(bench.last_records() == "o");  // generation 0 has no record of its own
    CHECK(bench.coordinator_.next_deadline().is_never());
}

TEST_CASE("offsets of a group expire when it was Empty for so long, and it is Dead", "[group]") {
    const std::string version = GENERATE("2.5", "3.9");
    CleanupBench bench(version);
    const std::string member = bench.join("click");
    bench.commit("click", Generation(1), member);
    bench.live_on(day * 9, member, Generation(1));
    CHECK(bench.has("click"));
    bench.ask(LeaveGroupRequest{readers, member});
    bench.pass(Duration::seconds(10));
    REQUIRE(bench.group()->state() == GroupState::empty);
    bench.pass(day * 7 - hour);
    CHECK(bench.has("click"));
    bench.pass(hour * 2);
    CHECK(bench.group() == nullptr);
    CHECK(bench.last_records() == "og");
}

TEST_CASE("whoever loads the group knows when it became Empty", "[group]") {
    CleanupBench bench("3.9");
    const std::string member = bench.join("click");
    bench.commit("click", Generation(1), member);
    bench.live_on(day, member, Generation(1));
    bench.ask(LeaveGroupRequest{readers, member});
    bench.pass(day * 6);
    bench.begin();
    bench.pass(day - hour);
    CHECK(bench.has("click"));
    bench.pass(hour * 2);
    CHECK(bench.group() == nullptr);
    // Nothing of it is left for the next.
    bench.begin();
    CHECK(bench.group() == nullptr);
}

TEST_CASE("what nobody is subscribed to any more expires in an active group", "[group]") {
    CleanupBench bench("3.9");
    bench.commit("old");
    const std::string member = bench.join("click");
    bench.commit("click", Generation(1), member);
    bench.live_on(day * 6, member, Generation(1));
    CHECK(bench.has("old"));
    bench.live_on(day * 2, member, Generation(1));
    CHECK_FALSE(bench.has("old"));
    CHECK(bench.has("click"));
    CHECK(bench.last_records() == "o");
    CHECK(bench.group()->state() == GroupState::stable);
}

TEST_CASE("before KIP-211 a commit expires whoever is in the group", "[group]") {
    const bool week = GENERATE(true, false);
    CleanupBench bench(week ? "2.0" : "1.1");
    const Duration retention = week ? day * 7 : day;
    const std::string member = bench.join("click");
    bench.commit("click", Generation(1), member);
    bench.live_on(retention - hour, member, Generation(1));
    CHECK(bench.has("click"));
    bench.live_on(hour * 2, member, Generation(1));
    CHECK_FALSE(bench.has("click"));
    CHECK(bench.group()->state() == GroupState::stable);
}

// KAFKA-13636: an Empty group's members-to-be find their offsets gone.
TEST_CASE("a rebalance saves no old offset before 3.3", "[group]") {
    const bool mended = GENERATE(true, false);
    CleanupBench bench(mended ? "3.3" : "2.8");
    std::string member = bench.join("click");
    bench.commit("click", Generation(1), member);
    bench.live_on(day * 6, member, Generation(1));
    bench.ask(LeaveGroupRequest{readers, member});
    bench.pass(day * 2);  // Empty for two days; the commit is of eight days ago
    CHECK(bench.has("click"));
    bench.config_.group_initial_rebalance_delay = hour;
    bench.begin();
    JoinGroupRequest request;
    request.group = readers;
    request.session_timeout = hour / 2;
    request.rebalance_timeout = hour;
    request.protocols = {{"range", Subscription{{"click"}}}};
    bench.ask(request);
    request.member_id = bench.answer<JoinGroupResponse>().member_id;
    bench.ask(request);
    REQUIRE(bench.group()->state() == GroupState::preparing_rebalance);
    bench.pass(Duration::seconds(700));
    CHECK(bench.has("click") == mended);
}

TEST_CASE("an offset whose next commit is under way does not expire", "[group]") {
    CleanupBench bench("3.9");
    bench.commit("click");
    bench.pass(day * 7 - Duration::seconds(1));
    bench.hold = true;
    bench.commit("click");
    bench.pass(hour);
    CHECK(bench.has("click"));
    bench.append_held();
    bench.pass(day * 7 - hour * 2);
    CHECK(bench.has("click"));
    bench.pass(hour * 2);
    CHECK(bench.group() == nullptr);
}

TEST_CASE("the keys of expiry hold", "[group]") {
    CleanupBench bench("3.9");
    REQUIRE_FALSE(set_config(bench.config_, "offsets.retention.minutes", "1"));
    REQUIRE_FALSE(set_config(bench.config_, "offsets.retention.check.interval.ms", "7000"));
    bench.begin();
    bench.commit("click");
    bench.pass(Duration::seconds(62));
    CHECK(bench.has("click"));
    bench.pass(Duration::seconds(1));  // 63 s: the ninth check
    CHECK_FALSE(bench.has("click"));
    // 4,000 years are never.
    REQUIRE_FALSE(set_config(bench.config_, "offsets.retention.minutes", "2147483647"));
    bench.begin();
    bench.commit("click");
    CHECK(bench.coordinator_.next_deadline().is_never());
}

TEST_CASE("a commit that the log has no room for is told as such", "[group]") {
    CleanupBench bench("3.9");
    bench.hold = true;
    bench.commit("click");
    bench.append_held(ErrorCode::message_too_large);
    CHECK(bench.answer<OffsetCommitResponse>().partitions.at(0).error ==
          ErrorCode::invalid_commit_offset_size);
    CHECK_FALSE(bench.has("click"));
    // The group that never had an offset goes at the next check.
    bench.pass(Duration::seconds(600));
    CHECK(bench.group() == nullptr);
}
