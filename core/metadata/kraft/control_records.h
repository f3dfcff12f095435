// The control records of the metadata log, with Kafka's own bytes: the key says the kind, the value
// is LeaderChangeMessage, SnapshotHeaderRecord, SnapshotFooterRecord, KRaftVersionRecord or
// VotersRecord. Data records have no key: that is how a batch tells what it is. Rule:
// org.apache.kafka.common.record.ControlRecordType, ControlRecordUtils.
#pragma once

#include <optional>

#include "core/metadata/kraft/voter_set.h"

namespace kscope {

enum class ControlRecordType : std::int16_t {
    leader_change = 2,
    snapshot_header = 3,
    snapshot_footer = 4,
    kraft_version = 5,
    kraft_voters = 6,
};

struct LeaderChange {
    BrokerId leader = no_broker;
    std::vector<ReplicaKey> voters;
    std::vector<ReplicaKey> granting_voters;
    friend bool operator==(const LeaderChange&, const LeaderChange&) = default;
};

Record leader_change_record(WallTime now, const LeaderChange& message);
Record kraft_version_record(WallTime now, std::int16_t version);
Record voters_record(WallTime now, const VoterSet& voters);
// The first and last record of a snapshot; the header says the time of the last log record in it.
Record snapshot_header_record(WallTime now, WallTime last_contained);
Record snapshot_footer_record(WallTime now);

// None: a data record, or a kind of control record that kscope has not.
std::optional<ControlRecordType> control_type_of(const Record& record);
// None: it is not of this kind, or its bytes are no such message.
std::optional<LeaderChange> leader_change_of(const Record& record);
std::optional<std::int16_t> kraft_version_of(const Record& record);
std::optional<VoterSet> voters_of(const Record& record);

}  // namespace kscope
