// What happened in one event of the total order, as plain values: the engine's own account of it,
// which the history keeps in short and the story tells.
#pragma once

#include "core/base/ids.h"
#include "core/base/ref.h"
#include "core/base/time.h"
#include "core/border/connection.h"
#include "core/protocol/message.h"
#include "sim/engine/event_queue.h"

namespace kscope::sim {

enum class EventKind : std::uint8_t {
    boot,       // a process starts
    command,    // a source or the timeline tells a process something
    action,     // the engine acts: a fault, a narration
    disk_done,  // a flush is answered
    connected,  // a connection is ready, or was accepted
    received,   // a message arrives
    peer_lost,  // a connection is gone, or was refused
    wakeup,     // a deadline of the process has come
    arrival,    // engine only: a packet reaches a host; becomes one of the three above
    serve,      // engine only: a busy or resumed process takes its next waiting input
};

enum class Fate : std::uint8_t { delivered, dropped };

// Where a dropped message was lost.
enum class LossPlace : std::uint8_t {
    none,
    link,         // held by a cut when an end gave up
    closed_end,   // the receiver had closed the connection
    no_process,   // the host is up, nobody listens
    powered_off,  // the host is down, or has forgotten the connection
    socket,       // waited in the socket of a process that died or disconnected
};

// World::deliver() writes each of these by name.
struct EventRecord {
    EventId id;
    Instant time;
    EventClass event_class = EventClass::command;
    EventKind kind = EventKind::action;
    std::uint8_t detail = 0;  // received: place in MessageBody; command, action: in theirs
    Fate fate = Fate::delivered;
    LossPlace place = LossPlace::none;
    NodeId node = no_node;    // who was stepped; no_node for the engine itself
    NodeId source = no_node;  // the sender
    EventId cause;            // the event that scheduled this one
    Instant sent_at;          // received: when it left
    ConnId conn;
    CorrelationId correlation;
    Ref<const Message> message;  // received or dropped: the message
};

}  // namespace kscope::sim
