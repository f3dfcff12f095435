#include "gui/app/accessible_items.h"

#include <QAccessible>
#include <QAccessibleActionInterface>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

#include "gui/app/describe.h"
#include "gui/canvas/cluster_canvas.h"
#include "gui/canvas/painted_widget.h"

namespace kscope::gui {

namespace {

// One thing that a widget has drawn, by its id: it outlives frames in which it is not drawn.
class AccessibleItem : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleItem(QWidget* widget, QString id) : widget_(widget), id_(std::move(id)) {}

    bool isValid() const override { return widget_ != nullptr; }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(widget_);
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    QString text(QAccessible::Text which) const override {
        const DrawnItem* item = find();
        if (which == QAccessible::UserText) return id_;
        if (item == nullptr) return {};
        if (which == QAccessible::Name) return item->text;
        if (which == QAccessible::Description) return item->kind;
        return {};
    }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override {
        const DrawnItem* item = find();
        if (item == nullptr || widget_ == nullptr) return {};
        return QRect(widget_->mapToGlobal(item->rect.topLeft().toPoint()),
                     item->rect.size().toSize());
    }
    QAccessible::Role role() const override {
        const DrawnItem* item = find();
        if (item != nullptr && item->kind == QLatin1String("button"))
            return QAccessible::PushButton;
        return item != nullptr && item->focusable ? QAccessible::ListItem : QAccessible::StaticText;
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        const DrawnItem* item = find();
        state.invisible = item == nullptr || !widget_->isVisible();
        if (item == nullptr) return state;
        state.focusable = state.selectable = item->focusable;
        if (auto* canvas = qobject_cast<ClusterCanvas*>(widget_.data())) {
            state.focused = canvas->hasFocus() && canvas->view().focused == id_;
            state.selected = canvas->view().selected == id_;
        }
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }

    QStringList actionNames() const override {
        const DrawnItem* item = find();
        return item != nullptr && item->focusable ? QStringList{pressAction()} : QStringList{};
    }
    void doAction(const QString& name) override {
        if (name != pressAction() || widget_ == nullptr) return;
        if (auto* canvas = qobject_cast<ClusterCanvas*>(widget_.data())) {
            Q_EMIT canvas->item_clicked(id_);
        } else if (auto* painted = qobject_cast<PaintedWidget*>(widget_.data())) {
            painted->press_item(id_);
        }
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    const DrawnItem* find() const {
        const DrawnItems* items = widget_ != nullptr ? drawn_items_of(widget_) : nullptr;
        return items != nullptr ? items->find(id_) : nullptr;
    }

    QPointer<QWidget> widget_;
    QString id_;
};

// A painted widget: its children are the things in it.
class AccessiblePainted : public QAccessibleWidget {
public:
    explicit AccessiblePainted(QWidget* widget)
        : QAccessibleWidget(widget, QAccessible::Pane, widget->accessibleName()) {}
    ~AccessiblePainted() override {
        for (const QAccessible::Id id : ids_) QAccessible::deleteAccessibleInterface(id);
    }

    // What is painted, then the widgets in it (a field, a scroll bar).
    int childCount() const override {
        return static_cast<int>(things().size()) + QAccessibleWidget::childCount();
    }
    QAccessibleInterface* child(int index) const override {
        const std::vector<const DrawnItem*> all = things();
        const int painted = static_cast<int>(all.size());
        if (index < 0) return nullptr;
        if (index >= painted) return QAccessibleWidget::child(index - painted);
        return interface_of(all[static_cast<std::size_t>(index)]->id);
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        QWidget* inside = widget()->childAt(widget()->mapFromGlobal(QPoint(x, y)));
        if (inside != nullptr) return QAccessible::queryAccessibleInterface(inside);
        const DrawnItem* item = drawn_items_of(widget())->at(widget()->mapFromGlobal(QPoint(x, y)));
        return item != nullptr ? interface_of(item->id) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        if (child->object() != nullptr) {
            const int place = QAccessibleWidget::indexOfChild(child);
            return place < 0 ? place : place + static_cast<int>(things().size());
        }
        const QString id = child->text(QAccessible::UserText);
        const std::vector<const DrawnItem*> all = things();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i]->id == id) return static_cast<int>(i);
        }
        return -1;
    }
    QString text(QAccessible::Text which) const override {
        if (which == QAccessible::Name) return widget()->accessibleName();
        return QAccessibleWidget::text(which);
    }

private:
    std::vector<const DrawnItem*> things() const {
        std::vector<const DrawnItem*> out;
        for (const DrawnItem& item : drawn_items_of(widget())->all()) {
            if (!item.is_text()) out.push_back(&item);
        }
        return out;
    }
    QAccessibleInterface* interface_of(const QString& id) const {
        const auto known = ids_.constFind(id);
        if (known != ids_.constEnd()) return QAccessible::accessibleInterface(*known);
        auto* made = new AccessibleItem(widget(), id);
        ids_.insert(id, QAccessible::registerAccessibleInterface(made));
        return made;
    }

    mutable QHash<QString, QAccessible::Id> ids_;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* widget = qobject_cast<QWidget*>(object);
    if (widget == nullptr) return nullptr;
    const bool painted = qobject_cast<PaintedWidget*>(widget) != nullptr ||
                         qobject_cast<ClusterCanvas*>(widget) != nullptr;
    return painted ? new AccessiblePainted(widget) : nullptr;
}

}  // namespace

void install_accessible_items() { QAccessible::installFactory(make); }

}  // namespace kscope::gui
