#include "gui/model/event_log_model.h"

#include <algorithm>

#include "gui/model/texts.h"

namespace kscope::gui {

bool EventLogModel::matches(const LogRow& row) const {
    const QString text = QString::fromStdString(row.text);
    const QString kind = QString::fromStdString(row.kind);
    return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive) || kind.contains(word, Qt::CaseInsensitive);
    });
}

// The new rows only add to the old ones: same branch, and the last row that we had is still there.
bool EventLogModel::continues(const LogRows& rows) const {
    if (rows.branch != rows_.branch || rows.count < rows_.count) return false;
    if (rows_.count == 0) return true;
    const LogRow& mine = rows_.at(rows_.count - 1);
    const LogRow& theirs = rows.at(rows_.count - 1);
    return mine.event == theirs.event && mine.text == theirs.text;
}

void EventLogModel::take_from(std::size_t first) {
    std::vector<std::uint32_t> more;
    for (std::size_t i = first; i < rows_.count; ++i) {
        if (matches(rows_.at(i))) more.push_back(static_cast<std::uint32_t>(i));
    }
    if (more.empty()) return;
    const int old = static_cast<int>(places_.size());
    beginInsertRows({}, old, old + static_cast<int>(more.size()) - 1);
    places_.insert(places_.end(), more.begin(), more.end());
    endInsertRows();
}

void EventLogModel::set_rows(const LogRows& rows) {
    if (continues(rows)) {
        const std::size_t old = rows_.count;
        rows_ = rows;
        take_from(old);
        return;
    }
    beginResetModel();
    rows_ = rows;
    places_.clear();
    endResetModel();
    take_from(0);
}

void EventLogModel::set_filter(const QString& words) {
    const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (wanted == words_) return;
    beginResetModel();
    words_ = wanted;
    places_.clear();
    endResetModel();
    take_from(0);
}

int EventLogModel::row_of(EventId event) const {
    const auto after =
        std::upper_bound(places_.begin(), places_.end(), event,
                         [&](EventId e, std::uint32_t place) { return e < rows_.at(place).event; });
    return static_cast<int>(after - places_.begin()) - 1;
}

const LogRow& EventLogModel::log_row(int row) const {
    return rows_.at(places_[static_cast<std::size_t>(row)]);
}

int EventLogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(places_.size());
}

QVariant EventLogModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const LogRow& row = log_row(index.row());
    switch (role) {
        case Qt::DisplayRole:
            if (row.mark == MarkKind::law)
                return QString::fromStdString(row.kind) + tr(" is broken");
            return brief_text(QString::fromStdString(row.text));
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return seconds_text(row.at) + QStringLiteral(" s  ") + QString::fromStdString(row.text);
        case event_role: return QVariant::fromValue<qulonglong>(row.event.value());
        case time_role: return seconds_text(row.at);
        case mark_role: return static_cast<int>(row.mark);
        case turning_point_role: return row.turning_point;
        default: return {};
    }
}

}  // namespace kscope::gui
