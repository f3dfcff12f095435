// ZooKeeper above the matrix: its servers, a session ring per broker that visibly drains,
// /controller and the watches. The rings move with display time, so they have a painter of their
// own.
#include <algorithm>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

Duration session_left(const Scene& s, const FrameSession& session) {
    const Duration left = session.left - (s.now - s.frame->now);
    return std::max(left, Duration{});
}

QString controller_of(const Scene& s) {
    const FrameZooKeeper& zk = s.frame->zookeeper;
    return zk.quorum ? QString::fromStdString(zk.controller_node) : s.broker_name(zk.controller);
}

QString controller_text(const Scene& s) {
    return (s.frame->zookeeper.quorum ? QStringLiteral("active \u2192 ")
                                      : QStringLiteral("/controller \u2192 ")) +
           controller_of(s);
}

QString title_of(const Scene& s) {
    return s.frame->zookeeper.quorum ? QStringLiteral("Controllers") : QStringLiteral("ZooKeeper");
}

void paint_controller(Pen& pen, const QRectF& box) {
    const Theme& t = pen.theme;
    const FrameZooKeeper& zk = pen.scene.frame->zookeeper;
    const QRectF line(box.x(), box.y() + 12, box.width(), 18);
    const QPointF glyph(line.left() + 6, line.center().y());
    if (zk.controller == no_broker) {
        draw_cross(pen.p, glyph, 11, t.fault);
        pen.text("controller", line.adjusted(18, 0, 0, 0), QStringLiteral("no controller"),
                 TypeRole::body_bold, t.fault);
    } else {
        draw_diamond(pen.p, glyph, 11, true, t.text);
        pen.text("controller", line.adjusted(18, 0, 0, 0), controller_text(pen.scene),
                 TypeRole::body_bold, t.text);
    }
    const QRectF under(box.x(), box.y() + 34, box.width(), 16);
    double x = under.left() + 18;
    if (zk.controller_epoch > ControllerEpoch()) {  // else nobody who knows it runs
        x += pen.text("epoch", under.adjusted(18, 0, 0, 0),
                      QStringLiteral("epoch %1").arg(zk.controller_epoch.value()), TypeRole::small,
                      t.muted);
    }
    if (!zk.watches.empty()) {
        draw_bell(pen.p, {x + 17, under.center().y()}, 11, t.muted);
        pen.text("watches", {x + 26, under.y(), under.right() - x - 26, under.height()},
                 QString::number(zk.watches.size()), TypeRole::figures, t.muted);
    }
}

void paint_ring(Pen& pen, const FrameSession& session, const QRectF& ring) {
    const Theme& t = pen.theme;
    const Duration left = session_left(pen.scene, session);
    const double whole = std::max(1.0, static_cast<double>(session.timeout.count()));
    const double fraction = std::clamp(static_cast<double>(left.count()) / whole, 0.0, 1.0);
    const bool urgent = fraction < 1.0 / 3;
    const double width = ring.width() >= 24 ? 4 : 3;
    const QRectF arc = ring.adjusted(width / 2, width / 2, -width / 2, -width / 2);
    pen.p.setBrush(Qt::NoBrush);
    if (session.expired) {
        pen.p.setPen(QPen(t.inactive, 1.5, Qt::DashLine));
        pen.p.drawEllipse(arc);
        draw_cross(pen.p, ring.center(), ring.width() / 2.4, t.fault);
        return;
    }
    pen.p.setPen(QPen(t.band, width));
    pen.p.drawEllipse(arc);
    pen.p.setPen(QPen(urgent ? t.fault : t.muted, width, Qt::SolidLine, Qt::FlatCap));
    pen.p.drawArc(arc, 90 * 16, static_cast<int>(-fraction * 360 * 16));
}

QString describe_member(const FrameZooKeeperServer& server, bool quorum) {
    const QString name = QString::fromStdString(server.name);
    const QString votes = server.voter ? QString() : QStringLiteral(", no voter");
    if (server.role.empty()) return name + QStringLiteral(": down") + votes;
    const bool leads = server.role == "leading";
    QString text = QStringLiteral("%1: %2, epoch %3, %4")
                       .arg(name, QString::fromStdString(server.role))
                       .arg(server.epoch)
                       .arg(QString::fromStdString(server.log_end));
    if (!quorum) text += QStringLiteral(", %1 clients").arg(server.clients);
    if (leads) text += QStringLiteral(", %1 followers in sync").arg(server.synced);
    if (quorum && leads) text += QStringLiteral(", %1 observers").arg(server.clients);
    if (!server.partner.empty()) {
        text += QStringLiteral(", in one process with ") + QString::fromStdString(server.partner);
    }
    return text + votes;
}

