#include "core/metadata/zookeeper/zookeeper_session.h"

#include <algorithm>

#include "tests/support/catch.h"

namespace kscope {
namespace {

// A session, and a server that is made up: it says what the test wants.
struct Talk {
    ZooKeeperSession session{{NodeId(0)}, Duration::seconds(18)};
    ConnectionIds ids{NodeId(1), 1, 0};
    Output out;
    std::vector<ZkEvent> events;
    Instant time;

    Talk() { session.open(now(), ids, Rng(1), out); }
    [[nodiscard]] Now now() const { return {time, {}, EventId(1)}; }
    void give(const Input& input) {
        events.clear();
        session.handle(now(), input, ids, out, events);
        session.check_invariants();
    }
    // The effects of the last inputs, of one kind.
    template <class T>
    std::vector<T> take() {
        std::vector<T> found;
        for (const Effect& effect : out.effects) {
            if (const auto* one = std::get_if<T>(&effect)) found.push_back(*one);
        }
        out.clear();
        return found;
    }
    template <class T>
    void answer(const Send& request, T response) {
        give(Received{request.conn, request.correlation, make_message(std::move(response))});
    }
    void shake_hands() {
        const ConnId conn = take<Connect>().front().conn;
        give(Connected{conn, NodeId(0), false});
        answer(take<Send>().front(),
               ZkConnectResponse{ZkError::ok, SessionId(5), Duration::seconds(18)});
    }
    // What the session asks first on its next connection.
    Send reconnect(const ConnId& lost) {
        give(PeerLost{lost});
        time = session.next_deadline();
        give(Wakeup{});
        shake_hands();
        return take<Send>().front();
    }
};

ZkStat children_changed_at(std::int64_t zxid) {
    ZkStat stat;
    stat.pzxid = Zxid(zxid);
    return stat;
}

}  // namespace

TEST_CASE("a child that went and came back while nobody listened is a change") {
    Talk talk;
    talk.shake_hands();
    talk.session.submit(talk.now(), {1, 0, 0}, ZkGetChildren{"/brokers/ids", true}, talk.out);
    const Send asked = talk.take<Send>().front();
    talk.answer(asked, ZkChildrenResponse{ZkError::ok, {"1", "2"}, children_changed_at(20)});

    const Send same = talk.reconnect(asked.conn);
    REQUIRE(same.message->get_if<ZkGetChildren>() != nullptr);
    talk.answer(same, ZkChildrenResponse{ZkError::ok, {"1", "2"}, children_changed_at(20)});
    CHECK(talk.events.empty());

    const Send bounced = talk.reconnect(same.conn);
    talk.answer(bounced, ZkChildrenResponse{ZkError::ok, {"1", "2"}, children_changed_at(23)});
    REQUIRE(talk.events.size() == 1);
    CHECK(std::get<ZkWatch>(talk.events[0]).type == ZkEventType::children_changed);
    CHECK(std::get<ZkWatch>(talk.events[0]).path == "/brokers/ids");
}

// ZooKeeperClient.waitUntilConnected: for the first connection alone.
TEST_CASE("a session gives up when its first connection does not stand in time") {
    Talk talk;
    talk.session = ZooKeeperSession({NodeId(0)}, Duration::seconds(18), Duration::seconds(6));
    talk.out.clear();
    talk.session.open(talk.now(), talk.ids, Rng(1), talk.out);
    const Instant end = Instant::at(Duration::seconds(6));
    SECTION("however often it tries") {
        while (talk.events.empty() && talk.time <= end) {
            const auto tried = talk.take<Connect>();
            if (!tried.empty()) talk.give(PeerLost{tried.front().conn});
            talk.time = talk.session.next_deadline();
            talk.give(Wakeup{});
        }
        CHECK(talk.time == end);
        REQUIRE(talk.events.size() == 1);
        CHECK(std::holds_alternative<ZkConnectionTimedOut>(talk.events.front()));
        CHECK(talk.session.next_deadline().is_never());
    }
    SECTION("a server that does not answer is none") {
        talk.give(Connected{talk.take<Connect>().front().conn, NodeId(0), false});
        talk.time = talk.session.next_deadline();
        CHECK(talk.time == end);
        talk.give(Wakeup{});
        REQUIRE(talk.events.size() == 1);
        CHECK(std::holds_alternative<ZkConnectionTimedOut>(talk.events.front()));
    }
    SECTION("later it tries for ever") {
        talk.shake_hands();
        talk.session.submit(talk.now(), {1, 0, 0}, ZkExists{"/controller", false}, talk.out);
        talk.give(PeerLost{talk.take<Send>().front().conn});
        for (int n = 0; n < 30; ++n) {
            talk.time = talk.session.next_deadline();
            talk.give(Wakeup{});
            const auto tried = talk.take<Connect>();
            if (!tried.empty()) talk.give(PeerLost{tried.front().conn});
            CHECK(talk.events.empty());
        }
        CHECK(talk.time > end);
    }
}

// A session over an ensemble of three.
struct EnsembleTalk : Talk {
    EnsembleTalk() {
        session = ZooKeeperSession({NodeId(7), NodeId(8), NodeId(9)}, Duration::seconds(18));
        ids = {NodeId(1), 1, 0};
        out.clear();
        session.open(now(), ids, Rng(1), out);
    }
    NodeId connect() {
        const Connect asked = take<Connect>().front();
        give(Connected{asked.conn, asked.peer, false});
        return asked.peer;
    }
};

TEST_CASE("a session goes to the next server with its password, what it saw and its watches") {
    EnsembleTalk talk;
    const NodeId first = talk.connect();
    talk.answer(talk.take<Send>().front(),
                ZkConnectResponse{ZkError::ok, SessionId(5), Duration::seconds(18), 77});
    talk.session.submit(talk.now(), {}, ZkGetChildren{"/brokers/ids", true}, talk.out);
    const Send list = talk.take<Send>().front();
    talk.answer(list, ZkChildrenResponse{ZkError::ok, {"1"}, children_changed_at(3), Zxid(4)});
    talk.give(PeerLost{list.conn});
    talk.time = talk.session.next_deadline();
    talk.give(Wakeup{});
    CHECK(talk.connect() != first);
    const Send hello = talk.take<Send>().front();
    const auto* asked = hello.message->get_if<ZkConnectRequest>();
    REQUIRE(asked != nullptr);
    CHECK(asked->session == SessionId(5));
    CHECK(asked->password == 77);
    CHECK(asked->last_zxid_seen == Zxid(4));
    talk.answer(hello, ZkConnectResponse{ZkError::ok, SessionId(5), Duration::seconds(18), 77});
    REQUIRE(talk.events.size() == 1);
    CHECK(std::get<ZkEstablished>(talk.events.front()).resumed);
    const Send watches = talk.take<Send>().front();
    const auto* old = watches.message->get_if<ZkSetWatches>();
    REQUIRE(old != nullptr);
    CHECK(old->relative_zxid == Zxid(4));
    CHECK(old->child == std::vector<std::string>{"/brokers/ids"});
    // Its answer is nobody's business.
    talk.answer(watches, ZkSetWatchesResponse{Zxid(6)});
    CHECK(talk.events.empty());
}

TEST_CASE("a session tries each of its servers in turn") {
    EnsembleTalk talk;
    std::vector<NodeId> tried;
    for (int n = 0; n < 6; ++n) {
        const Connect asked = talk.take<Connect>().front();
        tried.push_back(asked.peer);
        talk.give(PeerLost{asked.conn});
        talk.time = talk.session.next_deadline();
        talk.give(Wakeup{});
    }
    const std::vector<NodeId> round(tried.begin(), tried.begin() + 3);
    CHECK(std::vector<NodeId>(tried.begin() + 3, tried.end()) == round);
    std::vector<NodeId> sorted = round;
    std::sort(sorted.begin(), sorted.end());
    CHECK(sorted == std::vector<NodeId>{NodeId(7), NodeId(8), NodeId(9)});
}

}  // namespace kscope
