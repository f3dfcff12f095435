// Beside the strips of a large cluster: brokers that are not well, links that are cut, and the
// worst partitions by name.
#include <algorithm>

#include "gui/canvas/lane_painter.h"
#include "gui/canvas/overview.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"
#include "gui/geometry/offset_axis.h"

namespace kscope::gui {

namespace {

constexpr double line_height = 20;
constexpr double partition_height = 29;  // on two lines
constexpr std::size_t brokers_most = 3;
constexpr std::size_t links_most = 2;

QString q(const std::string& s) { return QString::fromStdString(s); }

struct Line {
    QString id;
    QString kind;
    QString text;
    void (*symbol)(QPainter&, QPointF, double, const QColor&) = nullptr;
};

QString health_words(const FrameBroker& b) {
    switch (b.health) {
        case Health::running: return {};
        case Health::starting: return QStringLiteral("starts");
        case Health::recovering: return QStringLiteral("recovers");
        case Health::paused: return QStringLiteral("paused");
        case Health::slow: return QStringLiteral("slow");
        case Health::stopped: return QStringLiteral("stopped");
        case Health::killed: return QStringLiteral("killed");
        case Health::power_loss: return QStringLiteral("no power");
    }
    return {};
}

// "b42 killed, session 11.8 s left"
std::vector<Line> broker_lines(const Frame& f) {
    std::vector<Line> out;
    for (const FrameBroker& b : f.brokers) {
        QString text = health_words(b);
        for (const FrameSession& session : f.zookeeper.sessions) {
            if (session.broker != b.broker) continue;
            const bool drains = session.left * 2 < session.timeout;
            if (!session.expired && !drains) continue;
            text += text.isEmpty() ? QString() : QStringLiteral(", ");
            text += session.expired ? QStringLiteral("session ") + q(session.ended)
                                    : QStringLiteral("session %1 left").arg(lasting(session.left));
        }
        if (text.isEmpty()) continue;
        out.push_back({QStringLiteral("trouble/") + q(b.name), QStringLiteral("broker"),
                       q(b.name) + QLatin1Char(' ') + text, draw_cross});
    }
    return out;
}

QString node_name(const Frame& f, NodeId node) {
    for (const FrameBroker& b : f.brokers) {
        if (b.node == node) return q(b.name);
    }
    for (const FrameNode& z : f.zookeeper.servers) {
        if (z.node == node) return q(z.name);
    }
    for (const FrameProducer& p : f.producers) {
        if (p.node == node) return q(p.name);
    }
    return QStringLiteral("a client");
}

std::vector<Line> link_lines(const Frame& f) {
    std::vector<Line> out;
    for (const FrameLink& link : f.links) {
        if (!link.cut_a_to_b && !link.cut_b_to_a) continue;
        const QString a = node_name(f, link.a);
        const QString b = node_name(f, link.b);
        const bool both = link.cut_a_to_b && link.cut_b_to_a;
        const QString ends = both              ? a + QChar(0x2013) + b
                             : link.cut_a_to_b ? a + QStringLiteral(" to ") + b
                                               : b + QStringLiteral(" to ") + a;
        out.push_back({QStringLiteral("link/%1/%2").arg(a, b), QStringLiteral("link"),
                       ends + QStringLiteral(" cut"), draw_scissors});
    }
    return out;
}

class Column {
public:
    Column(Pen& pen, const QRectF& panel, double top) : pen_(pen), panel_(panel), y_(top) {}

    // What does not fit is counted in `words`.
    void lines(const std::vector<Line>& all, std::size_t most, const char* words) {
        const std::size_t shown = all.size() <= most ? all.size() : most - 1;
        for (std::size_t i = 0; i < shown; ++i) line(all[i]);
        if (shown < all.size()) {
            more(QString::fromLatin1(words), all.size() - shown);
        }
    }

