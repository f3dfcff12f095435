#include "gui/panel/inspect_metadata_plane.h"

#include "gui/panel/inspection_words.h"

namespace kscope::gui {

namespace {

// The tree of znodes, a row each: its own name, as deep as it is, and what stands in it.
void add_znodes(const Frame& f, Inspection& i) {
    for (const FrameZnode& z : f.zookeeper.znodes) {
        const QString path = str(z.path);
        QString value = str(z.says);
        if (!z.owner.empty()) value += QStringLiteral(", held by ") + str(z.owner);
        if (z.folded > 0) {
            value += (value.isEmpty() ? QString() : QStringLiteral(", ")) +
                     QStringLiteral("+%1").arg(z.folded);
        }
        const bool root = path == QLatin1String("/");
        const int depth = root ? 0 : static_cast<int>(path.count(QLatin1Char('/')));
        const QString label = root ? path : path.section(QLatin1Char('/'), -1);
        i.rows.push_back({path, value, {}, label, depth});
    }
}

QString standing_of(const FrameZooKeeperServer& s) {
    // "observing" says so itself.
    const bool told = s.voter || s.role == "observing";
    const QString votes = told ? QString() : QStringLiteral(", no voter");
    if (s.role.empty()) return QStringLiteral("down") + votes;
    return str(s.role) + QStringLiteral(", epoch ") + num(s.epoch) + QStringLiteral(", ") +
           str(s.log_end) + votes;
}

QString voters_text(const Frame& f) {
    QStringList voters;
    bool known = false;
    for (const FrameZooKeeperServer& s : f.zookeeper.servers) {
        known |= !s.role.empty();
        if (s.voter) voters << str(s.name);
    }
    return known ? voters.join(QStringLiteral(", ")) : QStringLiteral("unknown");
}

// 0: nobody who knows it runs.
QString epoch_of_controller(const Frame& f) {
    const auto epoch = f.zookeeper.controller_epoch.value();
    return epoch > 0 ? num(epoch) : QStringLiteral("unknown");
}

Inspection of_controller(const FrameZooKeeperServer& s) {
    Inspection i{str(s.name), QStringLiteral("a controller of the KRaft quorum"), {}};
    i.rows = {{QStringLiteral("Role"), standing_of(s), {}},
              {QStringLiteral("Voter"), yes_no(s.voter), {}}};
    if (!s.role.empty()) {
        i.rows.push_back({QStringLiteral("Knows the leader"), yes_no(s.serving), {}});
    }
    if (s.role == "leading") {
        i.rows.push_back({QStringLiteral("Other voters in sync"), num(s.synced), {}});
        i.rows.push_back(
            {QStringLiteral("Observers"), num(static_cast<std::int64_t>(s.clients)), {}});
    }
    if (!s.partner.empty()) {
        i.rows.push_back({QStringLiteral("In one process with"), str(s.partner), {}});
    }
    return i;
}

Inspection of_server(const FrameZooKeeperServer& s) {
    Inspection i{str(s.name), QStringLiteral("a server of the ZooKeeper ensemble"), {}};
    i.rows = {{QStringLiteral("Role"), standing_of(s), {}},
              {QStringLiteral("Serves clients"), yes_no(s.serving), {}},
              {QStringLiteral("Clients"), num(static_cast<std::int64_t>(s.clients)), {}}};
    if (s.role == "leading") {
        i.rows.push_back({QStringLiteral("Followers in sync"), num(s.synced), {}});
    }
    return i;
}

Inspection of_heartbeats(const Frame& f, const FrameSession& s, const QString& broker) {
    return {QStringLiteral("Controller session of ") + broker,
            s.expired ? QStringLiteral("fenced: it leads nothing") : QStringLiteral("lives"),
            {{QStringLiteral("Left"), duration_text(s.left), {}},
             {session_timeout_key(f), QString::number(s.timeout.to_millis()), {}},
             {QStringLiteral("Last heartbeat"), precise_text(s.last_heard), {}}}};
}

}  // namespace

std::optional<Inspection> of_zookeeper_server(const Frame& f, const QString& name) {
    for (const FrameZooKeeperServer& s : f.zookeeper.servers) {
        if (!s.member || str(s.name) != name) continue;
        return f.zookeeper.quorum ? of_controller(s) : of_server(s);
    }
    return std::nullopt;
}

Inspection of_zookeeper(const Frame& f) {
    const FrameZooKeeper& zk = f.zookeeper;
    Inspection i{QStringLiteral("ZooKeeper"),
                 QStringLiteral("sessions, watches, and the tree of znodes"),
                 {}};
    if (zk.quorum) {
        i = {QStringLiteral("Controllers"),
             QStringLiteral("the KRaft quorum, and who is heard"),
             {}};
    }
    i.rows = {{QStringLiteral("Controller"), controller_text(f), {}},
              {QStringLiteral("Controller epoch"), epoch_of_controller(f), {}}};
    if (zk.quorum) i.rows.push_back({QStringLiteral("Voters"), voters_text(f), {}});
    for (const FrameZooKeeperServer& s : f.zookeeper.servers) {
        if (s.member) i.rows.push_back({str(s.name), standing_of(s), {}});
    }
    for (const FrameSession& s : f.zookeeper.sessions) {
        i.rows.push_back(
            {QStringLiteral("Session of ") + broker_text(f, s.broker),
             s.expired ? str(s.ended) : duration_text(s.left) + QStringLiteral(" left"),
             {}});
    }
    add_znodes(f, i);
    for (const FrameWatch& w : f.zookeeper.watches) {
        join_row(i, QStringLiteral("Watch ") + str(w.path), str(w.owner));
    }
    return i;
}

// A session, and the ephemeral znodes that go with it.
Inspection of_session(const Frame& f, const QString& broker) {
    const FrameBroker* b = named(f.brokers, broker);
    if (b == nullptr) return {};
    for (const FrameSession& s : f.zookeeper.sessions) {
        if (s.broker != b->broker) continue;
        if (f.zookeeper.quorum) return of_heartbeats(f, s, broker);
        Inspection i{QStringLiteral("ZooKeeper session of ") + broker,
                     s.expired ? str(s.ended) + QStringLiteral(": its ephemeral znodes are gone")
                               : QStringLiteral("lives"),
                     {}};
        if (s.expired) return i;
        i.rows = {{QStringLiteral("Session id"),
                   QStringLiteral("0x") + QString::number(s.id.value(), 16),
                   {}},
                  {QStringLiteral("Left"), duration_text(s.left), {}},
                  {session_timeout_key(f), QString::number(s.timeout.to_millis()), {}},
                  {QStringLiteral("Last heard at"), precise_text(s.last_heard), {}}};
        if (!s.server.empty()) {
            i.rows.push_back({QStringLiteral("Connected to"), str(s.server), {}});
        }
        for (const FrameZnode& z : f.zookeeper.znodes) {
            if (str(z.owner) != broker) continue;
            i.rows.push_back({str(z.path), QStringLiteral("ephemeral"), {}});
        }
        return i;
    }
    return {};
}

}  // namespace kscope::gui
