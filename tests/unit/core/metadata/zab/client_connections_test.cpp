#include "core/metadata/zab/client_connections.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

const ConnId conn{NodeId(7), 1, 1};
const SessionId session(5);

// A client whose session is open, at a server that has a znode.
struct Bench {
    ClientConnections clients;
    ZkDatabase database;
    Output out;
    std::uint32_t counter = 0;
    Now now{};

    Bench() {
        clients.accept(conn, NodeId(7));
        clients.find(conn)->session = session;
        clients.find(conn)->phase = ClientConnections::Phase::opening;
        commit(0, ZabOpenSession{Duration::seconds(6), NodeId(7)});
        commit(0, ZabWrites{{ZkCreate{"/a", "old", false, false}}});
        out.clear();
    }
    void commit(std::int32_t cxid, ZabOperation operation) {
        const auto proposal =
            make_message(ZabProposal{{session, CorrelationId(cxid),
                                      make_zxid(ZabEpoch(1), ++counter), std::move(operation)}});
        auto outcome = database.apply(proposal);
        clients.applied(now, transaction_of(proposal), std::move(outcome), database, out);
    }
    template <class T>
    Received request(std::int32_t correlation, T body) {
        return {conn, CorrelationId(correlation), make_message(std::move(body))};
    }
    [[nodiscard]] std::vector<std::string> sent() const {
        std::vector<std::string> names;
        for (const Effect& effect : out.effects) {
            if (const auto* send = std::get_if<Send>(&effect)) {
                names.emplace_back(name_of(send->message->body()));
            }
        }
        return names;
    }
    template <class T>
    [[nodiscard]] const T* first() const {
        for (const Effect& effect : out.effects) {
            const auto* send = std::get_if<Send>(&effect);
            if (send == nullptr) continue;
            if (const T* found = send->message->get_if<T>()) return found;
        }
        return nullptr;
    }
};

}  // namespace

TEST_CASE("a read behind a write waits for the write, and sees it") {
    Bench bench;
    bench.clients.wait(bench.request(1, ZkSetData{"/a", "new", any_version}));
    bench.clients.read(bench.request(2, ZkGetData{"/a", false}), bench.database, bench.out);
    bench.clients.read(bench.request(3, ZkPing{}), bench.database, bench.out);
    CHECK(bench.sent().empty());
    bench.clients.check_invariants();
    bench.commit(1, ZabWrites{{ZkSetData{"/a", "new", any_version}}});
    CHECK(bench.sent() == std::vector<std::string>{"ZooKeeper stat response",
                                                   "ZooKeeper data response",
                                                   "ZooKeeper ping response"});
    CHECK(bench.first<ZkDataResponse>()->data == "new");
    CHECK(bench.first<ZkDataResponse>()->zxid == make_zxid(ZabEpoch(1), 3));
}

TEST_CASE("a watch event comes before the answer that shows the change") {
    Bench bench;
    bench.clients.read(bench.request(1, ZkGetData{"/a", true}), bench.database, bench.out);
    bench.out.clear();
    bench.clients.wait(bench.request(2, ZkSetData{"/a", "new", any_version}));
    bench.commit(2, ZabWrites{{ZkSetData{"/a", "new", any_version}}});
    CHECK(bench.sent() ==
          std::vector<std::string>{"ZooKeeper watch event", "ZooKeeper stat response"});
    bench.out.clear();
    bench.commit(0, ZabWrites{{ZkSetData{"/a", "newer", any_version}}});
    CHECK(bench.sent().empty());
}

TEST_CASE("of the watches that a client brings, those that were missed fire, the others are set") {
    Bench bench;
    const Zxid seen = bench.database.last_processed();
    bench.commit(0, ZabWrites{{ZkCreate{"/b", "", false, false}}});
    bench.out.clear();
    bench.clients.read(bench.request(1, ZkSetWatches{seen, {"/a"}, {"/b", "/c"}, {"/"}}),
                       bench.database, bench.out);
    CHECK(bench.sent() == std::vector<std::string>{"ZooKeeper watch event", "ZooKeeper watch event",
                                                   "ZooKeeper setWatches response"});
    CHECK(bench.first<ZkWatchEvent>()->path == "/b");
    bench.out.clear();
    bench.commit(0,
                 ZabWrites{{ZkSetData{"/a", "x", any_version}, ZkCreate{"/c", "", false, false}}});
    CHECK(bench.sent() ==
          std::vector<std::string>{"ZooKeeper watch event", "ZooKeeper watch event"});
}

TEST_CASE("the end of a session closes its connection") {
    Bench bench;
    bench.clients.wait(bench.request(1, ZkCloseSession{}));
    bench.commit(1, ZabCloseSession{});
    CHECK(bench.clients.all().empty());
    CHECK(std::holds_alternative<Disconnect>(bench.out.effects.back()));
}

TEST_CASE("a sync is answered in its turn") {
    Bench bench;
    bench.clients.wait(bench.request(1, ZkSync{"/"}));
    bench.clients.read(bench.request(2, ZkExists{"/a", false}), bench.database, bench.out);
    bench.clients.synced(session, CorrelationId(1), bench.database, bench.out);
    CHECK(bench.sent() ==
          std::vector<std::string>{"ZooKeeper sync response", "ZooKeeper stat response"});
}

TEST_CASE("each session has a password of its own") {
    CHECK(password_of(SessionId(1)) != password_of(SessionId(2)));
    CHECK(password_of(SessionId(1)) == password_of(SessionId(1)));
    CHECK(password_of(SessionId(1)) != 0);
}

}  // namespace kscope
