#include "core/protocol/error_code.h"

#include <algorithm>
#include <array>

namespace kscope {

namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    bool retriable;
};

using E = ErrorCode;
constexpr std::array rows{
    Row{E::unknown_server_error, "UNKNOWN_SERVER_ERROR", false},
    Row{E::none, "NONE", false},
    Row{E::offset_out_of_range, "OFFSET_OUT_OF_RANGE", false},
    Row{E::corrupt_message, "CORRUPT_MESSAGE", true},
    Row{E::unknown_topic_or_partition, "UNKNOWN_TOPIC_OR_PARTITION", true},
    Row{E::leader_not_available, "LEADER_NOT_AVAILABLE", true},
    Row{E::not_leader_or_follower, "NOT_LEADER_OR_FOLLOWER", true},
    Row{E::request_timed_out, "REQUEST_TIMED_OUT", true},
    Row{E::broker_not_available, "BROKER_NOT_AVAILABLE", false},
    Row{E::message_too_large, "MESSAGE_TOO_LARGE", false},
    Row{E::stale_controller_epoch, "STALE_CONTROLLER_EPOCH", false},
    Row{E::offset_metadata_too_large, "OFFSET_METADATA_TOO_LARGE", false},
    Row{E::network_exception, "NETWORK_EXCEPTION", true},
    Row{E::coordinator_load_in_progress, "COORDINATOR_LOAD_IN_PROGRESS", true},
    Row{E::coordinator_not_available, "COORDINATOR_NOT_AVAILABLE", true},
    Row{E::not_coordinator, "NOT_COORDINATOR", true},
    Row{E::invalid_topic_exception, "INVALID_TOPIC_EXCEPTION", false},
    Row{E::record_list_too_large, "RECORD_LIST_TOO_LARGE", false},
    Row{E::not_enough_replicas, "NOT_ENOUGH_REPLICAS", true},
    Row{E::not_enough_replicas_after_append, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", true},
    Row{E::invalid_required_acks, "INVALID_REQUIRED_ACKS", false},
    Row{E::illegal_generation, "ILLEGAL_GENERATION", false},
    Row{E::inconsistent_group_protocol, "INCONSISTENT_GROUP_PROTOCOL", false},
    Row{E::invalid_group_id, "INVALID_GROUP_ID", false},
    Row{E::unknown_member_id, "UNKNOWN_MEMBER_ID", false},
    Row{E::invalid_session_timeout, "INVALID_SESSION_TIMEOUT", false},
    Row{E::rebalance_in_progress, "REBALANCE_IN_PROGRESS", false},
    Row{E::invalid_commit_offset_size, "INVALID_COMMIT_OFFSET_SIZE", false},
    Row{E::topic_authorization_failed, "TOPIC_AUTHORIZATION_FAILED", false},
    Row{E::invalid_timestamp, "INVALID_TIMESTAMP", false},
    Row{E::unsupported_version, "UNSUPPORTED_VERSION", false},
    Row{E::topic_already_exists, "TOPIC_ALREADY_EXISTS", false},
    Row{E::invalid_partitions, "INVALID_PARTITIONS", false},
    Row{E::invalid_replication_factor, "INVALID_REPLICATION_FACTOR", false},
    Row{E::invalid_replica_assignment, "INVALID_REPLICA_ASSIGNMENT", false},
    Row{E::invalid_config, "INVALID_CONFIG", false},
    Row{E::not_controller, "NOT_CONTROLLER", true},
    Row{E::invalid_request, "INVALID_REQUEST", false},
    Row{E::unsupported_for_message_format, "UNSUPPORTED_FOR_MESSAGE_FORMAT", false},
    Row{E::policy_violation, "POLICY_VIOLATION", false},
    Row{E::out_of_order_sequence_number, "OUT_OF_ORDER_SEQUENCE_NUMBER", false},
    Row{E::duplicate_sequence_number, "DUPLICATE_SEQUENCE_NUMBER", false},
    Row{E::invalid_producer_epoch, "INVALID_PRODUCER_EPOCH", false},
    Row{E::unknown_producer_id, "UNKNOWN_PRODUCER_ID", false},
    Row{E::reassignment_in_progress, "REASSIGNMENT_IN_PROGRESS", false},
    Row{E::fetch_session_id_not_found, "FETCH_SESSION_ID_NOT_FOUND", true},
    Row{E::invalid_fetch_session_epoch, "INVALID_FETCH_SESSION_EPOCH", true},
    Row{E::topic_deletion_disabled, "TOPIC_DELETION_DISABLED", false},
    Row{E::fenced_leader_epoch, "FENCED_LEADER_EPOCH", true},
    Row{E::unknown_leader_epoch, "UNKNOWN_LEADER_EPOCH", true},
    Row{E::unsupported_compression_type, "UNSUPPORTED_COMPRESSION_TYPE", false},
    Row{E::stale_broker_epoch, "STALE_BROKER_EPOCH", false},
    Row{E::offset_not_available, "OFFSET_NOT_AVAILABLE", true},
    Row{E::member_id_required, "MEMBER_ID_REQUIRED", false},
    Row{E::preferred_leader_not_available, "PREFERRED_LEADER_NOT_AVAILABLE", true},
    Row{E::group_max_size_reached, "GROUP_MAX_SIZE_REACHED", false},
    Row{E::fenced_instance_id, "FENCED_INSTANCE_ID", false},
    Row{E::eligible_leaders_not_available, "ELIGIBLE_LEADERS_NOT_AVAILABLE", true},
    Row{E::election_not_needed, "ELECTION_NOT_NEEDED", true},
    Row{E::no_reassignment_in_progress, "NO_REASSIGNMENT_IN_PROGRESS", false},
    Row{E::invalid_record, "INVALID_RECORD", false},
    Row{E::throttling_quota_exceeded, "THROTTLING_QUOTA_EXCEEDED", true},
    Row{E::invalid_update_version, "INVALID_UPDATE_VERSION", false},
    Row{E::snapshot_not_found, "SNAPSHOT_NOT_FOUND", false},
    Row{E::position_out_of_range, "POSITION_OUT_OF_RANGE", false},
    Row{E::duplicate_broker_registration, "DUPLICATE_BROKER_REGISTRATION", false},
    Row{E::broker_id_not_registered, "BROKER_ID_NOT_REGISTERED", false},
    Row{E::inconsistent_cluster_id, "INCONSISTENT_CLUSTER_ID", false},
    Row{E::ineligible_replica, "INELIGIBLE_REPLICA", false},
    Row{E::new_leader_elected, "NEW_LEADER_ELECTED", false},
    Row{E::invalid_voter_key, "INVALID_VOTER_KEY", false},
    Row{E::duplicate_voter, "DUPLICATE_VOTER", false},
    Row{E::voter_not_found, "VOTER_NOT_FOUND", false},
};

const Row* find(ErrorCode code) {
    const auto at =
        std::find_if(rows.begin(), rows.end(), [code](const Row& row) { return row.code == code; });
    return at == rows.end() ? nullptr : &*at;
}

}  // namespace

std::string_view name_of(ErrorCode code) {
    const Row* row = find(code);
    return row != nullptr ? row->name : "UNKNOWN";
}

bool is_retriable(ErrorCode code) {
    const Row* row = find(code);
    return row != nullptr && row->retriable;
}

}  // namespace kscope
