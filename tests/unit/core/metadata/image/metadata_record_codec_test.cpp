// Metadata records in Kafka's bytes: the golden ones were written by an encoder that reads Kafka's
// own definitions (metadata/src/main/resources/common/metadata, 3.9) and knows nothing of kscope.
#include "core/metadata/image/metadata_record_codec.h"

#include <vector>

#include "tests/support/catch.h"

namespace kscope {

namespace {

const TopicId topic{7, 8};

PartitionRegistration partition() {
    PartitionRegistration state;
    state.replicas = {BrokerId(1), BrokerId(2), BrokerId(3)};
    state.isr = {BrokerId(1), BrokerId(2)};
    state.leader = BrokerId(1);
    return state;
}

PartitionChange next_leader() {
    PartitionChange change;
    change.isr = ReplicaIds{BrokerId(2)};
    change.leader = BrokerId(2);
    return change;
}

PartitionChange nobody_but_eligible() {
    PartitionChange change;
    change.isr = ReplicaIds{};
    change.leader = no_broker;
    change.elr = ReplicaIds{BrokerId(1), BrokerId(2)};
    return change;
}

std::string hex_of(const Record& record) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const char c : record.value->view()) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

struct GoldenRecord {
    MetadataRecord record;
    const char* bytes;
};

std::vector<GoldenRecord> golden_records() {
    using Fencing = BrokerRegistrationChangeRecord::Fencing;
    return {
        {RegisterBrokerRecord{BrokerId(1), {5, 6}, BrokerEpoch(70), NodeId(4), "a", true, false},
         "01000100000001000000000000000500000000000000060000000000000046020a504c41494e"
         "54455854076e6f64652d342384000000010261010000"},
        {BrokerRegistrationChangeRecord{BrokerId(1), BrokerEpoch(70), Fencing::unfence, false},
         "011101000000010000000000000046010001ff"},
        {BrokerRegistrationChangeRecord{BrokerId(1), BrokerEpoch(70), Fencing::unchanged, true},
         "01110100000001000000000000004601010101"},
        {TopicRecord{"click", topic}, "01020006636c69636b0000000000000007000000000000000800"},
        {RemoveTopicRecord{topic}, "0109000000000000000007000000000000000800"},
        {PartitionRecord{topic, PartitionIndex(2), partition()},
         "0103000000000200000000000000070000000000000008040000000100000002000000030300"
         "00000100000002010100000001000000000000000000"},
        {PartitionChangeRecord{topic, PartitionIndex(2), next_leader()},
         "01050000000002000000000000000700000000000000080200050200000002010400000002"},
        {PartitionChangeRecord{topic, PartitionIndex(2), nobody_but_eligible()},
         "0105020000000200000000000000070000000000000008030001010104ffffffff0609030000"
         "000100000002"},
        {ConfigRecord{2, "click", "min.insync.replicas", "2"},
         "0104000206636c69636b146d696e2e696e73796e632e7265706c69636173023200"},
        {FeatureLevelRecord{"metadata.version", 21},
         "010c00116d657461646174612e76657273696f6e001500"},
        {ProducerIdsRecord{BrokerId(1), BrokerEpoch(70), ProducerId(2000)},
         "010f0000000001000000000000004600000000000007d000"},
        {NoOpRecord{}, "01140000"},
    };
}

}  // namespace

TEST_CASE("metadata records have Kafka's bytes", "[image]") {
    for (const GoldenRecord& golden : golden_records()) {
        const Record record = to_record(golden.record, WallTime::from_millis(5));
        CHECK(hex_of(record) == golden.bytes);
        CHECK(metadata_of(record) == golden.record);
    }
}

TEST_CASE("what is no metadata record is none", "[image]") {
    Record record;
    CHECK_FALSE(metadata_of(record).has_value());
    record.value = Bytes("");
    CHECK_FALSE(metadata_of(record).has_value());
    record.value = Bytes("\x02\x14");  // another frame version
    CHECK_FALSE(metadata_of(record).has_value());
    Record whole = to_record(golden_records().front().record, WallTime::from_millis(5));
    const std::string_view bytes = whole.value->view();
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        record.value = Bytes(bytes.substr(0, cut));
        CHECK_FALSE(metadata_of(record).has_value());
    }
    whole.key = Bytes("control");
    CHECK_FALSE(metadata_of(whole).has_value());
}

}  // namespace kscope
