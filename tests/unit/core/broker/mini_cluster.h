// MiniCluster: a ZooKeeper server, some brokers and one scripted client, with effects handed over
// directly: every hop takes one millisecond, disks are always durable. No faults except kill(): the
// real ones are the simulator's. Node 0 is ZooKeeper, nodes 1..n are brokers, node 99 is the
// client.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/border/border.h"
#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/config/config_keys.h"
#include "core/metadata/cluster_image.h"
#include "core/metadata/zookeeper/zookeeper_server.h"

namespace kscope::test {

class MiniCluster {
public:
    // What differs from broker_spec().
    using Adjust = void (*)(BrokerSpec& spec);

    explicit MiniCluster(std::int32_t brokers, Adjust adjust = nullptr)
        : adjust_(adjust), zookeeper_(zookeeper_spec()) {
        give(NodeId(0), Boot{NodeId(0), 1, Rng(7), {}});
        for (std::int32_t id = 1; id <= brokers; ++id) start(id);
    }

    static BrokerSpec broker_spec(std::int32_t id) {
        BrokerSpec spec;
        spec.config = default_broker_config("3.9");
        spec.config.broker_id = BrokerId(id);
        spec.config.topic_defaults.min_insync_replicas = 2;
        spec.config.offsets_topic_num_partitions = 2;
        spec.zookeeper = {NodeId(0)};
        for (std::int32_t n = 1; n < 50; ++n) spec.processes.push_back({BrokerId(n), NodeId(n)});
        return spec;
    }

    void start(std::int32_t id) {
        BrokerSpec spec = broker_spec(id);
        if (adjust_ != nullptr) adjust_(spec);
        brokers_.insert_or_assign(id, Broker(spec));
        give(NodeId(id), Boot{NodeId(id), ++lives_[id], Rng(100 + id), {}});
    }
    void command(std::int32_t id, Command command) { later(NodeId(id), std::move(command)); }
    void shut_down(std::int32_t id) { command(id, ShutDown{}); }
    // The operating system closes its connections: the peers hear of it.
    void kill(std::int32_t id) {
        brokers_.erase(id);
        for (const auto& [conn, ends] : connections_) {
            if (ends.first == NodeId(id)) later(ends.second, PeerLost{conn});
            if (ends.second == NodeId(id)) later(ends.first, PeerLost{conn});
        }
        std::erase_if(connections_, [&](const auto& c) {
            return c.second.first == NodeId(id) || c.second.second == NodeId(id);
        });
    }

    void run_for(Duration duration) {
        const Instant end = now_ + duration;
        while (run_one(end)) {
        }
        now_ = end;
    }

    // ---- the client
    ConnId connect(std::int32_t broker) {
        const ConnId conn{NodeId(99), 1, ++client_connections_};
        connections_[conn] = {NodeId(99), NodeId(broker)};
        later(NodeId(broker), Connected{conn, NodeId(99), true});
        return conn;
    }
    template <class T>
    CorrelationId send(const ConnId& conn, T request) {
        ++correlation_;
        later(connections_.at(conn).second,
              Received{conn, correlation_, make_message(std::move(request))});
        return correlation_;
    }
    // The answer, or null while it has not come.
    template <class T>
    const T* answer(CorrelationId correlation) const {
        const auto at = answers_.find(correlation);
        return at == answers_.end() ? nullptr : at->second->get_if<T>();
    }
    // Sends, and runs until the answer is there (at most a minute).
    template <class Response, class Request>
    Response ask(const ConnId& conn, Request request) {
        const CorrelationId correlation = send(conn, std::move(request));
        const Instant end = now_ + Duration::seconds(60);
        while (answer<Response>(correlation) == nullptr && run_one(end)) {
        }
        const Response* found = answer<Response>(correlation);
        KSCOPE_CHECK(found != nullptr, "no answer within a minute");
        return *found;
    }

    [[nodiscard]] bool alive(std::int32_t id) const { return brokers_.contains(id); }
    [[nodiscard]] const Broker& broker(std::int32_t id) const { return brokers_.at(id); }
    [[nodiscard]] const Replica& replica(std::int32_t id, const TopicPartition& tp) const {
        const ReplicaTable& table = broker(id).replicas();
        return table.replica(table.find(tp).value());
    }
    [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }
    template <class T>
    [[nodiscard]] std::size_t count() const {
        std::size_t n = 0;
        for (const Note& note : notes_) n += std::holds_alternative<T>(note.body);
        return n;
    }
    // What a broker has written into one of its small files last; empty if nothing.
    [[nodiscard]] std::string small_file(std::int32_t id, const std::string& name) const {
        const auto at = small_files_.find({id, name});
        return at == small_files_.end() ? "" : at->second;
    }
    [[nodiscard]] Instant now() const { return now_; }
    std::size_t fetch_requests = 0;
    std::size_t fetched_partitions_asked = 0;

private:
    struct Event {
        NodeId target;
        Input input;
    };
    static ZooKeeperSpec zookeeper_spec() {
        ZooKeeperSpec spec;
        spec.config = default_zookeeper_config("3.9");
        return spec;
    }
    void later(NodeId target, Input input) {
        queue_.emplace(std::pair(now_ + Duration::millis(1), ++order_),
                       Event{target, std::move(input)});
    }

