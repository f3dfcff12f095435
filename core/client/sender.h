// Sender: takes batches from the accumulator, one request per broker with at most one batch per
// partition, and settles each batch by its answer: acknowledged, sent again, or failed. It never
// waits: what cannot go now is looked at again in the next step.
// (org.apache.kafka.clients.producer.internals.Sender.)
#pragma once

#include <vector>

#include "core/client/client_metadata.h"
#include "core/client/record_accumulator.h"
#include "core/client/transaction_manager.h"
#include "core/config/configs.h"

namespace kscope {

// The other parts of the producer that a sender works on.
struct SenderContext {
    const ProducerConfig& config;
    NetworkClient& network;
    ClientMetadata& metadata;
    RecordAccumulator& accumulator;
    TransactionManager& transactions;
    Rng& rng;
    const Turn& turn;
};

class Sender {
public:
    static constexpr std::uint32_t produce_kind = 1;
    static constexpr std::uint32_t init_producer_id_kind = 2;

    // One round: producer id, sending, expiry.
    void run_once(SenderContext& context);
    void on_completion(const Completion& done, SenderContext& context);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }
    [[nodiscard]] bool idle() const { return requests_in_flight_ == 0; }
    // Batches acknowledged or failed since last asked; drives closed loops.
    [[nodiscard]] std::int32_t take_finished() { return std::exchange(finished_, 0); }

    void digest(Digest& d) const;

private:
    struct Request {
        std::vector<BatchIndex> batches;  // empty: not in use
    };
    struct Drain {  // where the last request to a broker left off
        BrokerId broker;
        PartitionSlot next = 0;
    };

    void initialize_producer_id(SenderContext& context);
    void send_producer_data(SenderContext& context);
    // True if a request went out.
    bool drain(BrokerId broker, Destination to, SenderContext& context);
    Drain& drain_of(BrokerId broker);
    std::vector<BatchIndex> take_scratch();
    void send_request(BrokerId broker, Destination to, std::vector<BatchIndex> batches,
                      SenderContext& context);
    void seal(BrokerId broker, BatchIndex index, PartitionProduceData& data,
              SenderContext& context);
    void on_produce_response(const Completion& done, SenderContext& context);
    void complete(BatchIndex batch, const PartitionProduceResponse& response,
                  SenderContext& context);
    void acknowledge(BatchIndex batch, const PartitionProduceResponse& response,
                     SenderContext& context);
    void retry(BatchIndex batch, ErrorCode error, SenderContext& context);
    void reenqueue(BatchIndex batch, ErrorCode error, SenderContext& context);
    void split(BatchIndex batch, SenderContext& context);
    void fail(BatchIndex batch, ErrorCode error, bool adjust_sequences, SenderContext& context);
    void expire(SenderContext& context);
    void abort_all(ErrorCode error, SenderContext& context);
    void finish(BatchIndex batch, SenderContext& context);
    void watch(Instant deadline) { deadline_ = std::min(deadline_, deadline); }

    std::vector<Request> requests_;
    std::vector<std::uint32_t> free_requests_;
    std::int32_t requests_in_flight_ = 0;
    std::vector<Drain> drains_;
    bool init_in_flight_ = false;
    Instant init_retry_at_;
    Instant expiry_check_at_ = Instant::never();
    Instant deadline_ = Instant::never();
    std::int32_t finished_ = 0;
    // Scratch, kept for its memory; no state.
    std::vector<BrokerEndpoint> ready_;
    std::vector<PartitionSlot> slots_;
    std::vector<BatchIndex> spare_;
};

}  // namespace kscope
