// Leaders and ISRs as the active controller decides them: what follows when a broker comes, goes or
// stops, the ISR changes that leaders propose (AlterPartition, KIP-497), elections on request and
// those that give leadership back to preferred replicas. Each changed partition is a
// PartitionChangeRecord made by partition_change(). Rule:
// org.apache.kafka.controller.ReplicationControlManager.
#pragma once

#include "core/metadata/quorum_controller/controller_view.h"
#include "core/protocol/admin_messages.h"
#include "core/protocol/controller_messages.h"

namespace kscope {

// What happened to which broker; no_broker: to none.
struct LeadershipUpdate {
    BrokerId remove = no_broker;   // it leaves ISRs and leads no more
    BrokerId add = no_broker;      // it may lead, though it is still fenced
    BrokerId unclean = no_broker;  // it is back, and may have lost what it had
};

std::vector<TopicPartition> partitions_in_sync(const MetadataImage& image, BrokerId broker);
std::vector<TopicPartition> partitions_eligible(const MetadataImage& image, BrokerId broker);
std::vector<TopicPartition> partitions_without_leader(const MetadataImage& image);
bool leads_any(const MetadataImage& image, BrokerId broker);

// Kafka's generateLeaderAndIsrUpdates.
void update_leaders(const ControllerView& view, const LeadershipUpdate& update,
                    const std::vector<TopicPartition>& partitions, MetadataRecords& records);
// Where a change of this partition begins: those who may lead now, and what the topic asks for.
PartitionTarget target_of(const ControllerView& view, std::string_view topic,
                          const PartitionRegistration& partition,
                          const LeadershipUpdate& update = {});

AlterPartitionResponse alter_partitions(const ControllerView& view,
                                        const AlterPartitionRequest& request,
                                        MetadataRecords& records);
ElectLeadersResponse elect_leaders(const ControllerView& view, const ElectLeadersRequest& request,
                                   MetadataRecords& records);
// Leaderships go back to the first replica of the assignment, where it can lead.
void balance_leaders(const ControllerView& view, MetadataRecords& records);
// Where nobody leads, and the topic allows unclean elections, any live replica does.
void elect_where_nobody_leads(const ControllerView& view, MetadataRecords& records);
// Of either (MAX_ELECTIONS_PER_IMBALANCE).
inline constexpr std::size_t elections_at_once_max = 1'000;

}  // namespace kscope
