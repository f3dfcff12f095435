// The laws of consumer groups: one owner per partition and generation, stored generations rise, and
// no commit of an older generation comes after a newer one. All read off the coordinators' notes;
// what comes before what is told by the offsets of their records in __consumer_offsets, for a
// coordinator that was deposed may tell late of what it wrote before.
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
    // Of each group, the stored generations by the offset of their records.
    FlatMap<std::string, FlatMap<Offset, Generation>> stored_;
};

}  // namespace kscope::sim
