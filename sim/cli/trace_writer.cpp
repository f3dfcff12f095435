#include "sim/cli/trace_writer.h"

#include <nlohmann/json.hpp>

#include "core/note/note.h"
#include "core/protocol/message.h"

namespace kscope::sim {

namespace {

using Json = nlohmann::ordered_json;

const char* name_of(EventKind kind) {
    switch (kind) {
        case EventKind::boot: return "boot";
        case EventKind::command: return "command";
        case EventKind::action: return "action";
        case EventKind::disk_done: return "disk done";
        case EventKind::connected: return "connected";
        case EventKind::received: return "received";
        case EventKind::peer_lost: return "peer lost";
        case EventKind::wakeup: return "wakeup";
        case EventKind::arrival: return "arrival";
        case EventKind::serve: return "serve";
    }
    return "";
}

Json node_name(const World& world, NodeId node) {
    if (node == no_node) return nullptr;
    return world.spec().nodes[static_cast<std::size_t>(node.value())].name;
}

}  // namespace

void write_trace_line(std::ostream& out, const World& world) {
    const EventRecord& event = world.last();
    Json line{{"event", event.id.value()},
              {"time_ns", event.time.nanos()},
              {"kind", name_of(event.kind)},
              {"node", node_name(world, event.node)}};
    if (event.source != no_node) line["from"] = node_name(world, event.source);
    if (event.cause != no_event) line["cause"] = event.cause.value();
    if (event.fate == Fate::dropped) line["dropped"] = true;
    if (event.message) line["message"] = kscope::name_of(event.message->body());
    for (const Note& note : world.last_notes()) {
        Json fields = Json::object();
        for (const auto& [name, text] : note_fields(note.body)) fields[name] = text;
        line["notes"].push_back({{note_name(note.body), std::move(fields)}});
    }
    out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace kscope::sim
