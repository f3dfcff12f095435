// The laws of consumer groups: one owner per partition and generation, stored generations rise, and
// commits come from the current one. All read off the coordinators' notes.
#pragma once

#include <optional>
#include <string>

#include "core/base/flat_map.h"
#include "core/note/group_notes.h"

namespace kscope::sim {

class GroupLaws {
public:
    // Each answers with the sentence of the breach, or nothing.
    std::optional<std::string> on_assignment(const AssignmentStored& note);
    std::optional<std::string> on_commit(const OffsetCommitted& note) const;

    // The offsets topic has lost records: coordinators may begin again from an older generation.
    void forget() { stored_.clear(); }

private:
    FlatMap<std::string, Generation> stored_;  // the last stored generation of each group
};

}  // namespace kscope::sim
