// Produce (0), InitProducerId (22) and AllocateProducerIds (67).
#pragma once

#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

enum class Acks : std::int16_t { all = -1, none = 0, leader = 1 };

struct PartitionProduceData {
    TopicPartition tp;
    Ref<const RecordBatch> batch;  // one batch per partition and request, as Kafka's producer
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("batch", *batch);
    }
};

struct ProduceRequest {
    std::int16_t acks = -1;  // any int16 can come from a client; only -1, 0, 1 are valid
    Duration timeout;
    std::vector<PartitionProduceData> partitions;
    std::string client_id;  // of the header: the same in all of a client's, so in no digest
    template <class V>
    void visit(V&& v) const {
        v("acks", acks);
        v("timeout", timeout);
        v("partitions", partitions);
    }
};

struct PartitionProduceResponse {
    TopicPartition tp;
    ErrorCode error = ErrorCode::none;
    Offset base_offset = no_offset;
    Offset log_start_offset = no_offset;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("error", error);
        v("base_offset", base_offset);
        v("log_start_offset", log_start_offset);
    }
};

struct ProduceResponse {
    std::vector<PartitionProduceResponse> partitions;
    std::int32_t throttle_time_ms = 0;  // in the digest only if it is one
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
        if (throttle_time_ms != 0) v("throttle_time_ms", throttle_time_ms);
    }
};

struct InitProducerIdRequest {
    ProducerId producer_id = no_producer_id;  // of an earlier life, to bump its epoch (KIP-360)
    ProducerEpoch producer_epoch = no_producer_epoch;
    template <class V>
    void visit(V&& v) const {
        v("producer_id", producer_id);
        v("producer_epoch", producer_epoch);
    }
};

struct InitProducerIdResponse {
    ErrorCode error = ErrorCode::none;
    ProducerId producer_id = no_producer_id;
    ProducerEpoch producer_epoch = no_producer_epoch;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("producer_id", producer_id);
        v("producer_epoch", producer_epoch);
    }
};

// Broker to controller: a block of 1000 producer ids (KIP-730).
struct AllocateProducerIdsRequest {
    BrokerId broker;
    BrokerEpoch broker_epoch;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker);
        v("broker_epoch", broker_epoch);
    }
};

struct AllocateProducerIdsResponse {
    ErrorCode error = ErrorCode::none;
    ProducerId first;
    std::int32_t count = 0;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("first", first);
        v("count", count);
    }
};

}  // namespace kscope
