#include "core/metadata/zookeeper/zookeeper_session.h"

#include "tests/support/catch.h"

namespace kscope {
namespace {

// A session, and a server that is made up: it says what the test wants.
struct Talk {
    ZooKeeperSession session{NodeId(0), Duration::seconds(18)};
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

}  // namespace kscope
