// Metadata records as the values of Kafka's records, in Kafka's own bytes: frame version, api key
// and version as varints, then the fields of a flexible version. Rule:
// org.apache.kafka.metadata.MetadataRecordSerde.
#pragma once

#include <optional>

#include "core/metadata/image/metadata_records.h"
#include "core/protocol/record_batch.h"

namespace kscope {

Record to_record(const MetadataRecord& metadata, WallTime now);
// None: a control record, or of a kind that is not known here.
std::optional<MetadataRecord> metadata_of(const Record& record);

}  // namespace kscope
