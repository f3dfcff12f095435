// Groups on the right: generation, state, members with the partitions they were given.
#include <algorithm>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

QString plural(std::size_t n, const char* noun) {
    return QString::fromLatin1(noun) + (n == 1 ? QString() : QStringLiteral("s"));
}

QString state_words(const FrameGroup& group) {
    if (group.alone) return QStringLiteral("without a group");
    if (group.coordinator_lost) return QStringLiteral("no coordinator");
    if (group.coordinator == no_broker) return QStringLiteral("not formed yet");
    switch (group.state) {
        case GroupState::empty: return QStringLiteral("Empty");
        case GroupState::preparing_rebalance: return QStringLiteral("rebalance: join");
        case GroupState::completing_rebalance: return QStringLiteral("rebalance: sync");
        case GroupState::stable: return QStringLiteral("Stable");
        case GroupState::dead: return QStringLiteral("Dead");
    }
    return {};
}

void paint_chips(Pen& pen, const FrameMember& member, const QRectF& room) {
    const Theme& t = pen.theme;
    if (member.assigned.empty()) {
        pen.text("idle", {room.left(), room.top(), room.width(), 20}, QStringLiteral("idle"),
                 TypeRole::small, t.muted);
        return;
    }
    std::vector<QRectF> chips;
    double x = room.left();
    double y = room.top();
    for (const std::string& partition : member.assigned) {
        const double w = pen.width(TypeRole::small, q(partition)) + 10;
        if (x > room.left() && x + w > room.right()) {
            x = room.left();
            y += 24;
        }
        if (y + 20 > room.bottom() + 1) {
            break;
        }
        chips.emplace_back(x, y, std::min(w, room.width()), 20);
        x += w + 4;
    }
    // Those without room are counted after the last.
    const auto rest = [&] {
        return QStringLiteral("+%1").arg(member.assigned.size() - chips.size());
    };
    const auto rest_fits = [&] {
        return chips.back().right() + 4 + pen.width(TypeRole::small, rest()) <= room.right();
    };
    if (chips.size() < member.assigned.size()) {
        while (chips.size() > 1 && !rest_fits()) {
            chips.pop_back();
        }
    }
    for (std::size_t i = 0; i < chips.size(); ++i) {
        pen.p.setPen(QPen(t.line, 1));
        pen.p.setBrush(t.background);
        pen.p.drawRoundedRect(chips[i].adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        pen.text(("chip" + QByteArray::number(qint64(i))).constData(),
                 chips[i].adjusted(5, 0, -4, 0), q(member.assigned[i]), TypeRole::small, t.text);
    }
    if (!chips.empty() && chips.size() < member.assigned.size() && rest_fits()) {
        const double left = chips.back().right() + 4;
        pen.text("rest", {left, chips.back().top(), room.right() - left, 20}, rest(),
                 TypeRole::small, t.muted);
    }
}

void paint_member(Pen& pen, const FrameGroup& group, const FrameMember& member, const QRectF& r,
                  bool one_line) {
    const Theme& t = pen.theme;
    const bool down = is_down(member);
    QStringList parts;
    for (const std::string& partition : member.assigned) {
        parts << q(partition);
    }
    pen.begin(member_id(group.name, member.name), QStringLiteral("member"),
              QStringLiteral("%1 of group %2: %3")
                  .arg(q(member.name), q(group.name),
                       parts.isEmpty() ? QStringLiteral("idle") : parts.join(QStringLiteral(", "))),
              r, true);
    if (down) {
        draw_hatch(pen.p, r.adjusted(-4, 0, 4, 0), t.fault, 8, 0.22);
        draw_cross(pen.p, {r.left() + 5, r.top() + 8}, 10, t.fault);
    }
    const double left = r.left() + (down ? 14 : 0);
    const double right = one_line ? r.center().x() + 12 : r.right();
    pen.text("name", {left, r.top(), right - left, 16}, q(member.name), TypeRole::small_bold,
             down ? t.fault : t.text);
    if (one_line) {
        const std::size_t n = member.assigned.size();
        pen.text("count", {r.center().x() + 14, r.top(), r.right() - r.center().x() - 14, 16},
                 n == 0 ? QStringLiteral("idle") : QStringLiteral("reads %1").arg(n),
                 TypeRole::small, t.muted, Qt::AlignRight | Qt::AlignVCenter);
    } else {
        paint_chips(pen, member, {r.left(), r.top() + 20, r.width(), r.height() - 20});
    }
    pen.end();
}

QString describe_group(const Scene& s, const FrameGroup& group) {
    if (group.alone) {
        return QStringLiteral("consumer %1, without a group: it chose its partitions")
            .arg(q(group.name));
    }
    return QStringLiteral("group %1: %2, generation %3, %4 %5, coordinator %6")
        .arg(q(group.name), state_words(group))
        .arg(group.generation == no_generation ? QStringLiteral("none")
                                               : QString::number(group.generation.value()))
        .arg(group.members.size())
        .arg(plural(group.members.size(), "member"))
        .arg(group.coordinator == no_broker ? QStringLiteral("unknown")
                                            : s.broker_name(group.coordinator));
}

void paint_group(Pen& pen, const FrameGroup& group, const QRectF& card) {
    const Theme& t = pen.theme;
    const bool moving = group.state == GroupState::preparing_rebalance ||
                        group.state == GroupState::completing_rebalance;
    pen.begin(group_id(group.name), QStringLiteral("group"), describe_group(pen.scene, group), card,
              true);
    pen.p.setPen(QPen(moving ? t.text : t.line, moving ? 1.5 : 1));
    pen.p.setBrush(t.panel);
    pen.p.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (moving) {
        draw_hatch(pen.p, card, t.inactive, 12, 0.22);
    }
    const QRectF in = card.adjusted(8, 6, -8, -6);
    pen.text("name", {in.left(), in.top(), in.width(), 18}, q(group.name), TypeRole::body_bold,
             t.text);
    const QRectF line(in.left(), in.top() + 20, in.width(), 16);
    const QString generation = group.generation == no_generation
                                   ? QString()
                                   : QStringLiteral("gen %1").arg(group.generation.value());
    const double w = pen.text("generation", line, generation, TypeRole::figures, t.muted,
                              Qt::AlignRight | Qt::AlignVCenter);
    const bool loud = moving || group.coordinator_lost;
    pen.text("state", line.adjusted(0, 0, -w - 4, 0), state_words(group),
             loud ? TypeRole::small_bold : TypeRole::small,
             group.coordinator_lost ? t.fault
             : moving               ? t.text
                                    : t.muted);
    if (card.height() < 62) {
        pen.end();
        return;
    }
    if (group.coordinator_lost) {
        pen.text("coordinator", line.translated(0, 16), QStringLiteral("no commits now"),
                 TypeRole::small, t.muted);
    } else if (group.coordinator != no_broker) {
        pen.text("coordinator", line.translated(0, 16),
                 QStringLiteral("coordinator ") + pen.scene.broker_name(group.coordinator),
                 TypeRole::small, t.muted);
    }
    pen.end();
}

// What has no room, by number; its names come with the hover.
void paint_more(Pen& pen, const QString& id, const QString& words, const QStringList& names,
                const QRectF& r) {
    pen.begin(id, QStringLiteral("more"),
              words + QStringLiteral(": ") + names.join(QStringLiteral(", ")), r);
    pen.text("more", r, words, TypeRole::small, pen.theme.muted);
    pen.end();
}

}  // namespace

