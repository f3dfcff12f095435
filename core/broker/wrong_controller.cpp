#include "core/broker/wrong_controller.h"

#include <algorithm>

namespace kscope {

bool says_not_controller(const Message& response) {
    constexpr auto wrong = [](const auto& part) { return part.error == ErrorCode::not_controller; };
    return std::visit(
        [&](const auto& body) {
            using T = std::decay_t<decltype(body)>;
            if constexpr (std::is_same_v<T, CreateTopicsResponse> ||
                          std::is_same_v<T, CreatePartitionsResponse> ||
                          std::is_same_v<T, DeleteTopicsResponse>) {
                return std::any_of(body.topics.begin(), body.topics.end(), wrong);
            } else if constexpr (std::is_same_v<T, IncrementalAlterConfigsResponse> ||
                                 std::is_same_v<T, AlterConfigsResponse>) {
                return std::any_of(body.results.begin(), body.results.end(), wrong);
            } else if constexpr (std::is_same_v<T, AlterPartitionResponse>) {
                return wrong(body) ||
                       std::any_of(body.partitions.begin(), body.partitions.end(), wrong);
            } else if constexpr (requires { body.error == ErrorCode::none; }) {
                return wrong(body);
            } else {
                return false;
            }
        },
        response.body());
}

}  // namespace kscope
