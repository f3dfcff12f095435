#include "core/group/group_coordinator.h"

#include "core/config/config_keys.h"
#include "core/group/group_records.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

// One coordinator, its partition's log, and a clock: appends are committed by commit_all().
class Harness {
public:
    explicit Harness(const std::string& version = "3.9")
        : coordinator_(default_broker_config(version), Rng(7)) {
        CoordinatorOutput out(notes_);
        coordinator_.on_become_leader(now_, offsets_partition_of("readers", 50), LeaderEpoch(1), {},
                                      out);
    }

    template <class Request>
    void ask(std::int32_t correlation, const Request& request) {
        CoordinatorOutput out(notes_);
        coordinator_.handle(now_, RequestContext{{}, CorrelationId(correlation), NodeId(9)},
                            request, out);
        take(out);
    }
    void commit_all(ErrorCode error = ErrorCode::none) {
        auto appends = std::exchange(appends_, {});
        for (CoordinatorAppend& append : appends) {
            const Offset base_offset(static_cast<std::int64_t>(log_.size()));
            if (error == ErrorCode::none) {
                RecordBatch batch = make_batch(make_record_set(append.records));
                log_.push_back(batch.stamped(base_offset, LeaderEpoch(1)));
            }
            CoordinatorOutput out(notes_);
            coordinator_.on_appended(now_, {append.token, error, base_offset}, out);
            take(out);
        }
    }
    void advance(Duration d) {
        now_.monotonic = now_.monotonic + d;
        CoordinatorOutput out(notes_);
        coordinator_.on_wakeup(now_, out);
        take(out);
    }
    template <class T>
    T answer(std::int32_t correlation) {
        const auto at = std::find_if(answers_.begin(), answers_.end(), [&](const auto& r) {
            return r.correlation == CorrelationId(correlation);
        });
        REQUIRE(at != answers_.end());
        const T* body = at->message->template get_if<T>();
        REQUIRE(body != nullptr);
        T copy = *body;
        answers_.erase(at);
        return copy;
    }
    bool answered(std::int32_t correlation) const {
        return std::any_of(answers_.begin(), answers_.end(), [&](const auto& r) {
            return r.correlation == CorrelationId(correlation);
        });
    }

    // Joins with the two rounds of KIP-394; the second round's answer is at `correlation`. Before
    // there was one round, and the id comes with its answer.
    std::string join(std::int32_t correlation, const std::string& client,
                     Duration rebalance_timeout = Duration::seconds(300)) {
        JoinGroupRequest request = join_request(client);
        request.rebalance_timeout = rebalance_timeout;
        ask(correlation, request);
        if (!answered(correlation)) return "";
        const auto first = answer<JoinGroupResponse>(correlation);
        REQUIRE(first.error == ErrorCode::member_id_required);
        request.member_id = first.member_id;
        ask(correlation, request);
        return first.member_id;
    }
    static JoinGroupRequest join_request(const std::string& client) {
        JoinGroupRequest request;
        request.group = "readers";
        request.client_id = client;
        request.session_timeout = Duration::seconds(45);
        request.rebalance_timeout = Duration::seconds(300);
        request.protocols = {{"range", Subscription{{"click"}}}};
        return request;
    }
    // Two members, stable in generation 1: the first owns click-0, the second click-1.
    std::pair<std::string, std::string> two_stable_members() {
        const std::string a = join(1, "a");
        const std::string b = join(2, "b");
        advance(Duration::seconds(3));
        advance(Duration::seconds(3));
        answer<JoinGroupResponse>(1);
        answer<JoinGroupResponse>(2);
        ask(3, SyncGroupRequest{"readers", Generation(1), b, {}});
        ask(4, SyncGroupRequest{
                   "readers",
                   Generation(1),
                   a,
                   {{a, {{"click", PartitionIndex(0)}}}, {b, {{"click", PartitionIndex(1)}}}}});
        commit_all();
        answer<SyncGroupResponse>(3);
        answer<SyncGroupResponse>(4);
        return {a, b};
    }

    const Group& group() const { return *coordinator_.find_group("readers"); }
    GroupCoordinator coordinator_;
    std::vector<Ref<const RecordBatch>> log_;
    Now now_;
    Output notes_;
    std::vector<CoordinatorAppend> appends_;

private:
    void take(CoordinatorOutput& out) {
        for (auto& r : out.responses) answers_.push_back(r);
        for (auto& a : out.appends) appends_.push_back(a);
        coordinator_.check_invariants();
    }
    std::vector<CoordinatorResponse> answers_;
};

