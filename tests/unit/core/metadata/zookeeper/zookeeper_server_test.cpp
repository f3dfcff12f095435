#include "core/metadata/zookeeper/zookeeper_server.h"

#include <algorithm>

#include "core/metadata/zookeeper/zookeeper_session.h"
#include "tests/support/catch.h"

namespace kscope {
namespace {

ZooKeeperSpec spec() {
    return {{Duration::seconds(3), Duration::seconds(6), Duration::seconds(60)}};
}

// A server whose disk is instant unless told otherwise, and raw connections to it.
struct Bench {
    ZooKeeperServer server{spec()};
    Output out;
    Instant time;
    std::uint64_t event = 0;
    bool disk_works = true;
    std::vector<Extent> log;
    std::vector<Send> sent;
    std::vector<ConnId> disconnected;
    std::vector<Note> notes;

    Bench() {
        out.filter = NoteFilter::all();
        step(Boot{NodeId(0), 1, Rng(1), {}});
    }
    void step(const Input& input) {
        out.clear();
        server.step({time, {}, EventId(++event)}, input, out);
        server.check_invariants();
        std::vector<Effect> effects = std::move(out.effects);
        out.effects = {};
        for (const Note& note : out.notes) notes.push_back(note);
        for (const Effect& effect : effects) {
            if (const auto* send = std::get_if<Send>(&effect)) sent.push_back(*send);
            if (const auto* gone = std::get_if<Disconnect>(&effect)) {
                disconnected.push_back(gone->conn);
            }
            if (const auto* write = std::get_if<DiskWrite>(&effect)) log.push_back(write->extent);
            if (const auto* flush = std::get_if<DiskFlush>(&effect); flush && disk_works) {
                step(DiskDone{flush->token});
            }
        }
    }
    template <class T>
    void ask(ConnId conn, T request) {
        step(Received{conn, CorrelationId(7), make_message(std::move(request))});
    }
    template <class T>
    const T& last() {
        REQUIRE_FALSE(sent.empty());
        const T* body = sent.back().message->get_if<T>();
        REQUIRE(body != nullptr);
        return *body;
    }
    ConnId connect(int node, std::uint32_t number = 1, SessionId session = SessionId{0}) {
        const ConnId conn{NodeId(node), 1, number};
        step(Connected{conn, NodeId(node), true});
        ask(conn, ZkConnectRequest{session, Duration::seconds(18)});
        return conn;
    }
    void at(Duration when) { time = Instant::at(when); }
};

ZkCreate ephemeral(const std::string& path) { return {path, "x", true, false}; }

}  // namespace

TEST_CASE("a session's timeout is clamped between two and twenty ticks") {
    Bench bench;
    bench.connect(1);
    CHECK(bench.last<ZkConnectResponse>().timeout == Duration::seconds(18));
    const ConnId conn{NodeId(2), 1, 1};
    bench.step(Connected{conn, NodeId(2), true});
    bench.ask(conn, ZkConnectRequest{SessionId{0}, Duration::seconds(1)});
    CHECK(bench.last<ZkConnectResponse>().timeout == Duration::seconds(6));
}

TEST_CASE("a silent session expires at the tick after its timeout, with its ephemerals") {
    Bench bench;
    bench.at(Duration::millis(500));
    const ConnId dying = bench.connect(1);
    const ConnId watcher = bench.connect(2);
    bench.ask(dying, ZkCreate{"/ids", "", false, false});
    bench.ask(dying, ephemeral("/ids/1"));
    bench.ask(watcher, ZkGetChildren{"/ids", true});
    CHECK(bench.last<ZkChildrenResponse>().children == std::vector<std::string>{"1"});

    bench.step(PeerLost{dying});
    CHECK(bench.server.tree().find("/ids/1") != nullptr);  // the session lives on
    // Heard at 0.5 s, timeout 18 s: 18.5 s rounds up to 21 s.
    bench.at(Duration::seconds(15));
    bench.ask(watcher, ZkPing{});
    CHECK(bench.server.next_deadline() == Instant::at(Duration::seconds(21)));
    bench.at(Duration::seconds(21));
    bench.sent.clear();
    bench.notes.clear();
    bench.step(Wakeup{});
    CHECK(bench.server.tree().find("/ids/1") == nullptr);
    CHECK(bench.last<ZkWatchEvent>().path == "/ids");
    CHECK(bench.sent.back().correlation == CorrelationId(-1));
    const auto* expired = std::get_if<SessionExpired>(&bench.notes.at(0).body);
    REQUIRE(expired != nullptr);
    CHECK(expired->silent_for == Duration::millis(20'500));
    CHECK(bench.notes[0].missing->from == NodeId(1));
    CHECK(bench.notes[0].rule->config_key == "zookeeper.session.timeout.ms");
    CHECK(bench.notes[0].rule->config_value == "18000");

    bench.connect(1, 2, SessionId(1));
    CHECK(bench.last<ZkConnectResponse>().error == ZkError::session_expired);
}

TEST_CASE("a session that is exactly on a tick gets one more") {
    Bench bench;
    bench.connect(1);
    CHECK(bench.server.next_deadline() == Instant::at(Duration::seconds(21)));
}

TEST_CASE("a session moves to its new connection and the old one is closed") {
    Bench bench;
    const ConnId old = bench.connect(1);
    bench.ask(old, ephemeral("/a"));
    const ConnId fresh = bench.connect(1, 2, SessionId(1));
    CHECK(bench.last<ZkConnectResponse>().session == SessionId(1));
    CHECK(bench.disconnected == std::vector<ConnId>{old});
    bench.ask(fresh, ZkExists{"/a", false});
    CHECK(bench.last<ZkStatResponse>().stat.ephemeral_owner == SessionId(1));
}

TEST_CASE("closing a session drops its ephemerals at once") {
    Bench bench;
    const ConnId conn = bench.connect(1);
    bench.ask(conn, ephemeral("/a"));
    bench.ask(conn, ZkCloseSession{});
    CHECK(bench.server.tree().find("/a") == nullptr);
    CHECK(bench.server.next_deadline().is_never());
}

TEST_CASE("versions guard writes, and a multi is all or nothing") {
    Bench bench;
    const ConnId conn = bench.connect(1);
    bench.ask(conn, ZkCreate{"/e", "1", false, false});
    const Zxid created = bench.last<ZkCreateResponse>().stat.czxid;
    bench.ask(conn, ZkSetData{"/e", "2", 0});
    CHECK(bench.last<ZkStatResponse>().stat.version == 1);
    CHECK(bench.last<ZkStatResponse>().stat.czxid == created);
    CHECK(bench.last<ZkStatResponse>().stat.mzxid > created);
    bench.ask(conn, ZkSetData{"/e", "3", 0});
    CHECK(bench.last<ZkStatResponse>().error == ZkError::bad_version);

    ZkMulti multi;
    multi.writes = {ephemeral("/c"), ZkSetData{"/e", "3", 0}};
    bench.ask(conn, multi);
    CHECK(bench.last<ZkMultiResponse>().error == ZkError::bad_version);
    CHECK(bench.server.tree().find("/c") == nullptr);
    CHECK(bench.server.tree().find("/")->children.size() == 1);
    multi.writes = {ephemeral("/c"), ZkSetData{"/e", "3", 1}};
    bench.ask(conn, multi);
    REQUIRE(bench.last<ZkMultiResponse>().stats.size() == 2);
    CHECK(bench.last<ZkMultiResponse>().stats[1].version == 2);
}

TEST_CASE("create and delete refuse what ZooKeeper refuses") {
    Bench bench;
    const ConnId conn = bench.connect(1);
    bench.ask(conn, ZkCreate{"/a/b", "", false, false});
    CHECK(bench.last<ZkCreateResponse>().error == ZkError::no_such_node);
    bench.ask(conn, ephemeral("/a"));
    bench.ask(conn, ephemeral("/a"));
    CHECK(bench.last<ZkCreateResponse>().error == ZkError::node_exists);
    bench.ask(conn, ZkCreate{"/a/b", "", false, false});
    CHECK(bench.last<ZkCreateResponse>().error == ZkError::no_children_for_ephemerals);
    bench.ask(conn, ZkCreate{"/p", "", false, false});
    bench.ask(conn, ZkCreate{"/p/n-", "", false, true});
    CHECK(bench.last<ZkCreateResponse>().path == "/p/n-0000000000");
    bench.ask(conn, ZkCreate{"/p/n-", "", false, true});
    CHECK(bench.last<ZkCreateResponse>().path == "/p/n-0000000001");
    bench.ask(conn, ZkDelete{"/p", any_version});
    CHECK(bench.last<ZkStatResponse>().error == ZkError::not_empty);
}

TEST_CASE("a znode tells when its children last changed") {
    Bench bench;
    const ConnId conn = bench.connect(1);
    const auto changed_at = [&] {
        bench.ask(conn, ZkExists{"/p", false});
        return bench.last<ZkStatResponse>().stat.pzxid;
    };
    bench.ask(conn, ZkCreate{"/p", "", false, false});
    const Zxid made = bench.server.last_zxid();
    CHECK(changed_at() == made);
    bench.ask(conn, ZkCreate{"/p/c", "", false, false});
    const Zxid came = bench.server.last_zxid();
    CHECK(changed_at() == came);
    bench.ask(conn, ZkSetData{"/p/c", "data", any_version});
    CHECK(changed_at() == came);
    bench.ask(conn, ZkDelete{"/p/c", any_version});
    CHECK(changed_at() == bench.server.last_zxid());
    CHECK(changed_at() > came);
}

TEST_CASE("a watch fires once, before any answer that shows the new state") {
    Bench bench;
    const ConnId one = bench.connect(1);
    const ConnId two = bench.connect(2);
    bench.ask(two, ZkExists{"/c", true});
    CHECK(bench.last<ZkStatResponse>().error == ZkError::no_such_node);
    bench.sent.clear();
    bench.disk_works = false;
    bench.ask(one, ZkCreate{"/c", "", false, false});
    bench.ask(two, ZkExists{"/c", false});
    CHECK(bench.sent.empty());  // nothing shows a write that is not on the disk
    bench.disk_works = true;
    bench.step(DiskDone{3});
    REQUIRE(bench.sent.size() == 3);
    CHECK(bench.sent[0].conn == two);
    CHECK(bench.sent[0].message->get_if<ZkWatchEvent>()->type == ZkEventType::created);
    CHECK(bench.sent[1].conn == one);
    CHECK(bench.sent[2].message->get_if<ZkStatResponse>()->error == ZkError::ok);
    bench.sent.clear();
    bench.ask(one, ZkDelete{"/c", any_version});
    CHECK(bench.sent.size() == 1);
}

TEST_CASE("tree and sessions survive a restart; timeouts start anew; a torn end is cut off") {
    Bench bench;
    const ConnId conn = bench.connect(1);
    bench.ask(conn, ZkCreate{"/a", "data", false, false});
    bench.ask(conn, ephemeral("/a/e"));
    std::vector<Extent> files = bench.log;
    const std::string torn = std::string(std::get<Bytes>(files.back()).view()).substr(0, 20);
    files.emplace_back(Bytes(torn));

    Bench again;
    again.server = ZooKeeperServer(spec());
    again.at(Duration::seconds(100));
    again.out.clear();
    again.server.step({again.time, {}, EventId(1)},
                      Boot{NodeId(0), 2, Rng(1), {{transaction_log_file, files}}}, again.out);
    again.server.check_invariants();
    REQUIRE(again.out.effects.size() == 1);
    CHECK(std::get<DiskTruncate>(again.out.effects[0]).extents == 3);
    CHECK(again.server.tree().find("/a")->data == "data");
    CHECK(again.server.tree().find("/a/e") != nullptr);
    CHECK(again.server.last_zxid() == bench.server.last_zxid());
    CHECK(again.server.next_deadline() == Instant::at(Duration::seconds(120)));
}

}  // namespace kscope
