#include "sim/shell/refusal.h"

#include <cctype>

#include "core/metadata/topic_name.h"

namespace kscope::sim {

namespace {

struct Words {
    ErrorCode error;
    const char* exception;  // empty: made of the error's name
    const char* message;    // Kafka's text where the answer has none; empty: the error's name
    const char* remedy;
};

using Code = ErrorCode;
constexpr Words all_words[] = {
    {Code::topic_already_exists, "TopicExistsException", "Topic with this name already exists.",
     "take another name, or add --if-not-exists"},
    {Code::unknown_topic_or_partition, "", "This server does not host this topic-partition.",
     "see kafka-topics --list"},
    {Code::invalid_topic_exception, "InvalidTopicException",
     "The request attempted to perform an operation on an invalid topic.",
     "take another name: letters, digits, '.', '_' and '-', 249 at most"},
    {Code::topic_authorization_failed, "TopicAuthorizationException", "Topic authorization failed.",
     "take another name: nobody may create this topic"},
    {Code::invalid_replication_factor, "",
     "Replication factor is below 1 or larger than the "
     "number of available brokers.",
     "ask for at most as many replicas as brokers are alive"},
    {Code::invalid_partitions, "", "Number of partitions is below 1.",
     "partitions can only become more"},
    {Code::invalid_replica_assignment, "", "Replica assignment is invalid.",
     "name brokers that are alive, each once"},
    {Code::invalid_config, "InvalidConfigurationException", "Configuration is invalid.",
     "see kscope list configs"},
    {Code::invalid_request, "", "",
     "write another value: see kscope list configs"},
    {Code::election_not_needed, "", "Leader election not needed for topic partition.",
     "the preferred replica leads already"},
    {Code::preferred_leader_not_available, "", "The preferred leader was not available.",
     "start its broker, and let it catch up"},
    {Code::eligible_leaders_not_available, "",
     "Eligible topic partition leaders are not available.", "start a broker that has a replica"},
    {Code::topic_deletion_disabled, "", "Topic deletion is disabled.",
     "set delete.topic.enable=true"},
    {Code::reassignment_in_progress, "", "A partition reassignment is in progress.",
     "wait for it, or cancel it"},
    {Code::no_reassignment_in_progress, "", "No partition reassignment is in progress.",
     "nothing is to be cancelled"},
    {Code::not_controller, "", "This is not the correct controller for this cluster.",
     "let time pass until there is a controller: advance 10s"},
    {Code::coordinator_not_available, "", "The coordinator is not available.",
     "let time pass: advance 5s"},
    {Code::unknown_member_id, "", "The coordinator is not aware of this member.",
     "stop the group's consumers first"},
    {Code::offset_out_of_range, "",
     "The requested offset is not within the range of offsets maintained by the server.",
     "name one between the beginning and the high watermark: see kafka-get-offsets"},
    {Code::policy_violation, "", "Request parameters do not satisfy the configured policy.",
     "ask for fewer at once: a KRaft controller writes at most 10000 records for a request; or "
     "records of a topic whose cleanup.policy has delete"},
    {Code::leader_not_available, "",
     "There is no leader for this topic-partition as we are in the middle of a leadership "
     "election.",
     "let time pass, or start a broker that has a replica in sync"},
    {Code::not_leader_or_follower, "",
     "For requests intended only for the leader, this error indicates that the broker is not "
     "the current leader. For requests intended for any replica, this error indicates that "
     "the broker is not a replica of the topic partition.",
     "let time pass: advance 1s"},
    {Code::duplicate_voter, "", "The voter is already part of the set of voters.",
     "kafka-metadata-quorum describe --status tells who votes"},
    {Code::voter_not_found, "", "The voter is not part of the set of voters.",
     "kafka-metadata-quorum describe --status tells who votes, and its directoryId"},
    {Code::unsupported_version, "", "The version of API is not supported.",
     "only a quorum with cluster.initial-controllers changes its voters"},
    {Code::request_timed_out, "TimeoutException", "The request timed out.",
     "look at status: is a broker up?"},
    {Code::unknown_server_error, "UnknownServerException",
     "The server experienced an unexpected error when processing the request.",
     "look at the broker with status"},
    {Code::corrupt_message, "CorruptRecordException",
     "This message has failed its CRC checksum, exceeds the valid size, has a null key for a "
     "compacted topic, or is otherwise corrupt.",
     "give each line a key: --property parse.key=true"},
    {Code::message_too_large, "RecordTooLargeException",
     "The request included a message larger than the max message size the server will accept.",
     "raise max.message.bytes of the topic"},
    {Code::record_list_too_large, "RecordBatchTooLargeException",
     "The request included message batch larger than the configured segment size on the "
     "server.",
     "raise segment.bytes of the topic"},
    {Code::offset_metadata_too_large, "OffsetMetadataTooLarge",
     "The metadata field of the offset request was too large.",
     "raise offset.metadata.max.bytes of the brokers"},
    {Code::stale_controller_epoch, "ControllerMovedException",
     "The controller moved to another broker.", "let time pass: advance 1s"},
    {Code::out_of_order_sequence_number, "OutOfOrderSequenceException",
     "The broker received an out of order sequence number.", "send it again"},
    {Code::duplicate_sequence_number, "DuplicateSequenceException",
     "The broker received a duplicate sequence number.", "it is there already"},
    {Code::not_enough_replicas, "",
     "Messages are rejected since there are fewer in-sync replicas than required.",
     "start a broker that has a replica, or lower min.insync.replicas"},
};

const Words* words_of(ErrorCode error) {
    for (const Words& words : all_words) {
        if (words.error == error) return &words;
    }
    return nullptr;
}

}  // namespace

std::string exception_name(ErrorCode error) {
    const Words* words = words_of(error);
    if (words != nullptr && *words->exception != '\0') return words->exception;
    std::string name;
    bool upper = true;
    for (const char c : name_of(error)) {
        if (c == '_') {
            upper = true;
            continue;
        }
        const auto letter = static_cast<unsigned char>(c);
        name += static_cast<char>(upper ? letter : std::tolower(letter));
        upper = false;
    }
    const std::string suffix = "Exception";
    return name.ends_with(suffix) ? name : name + suffix;
}

std::string exception_text(ErrorCode error) {
    const Words* words = words_of(error);
    return words == nullptr ? "" : words->message;
}

void refuse(const Place& place, ErrorCode error, const std::string& message,
            const std::string& remedy) {
    const Words* words = words_of(error);
    std::string text = message;
    if (text.empty() && words != nullptr) text = words->message;
    while (!text.empty() && text.back() == '.') text.pop_back();
    std::string right = remedy;
    if (right.empty() && words != nullptr) right = words->remedy;
    if (right.empty()) right = "see the reference of the shell";
    throw BadInput(place, exception_name(error) + (text.empty() ? "" : ": " + text), right);
}

void refuse_bad_name(const Word& topic) {
    const std::string fault = topic_name_fault(topic.text);
    if (fault.empty()) return;
    refuse(topic.place, ErrorCode::invalid_topic_exception, "Topic name is invalid: " + fault);
}

}  // namespace kscope::sim
