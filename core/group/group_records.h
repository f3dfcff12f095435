// The records of __consumer_offsets in Kafka's own binary form: OffsetCommitKey v1 with
// OffsetCommitValue v3, GroupMetadataKey v2 with GroupMetadataValue v3; subscriptions and
// assignments as ConsumerProtocol v0 bytes (kafka.coordinator.group.GroupMetadataManager).
#pragma once

#include <variant>

#include "core/group/group.h"

namespace kscope {

Record offset_commit_record(const std::string& group, const CommittedOffset& offset, WallTime now);
// The assignments are given apart: they are stored before the members know them.
Record group_metadata_record(const Group& group, const std::vector<MemberAssignment>& assignments,
                             WallTime now);

Record offset_commit_tombstone(const std::string& group, const TopicPartition& tp, WallTime now);
Record group_metadata_tombstone(const std::string& group, WallTime now);

struct LoadedOffset {
    std::string group;
    TopicPartition tp;
    std::optional<CommittedOffset> offset;  // none: a tombstone
    WallTime committed;
};
struct LoadedGroup {
    std::string group;
    bool tombstone = false;
    Generation generation;
    std::string protocol;
    std::string leader;
    std::optional<WallTime> since;  // when its state was entered
    std::vector<Member> members;
};
// monostate: a record that is not understood, which loading skips as Kafka does.
using LoadedRecord = std::variant<std::monostate, LoadedOffset, LoadedGroup>;
LoadedRecord load_record(const Record& record);

}  // namespace kscope
