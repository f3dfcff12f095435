// What the active controller tells the outside when it appends a record: which leader it elected,
// which broker it fenced. Never part of a run.
#pragma once

#include <span>
#include <vector>

#include "core/border/border.h"
#include "core/metadata/image/metadata_image.h"

namespace kscope {

struct ControllerVoice {
    BrokerId controller;
    std::string because;  // "broker 1 is silent"; empty: see trigger only
    EventId trigger;
    Output& out;
};

// `before`: the image without the record; `following`: the rest of its batch.
void note_record(const ControllerVoice& voice, const MetadataImage& before,
                 const MetadataRecord& record, std::span<const MetadataRecord> following);
// Topics that get more partitions by this batch; `before`: the image without it.
void note_added_partitions(const ControllerVoice& voice, const MetadataImage& before,
                           std::span<const MetadataRecord> batch);
// What it refuses of an administrator's request, topic by topic, partition by partition.
void note_refusals(BrokerId controller, const MessageBody& request, const MessageBody& response,
                   Output& out);

}  // namespace kscope
