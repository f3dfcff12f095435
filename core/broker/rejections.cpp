#include "core/broker/rejections.h"

#include "core/broker/broker_state.h"

namespace kscope {

void note_rejection(BrokerStep& step, const char* request, const TopicPartition& tp,
                    ErrorCode error) {
    if (error == ErrorCode::none || !step.out.wants<RequestRejected>()) return;
    step.out.note(RequestRejected{step.state.config.broker_id, request, to_string(tp), error});
}

void note_rejection(BrokerStep& step, const char* request, const std::string& subject,
                    ErrorCode error) {
    if (error == ErrorCode::none || !step.out.wants<RequestRejected>()) return;
    step.out.note(RequestRejected{step.state.config.broker_id, request, subject, error});
}

}  // namespace kscope
