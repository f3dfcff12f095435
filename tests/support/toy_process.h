// Toy processes for worlds without Kafka, header only. A toy server answers each heartbeat and
// writes a line to its disk; a toy client keeps one request under way to node 0, thinks for a drawn
// time between two, and connects again when it lost its peer. Together they use every border effect
// that the engine must carry, and none of core's protocol rules.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/engine/process.h"
#include "sim/engine/world_spec.h"

namespace kscope::test {

// A toy with a log of its life, for assertions.
class Toy : public sim::Process {
public:
    std::vector<std::string> lines;
};

class ToyServer final : public Toy {
public:
    void step(const Now& now, const Input& input, Output& out) override {
        if (const auto* boot = std::get_if<Boot>(&input)) {
            files_ = boot->files.size();
            lines.push_back("boot " + std::to_string(boot->incarnation));
        } else if (const auto* in = std::get_if<Received>(&input)) {
            ++served_;
            const std::string text = "request " + std::to_string(served_);
            out.effects.emplace_back(DiskWrite{"log", Extent(Bytes(text))});
            if (served_ % 8 == 0) out.effects.emplace_back(DiskFlush{"log", served_});
            out.send(in->conn, in->correlation, make_message(HeartbeatResponse{}));
        } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
            lines.push_back("lost " + std::to_string(lost->conn.opener.value()));
        } else if (const auto* connected = std::get_if<Connected>(&input)) {
            lines.push_back("accepted " + std::to_string(connected->peer.value()));
        } else if (std::holds_alternative<DiskDone>(input)) {
            ++flushed_;
        } else if (const auto* command = std::get_if<Command>(&input)) {
            if (std::holds_alternative<ShutDown>(*command)) out.effects.emplace_back(Exit{});
            lines.push_back("command at " + to_string(now.monotonic.since_start()));
        }
    }
    [[nodiscard]] Instant next_deadline() const override { return Instant::never(); }
    void digest(Digest& d) const override {
        d.add(served_);
        d.add(flushed_);
    }
    void check_invariants() const override {}
    [[nodiscard]] std::unique_ptr<Process> clone() const override {
        return std::make_unique<ToyServer>(*this);
    }

    std::uint64_t served_ = 0;
    std::uint64_t flushed_ = 0;
    std::size_t files_ = 0;
};

class ToyClient final : public Toy {
public:
    explicit ToyClient(bool leaky) : leaky_(leaky) {}

    void step(const Now& now, const Input& input, Output& out) override {
        deadline_ = Instant::never();
        if (const auto* boot = std::get_if<Boot>(&input)) {
            rng_ = boot->rng;
            self_ = boot->self;
            conn_ = ConnId{self_, boot->incarnation, 0};
            connect(out);
        } else if (std::holds_alternative<Connected>(input)) {
            lines.push_back("connected");
            request(out);
        } else if (const auto* in = std::get_if<Received>(&input)) {
            answered_.push_back(in->correlation.value());
            if (out.wants<RecordSent>()) {
                out.note(RecordSent{self_, {}, answered_.size()});
            }
            const std::uint32_t draw = rng_.below(1'000'000);
            deadline_ = now.monotonic + Duration::nanos(1 + draw + leak());
        } else if (std::holds_alternative<PeerLost>(input)) {
            lines.push_back("lost");
            lost_ = true;
            deadline_ = now.monotonic + Duration::millis(10);
        } else if (std::holds_alternative<Wakeup>(input)) {
            if (lost_) {
                connect(out);
            } else {
                request(out);
            }
        }
    }
    [[nodiscard]] Instant next_deadline() const override { return deadline_; }
    void digest(Digest& d) const override {
        d.add(answered_.size());
        d.add(rng_.state()[0]);
    }
    void check_invariants() const override {}
    [[nodiscard]] std::unique_ptr<Process> clone() const override {
        return std::make_unique<ToyClient>(*this);
    }
    [[nodiscard]] const std::vector<std::int32_t>& answered() const { return answered_; }

private:
    void connect(Output& out) {
        lost_ = false;
        ++conn_.number;
        out.effects.emplace_back(Connect{NodeId(0), conn_});
    }
    void request(Output& out) {
        HeartbeatRequest body;
        body.generation = Generation(++correlation_);
        out.send(conn_, CorrelationId(correlation_), make_message(std::move(body)));
    }
    // The planted bug: from the 20th answer on, where this object lies in memory shows in time.
    [[nodiscard]] std::int64_t leak() const {
        if (!leaky_ || answered_.size() < 20) return 0;
        return static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(this) >> 4 & 0xffff);
    }

    Rng rng_;
    NodeId self_ = no_node;
    ConnId conn_;
    Instant deadline_ = Instant::never();
    std::int32_t correlation_ = 0;
    std::vector<std::int32_t> answered_;
    bool lost_ = false;
    bool leaky_ = false;
};

inline std::unique_ptr<sim::Process> make_toy(const sim::NodePlan& plan) {
    if (plan.name == "server") return std::make_unique<ToyServer>();
    return std::make_unique<ToyClient>(false);
}
inline std::unique_ptr<sim::Process> make_leaky_toy(const sim::NodePlan& plan) {
    if (plan.name == "server") return std::make_unique<ToyServer>();
    return std::make_unique<ToyClient>(true);
}

// One server (node 0) and some clients, a millisecond apart.
inline sim::WorldSpec toy_spec(int clients, sim::ProcessFactory make = make_toy) {
    sim::WorldSpec spec;
    spec.make_process = make;
    spec.default_link.latency.base = Duration::millis(1);
    spec.nodes.resize(static_cast<std::size_t>(clients) + 1);
    spec.nodes[0].name = "server";
    for (std::size_t i = 1; i < spec.nodes.size(); ++i) {
        spec.nodes[i].name = "client-" + std::to_string(i);
        spec.nodes[i].starts_at = Instant::at(Duration::millis(1));
    }
    return spec;
}

}  // namespace kscope::test
