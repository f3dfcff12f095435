// Consumer: a client process that reads: an application that calls poll() in a loop and works on
// what it got for a while, and the consumer below it. subscribe() makes it a member of a group,
// assign() reads given partitions.
// (org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer.)
//
// While the application works (or hangs: StopPolling) only heartbeats go on and answers come in;
// joining, committing, fetching and all else happen inside poll(), as in Kafka.
#pragma once

#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/border/border.h"
#include "core/client/client_specs.h"
#include "core/client/fetcher.h"
#include "core/client/group_membership.h"
#include "core/client/offset_commits.h"
#include "core/client/offset_fetcher.h"

namespace kscope {

class Consumer {
public:
    enum class State : std::uint8_t {
        created,
        polling,     // inside poll()
        processing,  // works on what poll() returned
        stopped,     // the application does not poll
        failed,      // poll() threw (see error()): it does not poll any more
        closing,
        closed,
    };

    explicit Consumer(ConsumerSpec spec);

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }
    void digest(Digest& d) const;
    void check_invariants() const;

    // For display.
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] ErrorCode error() const { return error_; }
    [[nodiscard]] const ConsumerSpec& spec() const { return *spec_; }
    // By partition: position, committed offset as known, high watermark, records consumed.
    [[nodiscard]] const SubscriptionState& subscriptions() const { return subscriptions_; }
    [[nodiscard]] const GroupMembership& membership() const { return membership_; }
    [[nodiscard]] std::uint64_t records_consumed() const { return records_consumed_; }
    [[nodiscard]] const ClientMetadata& metadata() const { return metadata_; }
    [[nodiscard]] const NetworkClient& network() const { return network_; }

private:
    enum class Closing : std::uint8_t { committing, leaving, waiting };

    [[nodiscard]] bool in_group() const { return !spec_->topics.empty(); }
    [[nodiscard]] bool has_group_id() const { return !spec_->config.group_id.empty(); }
    ConsumerContext context(const Turn& turn);
    void boot(const Boot& boot, Turn turn);
    void on_command(const Command& command, Turn turn);
    void seek(const SeekTo& seek, Turn turn);
    void on_completion(const Completion& done, Turn turn);
    void take_completions(Turn turn);
    void run(Turn turn);
    void poll(Turn turn);
    // False while the group has no assignment for us.
    bool poll_group(ConsumerContext& context);
    bool prepare_join(ConsumerContext& context);
    void update_positions(ConsumerContext& context);
    void take_assignment(ConsumerContext& context);
    [[nodiscard]] NodeId asked_for(const TopicPartition& tp,
                                   const AssignedPartition& partition) const;
    [[nodiscard]] Instant poll_deadline(ConsumerContext& context) const;
    void fail(ErrorCode error, Instant now);
    void enter_poll();
    void leave_poll(Instant now);
    void close_step(Turn turn);
    void update_deadline(Turn turn);

    Cow<ConsumerSpec> spec_;
    State state_ = State::created;
    ErrorCode error_ = ErrorCode::none;
    NetworkClient network_;
    ClientMetadata metadata_;
    SubscriptionState subscriptions_;
    GroupMembership membership_;
    OffsetCommits commits_;
    OffsetFetcher offsets_;
    Fetcher fetcher_;
    Rng rng_;
    std::uint64_t leaders_as_of_ = 0;  // metadata version
    bool stop_requested_ = false;
    Instant processing_until_;
    Closing closing_ = Closing::committing;
    Instant close_deadline_;
    std::uint64_t records_consumed_ = 0;
    Instant deadline_ = Instant::never();
};

}  // namespace kscope
