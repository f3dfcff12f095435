#include "core/client/fetch_session.h"

#include <algorithm>
#include <limits>

namespace kscope {

std::int32_t FetchSession::next_epoch(std::int32_t epoch) {
    if (epoch < 0) return final_epoch;
    return epoch == std::numeric_limits<std::int32_t>::max() ? 1 : epoch + 1;
}

void FetchSession::build(std::vector<FetchPartition> wanted, FetchRequest& request) {
    request.session_id = id_;
    request.session_epoch = epoch_;
    if (full()) {
        partitions_.clear();
        for (const FetchPartition& partition : wanted) partitions_.set(partition.tp, partition);
        request.partitions = std::move(wanted);
        return;
    }
    // Both are in the order of partitions.
    for (const auto& entry : partitions_) {
        const auto at = std::lower_bound(
            wanted.begin(), wanted.end(), entry.first,
            [](const FetchPartition& p, const TopicPartition& tp) { return p.tp < tp; });
        if (at == wanted.end() || at->tp != entry.first) request.forgotten.push_back(entry.first);
    }
    for (const TopicPartition& tp : request.forgotten) partitions_.erase(tp);
    for (FetchPartition& partition : wanted) {
        FetchPartition* known = partitions_.find(partition.tp);
        if (known != nullptr && *known == partition) continue;
        partitions_.set(partition.tp, partition);
        request.partitions.push_back(std::move(partition));
    }
}

void FetchSession::build_without(std::vector<FetchPartition> wanted, FetchRequest& request) {
    request.session_id = 0;
    request.session_epoch = final_epoch;
    partitions_.clear();
    for (const FetchPartition& partition : wanted) partitions_.set(partition.tp, partition);
    request.partitions = std::move(wanted);
}

bool FetchSession::on_response(const FetchResponse& response) {
    if (response.error != ErrorCode::none) {
        if (response.error == ErrorCode::fetch_session_id_not_found) id_ = 0;
        epoch_ = initial_epoch;  // with an id it closes the old session and opens a new one
        return false;
    }
    if (response.session_id == 0) {
        id_ = 0;
        epoch_ = initial_epoch;
    } else {
        epoch_ = full() ? 1 : next_epoch(epoch_);
        id_ = response.session_id;
    }
    return true;
}

void FetchSession::on_failure() { epoch_ = initial_epoch; }

FetchRequest FetchSession::close_request() const {
    FetchRequest request;
    request.session_id = id_;
    request.session_epoch = final_epoch;
    return request;
}

}  // namespace kscope