OffsetCommitRequest commit_of(const std::string& member, Generation generation, Offset offset) {
    return {"readers",
            generation,
            member,
            {{{"click", PartitionIndex(0)}, offset, LeaderEpoch(1), ""}}};
}

}  // namespace

TEST_CASE("groups live where Java's String.hashCode says", "[group]") {
    CHECK(offsets_partition_of("user-1", 50) == PartitionIndex(23));
    CHECK(offsets_partition_of("g1", 50) == PartitionIndex(42));
    CHECK(offsets_partition_of("no-kafka-group-v0", 50) == PartitionIndex(5));
    CHECK(offsets_partition_of("test-group", 50) == PartitionIndex(12));
}

TEST_CASE("an empty group waits for the initial delay, longer while members arrive", "[group]") {
    Harness h;
    h.join(1, "a");
    h.advance(Duration::seconds(2));
    CHECK(h.group().state() == GroupState::preparing_rebalance);
    h.join(2, "b");
    h.advance(Duration::seconds(1));  // 3 s: b arrived meanwhile, so 3 s more
    CHECK_FALSE(h.answered(1));
    h.advance(Duration::seconds(3));
    CHECK(h.group().state() == GroupState::completing_rebalance);
    const auto a = h.answer<JoinGroupResponse>(1);
    const auto b = h.answer<JoinGroupResponse>(2);
    CHECK(a.generation == Generation(1));
    CHECK(a.leader == a.member_id);
    CHECK(a.members.size() == 2);
    CHECK(b.members.empty());
    CHECK(b.leader == a.member_id);
}

TEST_CASE("the assignment is given out only when it is stored", "[group]") {
    Harness h;
    const std::string a = h.join(1, "a");
    h.advance(Duration::seconds(3));
    h.ask(2, SyncGroupRequest{"readers", Generation(1), a, {{a, {{"click", PartitionIndex(0)}}}}});
    CHECK_FALSE(h.answered(2));
    CHECK(h.group().state() == GroupState::completing_rebalance);
    h.commit_all();
    CHECK(h.group().state() == GroupState::stable);
    CHECK(h.answer<SyncGroupResponse>(2).assignment.size() == 1);
}

TEST_CASE("heartbeats are fenced by member and generation, and tell of a rebalance", "[group]") {
    Harness h;
    const auto [a, b] = h.two_stable_members();
    h.ask(1, HeartbeatRequest{"readers", Generation(1), a});
    CHECK(h.answer<HeartbeatResponse>(1).error == ErrorCode::none);
    h.ask(2, HeartbeatRequest{"readers", Generation(0), a});
    CHECK(h.answer<HeartbeatResponse>(2).error == ErrorCode::illegal_generation);
    h.ask(3, HeartbeatRequest{"readers", Generation(1), "nobody"});
    CHECK(h.answer<HeartbeatResponse>(3).error == ErrorCode::unknown_member_id);
    h.ask(4, LeaveGroupRequest{"readers", b});
    CHECK(h.answer<LeaveGroupResponse>(4).error == ErrorCode::none);
    h.ask(5, HeartbeatRequest{"readers", Generation(1), a});
    CHECK(h.answer<HeartbeatResponse>(5).error == ErrorCode::rebalance_in_progress);
}

TEST_CASE("a silent member is out after its session timeout", "[group]") {
    Harness h;
    const auto [a, b] = h.two_stable_members();
    h.notes_.filter = NoteFilter::all();
    h.advance(Duration::seconds(40));
    h.ask(1, HeartbeatRequest{"readers", Generation(1), a});
    h.advance(Duration::seconds(6));
    CHECK(h.group().member(b) == nullptr);
    CHECK(h.group().member(a) != nullptr);
    CHECK(h.group().state() == GroupState::preparing_rebalance);
    const auto fenced = std::find_if(h.notes_.notes.begin(), h.notes_.notes.end(), [](auto& n) {
        return std::holds_alternative<MemberFenced>(n.body);
    });
    REQUIRE(fenced != h.notes_.notes.end());
    CHECK(fenced->missing->from == NodeId(9));
    CHECK(fenced->rule->config_key == "session.timeout.ms");
}

