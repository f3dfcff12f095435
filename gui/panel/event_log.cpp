#include "gui/panel/event_log.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

#include "gui/panel/event_row_delegate.h"

namespace kscope::gui {

EventLog::EventLog(QWidget* parent)
    : QWidget(parent),
      model_(new EventLogModel(this)),
      delegate_(new EventRowDelegate(this)),
      filter_(new QLineEdit(this)),
      list_(new QListView(this)) {
    setMinimumSize(240, 120);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    auto* label = new QLabel(tr("EVENTS"), this);
    label->setFont(delegate_->type().font(TypeRole::small_bold));
    filter_->setPlaceholderText(tr("filter"));
    filter_->setClearButtonEnabled(true);
    filter_->setAccessibleName(tr("Filter of the event log"));
    filter_->setToolTip(tr("Words that must occur: a broker, a topic, \u201cISR\u201d (Ctrl+F)"));
    filter_->setFixedHeight(26);
    list_->setModel(model_);
    list_->setItemDelegate(delegate_);
    list_->setUniformItemSizes(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setAccessibleName(tr("Event log"));
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 8, 4);
    head->setSpacing(12);
    head->addWidget(label);
    head->addWidget(filter_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(list_, 1);
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& words) {
        model_->set_filter(words);
        shown_ = no_event;
    });
    const auto seek = [this](const QModelIndex& index) {
        Q_EMIT event_wanted(EventId(index.data(EventLogModel::event_role).toULongLong()));
    };
    connect(list_, &QListView::clicked, this, seek);
    connect(list_, &QListView::activated, this, seek);
}

void EventLog::set_theme(const Theme& theme) {
    delegate_->set_theme(theme);
    list_->viewport()->update();
    QPalette list = theme.palette();
    list.setColor(QPalette::Base, theme.panel);
    list_->setPalette(list);
    QPalette label = theme.palette();
    label.setColor(QPalette::WindowText, theme.muted);
    findChild<QLabel*>()->setPalette(label);
}

void EventLog::focus_filter() {
    filter_->setFocus(Qt::ShortcutFocusReason);
    filter_->selectAll();
}

void EventLog::set_picture(const Picture& picture) {
    model_->set_rows(picture.log);
    if (picture.frame.event == shown_) return;
    shown_ = picture.frame.event;
    const int row = model_->row_of(shown_);
    if (row < 0) {
        list_->clearSelection();
        return;
    }
    const QModelIndex index = model_->index(row);
    list_->setCurrentIndex(index);
    list_->scrollTo(index);
}

DrawnItems EventLog::drawn_items() const {
    DrawnItems items;
    const auto label_box = QRectF(findChild<QLabel*>()->geometry());
    items.add({QStringLiteral("events"), QStringLiteral("panel"), tr("Events"), QRectF(rect()),
               false, 0, false});
    items.add({QStringLiteral("events#label"), QStringLiteral("text"), tr("EVENTS"), label_box,
               false, 12, false});
    items.add({QStringLiteral("events/filter"), QStringLiteral("field"), filter_->text(),
               QRectF(filter_->geometry()), false, 0, true});
    const QRect view = list_->viewport()->rect();
    for (int row = 0; row < model_->rowCount(); ++row) {
        const QModelIndex index = model_->index(row);
        const QRect r = list_->visualRect(index);
        if (r.bottom() < 0) continue;
        if (r.top() > view.bottom()) break;
        if (!view.contains(r)) continue;
        const QPoint origin = list_->viewport()->mapTo(this, QPoint());
        const QString id = QStringLiteral("events/row/%1/%2")
                               .arg(index.data(EventLogModel::event_role).toULongLong())
                               .arg(row);
        items.add({id, QStringLiteral("row"), index.data(Qt::ToolTipRole).toString(),
                   QRectF(r.translated(origin)), false, 0, true});
        int n = 0;
        for (const EventRowDelegate::Line& line : delegate_->lines(r, index)) {
            QRectF box(line.box.translated(origin));
            box.setWidth(std::min(
                box.width(), delegate_->type().width(EventRowDelegate::role_of(index), line.text)));
            items.add({id + (n == 0 ? QStringLiteral("#text") : QStringLiteral("#text/2")),
                       QStringLiteral("text"), line.text, box, line.clipped, 13, false});
            ++n;
        }
    }
    return items;
}

}  // namespace kscope::gui
