// ControllerBench: one controller process that is a quorum of its own, with a disk that obeys at
// once and a clock; and brokers that are no more than what they ask. For the tests of its rules.
#pragma once

#include <algorithm>
#include <deque>

#include "core/config/config_keys.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "tests/support/catch.h"

namespace kscope::test {

class ControllerBench {
public:
    explicit ControllerBench(Features features = features_of("4.0"), ConfigEntries configs = {})
        : server_(spec(features, std::move(configs))) {
        Boot boot;
        boot.self = NodeId(0);
        boot.rng = Rng(7);
        give(boot);
        pass(Duration::millis(100));
        REQUIRE(server_.controller().active());
    }

    void give(const Input& input) {
        Output out;
        out.filter = NoteFilter::all();
        server_.step({now_, WallTime::from_millis(1'000), ++event_}, input, out);
        std::vector<std::uint64_t> flushes;
        for (const Effect& effect : out.effects) {
            if (const auto* flush = std::get_if<DiskFlush>(&effect))
                flushes.push_back(flush->token);
            if (const auto* send = std::get_if<Send>(&effect)) sent_.push_back(*send);
        }
        for (const Note& note : out.notes) notes_.push_back(note);
        server_.check_invariants();
        for (const std::uint64_t token : flushes) give(DiskDone{token});
    }

    void pass(Duration time) {
        const Instant end = now_ + time;
        while (server_.next_deadline() <= end) {
            now_ = std::max(now_, server_.next_deadline());
            give(Wakeup{});
        }
        now_ = end;
    }

    template <class Response, class Request>
    Response ask(Request request) {
        sent_.clear();
        ++correlation_;
        const ConnId conn{NodeId(9), 1, 1};
        give(Received{conn, correlation_, make_message(std::move(request))});
        pass(Duration::millis(50));
        for (const Send& send : sent_) {
            if (send.correlation != correlation_) continue;
            const auto* response = send.message->get_if<Response>();
            REQUIRE(response != nullptr);
            return *response;
        }
        FAIL("no answer");
        return {};
    }

    // ---- brokers
    BrokerRegistrationResponse enroll(std::int32_t id, std::uint64_t life = 1,
                                      BrokerEpoch previous = BrokerEpoch(-1)) {
        BrokerRegistrationRequest request{BrokerId(id), "kscope", {life, 1},
                                          NodeId(id),   "",       previous};
        return ask<BrokerRegistrationResponse>(std::move(request));
    }
    BrokerHeartbeatResponse beat(std::int32_t id, bool shut_down = false) {
        const BrokerRegistration* known = server_.image().broker(BrokerId(id));
        REQUIRE(known != nullptr);
        return ask<BrokerHeartbeatResponse>(
            BrokerHeartbeatRequest{BrokerId(id), known->broker_epoch,
                                   server_.loader().last_applied_offset(), false, shut_down});
    }
    // Registered and unfenced.
    void start(std::initializer_list<std::int32_t> ids) {
        for (const std::int32_t id : ids) {
            REQUIRE(enroll(id).error == ErrorCode::none);
            REQUIRE_FALSE(beat(id).is_fenced);
        }
    }
    ErrorCode create(const std::string& topic, std::vector<ReplicaIds> assignments,
                     ConfigEntries configs = {}) {
        NewTopic recipe;
        recipe.name = topic;
        recipe.assignments = std::move(assignments);
        recipe.configs = std::move(configs);
        return ask<CreateTopicsResponse>(CreateTopicsRequest{{recipe}, Duration::seconds(1)})
            .topics.front()
            .error;
    }

    [[nodiscard]] const MetadataImage& image() const { return server_.image(); }
    [[nodiscard]] const PartitionRegistration& partition(const std::string& topic,
                                                         std::int32_t index = 0) const {
        const auto* known = image().partition({topic, PartitionIndex(index)});
        REQUIRE(known != nullptr);
        return *known;
    }
    // Of click-0, as its leader; the other fields are those that the controller knows.
    ErrorCode propose_isr(std::int32_t leader, ReplicaIds isr) {
        const PartitionRegistration& known = partition("click");
        AlterPartitionRequest request{BrokerId(leader),
                                      image().broker(BrokerId(leader))->broker_epoch};
        request.partitions.push_back({{"click", PartitionIndex(0)},
                                      known.leader_epoch,
                                      std::move(isr),
                                      known.partition_epoch});
        const auto answer = ask<AlterPartitionResponse>(std::move(request));
        return answer.partitions.front().error;
    }
    ErrorCode reassign(ReplicaIds to) {
        AlterPartitionReassignmentsRequest request;
        request.partitions.push_back({{"click", PartitionIndex(0)}, std::move(to)});
        return ask<AlterPartitionReassignmentsResponse>(std::move(request))
            .partitions.front()
            .error;
    }
    // Only these brokers are heard of.
    void pass_with(std::initializer_list<std::int32_t> alive, Duration time) {
        const Instant end = now_ + time;
        while (now_ < end) {
            pass(std::min(Duration::millis(1'900), end - now_));
            for (const std::int32_t id : alive) beat(id);
        }
    }

    // The last one of its kind that was told.
    template <class T>
    [[nodiscard]] const Note& last_note() const {
        const auto at = std::find_if(notes_.rbegin(), notes_.rend(), [](const Note& note) {
            return std::holds_alternative<T>(note.body);
        });
        REQUIRE(at != notes_.rend());
        return *at;
    }
    [[nodiscard]] const ControllerServer& server() const { return server_; }
    [[nodiscard]] Instant now() const { return now_; }

private:
    static ControllerSpec spec(Features features, ConfigEntries configs) {
        ControllerSpec spec;
        spec.config = default_broker_config("4.0");
        spec.config.features = features;
        spec.config.broker_id = BrokerId(3'000);
        for (const auto& [key, value] : configs) REQUIRE_FALSE(set_config(spec.config, key, value));
        spec.raft.node_id = BrokerId(3'000);
        spec.raft.cluster_id = "kscope";
        spec.raft.config = quorum_config_of(spec.config);
        spec.raft.voters = {{{BrokerId(3'000), {}}, NodeId(0), 0, 1}};
        spec.raft.log_id = 1;
        return spec;
    }

    ControllerServer server_;
    Instant now_ = Instant::at(Duration::seconds(1));
    EventId event_{0};
    CorrelationId correlation_{0};
    std::vector<Send> sent_;
    std::vector<Note> notes_;
};

inline ReplicaIds ids(std::initializer_list<std::int32_t> numbers) {
    ReplicaIds all;
    for (const std::int32_t number : numbers) all.emplace_back(number);
    return all;
}

}  // namespace kscope::test
