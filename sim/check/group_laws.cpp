#include "sim/check/group_laws.h"

namespace kscope::sim {

namespace {

std::string number(Generation generation) { return std::to_string(generation.value()); }

}  // namespace

std::optional<std::string> GroupLaws::on_assignment(const AssignmentStored& note) {
    if (note.generation == no_generation) {  // a tombstone: the group begins anew behind it
        stored_[note.group].erase_if(
            [&](const Offset& offset, const Generation&) { return offset < note.log_offset; });
        return std::nullopt;
    }
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
    FlatMap<Offset, Generation>& stored = stored_[note.group];
    for (const auto& [offset, generation] : stored) {
        const bool in_order =
            offset < note.log_offset ? generation < note.generation : note.generation < generation;
        if (in_order) continue;
        return "group " + note.group + " stores generation " + number(note.generation) +
               " at offset " + std::to_string(note.log_offset.value()) + ", and generation " +
               number(generation) + " at offset " + std::to_string(offset.value());
    }
    stored.set(note.log_offset, note.generation);
    return std::nullopt;
}

std::optional<std::string> GroupLaws::on_commit(const OffsetCommitted& note) const {
    const auto* stored = stored_.find(note.group);
    if (stored == nullptr || note.generation.value() < 0) return std::nullopt;
    for (const auto& [offset, generation] : *stored) {
        if (offset > note.log_offset || generation <= note.generation) continue;
        return "group " + note.group + " takes a commit of " + to_string(note.tp) +
               " from generation " + number(note.generation) + " although generation " +
               number(generation) + " is stored";
    }
    return std::nullopt;
}

}  // namespace kscope::sim
