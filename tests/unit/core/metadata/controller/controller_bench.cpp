#include "tests/unit/core/metadata/controller/controller_bench.h"

#include "core/config/config_keys.h"
#include "core/config/kafka_version.h"

namespace kscope {

namespace {

// Each broker's id is its process's.
std::vector<BrokerEndpoint> processes_of_all() {
    std::vector<BrokerEndpoint> all;
    for (std::int32_t id = 1; id < 50; ++id) all.push_back({BrokerId(id), NodeId(id)});
    return all;
}

}  // namespace

ControllerBench::ControllerBench(int brokers, const Features& features)
    : server(ZooKeeperSpec{{Duration::seconds(3), Duration::seconds(6), Duration::seconds(60)}}) {
    config.zookeeper_session_timeout = Duration::seconds(18);
    config.controller_socket_timeout = Duration::seconds(30);
    config.leader_imbalance_check_interval = Duration::seconds(300);
    config.leader_imbalance_per_broker_percentage = 10;
    config.delete_topic_enable = true;
    config.features = features;
    config.num_partitions = 1;
    config.default_replication_factor = 1;
    config.topic_defaults = default_broker_config(newest_version()).topic_defaults;
    give(NodeId(zookeeper), Boot{NodeId(zookeeper), 1, Rng(1), {}});
    for (int b = 1; b <= brokers; ++b) start(b);
}

void ControllerBench::start(int broker) {
    const std::uint32_t life = processes_.contains(broker) ? at(broker).ids.incarnation + 1 : 1;
    Cuttable process;
    process.id = BrokerId(broker);
    config.broker_id = process.id;
    process.rng = Rng(static_cast<std::uint64_t>(broker));
    process.ids = {NodeId(broker), life, 0};
    process.session = ZooKeeperSession({NodeId(zookeeper)}, config.zookeeper_session_timeout);
    process.controller = Controller(config, process.rng, processes_of_all());
    processes_[broker] = std::move(process);
    Output out;
    out.filter = NoteFilter::all();
    at(broker).session.open(now(), at(broker).ids, at(broker).rng, out);
    carry(NodeId(broker), out);
    run();
}

void ControllerBench::kill(int broker) {
    at(broker).alive = false;
    for (const auto& [conn, acceptor] : acceptors_) {
        if (conn.opener == NodeId(broker)) wire_.push_back({acceptor, PeerLost{conn}});
        if (acceptor == NodeId(broker)) wire_.push_back({conn.opener, PeerLost{conn}});
    }
    run();
}

bool ControllerBench::reachable(NodeId node) {
    if (node == NodeId(zookeeper)) return true;
    const auto found = processes_.find(node.value());
    return found != processes_.end() && found->second.alive && !found->second.cut;
}

void ControllerBench::run() {
    while (!wire_.empty()) {
        const Parcel parcel = std::move(wire_.front());
        wire_.pop_front();
        if (reachable(parcel.to)) give(parcel.to, parcel.input);
    }
}

void ControllerBench::advance(Duration by) {
    const Instant end = time_ + by;
    for (;;) {
        Instant next = server.next_deadline();
        for (const auto& [id, p] : processes_) {
            if (!p.alive) continue;
            next = std::min({next, p.session.next_deadline(), p.controller.next_deadline()});
        }
        if (next > end) break;
        time_ = std::max(time_, next);
        give(NodeId(zookeeper), Wakeup{});
        for (auto& [id, p] : processes_) {
            if (p.alive) give(NodeId(id), Wakeup{});
        }
        run();
    }
    time_ = end;
}

void ControllerBench::give(NodeId to, const Input& input) {
    if (to != NodeId(zookeeper)) {
        give_process(at(to.value()), input);
        return;
    }
    Output out;
    out.filter = NoteFilter::all();
    server.step(now(), input, out);
    server.check_invariants();
    carry(to, out);
}

void ControllerBench::give_process(Cuttable& process, const Input& input) {
    Output out;
    out.filter = NoteFilter::all();
    const Now at_now = now();
    std::vector<ZkEvent> events;
    Controller::Step step{at_now, process.session, process.ids, out, process.replies};
    const auto* received = std::get_if<Received>(&input);
    if (process.session.handle(at_now, input, process.ids, out, events)) {
        on_events(process, at_now, out, events);
    } else if (std::holds_alternative<Wakeup>(input)) {
        on_events(process, at_now, out, events);
        process.controller.on_wakeup(step);
    } else if (received != nullptr && !is_response(received->message->body())) {
        process.told.push_back(received->message);
        Ref<const Message> answer = make_message(UpdateMetadataResponse{});
        if (received->message->get_if<LeaderAndIsrRequest>() != nullptr) {
            answer = make_message(LeaderAndIsrResponse{});
        } else if (received->message->get_if<StopReplicaRequest>() != nullptr) {
            answer = make_message(StopReplicaResponse{});
        }
        out.send(received->conn, received->correlation, std::move(answer));
    } else {
        process.controller.on_connection(step, input);
    }
    process.session.check_invariants();
    process.controller.check_invariants();
    carry(NodeId(process.id.value()), out);
}

void ControllerBench::on_events(Cuttable& process, const Now& at_now, Output& out,
                                const std::vector<ZkEvent>& events) {
    Controller::Step step{at_now, process.session, process.ids, out, process.replies};
    for (const ZkEvent& event : events) {
        const auto* up = std::get_if<ZkEstablished>(&event);
        if (up != nullptr && !up->resumed) {
            for (const std::string& path : persistent_zk_paths(config.features)) {
                process.session.submit(at_now, {}, ZkCreate{path, "", false, false}, out);
            }
            const BrokerIdZNode info{"localhost", 9091 + process.id.value(), "", at_now.wall};
            process.session.submit(at_now, {0, 1, 0},
                                   BrokerIdZNode::registration(process.id, info, config.features),
                                   out);
        }
        const auto* done = std::get_if<ZkCompleted>(&event);
        if (done != nullptr && done->token == ZkToken{0, 1, 0}) {
            const auto& made = *done->response->get_if<ZkCreateResponse>();
            process.epoch = BrokerEpoch(made.stat.czxid.value());
            process.controller.start(step);
        }
        process.controller.on_zookeeper(step, event);
    }
}

void ControllerBench::carry(NodeId from, Output& out) {
    for (Note& note : out.notes) notes.push_back(std::move(note));
    for (const Effect& effect : out.effects) {
        if (const auto* connect = std::get_if<Connect>(&effect)) {
            acceptors_[connect->conn] = connect->peer;
            if (!reachable(from) || !reachable(connect->peer)) {
                wire_.push_back({from, PeerLost{connect->conn}});
                continue;
            }
            if (connect->peer != from) {
                wire_.push_back({connect->peer, Connected{connect->conn, from, true}});
            }
            wire_.push_back({from, Connected{connect->conn, connect->peer, false}});
        } else if (const auto* send = std::get_if<Send>(&effect)) {
            if (!reachable(from)) continue;
            const NodeId acceptor = acceptors_.at(send->conn);
            const NodeId to = from == acceptor ? send->conn.opener : acceptor;
            wire_.push_back({to, Received{send->conn, send->correlation, send->message}});
        } else if (const auto* gone = std::get_if<Disconnect>(&effect)) {
            const NodeId acceptor = acceptors_.at(gone->conn);
            const NodeId to = from == acceptor ? gone->conn.opener : acceptor;
            if (to != from) wire_.push_back({to, PeerLost{gone->conn}});
        } else if (const auto* flush = std::get_if<DiskFlush>(&effect)) {
            wire_.push_front({from, DiskDone{flush->token}});
        }
    }
}

void ControllerBench::send(int broker, Ref<const Message> request) {
    Output out;
    out.filter = NoteFilter::all();
    const Now at_now = now();
    Cuttable& process = at(broker);
    Controller::Step step{at_now, process.session, process.ids, out, process.replies};
    process.controller.on_request(step, {}, request);
    carry(NodeId(broker), out);
    run();
}

void ControllerBench::create_topic(int controller, NewTopic topic) {
    CreateTopicsRequest create;
    create.topics.push_back(std::move(topic));
    create.timeout = Duration::seconds(30);
    request(controller, std::move(create));
}

void ControllerBench::write_state(const PartitionState& state) {
    write(state.leader.value(), {TopicPartitionStateZNode::path(state.tp),
                                 TopicPartitionStateZNode::encode(state), state.partition_epoch});
}

void ControllerBench::write(int broker, ZkSetData data) {
    Output out;
    out.filter = NoteFilter::all();
    at(broker).session.submit(now(), {0, 2, 0}, std::move(data), out);
    carry(NodeId(broker), out);
    run();
}

const PartitionState& ControllerBench::state(int controller, const std::string& topic,
                                             int partition) {
    const ControlledPartition* found =
        at(controller).controller.context().find({topic, PartitionIndex(partition)});
    REQUIRE(found != nullptr);
    return found->state;
}

}  // namespace kscope
