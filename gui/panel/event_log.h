// EventLog: the list of what happened on the shown branch, with a filter; a click seeks there. The
// row at the cursor is the selected one and stays in view.
#pragma once

#include <QWidget>
#include <memory>

#include "gui/canvas/drawn_items.h"
#include "gui/canvas/theme.h"
#include "gui/model/event_log_model.h"

class QLineEdit;
class QListView;

namespace kscope::gui {

class EventRowDelegate;

class EventLog : public QWidget {
    Q_OBJECT

public:
    explicit EventLog(QWidget* parent = nullptr);
    void set_picture(const Picture& picture);
    void set_theme(const Theme& theme);
    void focus_filter();
    // The visible rows and the filter, in this widget's coordinates.
    [[nodiscard]] DrawnItems drawn_items() const;
    [[nodiscard]] QListView* list() const { return list_; }

Q_SIGNALS:
    void event_wanted(EventId event);

private:
    EventLogModel* model_;
    EventRowDelegate* delegate_;
    QLineEdit* filter_;
    QListView* list_;
    EventId shown_ = no_event;
};

}  // namespace kscope::gui
