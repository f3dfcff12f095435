#include "core/config/kafka_version.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/check.h"

namespace kscope {

namespace {

struct Release {
    const char* version;
    const char* meaning;
    // Undoes what this release brought: from its features to those of the release before.
    void (*undo)(Features&);
};

// Each release brings something; who runs as an earlier one goes without. Read from the sources of
// 0.8.2.2, 0.9.0.1, 0.10.2.2, 0.11.0.2, 1.1.1, 2.0.1, 2.5.1, 2.8.2, 3.3.2, 3.9, 4.0 and 4.1.
constexpr std::array releases{
    Release{"4.1", "a new cluster has eligible leader replicas (KIP-966)",
            [](Features& f) {
                f.eligible_leader_replicas = false;
                f.tells_high_watermark = false;
                f.metadata_version = 25;
            }},
    Release{"4.0", "no ZooKeeper: a quorum of controllers (KRaft), with pre-vote (KIP-996)",
            [](Features& f) {
                f.metadata = MetadataMode::zookeeper;
                f.pre_vote = false;
                f.metadata_version = 21;
            }},
    Release{"3.9", "the high watermark rests under min.insync.replicas (KIP-966)",
            [](Features& f) {
                f.high_watermark = HighWatermarkRule::maximal_isr;
                f.truncates_before_high_watermark = false;
                f.bounds_timestamps_apart = false;
                f.retry_backoff_grows = false;
                f.retries_new_leader_at_once = false;
                f.balances_while_reassigning = false;
                f.check_quorum = false;
                f.epoch_bump_on_isr_shrink = true;
                f.kraft_obeys_unclean_key = false;
                f.move_awaits_all_replicas = false;
                f.repeats_begin_epoch = false;
                f.metadata_topic = MetadataTopic::unauthorized;
                f.voters_change = false;
                f.controller_znode_version = 1;
                f.describe_topic_partitions = false;
                f.topic_reports_combine = false;
                f.metadata_version = 7;
            }},
    Release{"3.3", "idempotence and acks=all by default; only live brokers join an ISR (KIP-841)",
            [](Features& f) {
                f.joins_isr_if_alive = false;
                f.cleans_below_high_watermark = false;
                f.consumers_stay_in_isr = false;
                f.keeps_member_id = false;
                f.offset_expiration = OffsetExpiration::group_empty;
                f.oldest_log_format = MessageFormat::v0;
                f.feature_znode_version = 1;
                f.keyless_partitioner = KeylessPartitioner::sticky;
                f.metadata_topic = MetadataTopic::like_any_other;
            }},
    Release{"2.8", "leaders ask the controller for ISR changes (KIP-497); a Fetch tells divergence",
            [](Features& f) {
                f.isr_change = IsrChange::zookeeper_write;
                f.high_watermark = HighWatermarkRule::isr_and_caught_up;
                f.truncation = Truncation::leader_epoch_rounds;
                f.sends_high_watermark_at_once = true;
                f.beats_before_sync = false;
                f.mutation_quotas = false;
                f.describe_cluster = false;
                f.persistent_znodes = PersistentZnodes::log_dir_events;
                f.broker_znode_version = 4;
                f.topic_znode_version = 2;
                f.feature_znode_version = 0;
            }},
    Release{"2.5", "stale leaders, followers and brokers are fenced (KIP-320, KIP-380)",
            [](Features& f) {
                f.refollow = Refollow::missed_epoch;
                f.fence_fetch_by_leader_epoch = false;
                f.fence_by_broker_epoch = false;
                f.validates_position = false;
                f.consumers_read_followers = false;
                f.member_id_required = false;
                f.delivery_timeout = false;
                f.fetches_within_quota = false;
                f.keyless_partitioner = KeylessPartitioner::round_robin;
                f.offset_expiration = OffsetExpiration::commit;
                f.unclean_topic_elects_at_once = false;
                f.in_sync_at_log_end = false;
                f.sends_high_watermark_at_once = false;
                f.hides_lagging_end = false;
                f.keyless_in_compacted = KeylessInCompacted::corrupt_message;
                f.reassignments_change = false;
                f.unclean_election_on_request = false;
                f.metadata_tells_epochs = false;
                f.producer_bumps_epoch = false;
                f.takes_zstd = false;
                f.fences_before_rebalance = false;
                f.keeps_generation = false;
                f.refuses_disabled_deletion = false;
                f.topic_znode_version = 1;
                f.takes_out_dead_at_failover = false;
                f.tells_leader_that_leaves = false;
            }},
    Release{"2.0", "followers ask for epochs until the logs agree (KIP-279)",
            [](Features& f) {
                f.truncation = Truncation::leader_epoch_once;
                f.refollow = Refollow::new_leader;
                f.epoch_begins_at_election = false;
                f.appends_correct_epochs = false;
                f.joins_isr_from_epoch_start = false;
                f.throttles_after_answer = false;
                f.unclean_default_elects_at_once = false;
            }},
    Release{"1.1", "incremental fetch sessions (KIP-227)",
            [](Features& f) {
                f.incremental_fetch_sessions = false;
                f.dynamic_broker_configs = false;
                f.describe_log_dirs = false;
                f.persistent_znodes = PersistentZnodes::producer_ids;
                f.keeps_last_isr_member = false;
                f.idempotent_requests_in_flight = 1;
                f.tells_leader_that_leaves = true;  // up to 1.0 it was
            }},
    Release{"0.11", "leader epochs (KIP-101), idempotence; no unclean elections by default",
            [](Features& f) {
                f.truncation = Truncation::to_high_watermark;
                f.newest_format = MessageFormat::v1;
                f.offsets_topic_waits_for_brokers = false;
                f.reconnect_backoff_grows = false;
                f.request_quotas = false;
                f.persistent_znodes = PersistentZnodes::isr_changes;
            }},
    Release{"0.10.2", "a slow poll() is not a dead consumer (KIP-62)",
            [](Features& f) {
                f.high_watermark = HighWatermarkRule::isr;
                f.newest_format = MessageFormat::v0;
                f.poll_interval_is_its_own = false;
                f.user_quotas = false;
                f.replication_quotas = false;
                f.broker_znode_version = 2;
                f.cluster_id_znode = false;
                f.leaves_by_assignment = false;
                f.isr_checked_twice_per_lag = false;
                f.returns_first_batch_whole = false;
                f.takes_both_policies = false;
                f.keeps_generation = true;  // up to 0.9 it did
            }},
    Release{"0.9", "lag is time alone (KIP-16); consumer groups of today",
            [](Features& f) {
                f.lag_counts_messages = true;
                f.keyless_in_compacted = KeylessInCompacted::accepted;
                f.requests_time_out = false;
                f.tells_isr_changes = false;
                f.persistent_znodes = PersistentZnodes::topics;
                f.broker_znode_version = 1;
                f.client_quotas = false;
                f.spares_internal_topics = false;
            }},
    Release{"0.8", "replication", nullptr},
};

auto find_release(std::string_view version) {
    return std::find_if(releases.begin(), releases.end(),
                        [version](const Release& r) { return version == r.version; });
}

auto known_release(std::string_view version) {
    const auto at = find_release(version);
    KSCOPE_CHECK(at != releases.end(), "unsupported version " + std::string(version));
    return at;
}

}  // namespace

std::vector<std::string> supported_versions() {
    std::vector<std::string> names;
    for (const Release& release : releases) names.emplace_back(release.version);
    return names;
}

bool is_supported_version(std::string_view version) {
    return find_release(version) != releases.end();
}

std::string newest_version() { return releases.front().version; }

std::string default_version() { return "3.9"; }

bool can_run_kraft(std::string_view version) { return !is_before(version, "3.3"); }
bool can_run_zookeeper(std::string_view version) { return is_before(version, "4.0"); }

Features with_kraft(Features features) {
    features.metadata = MetadataMode::kraft;
    return features;
}

std::string version_meaning(std::string_view version) { return known_release(version)->meaning; }

bool is_before(std::string_view earlier, std::string_view later) {
    return known_release(earlier) > known_release(later);
}

Features features_of(std::string_view version) {
    const auto wanted = known_release(version);
    Features features = with_kraft({});
    features.pre_vote = true;
    features.tells_high_watermark = true;
    features.eligible_leader_replicas = true;
    features.metadata_version = 27;
    for (auto release = releases.begin(); release != wanted; ++release) release->undo(features);
    features.keys_as_of = wanted->version;
    return features;
}

}  // namespace kscope
