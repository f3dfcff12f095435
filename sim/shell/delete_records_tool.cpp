// kafka-delete-records (org.apache.kafka.tools.DeleteRecordsCommand): asks the leaders to give up
// the records below an offset.
#include <algorithm>
#include <map>

#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/partition_json.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

constexpr Duration delete_timeout = Duration::seconds(60);  // default.api.timeout.ms

std::vector<OffsetEntry> read_offsets(const ToolRun& run, const Word& file) {
    std::vector<OffsetEntry> all = read_offsets_json(run.session.read_file(file), file);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.tp < b.tp; });
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i - 1].tp != all[i].tp) continue;
        throw BadInput(file.place,
                       "AdminCommandFailedException: Offset json file contains duplicate topic "
                       "partitions: " +
                           to_string(all[i].tp),
                       "name each once");
    }
    return all;
}

// The leader of a partition, as metadata has it.
NodeId leader_node_in(const MetadataResponse& cluster, const TopicPartition& tp) {
    const TopicMetadata* topic = find_topic(cluster, tp.topic);
    if (topic == nullptr) return no_node;
    for (const PartitionMetadata& partition : topic->partitions) {
        if (partition.partition != tp.partition) continue;
        for (const BrokerEndpoint& broker : cluster.brokers) {
            if (broker.broker == partition.leader) return broker.node;
        }
    }
    return no_node;
}

}  // namespace

void run_delete_records(const ToolRun& run) {
    const Options options(run.command,
                          {with_value("--bootstrap-server"), with_value("--command-config"),
                           with_value("--offset-json-file")});
    options.required("--bootstrap-server");
    const Word& file = options.required("--offset-json-file");
    // The request came with the same release as the newest record format.
    if (run.cluster().broker_defaults().features.newest_format != MessageFormat::v2) {
        throw BadInput(run.place(),
                       "UnsupportedVersionException: The broker does not support "
                       "DELETE_RECORDS",
                       "Kafka " + run.session.version() + " keeps what retention keeps");
    }
    const std::vector<OffsetEntry> offsets = read_offsets(run, file);
    AdminTool tool(run.cluster(), bootstrap_of(run, options), run.place());
    const MetadataResponse cluster = describe_cluster(tool, "deleteRecords");
    run.print("Executing records delete operation");
    std::map<TopicPartition, DeletedRecordsOfPartition> answers;
    std::map<NodeId, DeleteRecordsRequest> requests;
    for (const OffsetEntry& entry : offsets) {
        const NodeId leader = leader_node_in(cluster, entry.tp);
        if (leader == no_node) {
            const bool known = find_topic(cluster, entry.tp.topic) != nullptr;
            answers[entry.tp] = {
                entry.tp, no_offset,
                known ? ErrorCode::leader_not_available : ErrorCode::unknown_topic_or_partition};
            continue;
        }
        requests[leader].partitions.push_back({entry.tp, entry.offset});
    }
    for (auto& [leader, request] : requests) {
        request.timeout = delete_timeout;
        for (const auto& part :
             tool.broker<DeleteRecordsResponse>(leader, std::move(request), "", "deleteRecords")
                 .partitions) {
            answers[part.tp] = part;
        }
    }
    run.print("Records delete operation completed:");
    const DeletedRecordsOfPartition* failed = nullptr;
    for (const auto& [tp, answer] : answers) {
        if (answer.error == ErrorCode::none) {
            run.print("partition: " + to_string(tp) +
                      "\tlow_watermark: " + std::to_string(answer.low_watermark.value()));
            continue;
        }
        failed = &answer;
        run.print("partition: " + to_string(tp) + "\terror: org.apache.kafka.common.errors." +
                  exception_name(answer.error) + ": " + exception_text(answer.error));
    }
    if (failed != nullptr) refuse(file.place, failed->error, "");
}

}  // namespace kscope::sim
