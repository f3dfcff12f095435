// ZabClient: a process with one ZooKeeper session that writes a number of its own again and again,
// reads it back after each write, and keeps an ephemeral znode. It stands for a broker in these
// tests. It says what is wrong when an answer cannot be: a read that does not show its own write.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/metadata/zookeeper/zookeeper_session.h"

namespace kscope::test {

struct ZabClientPlan {
    std::vector<NodeId> servers;
    Duration session_timeout;
    Duration pause;  // between two writes
};

class ZabClient {
public:
    // What a server answered last.
    struct Answered {
        Instant sent_at;  // the request
        Instant at;
    };

    explicit ZabClient(const ZabClientPlan& plan)
        : session_(plan.servers, plan.session_timeout), pause_(plan.pause) {}

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const { session_.check_invariants(); }

    [[nodiscard]] const ZooKeeperSession& session() const { return session_; }
    [[nodiscard]] const std::map<NodeId, Answered>& answered() const { return answered_; }
    [[nodiscard]] std::int64_t written() const { return written_; }
    [[nodiscard]] int sessions() const { return sessions_; }
    [[nodiscard]] int moves() const { return moves_; }
    [[nodiscard]] const std::string& wrong() const { return wrong_; }

private:
    void on_event(const Now& now, const ZkEvent& event, Output& out);
    void on_answer(const Now& now, const ZkCompleted& completed, Output& out);
    void write(const Now& now, Output& out);
    [[nodiscard]] std::string path(const char* root) const;

    ZooKeeperSession session_;
    Duration pause_;
    ConnectionIds ids_;
    Instant write_at_ = Instant::never();
    Instant sent_at_;
    NodeId sent_to_ = no_node;
    std::int64_t written_ = 0;  // acknowledged
    int sessions_ = 0;
    int moves_ = 0;
    NodeId last_server_ = no_node;
    std::map<NodeId, Answered> answered_;
    std::string wrong_;
};

}  // namespace kscope::test