// GroupCoordinator.handleHeartbeat in CompletingRebalance, DelayedSync (2.8 on).
TEST_CASE("who joins but never syncs: up to 2.5 its session ends, later the rebalance", "[group]") {
    const std::string version = GENERATE("2.5", "3.9");
    const bool by_session = version == "2.5";
    CAPTURE(version);
    Harness h(version);
    const std::string a = h.join(1, "a");
    const std::string b = h.join(2, "b");
    h.advance(Duration::seconds(3));
    h.advance(Duration::seconds(3));
    CHECK(h.answer<JoinGroupResponse>(1).leader == a);
    h.answer<JoinGroupResponse>(2);
    h.ask(3, SyncGroupRequest{"readers", Generation(1), b, {}});
    const auto beats = [&](Duration after) {
        h.advance(after);
        h.ask(4, HeartbeatRequest{"readers", Generation(1), a});
        return h.answer<HeartbeatResponse>(4).error;
    };
    const ErrorCode told = by_session ? ErrorCode::rebalance_in_progress : ErrorCode::none;
    CHECK(beats(Duration::seconds(20)) == told);
    CHECK(beats(Duration::seconds(20)) == told);
    CHECK(h.group().member(a) != nullptr);
    h.advance(Duration::seconds(6));  // 46 s since the generation began
    CHECK((h.group().member(a) == nullptr) == by_session);
    CHECK(h.answered(3) == by_session);
    if (!by_session) {
        for (int i = 0; i < 10; ++i) CHECK(beats(Duration::seconds(25)) == ErrorCode::none);
        CHECK_FALSE(h.answered(3));
        h.advance(Duration::seconds(5));  // 301 s
    }
    CHECK(h.answer<SyncGroupResponse>(3).error == ErrorCode::rebalance_in_progress);
    CHECK(h.group().member(a) == nullptr);
    CHECK(h.group().member(b) != nullptr);
    CHECK(h.group().state() == GroupState::preparing_rebalance);
}

// GroupCoordinator.NewMemberJoinTimeoutMs
TEST_CASE("a newcomer waits for a rebalance: since KIP-394 five minutes at most", "[group]") {
    const std::string version = GENERATE("2.0", "2.5");
    CAPTURE(version);
    const bool limited = version == "2.5";
    const Duration rebalance_timeout = Duration::seconds(600);
    Harness h(version);
    h.join(1, "a", rebalance_timeout);
    h.advance(Duration::seconds(3));
    const std::string a = h.answer<JoinGroupResponse>(1).member_id;
    h.ask(2, SyncGroupRequest{"readers", Generation(1), a, {}});
    h.commit_all();
    h.answer<SyncGroupResponse>(2);
    h.join(3, "b", rebalance_timeout);
    REQUIRE_FALSE(h.answered(3));
    for (int i = 0; i < 16; ++i) {  // 320 s
        h.advance(Duration::seconds(20));
        h.ask(4, HeartbeatRequest{"readers", Generation(1), a});
        CHECK(h.answer<HeartbeatResponse>(4).error == ErrorCode::rebalance_in_progress);
    }
    CHECK(h.answered(3) == limited);
    CHECK(h.group().members().size() == (limited ? 1U : 2U));
    if (limited) CHECK(h.answer<JoinGroupResponse>(3).error == ErrorCode::unknown_member_id);
}

// GroupCoordinator.doCommitOffsets, handleHeartbeat
TEST_CASE("while a group waits for its assignment: up to 2.0 no generation counts", "[group]") {
    const std::string version = GENERATE("2.0", "2.5");
    CAPTURE(version);
    const bool fences = version == "2.5";
    Harness h(version);
    h.join(1, "a");
    h.advance(Duration::seconds(3));
    const std::string a = h.answer<JoinGroupResponse>(1).member_id;
    REQUIRE(h.group().state() == GroupState::completing_rebalance);
    const auto commit = [&](const std::string& member, Generation generation) {
        h.ask(2, commit_of(member, generation, Offset(7)));
        return h.answer<OffsetCommitResponse>(2).partitions.at(0).error;
    };
    const ErrorCode wait = ErrorCode::rebalance_in_progress;
    const ErrorCode old_generation = fences ? ErrorCode::illegal_generation : wait;
    CHECK(commit(a, Generation(1)) == wait);
    CHECK(commit(a, Generation(0)) == old_generation);
    CHECK(commit("nobody", Generation(1)) == (fences ? ErrorCode::unknown_member_id : wait));
    h.ask(3, HeartbeatRequest{"readers", Generation(0), a});
    CHECK(h.answer<HeartbeatResponse>(3).error == old_generation);
    h.ask(4, HeartbeatRequest{"readers", Generation(1), "nobody"});
    CHECK(h.answer<HeartbeatResponse>(4).error == ErrorCode::unknown_member_id);
}

