// What the inspector says of a selected thing, as plain rows: computed from the picture alone, with
// the value that each had at the stop before ("LEO 42 was 41"). Ids are those of the canvas.
#pragma once

#include <QString>
#include <vector>

#include "gui/session/picture.h"

namespace kscope::gui {

struct InspectionRow {
    QString name;  // its own in the inspection
    QString value;
    QString was;         // empty: unchanged, or unknown
    QString label = {};  // what is shown for the name, if not the name itself
    int indent = 0;      // of a tree's row: how deep
};

struct Inspection {
    QString title;     // "click-0 on b2"
    QString subtitle;  // "leader in epoch 3"
    std::vector<InspectionRow> rows;
};

// An unknown or empty id gives an overview of the cluster.
Inspection inspect(const Picture& picture, const QString& id);

}  // namespace kscope::gui
