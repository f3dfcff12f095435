#include "sim/cli/summary.h"

#include <fmt/format.h>

#include "sim/check/law.h"
#include "sim/story/names.h"

namespace kscope::sim {

namespace {

std::string brokers_text(const std::vector<BrokerId>& brokers) {
    std::string text;
    for (const BrokerId broker : brokers) {
        text += fmt::format("{}b{}", text.empty() ? "" : " ", broker.value());
    }
    return text.empty() ? "none" : text;
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), ",");
    }
    return text;
}

// "1 retry", "2 retries"
std::string counted(std::uint64_t number, const char* one, const char* many) {
    return grouped(number) + " " + (number == 1 ? one : many);
}

// "offset 119", "offsets 110 to 119"
std::string offsets_text(const LostRecords& lost) {
    const auto first = lost.from.value();
    const auto last = lost.to.value() - 1;
    return first == last ? fmt::format("offset {}", first)
                         : fmt::format("offsets {} to {}", first, last);
}

// "leader b2 in epoch 1", "no leader in epoch 2".
std::string leader_text(const PartitionOutcome& p) {
    const std::string who =
        p.leader == no_broker ? "no leader" : fmt::format("leader b{}", p.leader.value());
    return fmt::format("{} in epoch {}", who, p.leader_epoch.value());
}

class TextWriter {
public:
    TextWriter(std::ostream& out, const Summary& summary, bool color)
        : out_(out), summary_(summary), color_(color) {}

    void write() {
        write_head();
        write_producers();
        write_groups();
        write_partitions();
        write_losses();
        write_wire();
        write_laws();
        write_verdicts();
        write_unfired();
    }

private:
    std::string sign(bool good) const {
        const char* text = good ? "✓" : "✗";
        return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", good ? 32 : 31, text) : text;
    }

