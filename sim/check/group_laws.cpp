#include "sim/check/group_laws.h"

namespace kscope::sim {

namespace {

std::string number(Generation generation) { return std::to_string(generation.value()); }

}  // namespace

std::optional<std::string> GroupLaws::on_assignment(const AssignmentStored& note) {
    FlatMap<TopicPartition, std::string> owners;
    for (const MemberAssignment& member : note.assignments) {
        for (const TopicPartition& tp : member.partitions) {
            const std::string* other = owners.find(tp);
            if (other != nullptr) {
                return "group " + note.group + ", generation " + number(note.generation) + ": " +
                       to_string(tp) + " belongs to both " + *other + " and " + member.member_id;
            }
            owners.set(tp, member.member_id);
        }
    }
    Generation& last = stored_[note.group];
    if (note.generation <= last) {
        return "group " + note.group + " stores generation " + number(note.generation) +
               " after generation " + number(last);
    }
    last = note.generation;
    return std::nullopt;
}

std::optional<std::string> GroupLaws::on_commit(const OffsetCommitted& note) const {
    const Generation* current = stored_.find(note.group);
    if (current == nullptr || note.generation.value() < 0 || note.generation >= *current) {
        return std::nullopt;
    }
    return "group " + note.group + " takes a commit of " + to_string(note.tp) +
           " from generation " + number(note.generation) + " although generation " +
           number(*current) + " is stored";
}

}  // namespace kscope::sim
