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
    if (s.role.empty()) return QStringLiteral("down");
    return str(s.role) + QStringLiteral(", epoch ") + num(s.epoch) + QStringLiteral(", ") +
           str(s.log_end);
}

Inspection of_server(const FrameZooKeeperServer& s, bool quorum) {
    Inspection i{str(s.name),
                 quorum ? QStringLiteral("a controller of the KRaft quorum")
                        : QStringLiteral("a server of the ZooKeeper ensemble"),
                 {}};
    i.rows = {{QStringLiteral("Role"), standing_of(s), {}},
              {QStringLiteral("Serves clients"), yes_no(s.serving), {}},
              {QStringLiteral("Clients"), num(static_cast<std::int64_t>(s.clients)), {}}};
    if (s.role == "leading") {
        i.rows.push_back({QStringLiteral("Followers in sync"), num(s.synced), {}});
    }
    if (!s.partner.empty()) {
        i.rows.push_back({QStringLiteral("In one process with"), str(s.partner), {}});
    }
    return i;
}

Inspection of_heartbeats(const FrameSession& s, const QString& broker) {
    return {QStringLiteral("Controller session of ") + broker,
            s.expired ? QStringLiteral("fenced: it leads nothing") : QStringLiteral("lives"),
            {{QStringLiteral("Left"), duration_text(s.left), {}},
             {QStringLiteral("broker.session.timeout.ms"), duration_text(s.timeout), {}},
             {QStringLiteral("Last heartbeat"), precise_text(s.last_heard), {}}}};
}

}  // namespace

std::optional<Inspection> of_zookeeper_server(const Frame& f, const QString& name) {
    for (const FrameZooKeeperServer& s : f.zookeeper.servers) {
        if (s.member && str(s.name) == name) return of_server(s, f.zookeeper.quorum);
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
              {QStringLiteral("Controller epoch"), num(f.zookeeper.controller_epoch.value()), {}}};
    for (const FrameZooKeeperServer& s : f.zookeeper.servers) {
        if (s.member) i.rows.push_back({str(s.name), standing_of(s), {}});
    }
    for (const FrameSession& s : f.zookeeper.sessions) {
        i.rows.push_back({QStringLiteral("Session of ") + broker_text(f, s.broker),
                          s.expired ? QStringLiteral("expired")
                                    : duration_text(s.left) + QStringLiteral(" left"),
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
        if (f.zookeeper.quorum) return of_heartbeats(s, broker);
        Inspection i{QStringLiteral("ZooKeeper session of ") + broker,
                     s.expired ? QStringLiteral("expired: its ephemeral znodes are gone")
                               : QStringLiteral("lives"),
                     {}};
        if (s.expired) return i;
        i.rows = {{QStringLiteral("Session id"),
                   QStringLiteral("0x") + QString::number(s.id.value(), 16),
                   {}},
                  {QStringLiteral("Left"), duration_text(s.left), {}},
                  {QStringLiteral("zookeeper.session.timeout.ms"),
                   QString::number(s.timeout.to_millis()),
                   {}},
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