TEST_CASE("commits count once they are stored, and only from the current generation", "[group]") {
    Harness h;
    const auto [a, b] = h.two_stable_members();
    h.ask(1, commit_of(a, Generation(1), Offset(42)));
    CHECK(h.group().offsets().empty());
    h.commit_all();
    CHECK(h.answer<OffsetCommitResponse>(1).partitions.at(0).error == ErrorCode::none);
    CHECK(h.group().offsets().find(TopicPartition{"click", PartitionIndex(0)})->offset ==
          Offset(42));
    h.ask(2, commit_of(a, Generation(0), Offset(7)));
    CHECK(h.answer<OffsetCommitResponse>(2).partitions.at(0).error ==
          ErrorCode::illegal_generation);
    h.ask(3, commit_of(a, Generation(1), Offset(50)));
    h.commit_all(ErrorCode::not_enough_replicas);
    CHECK(h.answer<OffsetCommitResponse>(3).partitions.at(0).error ==
          ErrorCode::coordinator_not_available);
    h.ask(4, OffsetFetchRequest{"readers", std::nullopt});
    CHECK(h.answer<OffsetFetchResponse>(4).offsets.at(0).offset == Offset(42));
    h.ask(5, commit_of(a, Generation(1), Offset(50)));
    h.commit_all(ErrorCode::request_timed_out);
    CHECK(h.answer<OffsetCommitResponse>(5).partitions.at(0).error == ErrorCode::request_timed_out);
}

TEST_CASE("the next coordinator reads groups and offsets back from the log", "[group]") {
    Harness h;
    const auto [a, b] = h.two_stable_members();
    h.ask(1, commit_of(a, Generation(1), Offset(42)));
    h.commit_all();
    GroupCoordinator next(default_broker_config("3.9"), Rng(8));
    Output notes;
    CoordinatorOutput out(notes);
    next.on_become_leader(h.now_, offsets_partition_of("readers", 50), LeaderEpoch(2), h.log_, out);
    const Group* group = next.find_group("readers");
    REQUIRE(group != nullptr);
    CHECK(group->state() == GroupState::stable);
    CHECK(group->generation() == Generation(1));
    CHECK(group->leader() == a);
    CHECK(group->member(b)->assignment == h.group().member(b)->assignment);
    CHECK(group->member(a)->client == NodeId(9));
    CHECK(group->member(a)->client_id == "a");
    CHECK(group->offsets().size() == 1);
    next.check_invariants();
}

TEST_CASE("who resigns tells all that wait to look for another coordinator", "[group]") {
    Harness h;
    h.join(1, "a");
    CoordinatorOutput out(h.notes_);
    h.coordinator_.on_resign(offsets_partition_of("readers", 50), out);
    REQUIRE(out.responses.size() == 1);
    CHECK(out.responses[0].message->get_if<JoinGroupResponse>()->error ==
          ErrorCode::not_coordinator);
    h.ask(2, HeartbeatRequest{"readers", Generation(1), "x"});
    CHECK(h.answer<HeartbeatResponse>(2).error == ErrorCode::not_coordinator);
    CHECK(h.coordinator_.next_deadline().is_never());
}

TEST_CASE("members that share no protocol cannot share a group", "[group]") {
    Harness h;
    h.join(1, "a");
    JoinGroupRequest other = Harness::join_request("b");
    other.protocols = {{"roundrobin", Subscription{{"click"}}}};
    h.ask(2, other);
    CHECK(h.answer<JoinGroupResponse>(2).error == ErrorCode::inconsistent_group_protocol);
}

TEST_CASE("records of __consumer_offsets are Kafka's bytes", "[group]") {
    CommittedOffset offset{{"t", PartitionIndex(1)}, Offset(5), LeaderEpoch(2), "m"};
    const Record record = offset_commit_record("g", offset, WallTime::from_millis(7));
    using namespace std::string_view_literals;
    CHECK(record.key->view() == "\0\1\0\1g\0\1t\0\0\0\1"sv);
    CHECK(record.value->view() == "\0\3\0\0\0\0\0\0\0\5\0\0\0\2\0\1m\0\0\0\0\0\0\0\7"sv);
    const auto loaded = std::get<LoadedOffset>(load_record(record));
    CHECK(loaded.group == "g");
    CHECK(loaded.offset == offset);
    Record torn = record;
    torn.value = Bytes("\0\3\0"sv);
    CHECK(std::holds_alternative<std::monostate>(load_record(torn)));
}
