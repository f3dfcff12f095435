// Tells RequestRejected: answers with an error that matters to somebody.
#pragma once

#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct BrokerStep;

void note_rejection(BrokerStep& step, const char* request, const TopicPartition& tp,
                    ErrorCode error);
void note_rejection(BrokerStep& step, const char* request, const std::string& subject,
                    ErrorCode error);

}  // namespace kscope
