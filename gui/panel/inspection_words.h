// Words that the inspector's pages share: names of brokers, numbers, rows. They hold no state.
#pragma once

#include "gui/model/texts.h"
#include "gui/panel/inspection.h"

namespace kscope::gui {

inline QString str(const std::string& s) { return QString::fromStdString(s); }
inline QString num(std::int64_t n) { return grouped_text(n); }
inline QString yes_no(bool b) { return b ? QStringLiteral("yes") : QStringLiteral("no"); }

inline const FrameBroker* broker_of(const Frame& f, BrokerId id) {
    for (const FrameBroker& b : f.brokers) {
        if (b.broker == id) return &b;
    }
    return nullptr;
}

inline QString broker_text(const Frame& f, BrokerId id) {
    if (id == no_broker) return QStringLiteral("none");
    const FrameBroker* b = broker_of(f, id);
    return b != nullptr ? str(b->name) : QStringLiteral("b") + QString::number(id.value());
}

template <class T>
const T* named(const std::vector<T>& all, const QString& name) {
    for (const T& one : all) {
        if (str(one.name) == name) return &one;
    }
    return nullptr;
}

// A broker; with KRaft a node of its own.
inline QString controller_text(const Frame& f) {
    const FrameZooKeeper& zk = f.zookeeper;
    const bool node = zk.quorum && zk.controller != no_broker;
    return node ? str(zk.controller_node) : broker_text(f, zk.controller);
}

inline QString session_timeout_key(const Frame& f) {
    return f.zookeeper.quorum ? QStringLiteral("broker.session.timeout.ms")
                              : QStringLiteral("zookeeper.session.timeout.ms");
}

// Rows have names of their own: another value of the same name joins the first.
inline void join_row(Inspection& i, const QString& name, const QString& value) {
    for (InspectionRow& row : i.rows) {
        if (row.name != name) continue;
        row.value += QStringLiteral(", ") + value;
        return;
    }
    i.rows.push_back({name, value, {}});
}

}  // namespace kscope::gui
