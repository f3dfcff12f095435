// The border of a process. All that comes in is an Input, all that goes out is in the Output; there
// is one mutator, step(), the same in the simulator, in the window and behind the gateway.
//
// The driver's contract (docs/architecture.md, "The border"): monotonic time never goes back for
// one process; Wakeup comes at or after next_deadline(), there is no tick; within a connection
// messages keep their order; effects to one target keep their order; each DiskFlush is answered by
// DiskDone or DiskFailed, or by a crash; after a crash comes a new incarnation with Boot.
#pragma once

#include <variant>
#include <vector>

#include "core/base/rng.h"
#include "core/border/command.h"
#include "core/border/connection.h"
#include "core/border/files.h"
#include "core/note/note.h"
#include "core/protocol/message.h"

namespace kscope {

struct Now {
    Instant monotonic;  // timers
    WallTime wall;      // record timestamps, retention; may jump
    EventId event;      // this step's place in the total order; only for notes
};

// ---- inputs

// The first input of each life. Everything else of the earlier life is gone.
struct Boot {
    NodeId self;
    std::uint32_t incarnation = 1;
    Rng rng;                         // this life's own
    std::vector<StoredFile> files;   // by name
    const Codecs* codecs = nullptr;  // outlives the process; null: nothing can be compressed
};

// At both ends: an outgoing one is ready, or an incoming one was accepted.
struct Connected {
    ConnId conn;
    NodeId peer;
    bool inbound = false;
};

struct Received {
    ConnId conn;
    CorrelationId correlation;
    Ref<const Message> message;
};

// The connection is gone (or, for one being opened, refused). May come late, or never (half open).
// Never comes after one's own Disconnect.
struct PeerLost {
    ConnId conn;
};

struct DiskDone {
    std::uint64_t token = 0;
};

struct DiskFailed {
    std::uint64_t token = 0;
};

struct Wakeup {};

using Input =
    std::variant<Boot, Connected, Received, PeerLost, DiskDone, DiskFailed, Wakeup, Command>;

// ---- effects

// The opener chooses the id (number counts up) and may not send before Connected.
struct Connect {
    NodeId peer;
    ConnId conn;
};

// A response carries its request's correlation. On a connection that is gone: no effect.
struct Send {
    ConnId conn;
    CorrelationId correlation;
    Ref<const Message> message;
};

struct Disconnect {
    ConnId conn;
};

// Appends to the file (page cache); made if it is new.
struct DiskWrite {
    FileName file;
    Extent extent;
};

// Makes all of the file that was written so far durable; answered by token.
struct DiskFlush {
    FileName file;
    std::uint64_t token = 0;
    // The process waits for it (fsync): what it does later in this step takes effect after that,
    // and the next input is taken then.
    bool blocks = false;
};

// Keeps the first `extents` extents.
struct DiskTruncate {
    FileName file;
    std::size_t extents = 0;
};

// Replaces the target atomically; the way checkpoint files are written.
struct DiskRename {
    FileName from;
    FileName to;
};

struct DiskDelete {
    FileName file;
};

// The process ends; its last effect. The kernel closes its connections.
struct Exit {
    Bytes why;  // it cannot go on, in words; empty: in good order
};

using Effect = std::variant<Connect, Send, Disconnect, DiskWrite, DiskFlush, DiskTruncate,
                            DiskRename, DiskDelete, Exit>;

// ---- output

// Reused from step to step: no allocation of its own once warm.
struct Output {
    std::vector<Effect> effects;
    std::vector<Note> notes;
    // Replicas that this step may have changed, as places in Broker::replicas(); for the laws,
    // which look only there. Invariant: every path to a mutable replica adds to it.
    std::vector<std::uint32_t> touched_replicas;
    NoteFilter filter;  // set by the driver; clear() keeps it

    void clear() {
        effects.clear();
        notes.clear();
        touched_replicas.clear();
    }
    // Build a note only if this says true. Mostly nobody listens: what builds notes stands aside.
    template <class T>
    [[nodiscard]] bool wants() const {
        if (filter.wants(note_kind<T>)) [[unlikely]] {
            return true;
        }
        return false;
    }
    template <class T>
    Note& note(T body) {
        Note& note = notes.emplace_back();
        note.body.template emplace<T>(std::move(body));
        return note;
    }
    // A note that the caller writes where it stays; for those that the laws always want.
    template <class T>
    T& note_in_place() {
        return notes.emplace_back().body.template emplace<T>();
    }
    void send(const ConnId& conn, CorrelationId correlation, Ref<const Message> message) {
        effects.emplace_back(Send{conn, correlation, std::move(message)});
    }
};

}  // namespace kscope
