#include "gui/panel/inspection.h"

#include <QStringList>
#include <algorithm>

#include "gui/model/texts.h"
#include "gui/panel/inspect_metadata_plane.h"
#include "gui/panel/inspection_words.h"

namespace kscope::gui {

namespace {

QString counted(std::int64_t n, const char* noun) {
    const QString one = QLatin1String(noun);
    const bool hisses = one.endsWith(QLatin1String("ch"));
    const QString many = one + (hisses ? QStringLiteral("es") : QStringLiteral("s"));
    return num(n) + QLatin1Char(' ') + (n == 1 ? one : many);
}
// "980 B", "12.4 KiB"
QString bytes_text(std::int64_t bytes) {
    if (bytes < 1024) return num(bytes) + QStringLiteral(" B");
    const double kib = static_cast<double>(bytes) / 1024;
    if (kib < 1024) return QString::number(kib, 'f', 1) + QStringLiteral(" KiB");
    return QString::number(kib / 1024, 'f', 1) + QStringLiteral(" MiB");
}

QString rate_text(std::int64_t bytes_per_second) {
    return bytes_text(bytes_per_second) + QStringLiteral(" a second");
}
QString offset_text(Offset o) { return o == no_offset ? QStringLiteral("none") : num(o.value()); }
QString epoch_text(LeaderEpoch e) {
    return e == no_leader_epoch ? QStringLiteral("none") : num(e.value());
}
QString words(const std::vector<std::string>& all) {
    QStringList list;
    for (const std::string& s : all) list << str(s);
    return list.isEmpty() ? QStringLiteral("none") : list.join(QStringLiteral(", "));
}

QString brokers_text(const Frame& f, const std::vector<BrokerId>& ids) {
    QStringList list;
    for (const BrokerId id : ids) list << broker_text(f, id);
    return list.isEmpty() ? QStringLiteral("none") : list.join(QStringLiteral(", "));
}

QString health_text(const FrameNode& n) {
    switch (n.health) {
        case Health::running: return QStringLiteral("running");
        case Health::starting: return QStringLiteral("starting");
        case Health::recovering: return QStringLiteral("recovering logs");
        case Health::paused: return QStringLiteral("paused");
        case Health::slow: return QStringLiteral("slow");
        case Health::stopped: return QStringLiteral("stopped");
        case Health::killed: return QStringLiteral("killed");
        case Health::power_loss: return QStringLiteral("power lost");
    }
    return {};
}

// ---- one function per kind of thing; each makes its rows from one frame

Inspection of_cluster(const Frame& f) {
    Inspection i{str(f.scenario), QStringLiteral("Click a thing, or Tab to it"), {}};
    const auto alive = std::count_if(f.brokers.begin(), f.brokers.end(),
                                     [](const FrameBroker& b) { return !is_down(b); });
    std::int64_t acked = 0;
    std::int64_t lag = 0;
    for (const FrameProducer& p : f.producers) acked += p.acked;
    for (const FrameGroup& g : f.groups) {
        for (const FrameReader& r : g.readers) lag += lag_of(r);
    }
    i.rows = {{QStringLiteral("Brokers alive"),
               QStringLiteral("%1 of %2").arg(alive).arg(f.brokers.size()),
               {}},
              {QStringLiteral("Controller"), controller_text(f), {}},
              {QStringLiteral("Records acknowledged"), num(acked), {}},
              {QStringLiteral("Lag of all readers"), num(lag), {}},
              {QStringLiteral("Messages in flight"), num(f.in_flight), {}}};
    if (!f.overview) return i;
    const FrameOverview& o = *f.overview;
    const std::vector<InspectionRow> more{
        {QStringLiteral("Partitions"), num(static_cast<qint64>(o.partition_names.size())), {}},
        {QStringLiteral("Without leader"), num(o.no_leader), {}},
        {QStringLiteral("Under min.insync.replicas"), num(o.under_min_isr), {}},
        {QStringLiteral("Not all replicas in the ISR"), num(o.in_trouble), {}}};
    i.rows.insert(i.rows.end(), more.begin(), more.end());
    return i;
}

// How many partitions it leads, and of how many it is in the ISR.
std::pair<std::int64_t, std::int64_t> shares_of(const Frame& f, BrokerId broker) {
    if (f.overview) {
        for (const FrameStrip& strip : f.overview->strips) {
            if (strip.broker == broker) return {strip.leads, strip.in_isr};
        }
    }
    std::pair<std::int64_t, std::int64_t> shares;
    for (const FramePartition& p : f.partitions) {
        shares.first += p.leader == broker ? 1 : 0;
        shares.second += std::count(p.isr.begin(), p.isr.end(), broker);
    }
    return shares;
}

Inspection of_broker(const Frame& f, const QString& name) {
    const FrameBroker* b = named(f.brokers, name);
    if (b == nullptr) return {};
    const bool quorum = f.zookeeper.quorum;
    const auto [leads, isr] = shares_of(f, b->broker);
    Inspection i{QStringLiteral("Broker ") + str(b->name), health_text(*b), {}};
    i.rows = {{QStringLiteral("broker.id"), QString::number(b->broker.value()), {}},
              {QStringLiteral("Since"), seconds_text(b->since) + QStringLiteral(" s"), {}},
              {quorum ? QStringLiteral("Registered in the metadata log")
                      : QStringLiteral("Registered in ZooKeeper"),
               yes_no(b->registered),
               {}},
              {QStringLiteral("Controller"), yes_no(f.zookeeper.controller == b->broker), {}},
              {QStringLiteral("Leads"), counted(leads, "partition"), {}},
              {QStringLiteral("In the ISR of"), counted(isr, "partition"), {}}};
    if (!b->rack.empty()) i.rows.push_back({QStringLiteral("Rack"), str(b->rack), {}});
    for (const FrameSession& s : f.zookeeper.sessions) {
        if (s.broker != b->broker) continue;
        i.rows.push_back(
            {QStringLiteral("Session left"), s.expired ? str(s.ended) : duration_text(s.left), {}});
        if (s.timeout == Duration()) continue;  // gone with the session
        i.rows.push_back({session_timeout_key(f), QString::number(s.timeout.to_millis()), {}});
    }
    if (b->waiting > 0) {
        i.rows.push_back({QStringLiteral("Requests that wait here"), num(b->waiting), {}});
    }
    if (b->leader_rate > 0) {
        i.rows.push_back(
            {QStringLiteral("leader.replication.throttled.rate"), rate_text(b->leader_rate), {}});
    }
    if (b->follower_rate > 0) {
        i.rows.push_back({QStringLiteral("follower.replication.throttled.rate"),
                          rate_text(b->follower_rate),
                          {}});
    }
    for (const FrameThrottle& t : b->throttled) {
        const bool timed = t.left > Duration();
        const QString how =
            timed ? QStringLiteral(" is throttled for") : QStringLiteral(" is throttled by");
        const QString left = duration_text(t.left) + QStringLiteral(", ") + str(t.quota);
        i.rows.push_back({str(t.who) + how, timed ? left : str(t.quota), {}});
    }
    for (const FrameParked& p : f.parked) {
        if (p.at != b->node) continue;
        const bool named = !p.partition.empty() && !p.partition.starts_with("__");
        join_row(i, str(p.request) + QStringLiteral(" waits for"),
                 str(p.awaits) + (named ? QStringLiteral(" of ") + str(p.partition) : QString()));
    }
    return i;
}

Inspection of_internal(const Frame& f) {
    Inspection i{QStringLiteral("Internal topics"), {}, {}};
    for (const std::string& topic : f.internal_topics) i.rows.push_back({str(topic), {}, {}});
    i.rows.push_back({QStringLiteral("Partitions"), num(f.internal_partitions), {}});
    i.rows.push_back({QStringLiteral("Without leader"), num(f.internal_no_leader), {}});
    return i;
}

Inspection of_partition(const Frame& f, const QString& name) {
    const FramePartition* p = named(f.partitions, name);
    if (p == nullptr) return {};
    Inspection i{name, QStringLiteral("as the controller has decided"), {}};
    i.rows = {{QStringLiteral("Leader"), broker_text(f, p->leader), {}},
              {QStringLiteral("Leader epoch"), epoch_text(p->epoch), {}},
              {QStringLiteral("ISR"), brokers_text(f, p->isr), {}},
              {QStringLiteral("Assignment"), brokers_text(f, p->replicas), {}},
              {QStringLiteral("min.insync.replicas"), num(p->min_isr), {}}};
    if (!p->elr.empty()) {
        i.rows.push_back({QStringLiteral("Eligible leaders (ELR)"), brokers_text(f, p->elr), {}});
    }
    if (!p->adding.empty()) {
        i.rows.push_back({QStringLiteral("Adding replicas"), brokers_text(f, p->adding), {}});
    }
    if (!p->removing.empty()) {
        i.rows.push_back({QStringLiteral("Removing replicas"), brokers_text(f, p->removing), {}});
    }
    for (const FrameLane& lane : p->lanes) {
        if (lane.throttled_rate == 0) continue;
        i.rows.push_back({QStringLiteral("Throttled at ") + broker_text(f, lane.broker),
                          rate_text(lane.throttled_rate),
                          {}});
    }
    return i;
}

QString role_text(const Frame& f, const FrameLane& lane) {
    switch (lane.role) {
        case ReplicaRole::leader:
            return QStringLiteral("believes: leader in epoch ") + epoch_text(lane.epoch);
        case ReplicaRole::follower:
            return QStringLiteral("believes: follows ") + broker_text(f, lane.follows) +
                   QStringLiteral(" in epoch ") + epoch_text(lane.epoch);
        case ReplicaRole::offline: return QStringLiteral("offline: as last known");
        case ReplicaRole::unknown: break;
    }
    return QStringLiteral("role not yet known");
}

// The log's files, the newest first: "12 to 41", its bytes.
void add_segments(const FrameLane& lane, Inspection& i) {
    if (lane.segments.empty()) return;
    const auto all = static_cast<std::int64_t>(lane.segments.size()) + lane.older_segments;
    const bool known = lane.role != ReplicaRole::offline;
    if (known) i.rows.push_back({QStringLiteral("Log size"), bytes_text(lane.bytes), {}});
    i.rows.push_back({QStringLiteral("Segments"), num(all), {}});
    for (auto s = lane.segments.rbegin(); s != lane.segments.rend(); ++s) {
        const QString end =
            s->active ? QStringLiteral("on") : QStringLiteral("to ") + offset_text(s->end - 1);
        i.rows.push_back({QStringLiteral("Segment ") + QString::number(s->base.value()),
                          counted(s->batches, "batch") +
                              (known ? QStringLiteral(", ") + bytes_text(s->bytes) : QString()),
                          {},
                          QStringLiteral("from %1 %2").arg(offset_text(s->base), end),
                          1});
    }
}

Inspection of_lane(const Frame& f, const QString& partition, const QString& broker) {
    const FramePartition* p = named(f.partitions, partition);
    const FrameBroker* b = named(f.brokers, broker);
    if (p == nullptr || b == nullptr) return {};
    for (const FrameLane& l : p->lanes) {
        if (l.broker != b->broker) continue;
        const bool in_isr = std::count(p->isr.begin(), p->isr.end(), l.broker) > 0;
        Inspection i{partition + QStringLiteral(" on ") + broker, role_text(f, l), {}};
        i.rows = {{QStringLiteral("LEO, log end offset"), offset_text(l.log_end), {}},
                  {QStringLiteral("HW, high watermark"), offset_text(l.high_watermark), {}},
                  {QStringLiteral("LSO, last stable offset"), offset_text(l.last_stable), {}},
                  {QStringLiteral("Flushed up to"), offset_text(l.flushed), {}},
                  {QStringLiteral("Log start offset"), offset_text(l.log_start), {}},
                  {QStringLiteral("Leader epoch"), epoch_text(l.epoch), {}},
                  {QStringLiteral("In the ISR"), yes_no(in_isr), {}},
                  {QStringLiteral("Preferred leader"), yes_no(l.preferred), {}}};
        if (std::count(p->elr.begin(), p->elr.end(), l.broker) > 0) {
            i.rows.push_back({QStringLiteral("Eligible leader (ELR)"), yes_no(true), {}});
        }
        if (l.adding || l.removing) {
            i.rows.push_back(
                {QStringLiteral("Reassignment"),
                 l.adding ? QStringLiteral("being added") : QStringLiteral("being removed"),
                 {}});
        }
        if (l.throttled_rate > 0) {
            const bool leads = l.role == ReplicaRole::leader;
            i.rows.push_back(
                {leads ? QStringLiteral("Sent at most at") : QStringLiteral("Fetched at most at"),
                 rate_text(l.throttled_rate),
                 {}});
        }
        add_segments(l, i);
        return i;
    }
    return {};
}

// The replica's page, and the record first.
Inspection of_record(const Frame& f, const QString& partition, const QString& broker,
                     const QString& offset) {
    Inspection i = of_lane(f, partition, broker);
    const FramePartition* p = named(f.partitions, partition);
    const FrameBroker* b = named(f.brokers, broker);
    if (p == nullptr || b == nullptr) return i;
    for (const FrameLane& l : p->lanes) {
        for (const FrameRecord& r : l.records) {
            if (l.broker != b->broker || QString::number(r.offset.value()) != offset) continue;
            const QString key = r.key < 0 ? QStringLiteral("none")
                                          : str(f.keys.at(static_cast<std::size_t>(r.key)));
            const std::vector<InspectionRow> own{
                {QStringLiteral("Record at offset"), offset_text(r.offset), {}},
                {QStringLiteral("Its key"), key, {}},
                {QStringLiteral("Appended in epoch"), epoch_text(r.epoch), {}},
                {QStringLiteral("Committed, as this replica knows"),
                 yes_no(r.offset < l.high_watermark),
                 {}}};
            i.rows.insert(i.rows.begin(), own.begin(), own.end());
            return i;
        }
    }
    return i;
}

Inspection of_producer(const Frame& f, const QString& name) {
    const FrameProducer* p = named(f.producers, name);
    if (p == nullptr) return {};
    Inspection i{QStringLiteral("Producer ") + name, health_text(*p), {}};
    i.rows = {{QStringLiteral("acks"), str(p->acks), {}},
              {QStringLiteral("Sent"), num(p->sent), {}},
              {QStringLiteral("Acknowledged"), num(p->acked), {}},
              {QStringLiteral("Failed"), num(p->failed), {}},
              {QStringLiteral("Retries"), num(p->retries), {}},
              {QStringLiteral("Requests in flight"),
               QStringLiteral("%1 of %2").arg(p->in_flight).arg(p->max_in_flight),
               {}},
              {QStringLiteral("Batches waiting"),
               num(static_cast<qint64>(p->batches.size()) + p->more_batches),
               {}}};
    for (const FrameBroker& b : f.brokers) {
        for (const FrameThrottle& t : b.throttled) {
            if (t.client != p->node) continue;
            join_row(i, QStringLiteral("Throttled by ") + str(b.name),
                     duration_text(t.left) + QStringLiteral(", ") + str(t.quota));
        }
    }
    if (!p->last_error.empty())
        i.rows.push_back({QStringLiteral("Last error"), str(p->last_error), {}});
    return i;
}

QString group_state(GroupState s) {
    switch (s) {
        case GroupState::empty: return QStringLiteral("Empty");
        case GroupState::preparing_rebalance: return QStringLiteral("PreparingRebalance");
        case GroupState::completing_rebalance: return QStringLiteral("CompletingRebalance");
        case GroupState::stable: return QStringLiteral("Stable");
        case GroupState::dead: return QStringLiteral("Dead");
    }
    return {};
}

Inspection of_group(const Frame& f, const QString& name) {
    const FrameGroup* g = named(f.groups, name);
    if (g == nullptr) return {};
    std::int64_t lag = 0;
    for (const FrameReader& r : g->readers) lag += lag_of(r);
    const bool formed = g->generation != no_generation;
    Inspection i{QStringLiteral("Group ") + name, group_state(g->state), {}};
    i.rows = {{QStringLiteral("Generation"),
               formed ? num(g->generation.value()) : QStringLiteral("none"),
               {}},
              {QStringLiteral("Coordinator"), broker_text(f, g->coordinator), {}},
              {QStringLiteral("Assignor"), str(g->assignor), {}},
              {QStringLiteral("Members"), num(static_cast<qint64>(g->members.size())), {}}};
    if (g->alone) {
        i = {QStringLiteral("Consumer ") + name,
             QStringLiteral("without a group: it chose its partitions"),
             {}};
    }
    i.rows.push_back({QStringLiteral("Lag"), num(lag), {}});
    for (const FrameReader& r : g->readers) {
        const Offset done = g->alone ? r.position : r.committed;
        i.rows.push_back({str(r.partition),
                          QStringLiteral("%1 of %2, lag %3")
                              .arg(offset_text(done), offset_text(r.end), num(lag_of(r))),
                          {}});
    }
    return i;
}

Inspection of_member(const Frame& f, const QString& group, const QString& name) {
    const FrameGroup* g = named(f.groups, group);
    const FrameMember* m = g != nullptr ? named(g->members, name) : nullptr;
    if (m == nullptr) return {};
    if (g->alone) return of_group(f, group);
    Inspection i{QStringLiteral("Member ") + name, QStringLiteral("of group ") + group, {}};
    i.rows = {{QStringLiteral("member.id"), str(m->member_id), {}},
              {QStringLiteral("Process"), health_text(*m), {}},
              {QStringLiteral("In this generation"), yes_no(m->joined), {}},
              {QStringLiteral("Group leader"), yes_no(m->leader), {}},
              {QStringLiteral("Assigned"), words(m->assigned), {}}};
    return i;
}

Inspection of_reader(const Frame& f, const QString& group, const QString& partition) {
    const FrameGroup* g = named(f.groups, group);
    if (g == nullptr) return {};
    for (const FrameReader& r : g->readers) {
        if (str(r.partition) != partition) continue;
        Inspection i{partition + QStringLiteral(" as read by ") + group, str(r.member), {}};
        i.rows = {{QStringLiteral("Position"), offset_text(r.position), {}},
                  {QStringLiteral("Committed"), offset_text(r.committed), {}},
                  {QStringLiteral("End, high watermark"), offset_text(r.end), {}},
                  {QStringLiteral("Lag"), num(lag_of(r)), {}}};
        return i;
    }
    return {};
}

QString node_name(const Frame& f, NodeId node) {
    for (const FrameBroker& b : f.brokers)
        if (b.node == node) return str(b.name);
    for (const FrameProducer& p : f.producers)
        if (p.node == node) return str(p.name);
    for (const FrameNode& z : f.zookeeper.servers)
        if (z.node == node) return str(z.name);
    for (const FrameGroup& g : f.groups) {
        for (const FrameMember& m : g.members)
            if (m.node == node) return str(m.name);
    }
    return QStringLiteral("a client");
}

Inspection of_flight(const Frame& f, const QString& id) {
    for (const FrameFlight& p : f.flights) {
        if (QString::number(p.id) != id) continue;
        Inspection i{str(p.label), QStringLiteral("in flight"), {}};
        i.rows = {{QStringLiteral("From"), node_name(f, p.from), {}},
                  {QStringLiteral("To"), node_name(f, p.to), {}},
                  {QStringLiteral("Sent at"), precise_text(p.sent), {}},
                  {QStringLiteral("Arrives at"),
                   p.lost_at ? QStringLiteral("lost") : precise_text(p.arrives),
                   {}},
                  {QStringLiteral("Latency"), duration_text(p.arrives - p.sent), {}}};
        if (p.records > 0) i.rows.push_back({QStringLiteral("Records"), num(p.records), {}});
        if (!p.partitions.empty()) {
            i.rows.push_back({QStringLiteral("Partitions"), words(p.partitions), {}});
        }
        if (!p.error.empty()) i.rows.push_back({QStringLiteral("Error"), str(p.error), {}});
        for (const auto& [name, value] : p.fields) i.rows.push_back({str(name), str(value), {}});
        return i;
    }
    return {};
}

Inspection of_frame(const Frame& f, const QString& id) {
    const QStringList part = id.section(QLatin1Char('#'), 0, 0).split(QLatin1Char('/'));
    const QString kind = part.value(0);
    const QString a = part.value(1);
    const QString b = part.value(2);
    if (kind == QLatin1String("broker") || kind == QLatin1String("trouble")) {
        return of_broker(f, a);
    }
    if (kind == QLatin1String("header") || kind == QLatin1String("partition")) {
        return of_partition(f, a);
    }
    if (kind == QLatin1String("record")) return of_record(f, a, b, part.value(3));
    if (kind == QLatin1String("lane") || kind == QLatin1String("segment")) return of_lane(f, a, b);
    if (kind == QLatin1String("producer")) return of_producer(f, a);
    if (kind == QLatin1String("group")) return of_group(f, a);
    if (kind == QLatin1String("member")) return of_member(f, a, b);
    if (kind == QLatin1String("reader")) return of_reader(f, a, b);
    if (kind == QLatin1String("flight")) return of_flight(f, a);
    if (kind == QLatin1String("internal")) return of_internal(f);
    if (kind == QLatin1String("session")) return of_session(f, a);
    if (kind == QLatin1String("zookeeper")) {
        if (auto server = of_zookeeper_server(f, a)) return *server;
    }
    if (kind == QLatin1String("zookeeper") || kind == QLatin1String("watch") ||
        kind == QLatin1String("controller")) {
        return of_zookeeper(f);
    }
    return {};
}

}  // namespace

Inspection inspect(const Picture& picture, const QString& id) {
    Inspection now = of_frame(picture.frame, id);
    const bool known = !now.title.isEmpty();
    if (!known) now = of_cluster(picture.frame);
    if (picture.before.event == no_event) return now;
    const Inspection before = known ? of_frame(picture.before, id) : of_cluster(picture.before);
    for (InspectionRow& row : now.rows) {
        for (const InspectionRow& old : before.rows) {
            if (old.name == row.name && old.value != row.value) row.was = old.value;
        }
    }
    return now;
}

}  // namespace kscope::gui
