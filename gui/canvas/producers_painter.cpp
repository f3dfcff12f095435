// Producers on the left: the batches that wait or fly, and what became of the records.
#include <algorithm>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"
#include "gui/geometry/offset_axis.h"

namespace kscope::gui {

namespace {

constexpr double batch_height = 12;

QString q(const std::string& s) { return QString::fromStdString(s); }

void paint_counter(Pen& pen, const char* part, const QRectF& line, std::int64_t value,
                   bool alarming) {
    const Theme& t = pen.theme;
    const QColor ink = alarming && value > 0 ? t.fault : t.text;
    // "12,041", then "12041", then "120k": the label always stays whole.
    const double room = line.width() - 2 - pen.width(TypeRole::small, QString::fromLatin1(part));
    QString number = q(grouped(value));
    if (pen.width(TypeRole::figures, number) > room) {
        number = QString::number(value);
    }
    if (pen.width(TypeRole::figures, number) > room) {
        number = q(fold_text(value)).mid(1);
    }
    const double w = pen.text((QByteArray(part) + "-n").constData(), line, number,
                              TypeRole::figures, ink, Qt::AlignRight | Qt::AlignVCenter);
    pen.text(part, line.adjusted(0, 0, -w - 2, 0), QString::fromLatin1(part), TypeRole::small,
             alarming && value > 0 ? t.fault : t.muted);
}

// How much longer the broker that has most against it lets it wait; 0: none does.
Duration throttled_for(const Frame& frame, const FrameProducer& producer) {
    Duration longest;
    for (const FrameBroker& broker : frame.brokers) {
        for (const FrameThrottle& throttle : broker.throttled) {
            if (throttle.client == producer.node) longest = std::max(longest, throttle.left);
        }
    }
    return longest;
}

// One batch: a box with a stripe per record, and an arrow once it is on its way.
void paint_batch(Pen& pen, const FrameBatch& batch, const QRectF& r) {
    const Theme& t = pen.theme;
    const QRectF box = r.adjusted(0, 0, -12, 0);
    pen.p.fillRect(box, t.background);
    const double stripe = std::min(
        12.0, (box.width() - 2) / std::max<double>(1, static_cast<double>(batch.hues.size())));
    for (std::size_t i = 0; i < batch.hues.size(); ++i) {
        const KeyColour key = key_colour(t, batch.hues[i]);
        draw_key_fill(pen.p,
                      QRectF(box.left() + 1 + static_cast<double>(i) * stripe, box.top() + 1,
                             stripe - 1, box.height() - 2),
                      key.fill, key.ink, key.striped);
    }
    QPen border(batch.closed || batch.in_flight ? t.text : t.inactive, 1);
    if (!batch.closed && !batch.in_flight) {
        border.setStyle(Qt::DashLine);  // still open: it takes more records
    }
    pen.p.setPen(border);
    pen.p.setBrush(Qt::NoBrush);
    pen.p.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
    if (batch.in_flight) {
        pen.p.setPen(QPen(t.text, 1.5));
        const QPointF tip(r.right(), r.center().y());
        pen.p.drawPolyline(QPolygonF({tip + QPointF(-5, -4), tip, tip + QPointF(-5, 4)}));
    }
}

double paint_stack(Pen& pen, const FrameProducer& producer, const QRectF& room) {
    const auto fits = static_cast<std::size_t>(std::max(0.0, room.height() / (batch_height + 3)));
    const std::size_t shown = std::min(fits, producer.batches.size());
    double y = room.top();
    for (std::size_t i = 0; i < shown; ++i) {
        const FrameBatch& batch = producer.batches[i];
        const QRectF r(room.left(), y, room.width(), batch_height);
        paint_batch(pen, batch, r);
        pen.mark(QStringLiteral("batch/%1/%2").arg(q(producer.name)).arg(i),
                 QStringLiteral("batch"),
                 QStringLiteral("%1 records for %2%3")
                     .arg(batch.records)
                     .arg(q(batch.partition),
                          batch.in_flight ? QStringLiteral(", in flight") : QString()),
                 r);
        y += batch_height + 3;
    }
    return y;
}

// "NOT_ENOUGH_REPLICAS" in lines as wide as the card; the inspector has Kafka's own spelling.
double paint_error(Pen& pen, const FrameProducer& producer, const QRectF& line) {
    const Theme& t = pen.theme;
    QRectF row = line;
    draw_cross(pen.p, {row.left() + 4, row.center().y()}, 9, t.fault);
    QString words;
    int n = 0;
    double indent = 13;
    for (const QString& word : q(producer.last_error).toLower().split(QLatin1Char('_'))) {
        const QString longer = words.isEmpty() ? word : words + QLatin1Char(' ') + word;
        if (pen.width(TypeRole::small, longer) > row.width() - indent && !words.isEmpty()) {
            pen.text(("error" + QByteArray::number(n++)).constData(), row.adjusted(indent, 0, 0, 0),
                     words, TypeRole::small, t.fault);
            row.translate(0, 14);
            indent = 0;
            words = word;
        } else {
            words = longer;
        }
    }
    pen.text(("error" + QByteArray::number(n)).constData(), row.adjusted(indent, 0, 0, 0), words,
             TypeRole::small, t.fault);
    return row.bottom();
}

QString describe_producer(const Frame& frame, const FrameProducer& producer) {
    const Duration throttled = throttled_for(frame, producer);
    return QStringLiteral(
               "producer %1, acks=%2: sent %3, acked %4, failed %5, retries %6, "
               "%7 requests in flight, %8 of %9 on the fullest connection")
               .arg(q(producer.name), q(producer.acks))
               .arg(producer.sent)
               .arg(producer.acked)
               .arg(producer.failed)
               .arg(producer.retries)
               .arg(producer.in_flight_total)
               .arg(producer.in_flight)
               .arg(producer.max_in_flight) +
           (throttled > Duration() ? QStringLiteral(", throttled for ") + lasting(throttled)
                                   : QString());
}

void paint_card(Pen& pen, const FrameProducer& producer, const QRectF& card) {
    const Theme& t = pen.theme;
    const QRectF in = card.adjusted(8, 6, -6, -6);
    double y = in.top();
    const auto line = [&](double height) {
        const QRectF r(in.left(), y, in.width(), height);
        y += height;
        return r;
    };
    const QRectF first = line(18);
    const double name = pen.text("name", first, q(producer.name), TypeRole::body_bold, t.text);
    const bool throttled = throttled_for(*pen.scene.frame, producer) > Duration();
    if (throttled && name + 18 <= first.width()) {
        draw_clock(pen.p, {first.right() - 7, first.center().y()}, 12, t.text);
    }
    if (card.height() >= 96) {
        pen.text("acks", line(16), QStringLiteral("acks=") + q(producer.acks), TypeRole::figures,
                 t.muted);
    }
    if (card.height() >= 176) {
        y += 4;
        const double counters = in.bottom() - 5 * 16;
        const double error = producer.last_error.empty() ? 0 : 44;
        const double end =
            paint_stack(pen, producer, {in.left(), y, in.width(), counters - error - y - 2});
        if (producer.batches.empty() && producer.next_send && producer.sent == 0) {
            pen.text("next1", {in.left(), y, in.width(), 14}, QStringLiteral("first send"),
                     TypeRole::small, t.muted);
            pen.text("next2", {in.left(), y + 16, in.width(), 14},
                     QStringLiteral("at ") + lasting(producer.next_send->since_start()),
                     TypeRole::small, t.muted);
        }
        if (error > 0) {
            paint_error(pen, producer,
                        {in.left(), std::max(end, counters - error), in.width(), 14});
        }
        y = counters;
    }
    const bool all = y + 5 * 16 <= in.bottom() + 1;
    paint_counter(pen, "sent", line(16), producer.sent, false);
    if (y + 16 <= in.bottom() + 1) {
        paint_counter(pen, "acked", line(16), producer.acked, false);
    }
    if (all) {
        paint_counter(pen, "failed", line(16), producer.failed, true);
        paint_counter(pen, "retries", line(16), producer.retries, false);
        const QRectF last = line(16);
        const double w =
            pen.text("flight-n", last,
                     QStringLiteral("%1/%2").arg(producer.in_flight).arg(producer.max_in_flight),
                     TypeRole::figures, t.text, Qt::AlignRight | Qt::AlignVCenter);
        pen.text("flight", last.adjusted(0, 0, -w - 4, 0), QStringLiteral("in flight"),
                 TypeRole::small, t.muted);
    }
}

void paint_more(Pen& pen, const MorePlace& more) {
    QStringList names;
    for (std::size_t i = more.group; i < pen.scene.frame->producers.size(); ++i) {
        names << q(pen.scene.frame->producers[i].name);
    }
    pen.begin(QStringLiteral("producers/more"), QStringLiteral("more"),
              names.join(QStringLiteral(", ")), more.rect, true);
    pen.text("more", more.rect,
             QStringLiteral("+%1 producer%2").arg(more.count).arg(more.count == 1 ? "" : "s"),
             TypeRole::small, pen.theme.muted);
    pen.end();
}

}  // namespace

// Internal topics fold into one chip below the producers.
void paint_internal(Pen& pen) {
    const Frame& f = *pen.scene.frame;
    if (pen.scene.internal.isEmpty()) {
        return;
    }
    const Theme& t = pen.theme;
    const QRectF r = pen.scene.internal;
    const bool trouble = f.internal_no_leader > 0;
    QStringList topics;
    for (const std::string& topic : f.internal_topics) topics << q(topic);
    pen.begin(QStringLiteral("internal"), QStringLiteral("internal"),
              QStringLiteral("internal topics: %1; %2 partitions, %3 without leader")
                  .arg(topics.join(QStringLiteral(", ")))
                  .arg(f.internal_partitions)
                  .arg(f.internal_no_leader),
              r, true);
    pen.p.setPen(QPen(trouble ? t.fault : t.line, 1));
    pen.p.setBrush(t.panel);
    pen.p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (trouble) {
        draw_cross(pen.p, {r.left() + 10, r.center().y()}, 9, t.fault);
    }
    pen.text("name", r.adjusted(trouble ? 18 : 8, 0, -4, 0),
             QStringLiteral("+%1 internal").arg(f.internal_partitions), TypeRole::small,
             trouble ? t.fault : t.muted);
    pen.end();
}

void paint_producers(Pen& pen) {
    const Scene& s = pen.scene;
    for (std::size_t i = 0; i < s.producers.size(); ++i) {
        const FrameProducer& producer = s.frame->producers[i];
        const QRectF card = s.producers[i];
        if (card.height() < 44) {
            break;
        }
        const bool down = is_down(producer);
        pen.begin(producer_id(producer.name), QStringLiteral("producer"),
                  describe_producer(*s.frame, producer), card, true);
        pen.p.setPen(QPen(down ? pen.theme.fault : pen.theme.line, 1));
        pen.p.setBrush(pen.theme.panel);
        pen.p.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        if (down) {
            draw_hatch(pen.p, card, pen.theme.fault, 8, 0.22);
        }
        paint_card(pen, producer, card);
        pen.end();
    }
    if (s.more_producers) {
        paint_more(pen, *s.more_producers);
    }
}

}  // namespace kscope::gui
