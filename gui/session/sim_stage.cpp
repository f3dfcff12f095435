#include "gui/session/sim_stage.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "sim/story/sentence.h"
#include "sim/story/why.h"

namespace kscope::gui {

namespace {

// "12s", "5.2s", "250ms"; nothing: the scenario's own place.
Instant time_of(const std::string& at, Instant otherwise) {
    constexpr double longest = 1e18;  // nanoseconds: more fits into no Instant
    if (at.empty()) return otherwise;
    if (at == "violation") return Instant::never();
    const auto end = std::min(at.find_first_not_of("0123456789."), at.size());
    const std::string number = at.substr(0, end);
    const std::string unit = at.substr(end);
    const double scale = unit == "s"    ? 1e9
                         : unit == "ms" ? 1e6
                         : unit == "us" ? 1e3
                         : unit == "m"  ? 60e9
                         : unit == "h"  ? 3600e9
                         : unit.empty() ? 1e9
                                        : -1;
    const bool one_number = number.find_first_of("0123456789") != std::string::npos &&
                            std::count(number.begin(), number.end(), '.') <= 1;
    const bool told = one_number && scale > 0;
    double value = -1;
    if (told) std::from_chars(number.data(), number.data() + number.size(), value);  // no locale's
    if (const double nanos = value * scale; value >= 0 && nanos <= longest) {
        return Instant::at(Duration::nanos(static_cast<std::int64_t>(nanos)));
    }
    throw std::runtime_error("--at " + at +
                             ": is no time; write 12s, 250ms, an event's "
                             "number, or violation");
}

// The items of the picture that a step of the chain is about.
void add_items(const sim::CauseGraph& causes, const sim::Names& names, const sim::WhyStep& step,
               FrameWhyStep& out) {
    if (step.node != no_node) {
        const std::string name = names.short_name(step.node);
        out.items.push_back("broker/" + name);
        out.items.push_back("session/" + name);
        if (!step.subject.empty() && !is_internal(step.subject)) {
            out.items.push_back("partition/" + step.subject);
            out.items.push_back("lane/" + step.subject + "/" + name);
            out.items.push_back("group/" + step.subject);
        }
    }
    const auto [first, last] = causes.world_notes_of(step.event);
    for (std::size_t i = first; i < last; ++i) {
        std::visit(
            [&](const auto& note) {
                if constexpr (requires { note.node; }) {
                    if (note.node != no_node) {
                        out.items.push_back("broker/" + names.short_name(note.node));
                    }
                }
            },
            causes.world_notes()[i].note);
    }
}

void add_ghosts(const LogTruncated& cut, Frame& frame) {
    for (FramePartition& p : frame.partitions) {
        if (p.name != to_string(cut.tp)) continue;
        for (FrameLane& lane : p.lanes) {
            if (lane.broker != cut.broker || !lane.truncated.empty()) continue;
            const Offset end = std::min(cut.from, cut.to + cells_per_lane);
            for (Offset at = std::max(cut.to, lane.log_end); at < end; at = at + 1) {
                FrameRecord ghost;
                ghost.offset = at;
                ghost.epoch = no_leader_epoch;
                lane.truncated.push_back(ghost);
            }
        }
    }
}

}  // namespace

SimStage::SimStage(std::shared_ptr<const sim::WorldSpec> spec,
                   std::shared_ptr<const sim::Scenario> scenario, const LoadRequest& from,
                   Instant open_at)
    : spec_(spec),
      seed_(from.seed.value_or(scenario->seed)),
      file_(from.file),
      open_at_(open_at),
      home_(scenario->open_at),
      version_(scenario->version),
      recording_(spec_, seed_, scenario),
      builder_(*spec_) {}

void SimStage::fill(Frame& frame, Instant now, const LookAt& look, bool background) {
    frame.now = now;
    frame.scenario = spec_->name;
    frame.version = version_;
    frame.seed = seed_;
    builder_.build(recording_.world(), look, background, frame);
    tell_leaderless(frame);
    add_ghosts(frame);
    fill_laws(frame.laws);
    fill_story(frame.story);
}

// Since the controller first found that nobody may lead, after its last election for the partition.
// One walk for all of them, back from the shown state.
void SimStage::tell_leaderless(Frame& frame) const {
    std::map<std::string, std::vector<Duration*>> wanted;
    for (FramePartition& p : frame.partitions) {
        if (p.leader == no_broker) wanted[p.name].push_back(&p.no_leader_for);
    }
    for (FrameAttention& a : frame.attention) {
        if (a.state == TileState::no_leader) wanted[a.partition].push_back(&a.no_leader_for);
    }
    const sim::CauseGraph& causes = recording_.causes(recording_.branch());
    const auto& notes = causes.notes();
    auto kept = notes.rbegin();
    while (kept != notes.rend() && kept->event > recording_.position()) ++kept;
    for (; kept != notes.rend() && !wanted.empty(); ++kept) {
        if (const auto* elected = std::get_if<LeaderElected>(&kept->note.body)) {
            wanted.erase(to_string(elected->tp));
            continue;
        }
        const auto* none = std::get_if<NoLeaderEligible>(&kept->note.body);
        const auto found = none != nullptr ? wanted.find(to_string(none->tp)) : wanted.end();
        if (found == wanted.end()) continue;
        for (Duration* since : found->second) *since = frame.now - causes.event(kept->event).time;
    }
}

// What was truncated lately stays as ghosts until something else turns.
void SimStage::add_ghosts(Frame& frame) const {
    const BranchId branch = recording_.branch();
    const sim::CauseGraph& causes = recording_.causes(branch);
    const std::vector<LogRow>& lines = recording_.lines(branch);
    auto line = std::upper_bound(lines.begin(), lines.end(), recording_.position(),
                                 [](EventId e, const LogRow& l) { return e < l.event; });
    EventId seen = no_event;
    while (line != lines.begin()) {
        --line;
        if (!line->turning_point) continue;
        if (line->mark != MarkKind::truncation) return;
        if (line->event == seen) continue;
        seen = line->event;
        const auto [first, last] = causes.notes_of(seen);
        for (std::size_t i = first; i < last; ++i) {
            const auto* cut = std::get_if<LogTruncated>(&causes.notes()[i].note.body);
            if (cut != nullptr) kscope::gui::add_ghosts(*cut, frame);
        }
    }
}

void SimStage::fill_laws(FrameLaws& laws) const {
    const sim::Checker& checker = recording_.checker(recording_.branch());
    laws.held = static_cast<std::int32_t>(sim::law_count);
    laws.licensed_losses = static_cast<std::int32_t>(checker.licensed().size());
    const auto& violation = checker.violation();
    if (!violation || violation->event > recording_.position()) return;
    --laws.held;
    laws.broken = sim::text_of(violation->law).name;
    laws.sentence = violation->sentence;
    laws.event = violation->event;
    laws.replay_command = "kscope run " + file_ + " --seed " + std::to_string(seed_);
}

void SimStage::fill_story(FrameStory& story) const {
    const BranchId branch = recording_.branch();
    const EventId here = recording_.position();
    const std::vector<LogRow>& lines = recording_.lines(branch);
    auto line = std::upper_bound(lines.begin(), lines.end(), here,
                                 [](EventId e, const LogRow& l) { return e < l.event; });
    // The newest turning point; while nothing turned yet, the newest milestone.
    const LogRow* told = line == lines.begin() ? nullptr : &*(line - 1);
    for (auto at = line; at != lines.begin();) {
        --at;
        if (at->turning_point && at->kind != "Narration") {
            told = &*at;
            break;
        }
        if (line - at > 5'000) break;
    }
    if (told != nullptr) {
        // Of several in one event the election tells most.
        for (auto at = lines.begin() + (told - lines.data());; --at) {
            if (at->event != told->event) break;
            const bool most = at->kind == "LeaderElected" || at->kind == "SessionExpired" ||
                              at->kind == "NoLeaderEligible";
            if (most) told = &*at;
            if (at == lines.begin()) break;
        }
        story.sentence = told->text;
        story.event = told->event;
        story.at = told->at;
        const sim::CauseGraph& causes = recording_.causes(branch);
        const auto [first, last] = causes.notes_of(told->event);
        for (std::size_t i = first; i < last; ++i) {
            const Note& note = causes.notes()[i].note;
            if (note_name(note.body) != told->kind || !note.rule) continue;
            if (!note.rule->config_key.empty()) {
                story.rule = note.rule->config_key + "=" + note.rule->config_value;
            }
            story.metric = note.rule->metric;
            break;
        }
    }
    const SimRecording::Words* words = recording_.words_at(branch, here);
    if (words == nullptr) return;
    // Narration stays until something turns.
    if (!words->say.empty() && words->event >= story.event) story.say = words->say;
    if (words->event == here) story.hold = words->hold;
}

void SimStage::explain(FrameStory& story, const std::string& of) {
    const sim::CauseGraph& causes = recording_.causes(recording_.branch());
    const sim::Names& names = recording_.names();
    const EventId at = story.event != no_event ? story.event : recording_.position();
    std::optional<sim::WhyChain> chain;
    if (const auto thing = sim::parse_thing(of)) {
        chain = sim::why(causes, names, *thing, recording_.position());
    } else {
        chain = sim::why(causes, names, at);
    }
    if (!chain) return;
    for (const sim::WhyStep& step : chain->steps) {
        FrameWhyStep out;
        out.text = std::string(step.sign) + " " + step.short_text;
        out.sentence = step.sentence;
        out.event = step.event;
        out.at = step.time;
        add_items(causes, names, step, out);
        story.why.push_back(std::move(out));
    }
    story.why_more = static_cast<std::int32_t>(chain->left_out);
}

void SimStage::log(BranchId branch, EventId event, std::vector<LogRow>& rows) {
    const std::vector<LogRow>& lines = recording_.lines(branch);
    auto line = std::lower_bound(lines.begin(), lines.end(), event,
                                 [](const LogRow& l, EventId e) { return l.event < e; });
    for (; line != lines.end() && line->event == event; ++line) rows.push_back(*line);
}

// The stations of one record: what of accumulator, link, append, replicas, high watermark, fetch
// and commit it has reached in the shown state.
void SimStage::follow(const FollowRequest& request, Frame& frame, Status& status) {
    const auto partition =
        std::find_if(frame.partitions.begin(), frame.partitions.end(),
                     [&](const FramePartition& p) { return p.name == request.partition; });
    if (partition == frame.partitions.end()) return;
    const FramePartition& p = *partition;
    const auto leader = std::find_if(p.lanes.begin(), p.lanes.end(), [](const FrameLane& l) {
        return l.role == ReplicaRole::leader;
    });
    if (leader == p.lanes.end()) return;
    if (following_ != request.number) {
        // The next record that will be appended: it can be followed from its start.
        followed_ = leader->log_end;
        following_ = request.number;
    }
    const std::uint64_t record = record_identity({p.topic, PartitionIndex(p.index)}, followed_);
    int station = 0;
    std::string where = "the next record is not there yet";
    for (const FrameProducer& producer : frame.producers) {
        for (const FrameBatch& b : producer.batches) {
            if (b.partition == p.name) station = 1, where = "in the accumulator";
        }
    }
    for (FrameFlight& f : frame.flights) {
        const bool here =
            std::find(f.partitions.begin(), f.partitions.end(), p.name) != f.partitions.end();
        if (!here || f.kind != PacketKind::produce) continue;
        station = 2, where = "on its way to the leader";
        if (leader->log_end <= followed_) f.records_followed.push_back(record);
    }
    const auto copies = static_cast<std::size_t>(std::count_if(
        p.lanes.begin(), p.lanes.end(), [&](const FrameLane& l) { return l.log_end > followed_; }));
    if (leader->log_end > followed_) station = 3, where = "appended by the leader";
    if (copies == 2) station = 4, where = "on two replicas";
    if (copies >= p.lanes.size()) station = 5, where = "on all replicas";
    if (leader->high_watermark > followed_) station = 6, where = "below the high watermark";
    for (const FrameGroup& g : frame.groups) {
        for (const FrameReader& r : g.readers) {
            if (r.partition != p.name) continue;
            if (r.position > followed_) station = std::max(station, 7), where = "read by the group";
            if (r.committed > followed_) station = 8, where = "committed by the group";
        }
    }
    status.follow = "station " + std::to_string(station) + " of 8: " + where;
    status.followed = {record};
}

std::unique_ptr<Stage> make_sim_stage(const LoadRequest& request) {
    auto scenario = std::make_shared<const sim::Scenario>(sim::load_scenario(request.file));
    const Instant at = time_of(request.at, scenario->open_at);
    auto spec = std::make_shared<sim::WorldSpec>(sim::compile(*scenario));
    if (spec->name.empty()) spec->name = scenario->name;
    return std::make_unique<SimStage>(std::move(spec), std::move(scenario), request, at);
}

}  // namespace kscope::gui
