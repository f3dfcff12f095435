// Kafka's error codes, with Kafka's names and numbers (org.apache.kafka.common.protocol.Errors,
// 3.9). Only those that some rule here can produce.
#pragma once

#include <cstdint>
#include <string_view>

namespace kscope {

enum class ErrorCode : std::int16_t {
    unknown_server_error = -1,
    none = 0,
    offset_out_of_range = 1,
    corrupt_message = 2,
    unknown_topic_or_partition = 3,
    leader_not_available = 5,
    not_leader_or_follower = 6,
    request_timed_out = 7,
    broker_not_available = 8,
    message_too_large = 10,
    stale_controller_epoch = 11,
    offset_metadata_too_large = 12,
    network_exception = 13,
    coordinator_load_in_progress = 14,
    coordinator_not_available = 15,
    not_coordinator = 16,
    invalid_topic_exception = 17,
    record_list_too_large = 18,
    not_enough_replicas = 19,
    not_enough_replicas_after_append = 20,
    invalid_required_acks = 21,
    illegal_generation = 22,
    inconsistent_group_protocol = 23,
    invalid_group_id = 24,
    unknown_member_id = 25,
    invalid_session_timeout = 26,
    rebalance_in_progress = 27,
    invalid_timestamp = 32,
    unsupported_version = 35,
    topic_already_exists = 36,
    invalid_partitions = 37,
    invalid_replication_factor = 38,
    invalid_replica_assignment = 39,
    invalid_config = 40,
    not_controller = 41,
    invalid_request = 42,
    unsupported_for_message_format = 43,
    policy_violation = 44,
    out_of_order_sequence_number = 45,
    duplicate_sequence_number = 46,
    invalid_producer_epoch = 47,
    unknown_producer_id = 59,
    reassignment_in_progress = 60,
    fetch_session_id_not_found = 70,
    invalid_fetch_session_epoch = 71,
    topic_deletion_disabled = 73,
    fenced_leader_epoch = 74,
    unknown_leader_epoch = 75,
    unsupported_compression_type = 76,
    stale_broker_epoch = 77,
    offset_not_available = 78,
    member_id_required = 79,
    preferred_leader_not_available = 80,
    group_max_size_reached = 81,
    fenced_instance_id = 82,
    eligible_leaders_not_available = 83,
    election_not_needed = 84,
    no_reassignment_in_progress = 85,
    invalid_record = 87,
    throttling_quota_exceeded = 89,
    invalid_update_version = 95,
    snapshot_not_found = 98,
    position_out_of_range = 99,
    duplicate_broker_registration = 101,
    broker_id_not_registered = 102,
    inconsistent_cluster_id = 104,
    ineligible_replica = 107,
    new_leader_elected = 108,
    invalid_voter_key = 125,
    duplicate_voter = 126,
    voter_not_found = 127,
};

// "NOT_ENOUGH_REPLICAS"; "NONE" for none.
std::string_view name_of(ErrorCode code);
// Kafka's RetriableException: the client may try again and hope.
bool is_retriable(ErrorCode code);

}  // namespace kscope
