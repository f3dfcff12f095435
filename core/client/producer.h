// Producer: a client process that sends records, as Kafka's Java producer does: send() takes a
// record into the accumulator (and blocks up to max.block.ms for metadata or memory, and with it
// every later send()), the sender moves batches to the leaders. With a ClosedLoop it makes its own
// load instead. (org.apache.kafka.clients.producer.KafkaProducer.)
//
// Records are numbered from 1 within producer and partition; a batch holds consecutive numbers, so
// RecordsAcked{tp, base_offset, records, first_record} says which record is at which offset.
#pragma once

#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/border/border.h"
#include "core/client/client_specs.h"
#include "core/client/sender.h"

namespace kscope {

class Producer {
public:
    enum class State : std::uint8_t { created, running, closing, closed };
    struct Counters {
        std::uint64_t sent = 0;  // records that send() took
        std::uint64_t acked = 0;
        std::uint64_t failed = 0;
        std::uint64_t retries = 0;  // batches sent again
        std::uint64_t batches_in_flight = 0;
        std::uint64_t blocked = 0;  // send() calls that wait
    };

    explicit Producer(ProducerSpec spec);

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }
    void digest(Digest& d) const;
    void check_invariants() const;

    // For display.
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const ProducerSpec& spec() const { return *spec_; }
    [[nodiscard]] Counters counters() const;
    [[nodiscard]] const RecordAccumulator& accumulator() const { return accumulator_; }
    [[nodiscard]] const ProducerIdAndEpoch& producer_id() const { return transactions_.current(); }
    [[nodiscard]] const ClientMetadata& metadata() const { return metadata_; }
    [[nodiscard]] const NetworkClient& network() const { return network_; }

private:
    static constexpr std::uint32_t metadata_kind = 0;
    struct BlockedSend {
        SendRecord record;
        WallTime timestamp;
        template <class V>
        void visit(V&& v) const {
            v("record", record);
            v("timestamp", timestamp);
        }
    };
    enum class SendResult : std::uint8_t { taken, failed, awaits_metadata, awaits_memory };

    void boot(const Boot& boot, Turn turn);
    void on_command(const Command& command, Turn turn);
    void on_completion(const Completion& done, Turn turn);
    void take_completions(Turn turn);
    void run(Turn turn);
    bool ask_for_metadata(Turn turn);  // true if a request that was due went
    void send_blocked(Turn turn);
    bool blocks(SendResult result);
    [[nodiscard]] Instant block_deadline() const;
    SendResult try_send(const SendRecord& record, WallTime timestamp, Turn turn);
    SendResult append(const SendRecord& record, WallTime timestamp, PartitionIndex partition,
                      bool sticky, Turn turn);
    void fail_send(const SendRecord& record, ErrorCode error, Turn turn);
    void refill(Turn turn);
    void renew_load(WallTime wall);
    SenderContext context(const Turn& turn);

    Cow<ProducerSpec> spec_;
    State state_ = State::created;
    NetworkClient network_;
    ClientMetadata metadata_;
    RecordAccumulator accumulator_;
    TransactionManager transactions_;
    Sender sender_;
    Rng rng_;
    const Codecs* codecs_ = nullptr;
    std::uint64_t leaders_as_of_ = 0;   // metadata version
    std::vector<BlockedSend> blocked_;  // the first is in send(), the others queue behind it
    Instant blocked_since_;
    bool blocked_without_limit_ = false;  // as of 0.8, by a BufferPool that is exhausted
    std::uint64_t rejected_ = 0;          // records that failed in send()
    // Closed loop.
    Rng load_rng_;
    std::int32_t load_in_flight_ = 0;
    std::vector<std::int64_t> load_slots_;  // by partition number; -1 until used
    RecordBatch load_batch_;
    WallTime load_made_;
    Instant refill_at_ = Instant::never();
    Instant deadline_ = Instant::never();
};

}  // namespace kscope
