// Requests to the controller: the task that each sets off, and the answer of a broker that is not
// (or no longer) the controller.
#pragma once

#include "core/metadata/controller/controller_task.h"

namespace kscope {

ControllerTask task_for(const RequestKey& key, Ref<const Message> request);
// NOT_CONTROLLER, in the place where Kafka's client of this request looks for it.
Ref<const Message> not_controller_answer(const Message& request);

}  // namespace kscope