    // A line each, if their names leave room for it; else two.
    void partitions(const std::vector<FrameAttention>& all, std::size_t in_trouble) {
        const bool flat = std::all_of(all.begin(), all.end(), [&](const FrameAttention& one) {
            return 22 + pen_.width(TypeRole::body_bold, q(one.partition)) + 8 +
                       pen_.width(TypeRole::small, words_of(one)) <=
                   panel_.width() - 16;
        });
        const double height = flat ? line_height : partition_height;
        const double room = panel_.bottom() - 4 - y_;
        const auto fit = static_cast<std::size_t>(std::max(0.0, room / height));
        std::size_t shown = std::min(fit, all.size());
        if (shown < in_trouble) {
            const double left = room - height * static_cast<double>(shown);
            if (left < line_height && shown > 0) --shown;
        }
        for (std::size_t i = 0; i < shown; ++i) partition(all[i], flat);
        if (shown < in_trouble) more(QStringLiteral("partitions"), in_trouble - shown);
    }

private:
    [[nodiscard]] QRectF next(double height) {
        const QRectF r(panel_.left() + 8, y_, panel_.width() - 16, height);
        y_ += height;
        return r;
    }

    void line(const Line& line) {
        const QRectF r = next(line_height);
        pen_.begin(line.id, line.kind, line.text, r, true);
        line.symbol(pen_.p, {r.left() + 9, r.center().y()}, 10, pen_.theme.fault);
        pen_.text("words", r.adjusted(22, 0, 0, 0), line.text, TypeRole::small_bold,
                  pen_.theme.fault);
        pen_.end();
    }

    void more(const QString& words, std::size_t n) {
        const QRectF r = next(line_height);
        const QString text = QStringLiteral("+%1 more %2").arg(n).arg(words);
        pen_.begin(QStringLiteral("attention/more-") + words, QStringLiteral("more"), text, r);
        pen_.text("more", r.adjusted(22, 0, 0, 0), text, TypeRole::small, pen_.theme.muted);
        pen_.end();
    }

    static QString words_of(const FrameAttention& one) {
        const bool timed = one.state == TileState::no_leader && one.no_leader_for.count() > 0;
        return timed ? QStringLiteral("no leader for ") + lasting(one.no_leader_for)
                     : q(one.sentence);
    }

    void partition(const FrameAttention& one, bool flat) {
        const QRectF r = next(flat ? line_height : partition_height);
        const QString words = words_of(one);
        const Theme& t = pen_.theme;
        pen_.begin(header_id(one.partition), QStringLiteral("partition"),
                   q(one.partition) + QStringLiteral(": ") + words, r, true);
        paint_tile(pen_, {r.left() + 2, r.top() + (flat ? 4 : 2), 15, 13}, one.state,
                   TileTone::strong);
        const QRectF name = r.adjusted(22, 0, 0, 0);
        const double w =
            pen_.text("name", flat ? name : QRectF(name.topLeft(), QSizeF(name.width(), 15)),
                      q(one.partition), TypeRole::body_bold, t.text);
        const QRectF why = flat ? name.adjusted(w + 8, 0, 0, 0) : name.adjusted(0, 15, 0, -1);
        pen_.text("why", why, words, TypeRole::small,
                  one.state == TileState::out_of_isr ? t.muted : t.fault);
        pen_.end();
    }

    Pen& pen_;
    QRectF panel_;
    double y_;
};

}  // namespace

void paint_attention(Pen& pen) {
    const Scene& s = pen.scene;
    const Frame& f = *s.frame;
    const Theme& t = pen.theme;
    const QRectF r = overview_places(s).attention;
    const std::vector<Line> brokers = broker_lines(f);
    const std::vector<Line> links = link_lines(f);
    const auto in_trouble = static_cast<std::size_t>(f.overview->in_trouble);
    pen.begin(QStringLiteral("attention"), QStringLiteral("attention"),
              QStringLiteral("Needs attention: %1 brokers, %2 links, %3 partitions")
                  .arg(brokers.size())
                  .arg(links.size())
                  .arg(in_trouble),
              r);
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(t.panel);
    pen.p.drawRoundedRect(r, 4, 4);
    pen.text("title", {r.left() + 10, r.top() + 4, r.width() - 20, 20},
             QStringLiteral("Needs attention"), TypeRole::title, t.text);
    const bool calm = brokers.empty() && links.empty() && in_trouble == 0;
    if (calm) {
        pen.text("none", {r.left() + 10, r.top() + 28, r.width() - 20, 18},
                 QStringLiteral("Nothing: all replicas are in the ISR."), TypeRole::small, t.muted);
    }
    pen.end();
    Column column(pen, r, r.top() + 27);
    column.lines(brokers, brokers_most, "brokers");
    column.lines(links, links_most, "links");
    column.partitions(f.attention, in_trouble);
}

}  // namespace kscope::gui