// The servers of an ensemble, each with its role: a filled diamond leads, an empty one follows, a
// ring has no vote, a cross is down or looks for a leader.
void paint_members(Pen& pen, const QRectF& box) {
    const Theme& t = pen.theme;
    const auto& servers = pen.scene.frame->zookeeper.servers;
    const bool quorum = pen.scene.frame->zookeeper.quorum;
    const double width = std::floor(box.width() / static_cast<double>(servers.size()));
    double x = box.x();
    for (const FrameZooKeeperServer& server : servers) {
        const QRectF place(x, box.y(), width, box.height());
        const QString name = QString::fromStdString(server.name);
        const bool down = server.role.empty();
        pen.begin(QStringLiteral("zookeeper/") + name,
                  quorum ? QStringLiteral("controller") : QStringLiteral("zookeeper server"),
                  describe_member(server, quorum), place, true);
        const QPointF glyph(place.left() + 6, place.center().y());
        if (down || server.role == "looking") {
            draw_cross(pen.p, glyph, 9, server.voter ? t.fault : t.inactive);
        } else if (!server.voter) {
            pen.p.setPen(QPen(t.muted, 1.5));
            pen.p.setBrush(Qt::NoBrush);
            pen.p.drawEllipse(glyph, 3.5, 3.5);
        } else {
            draw_diamond(pen.p, glyph, 9, server.role == "leading", t.text);
        }
        if (width >= 22) {
            pen.text("name", place.adjusted(14, 0, 0, 0),
                     width >= 44 || quorum ? name : name.mid(2), TypeRole::small,
                     server.serving && server.voter ? t.text : t.muted);
        }
        pen.end();
        x += width;
    }
}

}  // namespace

void paint_zookeeper_row(Pen& pen) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const FrameZooKeeper& zk = s.frame->zookeeper;
    const QRectF row = to_qt(s.layout.zookeeper);
    const auto up = std::count_if(zk.servers.begin(), zk.servers.end(),
                                  [](const FrameNode& server) { return !is_down(server); });
    const auto all = static_cast<std::ptrdiff_t>(zk.servers.size());
    pen.begin(QStringLiteral("zookeeper"), QStringLiteral("zookeeper"),
              QStringLiteral("%6, %1 of %2 servers up, controller %3, epoch %4, %5 watches")
                  .arg(up)
                  .arg(all)
                  .arg(zk.controller == no_broker ? QStringLiteral("none") : controller_of(s))
                  .arg(zk.controller_epoch.value())
                  .arg(zk.watches.size())
                  .arg(title_of(s)),
              row, true);
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(t.panel);
    pen.p.drawRoundedRect(row.adjusted(0, 8, 0, -8), 4, 4);
    pen.text("title", {row.x() + 12, row.y() + 12, 160, 20}, title_of(s), TypeRole::title, t.text);
    const bool down = up < all;
    QString servers = all == 1 ? QStringLiteral("sessions of the brokers")
                               : QStringLiteral("%1 of %2 servers up").arg(up).arg(all);
    if (all == 1 && s.rows.size() < s.frame->brokers.size()) {
        servers = QStringLiteral("sessions of these brokers");
    }
    if (down && all == 1) {
        servers = QStringLiteral("down: nobody elects");
    }
    const bool ensemble = all > 1;
    if (down && !ensemble) {
        draw_cross(pen.p, {row.x() + 17, row.y() + 42}, 10, t.fault);
    }
    if (!ensemble)
        pen.text("servers", {row.x() + (down ? 28 : 12), row.y() + 34, 158, 16}, servers,
                 TypeRole::small, down ? t.fault : t.muted);
    paint_controller(pen, {s.layout.groups.x + 16, row.y(), s.layout.groups.w - 24, row.height()});
    pen.end();
    if (ensemble) paint_members(pen, {row.x() + 12, row.y() + 33, 168, 18});
}

void paint_session_rings(Pen& pen) {
    const Scene& s = pen.scene;
    const Theme& t = pen.theme;
    const auto& sessions = s.frame->zookeeper.sessions;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const FrameSession& session = sessions[i];
        const QRectF ring = s.sessions[i];
        if (ring.isEmpty()) {
            continue;
        }
        const QString name = s.broker_name(session.broker);
        const Duration left = session_left(s, session);
        const QString state =
            session.expired ? QString::fromStdString(session.ended) : lasting(left);
        const auto after =
            std::find_if(s.sessions.begin() + static_cast<std::ptrdiff_t>(i) + 1, s.sessions.end(),
                         [](const QRectF& one) { return !one.isEmpty(); });
        const double next = after != s.sessions.end() ? after->left() : s.layout.matrix.right();
        const bool wide = next - ring.left() >= 104;
        pen.begin(session_id(name.toStdString()), QStringLiteral("session"),
                  QStringLiteral("%3 session of %1: %2")
                      .arg(name,
                           session.expired ? state
                                           : QStringLiteral("%1 left, timeout %2")
                                                 .arg(state, lasting(session.timeout)),
                           s.frame->zookeeper.quorum ? QStringLiteral("Controller")
                                                     : QStringLiteral("ZooKeeper")),
                  QRectF(ring.left(), ring.top(), wide ? 98 : ring.width(), 40), true);
        paint_ring(pen, session, ring);
        if (wide) {
            const double x = ring.right() + 8;
            const bool urgent = !session.expired && left * 3 < session.timeout;
            pen.text("name", {x, ring.top(), 48, 16}, name, TypeRole::body_bold, t.text);
            pen.text("left", {x, ring.top() + 18, 56, 14}, state, TypeRole::figures,
                     urgent || session.expired ? t.fault : t.muted);
        } else if (next - ring.left() >= 32) {
            pen.text("name", {ring.center().x() - 20, ring.bottom() + 1, 40, 12}, name,
                     TypeRole::small, t.muted, Qt::AlignCenter);
        }
        pen.end();
    }
}

}  // namespace kscope::gui