void paint_groups(Pen& pen) {
    const Scene& s = pen.scene;
    for (std::size_t i = 0; i < s.groups.size(); ++i) {
        paint_group(pen, s.frame->groups[i], s.groups[i]);
    }
    for (const MemberPlace& place : s.members) {
        const FrameGroup& group = s.frame->groups[place.group];
        paint_member(pen, group, group.members[place.member], place.rect, place.one_line);
    }
    for (const MorePlace& more : s.more_members) {
        const FrameGroup& group = s.frame->groups[more.group];
        QStringList names;
        for (std::size_t m = group.members.size() - more.count; m < group.members.size(); ++m) {
            names << q(group.members[m].name);
        }
        paint_more(pen, group_id(group.name) + QStringLiteral("/more"),
                   QStringLiteral("+%1 %2").arg(more.count).arg(plural(more.count, "member")),
                   names, more.rect);
    }
    if (s.more_groups) {
        QStringList names;
        for (std::size_t g = s.more_groups->group; g < s.frame->groups.size(); ++g) {
            names << q(s.frame->groups[g].name);
        }
        const std::size_t n = s.more_groups->count;
        paint_more(pen, QStringLiteral("groups/more"),
                   QStringLiteral("+%1 %2").arg(n).arg(plural(n, "group")), names,
                   s.more_groups->rect);
    }
}

}  // namespace kscope::gui
