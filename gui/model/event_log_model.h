// EventLogModel: the event log as a Qt list model over the rows that the picture shares. It copies
// no row; a filter keeps only the places of the rows that match. It never asks the session for
// anything.
#pragma once

#include <QAbstractListModel>
#include <QString>
#include <vector>

#include "gui/session/picture.h"

namespace kscope::gui {

class EventLogModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { event_role = Qt::UserRole + 1, time_role, mark_role, turning_point_role };

    using QAbstractListModel::QAbstractListModel;

    void set_rows(const LogRows& rows);
    // Words that must all occur in a row's text or kind; letter case does not matter.
    void set_filter(const QString& words);
    // The last row at or before the event; -1: none.
    [[nodiscard]] int row_of(EventId event) const;
    [[nodiscard]] const LogRow& log_row(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] bool matches(const LogRow& row) const;
    [[nodiscard]] bool continues(const LogRows& rows) const;
    void take_from(std::size_t first);

    LogRows rows_;
    QStringList words_;
    std::vector<std::uint32_t> places_;  // of the rows that are shown, ascending
};

}  // namespace kscope::gui
