// A small world for controllers: one real ZooKeeper server, processes that are only a session and a
// controller, and a wire that delivers at once and in order. Brokers' answers are made up: every
// request of a controller is recorded and acknowledged. Time moves only by advance().
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "core/metadata/controller/controller.h"
#include "core/metadata/zookeeper/zk_data.h"
#include "core/metadata/zookeeper/zookeeper_server.h"
#include "tests/support/catch.h"

namespace kscope {

class ControllerBench {
public:
    struct Process {
        BrokerId id;
        bool alive = true;
        Rng rng;
        ConnectionIds ids;
        ZooKeeperSession session;
        Controller controller;
        BrokerEpoch epoch;
        std::vector<Ref<const Message>> told;  // by controllers, in order
        std::vector<ControllerReply> replies;
    };

    explicit ControllerBench(int brokers, const Features& features = {});

    void start(int broker);
    void kill(int broker);
    void cut_off(int broker) { at(broker).cut = true; }
    void mend(int broker) { at(broker).cut = false; }
    void advance(Duration by);
    template <class Request>
    void request(int broker, Request body) {
        send(broker, make_message(std::move(body)));
    }
    void send(int broker, Ref<const Message> request);
    Process& process(int broker) { return at(broker); }
    const PartitionState& state(int controller, const std::string& topic, int partition);
    void create_topic(int controller, NewTopic topic);
    // By its leader, as where leaders write /state themselves. The version is that of the state.
    void write_state(const PartitionState& state);
    // By a process, whatever it says.
    void write(int broker, ZkSetData data);
    template <class T>
    const T* last_told(int broker) {
        const T* found = nullptr;
        for (const Ref<const Message>& message : at(broker).told) {
            if (const T* body = message->get_if<T>()) found = body;
        }
        return found;
    }
    template <class T>
    std::vector<const Note*> noted() const {
        std::vector<const Note*> found;
        for (const Note& note : notes) {
            if (std::holds_alternative<T>(note.body)) found.push_back(&note);
        }
        return found;
    }

    std::vector<Note> notes;
    ZooKeeperServer server;
    BrokerConfig config;

private:
    struct Cuttable : Process {
        bool cut = false;
    };
    static constexpr int zookeeper = 100;
    struct Parcel {
        NodeId to;
        Input input;
    };

    Cuttable& at(int broker) { return processes_.at(broker); }
    void give(NodeId to, const Input& input);
    void give_process(Cuttable& process, const Input& input);
    void carry(NodeId from, Output& out);
    void run();
    void on_events(Cuttable& process, const Now& now, Output& out,
                   const std::vector<ZkEvent>& events);
    Now now() { return {time_, {}, EventId(++event_)}; }
    bool reachable(NodeId node);

    std::map<int, Cuttable> processes_;
    std::map<ConnId, NodeId> acceptors_;
    std::deque<Parcel> wire_;
    Instant time_;
    std::uint64_t event_ = 0;
};

}  // namespace kscope