    void write_head() {
        const World& world = summary_.play.world();
        const double seconds = static_cast<double>(summary_.wall_ns) / 1e9;
        const auto events = world.counters().events;
        out_ << fmt::format("\n{}: Kafka {}, seed {}, {} of virtual time, {} events in {:.2f} s\n",
                            summary_.play.scenario().name, summary_.play.scenario().version,
                            summary_.play.scenario().seed, millisecond_text(world.now()),
                            grouped(events), seconds);
    }
    void write_producers() {
        for (const ProducerOutcome& p : summary_.outcome.producers) {
            out_ << fmt::format("  {}: {} sent, {} acknowledged, {} failed, {}\n", p.name,
                                grouped(p.sent), grouped(p.acked), grouped(p.failed),
                                counted(p.retries, "retry", "retries"));
        }
    }
    void write_groups() {
        for (const GroupOutcome& g : summary_.outcome.groups) {
            out_ << fmt::format("  group {}: {}, generation {}, {}, lag {}\n", g.name,
                                g.state.empty() ? "no coordinator" : g.state, g.generation.value(),
                                counted(g.members, "member", "members"), g.lag());
        }
    }
    void write_partitions() {
        for (const PartitionOutcome& p : summary_.outcome.partitions) {
            if (p.tp.topic == offsets_topic_name) continue;
            std::string ends;
            for (const ReplicaOutcome& replica : p.logs) {
                ends += fmt::format("{}b{} {}", ends.empty() ? "" : ", ", replica.broker.value(),
                                    replica.log_end.value());
            }
            out_ << fmt::format("  {}: {}, isr {}, high watermark {}, log ends {}\n",
                                to_string(p.tp), leader_text(p), brokers_text(p.isr),
                                p.high_watermark == no_offset
                                    ? "unknown"
                                    : std::to_string(p.high_watermark.value()),
                                ends.empty() ? "unknown" : ends);
        }
    }
    // Neighbours in one partition are told together.
    void write_losses() {
        std::vector<LostRecords> runs;
        for (const LostRecords& lost : summary_.play.checker().lost()) {
            LostRecords* last = runs.empty() ? nullptr : &runs.back();
            const bool goes_on =
                last != nullptr && last->tp == lost.tp && last->to == lost.from &&
                last->producer == lost.producer && last->how == lost.how &&
                (last->event == lost.event || lost.how == LostRecords::How::replaced);
            if (goes_on) {
                last->to = lost.to;
            } else {
                runs.push_back(lost);
            }
        }
        for (const LostRecords& lost : runs) write_loss(lost);
        for (const LicensedLoss& loss : summary_.play.checker().licensed()) {
            out_ << "  licensed: " << loss.sentence << "\n";
        }
    }
    void write_loss(const LostRecords& lost) {
        const auto node = static_cast<std::size_t>(lost.producer.value());
        const World& world = summary_.play.world();
        const std::string what =
            lost.how == LostRecords::How::replaced
                ? fmt::format("others stand there in the log of b{}", lost.leader.value())
                : fmt::format("when b{} became leader at {}", lost.leader.value(),
                              millisecond_text(lost.time));
        out_ << fmt::format("  {} {} of {} (acks={}) {} lost: {}, {}, {}\n", sign(false),
                            counted(static_cast<std::uint64_t>(lost.to - lost.from),
                                    "acknowledged record", "acknowledged records"),
                            lost.producer == no_node ? "a producer" : world.spec().nodes[node].name,
                            lost.acks == -1 ? "all" : std::to_string(lost.acks),
                            lost.to - lost.from == 1 ? "is" : "are", to_string(lost.tp),
                            offsets_text(lost), what);
    }
    void write_wire() {
        if (!summary_.wire) return;
        out_ << fmt::format("  {} wire: {} of {} kinds, {} bytes, each equal after its bytes\n",
                            sign(true), counted(summary_.wire->messages, "message", "messages"),
                            summary_.wire->kinds, grouped(summary_.wire->bytes));
    }
    void write_laws() {
        const auto& violation = summary_.play.checker().violation();
        if (!violation) {
            out_ << fmt::format("  {} {} laws held\n", sign(true), law_count);
            return;
        }
        out_ << fmt::format("  {} {} broken at event {} ({}): {}\n", sign(false),
                            text_of(violation->law).name, violation->event.value(),
                            millisecond_text(violation->time), violation->sentence);
        out_ << "    again: " << replay_command(summary_.play) << "\n";
    }
    void write_verdicts() {
        for (const Verdict& verdict : summary_.verdicts) {
            out_ << "  " << sign(verdict.held) << " " << verdict.text;
            if (!verdict.held && !verdict.measured.empty()) out_ << ": " << verdict.measured;
            out_ << "\n";
        }
    }
    void write_unfired() {
        for (const std::size_t place : summary_.never_came_true()) {
            const TimelineEntry& entry = summary_.play.world().spec().timeline[place];
            out_ << fmt::format("  {} {}:{}: this entry of the timeline never came true\n",
                                sign(false), summary_.play.scenario().file, entry.line);
        }
    }

    std::ostream& out_;
    const Summary& summary_;
    bool color_;
};

}  // namespace

std::vector<std::size_t> Summary::never_came_true() const {
    if (play.checker().violation() || play.scenario().until) return {};
    return play.world().timeline().unfired();
}

bool Summary::all_held() const {
    const auto& expected = play.scenario().expectations;
    const bool explained = std::any_of(expected.begin(), expected.end(),
                                       [this](const auto& e) { return explains(e, outcome); });
    if (play.checker().violation() && !explained) return false;
    if (!never_came_true().empty()) return false;
    for (const Verdict& verdict : verdicts) {
        if (!verdict.held) return false;
    }
    return true;
}

Summary summarize(const Play& play, std::int64_t wall_ns) {
    Summary summary{play, measure(play.world(), play.checker()), {}, wall_ns, {}};
    const bool laws_held = !play.checker().violation();
    summary.verdicts = judge(play.scenario().expectations, summary.outcome, laws_held);
    return summary;
}

void write_text(std::ostream& out, const Summary& summary, bool color) {
    TextWriter(out, summary, color).write();
}

std::string replay_command(const Play& play) {
    std::string command =
        fmt::format("kscope run {} --seed {}", play.choice().file, play.scenario().seed);
    for (const std::string& set : play.choice().overrides) command += " --set '" + set + "'";
    return command;
}

}  // namespace kscope::sim