    bool run_one(Instant end) {
        Instant first = queue_.empty() ? Instant::never() : queue_.begin()->first.first;
        std::int32_t sleeper = -1;
        const auto consider = [&](std::int32_t id, Instant deadline) {
            if (deadline < first) {
                first = deadline;
                sleeper = id;
            }
        };
        consider(0, zookeeper_.next_deadline());
        for (const auto& [id, broker] : brokers_) consider(id, broker.next_deadline());
        if (first > end) return false;
        now_ = std::max(now_, first);
        if (sleeper >= 0) {
            give(NodeId(sleeper), Wakeup{});
        } else {
            const Event event = std::move(queue_.extract(queue_.begin()).mapped());
            give(event.target, event.input);
        }
        return true;
    }

    void give(NodeId target, const Input& input) {
        out_.clear();
        out_.filter = NoteFilter::all();
        const Now now{now_, WallTime::from_millis(now_.nanos() / 1'000'000), EventId(++events_)};
        if (target == NodeId(99)) {
            if (const auto* received = std::get_if<Received>(&input)) {
                answers_[received->correlation] = received->message;
            }
            return;
        }
        if (target == NodeId(0)) {
            zookeeper_.step(now, input, out_);
        } else {
            const auto at = brokers_.find(target.value());
            if (at == brokers_.end()) return;
            at->second.step(now, input, out_);
            at->second.check_invariants();
        }
        for (Note& note : out_.notes) notes_.push_back(std::move(note));
        std::vector<Effect> effects = std::move(out_.effects);
        for (Effect& effect : effects) carry_out(target, effect);
    }

    void carry_out(NodeId from, Effect& effect) {
        if (const auto* connect = std::get_if<Connect>(&effect)) {
            const std::int32_t peer = connect->peer.value();
            if (peer != 0 && !brokers_.contains(peer)) {
                later(from, PeerLost{connect->conn});
                return;
            }
            connections_[connect->conn] = {from, connect->peer};
            later(connect->peer, Connected{connect->conn, from, true});
            later(from, Connected{connect->conn, connect->peer, false});
        } else if (auto* sent = std::get_if<Send>(&effect)) {
            const auto at = connections_.find(sent->conn);
            if (at == connections_.end()) return;
            const NodeId to = at->second.first == from ? at->second.second : at->second.first;
            if (const auto* fetch = sent->message->get_if<FetchRequest>()) {
                ++fetch_requests;
                fetched_partitions_asked += fetch->partitions.size();
            }
            later(to, Received{sent->conn, sent->correlation, std::move(sent->message)});
        } else if (const auto* closed = std::get_if<Disconnect>(&effect)) {
            const auto at = connections_.find(closed->conn);
            if (at == connections_.end()) return;
            const NodeId to = at->second.first == from ? at->second.second : at->second.first;
            later(to, PeerLost{closed->conn});
            connections_.erase(at);
        } else if (const auto* flush = std::get_if<DiskFlush>(&effect)) {
            later(from, DiskDone{flush->token});
        } else if (const auto* write = std::get_if<DiskWrite>(&effect)) {
            if (const auto* text = std::get_if<Bytes>(&write->extent)) {
                small_files_[{from.value(), write->file.text()}] = std::string(text->view());
            }
        } else if (const auto* rename = std::get_if<DiskRename>(&effect)) {
            small_files_[{from.value(), rename->to.text()}] =
                small_file(from.value(), rename->from.text());
        } else if (std::holds_alternative<Exit>(effect)) {
            kill(from.value());
        }
    }

    Adjust adjust_ = nullptr;
    ZooKeeperServer zookeeper_;
    std::map<std::int32_t, Broker> brokers_;
    std::map<std::int32_t, std::uint32_t> lives_;
    std::map<ConnId, std::pair<NodeId, NodeId>> connections_;
    std::map<std::pair<Instant, std::uint64_t>, Event> queue_;
    std::map<CorrelationId, Ref<const Message>> answers_;
    std::map<std::pair<std::int32_t, std::string>, std::string> small_files_;
    std::vector<Note> notes_;
    Output out_;
    Instant now_;
    std::uint64_t order_ = 0;
    std::uint64_t events_ = 0;
    std::uint32_t client_connections_ = 0;
    CorrelationId correlation_{0};
};

}  // namespace kscope::test
