#include "gui/session/event_rows.h"

#include <algorithm>

#include "sim/history/weights.h"
#include "sim/story/sentence.h"

namespace kscope::gui {

namespace {

struct MarkOf {
    MarkKind operator()(const SessionExpired&) const { return MarkKind::session; }
    MarkKind operator()(const ZooKeeperQuorumLost&) const { return MarkKind::session; }
    MarkKind operator()(const BrokerGone&) const { return MarkKind::session; }
    MarkKind operator()(const ControllerElected&) const { return MarkKind::controller; }
    MarkKind operator()(const ControllerResigned&) const { return MarkKind::controller; }
    MarkKind operator()(const LeaderElected&) const { return MarkKind::election; }
    MarkKind operator()(const BecameLeader&) const { return MarkKind::election; }
    MarkKind operator()(const NoLeaderEligible&) const { return MarkKind::error; }
    MarkKind operator()(const IsrChanged&) const { return MarkKind::isr; }
    MarkKind operator()(const LogTruncated&) const { return MarkKind::truncation; }
    MarkKind operator()(const GenerationStarted&) const { return MarkKind::generation; }
    MarkKind operator()(const MemberFenced&) const { return MarkKind::generation; }
    MarkKind operator()(const SendFailed&) const { return MarkKind::error; }
    MarkKind operator()(const RequestRejected&) const { return MarkKind::error; }
    template <class Other>
    MarkKind operator()(const Other&) const {
        return MarkKind::none;
    }
};

struct WorldMark {
    MarkKind operator()(const sim::NodeKilled&) const { return MarkKind::fault; }
    MarkKind operator()(const sim::NodePaused&) const { return MarkKind::fault; }
    MarkKind operator()(const sim::LinkCut&) const { return MarkKind::fault; }
    MarkKind operator()(const sim::NodeRestarted&) const { return MarkKind::heal; }
    MarkKind operator()(const sim::NodeResumed&) const { return MarkKind::heal; }
    MarkKind operator()(const sim::LinkHealed&) const { return MarkKind::heal; }
    MarkKind operator()(const sim::HoldReached&) const { return MarkKind::hold; }
    MarkKind operator()(const sim::NarrationSaid&) const { return MarkKind::say; }
    MarkKind operator()(const sim::QuestionAsked&) const { return MarkKind::say; }
    template <class Other>
    MarkKind operator()(const Other&) const {
        return MarkKind::none;
    }
};

// Names in narration stand in back quotes, which a picture does not need.
std::string plain(std::string text) {
    std::erase(text, '`');
    return text;
}

std::uint16_t words_in(const std::string& text) {
    return static_cast<std::uint16_t>(1 + std::count(text.begin(), text.end(), ' '));
}

// A fetch answer that carries nothing but internal topics moves no record that is in the picture.
bool concerns_picture(const MessageBody& body) {
    const auto* fetched = std::get_if<FetchResponse>(&body);
    if (fetched == nullptr) return true;
    return std::any_of(fetched->partitions.begin(), fetched->partitions.end(),
                       [](const FetchedPartition& p) { return !is_internal(p.tp.topic); });
}

void judge_note(const Note& note, const sim::Names& names, JudgedEvent& judged) {
    const sim::Weight weight = sim::weight_of(note.body);
    if (weight == sim::Weight::none || is_internal(partition_of(note.body))) return;
    EventRow& row = judged.row;
    row.milestone = true;
    // The session expiry, the election and the restart are the turning points; that somebody heard
    // of them, or is there at last, follows.
    const bool hearsay = std::holds_alternative<BecameLeader>(note.body) ||
                         std::holds_alternative<BrokerGone>(note.body) ||
                         std::holds_alternative<BrokerReady>(note.body);
    const bool turning = weight == sim::Weight::turning_point && !hearsay;
    row.turning_point |= turning;
    const MarkKind mark = mark_of(note.body);
    if (row.mark == MarkKind::none) row.mark = mark;
    LogRow line;
    line.mark = mark;
    line.turning_point = turning;
    line.text = sim::sentence(names, note);
    line.kind = note_name(note.body);
    judged.lines.push_back(std::move(line));
}

void judge_world_note(const sim::WorldNote& note, const sim::Names& names, JudgedEvent& judged) {
    const MarkKind mark = std::visit(WorldMark{}, note);
    if (mark == MarkKind::none) return;
    EventRow& row = judged.row;
    row.milestone = true;
    row.mark = mark;
    row.turning_point |= mark != MarkKind::say;
    if (const auto* said = std::get_if<sim::NarrationSaid>(&note)) judged.say = plain(said->text);
    if (const auto* asked = std::get_if<sim::QuestionAsked>(&note))
        judged.say = plain(asked->question);
    if (const auto* held = std::get_if<sim::HoldReached>(&note)) judged.hold = plain(held->text);
    row.narration = !judged.say.empty();
    row.words = words_in(judged.say);
    row.hold = !judged.hold.empty();
    LogRow line;
    line.mark = mark;
    line.turning_point = mark != MarkKind::say;
    line.text = plain(sim::sentence(names, note));
    line.kind = line.turning_point ? "Action" : "Narration";
    judged.lines.push_back(std::move(line));
}

}  // namespace

bool is_internal(const std::string& name) { return name.starts_with("__"); }

std::string partition_of(const NoteBody& note) {
    return std::visit(
        [](const auto& n) -> std::string {
            if constexpr (requires { n.tp; }) {
                return to_string(n.tp);
            } else {
                return {};
            }
        },
        note);
}

MarkKind mark_of(const NoteBody& note) { return std::visit(MarkOf{}, note); }

JudgedEvent judge(const sim::World& world, const sim::Names& names) {
    JudgedEvent judged;
    EventRow& row = judged.row;
    const sim::EventRecord& last = world.last();
    row.at = row.sent_at = last.time;
    if (last.message &&
        (last.kind == sim::EventKind::received || last.fate == sim::Fate::dropped)) {
        const MessageBody& body = last.message->body();
        row.message = sim::is_foreground(body) && concerns_picture(body);
        if (row.message) row.sent_at = last.sent_at;
        row.signature = static_cast<std::uint32_t>(
            body.index() * 65'536 + static_cast<std::size_t>(last.source.value()) * 256 +
            static_cast<std::size_t>(last.node.value()));
    }
    for (const Note& note : world.last_notes()) judge_note(note, names, judged);
    for (const sim::WorldNote& note : world.last_world_notes()) {
        judge_world_note(note, names, judged);
    }
    row.foreground = row.message || row.milestone;
    for (LogRow& line : judged.lines) {
        line.event = last.id;
        line.at = last.time;
    }
    return judged;
}

}  // namespace kscope::gui
