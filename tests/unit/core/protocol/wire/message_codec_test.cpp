#include "core/protocol/wire/message_codec.h"

#include <set>

#include "core/base/rng.h"
#include "core/protocol/wire/difference.h"
#include "tests/support/catch.h"
#include "tests/unit/core/protocol/wire/samples.h"

namespace kscope {

namespace {

// Empty: it comes back as it was.
std::string lost_on_the_wire(const MessageBody& message) {
    const DecodedMessage decoded = decode(message.index(), encode(message, sample_correlation));
    if (!decoded.body) return std::string(name_of(message)) + ": " + decoded.error.what;
    if (decoded.unread > 0) return std::string(name_of(message)) + ": bytes left over";
    if (Message(*decoded.body).digest() == Message(message).digest()) return "";
    const auto where = difference(message, *decoded.body);
    return std::string(name_of(message)) + ": " + (where ? where->field : "digest");
}

// A frame's content with the length set right again.
std::string reframed(std::string_view content) {
    std::string frame;
    for (int shift = 24; shift >= 0; shift -= 8) {
        frame += static_cast<char>(content.size() >> shift & 0xff);
    }
    return frame.append(content);
}

constexpr std::size_t length_bytes = 4;

}  // namespace

TEST_CASE("there is a sample of every kind of message") {
    std::set<std::size_t> kinds;
    for (const MessageBody& message : all_samples()) kinds.insert(message.index());
    CHECK(kinds.size() == std::variant_size_v<MessageBody>);
}

TEST_CASE("every kind of message comes back from its bytes as it was") {
    for (const MessageBody& message : all_samples()) {
        CHECK(lost_on_the_wire(message) == "");
        const auto decoded = decode(message.index(), encode(message, CorrelationId(-5)));
        if (decoded.correlation) CHECK(*decoded.correlation == CorrelationId(-5));
    }
}

TEST_CASE("messages with nothing in them come back too") {
    const std::vector<MessageBody> empty{
        ProduceResponse{},
        FetchRequest{},
        FetchResponse{},
        ListOffsetsRequest{},
        ListOffsetsResponse{},
        MetadataRequest{},
        MetadataResponse{},
        LeaderAndIsrRequest{},
        LeaderAndIsrResponse{},
        StopReplicaRequest{},
        UpdateMetadataRequest{},
        OffsetCommitRequest{},
        OffsetFetchRequest{},
        OffsetFetchResponse{},
        FindCoordinatorRequest{},
        FindCoordinatorResponse{ErrorCode::coordinator_not_available, {no_broker, no_node}},
        JoinGroupRequest{},
        JoinGroupResponse{ErrorCode::member_id_required},
        SyncGroupRequest{},
        SyncGroupResponse{},
        SyncGroupResponse{ErrorCode::rebalance_in_progress, {}},
        CreateTopicsRequest{},
        CreateTopicsResponse{},
        AlterPartitionResponse{},
        MetadataRequest{std::vector<std::string>{}, false},
        OffsetFetchRequest{"shop", std::vector<TopicPartition>{}},
        DescribeTopicPartitionsRequest{},
        DescribeTopicPartitionsResponse{},
        ZkMulti{},
        ZkCreate{},
        ZkDataResponse{},
        ZkChildrenResponse{},
        ZkConnectResponse{ZkError::session_expired, SessionId(0), {}},
        ZkStatResponse{ZkError::no_such_node, {}},
        ZkDataResponse{ZkError::no_such_node, {}, {}},
        ZkMultiResponse{ZkError::bad_version, {}}};
    for (const MessageBody& message : empty) CHECK(lost_on_the_wire(message) == "");
}

TEST_CASE("kscope's own fields travel as tagged fields, and only when they are set") {
    FetchRequest fetch;
    const std::string plain = encode(fetch, sample_correlation);
    fetch.replica_epoch = BrokerEpoch(25);
    CHECK(lost_on_the_wire(fetch) == "");
    // Tag 27500 in three bytes, a size in one, eight of the epoch.
    CHECK(encode(fetch, sample_correlation).size() == plain.size() + 12);

    LeaderAndIsrRequest told{BrokerId(1), ControllerEpoch(4), BrokerEpoch(25), true, {}, {}};
    told.partitions.push_back({sample_state(0), {{"min.insync.replicas", "2"}, {"x", ""}}});
    told.partitions.front().state.is_new = true;
    CHECK(lost_on_the_wire(told) == "");
    UpdateMetadataRequest metadata{BrokerId(1), ControllerEpoch(4), BrokerEpoch(25), {}, {}};
    PartitionState fresh = sample_state(1);
    fresh.is_new = true;
    metadata.partitions = std::vector<SharedPartitionState>{sample_state(0), fresh};
    CHECK(lost_on_the_wire(metadata) == "");
}

// FetchRequest.json of 4.1: tag 1 of a partition, eight bytes.
TEST_CASE("a quorum's fetch says a known high watermark in a tagged field, and unknown as -1") {
    QuorumFetchRequest fetch;
    fetch.replica = {BrokerId(1), {1, 2}};
    const std::string plain = encode(fetch, sample_correlation);
    CHECK(lost_on_the_wire(fetch) == "");
    fetch.high_watermark = Offset(7);
    CHECK(lost_on_the_wire(fetch) == "");
    const std::string said = encode(fetch, sample_correlation);
    CHECK(said.size() == plain.size() + 10);
    CHECK(said.find(std::string("\x01\x08\0\0\0\0\0\0\0\x07", 10)) != std::string::npos);
    fetch.high_watermark = no_offset;
    CHECK(lost_on_the_wire(fetch) == "");
}

// GroupCoordinatorTest.testJoinGroupReturnsTheProtocolType and
// .testJoinGroupProtocolTypeIsNotProvidedWhenAnErrorOccurs
TEST_CASE("the answer to a join names the protocol type, but not beside an error") {
    JoinGroupResponse joined{ErrorCode::none, Generation(1), "range", "m-1", "m-1", {}};
    CHECK(encode(joined, sample_correlation).find("consumer") != std::string::npos);
    joined.error = ErrorCode::inconsistent_group_protocol;
    CHECK(encode(joined, sample_correlation).find("consumer") == std::string::npos);
}

TEST_CASE("large, negative and many values come back, and partitions keep their order") {
    FetchRequest fetch{
        BrokerId(-1), BrokerEpoch(-1), Duration::millis(0x7fffffff), -1, -2, -3, -4, {}, {}};
    for (std::int32_t i = 0; i < 300; ++i) {
        const std::string topic = i % 3 == 0 ? "a" : std::string(i, 'b');
        fetch.partitions.push_back({{topic, PartitionIndex(i)},
                                    LeaderEpoch(-1),
                                    Offset(std::numeric_limits<std::int64_t>::max() - i),
                                    LeaderEpoch(std::numeric_limits<std::int32_t>::min()),
                                    Offset(std::numeric_limits<std::int64_t>::min()),
                                    i});
        fetch.forgotten.push_back({topic, PartitionIndex(i / 2)});
    }
    CHECK(lost_on_the_wire(fetch) == "");
    MetadataRequest metadata;
    metadata.topics.emplace(20'000, "t");  // a count of three bytes as a varint
    metadata.topics->front() = std::string(70'000, 'x');
    CHECK(lost_on_the_wire(metadata) == "");
    FetchResponse fetched{ErrorCode::none, 0, {{click(0)}}};
    fetched.partitions.front().batches.assign(40, sample_batch());
    CHECK(lost_on_the_wire(fetched) == "");
}

TEST_CASE("a frame cut anywhere is an error, with its place") {
    for (const MessageBody& message : all_samples()) {
        const std::string frame = encode(message, sample_correlation);
        for (std::size_t size = 0; size < frame.size(); ++size) {
            INFO(name_of(message) << " cut to " << size << " of " << frame.size());
            const DecodedMessage as_it_is = decode(message.index(), frame.substr(0, size));
            CHECK_FALSE(as_it_is.body);
            CHECK(as_it_is.error.what != nullptr);
            if (size < length_bytes) continue;
            const std::string whole =
                reframed(std::string_view(frame).substr(length_bytes, size - length_bytes));
            const DecodedMessage decoded = decode(message.index(), whole);
            CHECK_FALSE(decoded.body);
            CHECK(decoded.error.what != nullptr);
            CHECK(decoded.error.position <= size);
        }
    }
}

TEST_CASE("any bytes are read to an answer or an error") {
    Rng rng(20'261'121);
    std::size_t refused = 0;
    for (const MessageBody& message : all_samples()) {
        const std::string frame = encode(message, sample_correlation);
        for (int round = 0; round < 200; ++round) {
            std::string changed = frame;
            const std::uint32_t changes = 1 + rng.below(3);
            for (std::uint32_t i = 0; i < changes; ++i) {
                const std::uint32_t place = rng.below(static_cast<std::uint32_t>(frame.size()));
                changed[place] = static_cast<char>(rng.below(256));
            }
            const DecodedMessage decoded = decode(message.index(), changed);
            CHECK(decoded.body.has_value() == (decoded.error.what == nullptr));
            if (!decoded.body) ++refused;
        }
        std::string noise;
        for (int i = 0; i < 300; ++i) noise += static_cast<char>(rng.below(256));
        const DecodedMessage decoded = decode(message.index(), reframed(noise));
        CHECK(decoded.body.has_value() == (decoded.error.what == nullptr));
    }
    CHECK(refused > 1'000);
}

TEST_CASE("a request is known by its header, and another version of it is not") {
    const MessageBody heartbeat = HeartbeatRequest{"shop", Generation(3), "m-1"};
    CHECK(version_of(heartbeat) == 4);
    CHECK(kind_of(12, 4, false) == heartbeat.index());
    CHECK(kind_of(12, 4, true) == MessageBody(HeartbeatResponse{}).index());
    CHECK_FALSE(kind_of(12, 3, false));
    CHECK_FALSE(kind_of(18, 3, false));
    CHECK_FALSE(kind_of(-1, -1, false));
    CHECK(version_of(MessageBody(ZkPing{})) == -1);

    std::string other = encode(heartbeat, sample_correlation);
    other[7] = 3;  // the version
    CHECK(std::string(decode(heartbeat.index(), other).error.what) == "another version");
    CHECK(std::string(decode(MessageBody(SyncGroupRequest{}).index(), other).error.what) ==
          "another api key");
}

TEST_CASE("unknown tagged fields are skipped, and bytes left over are counted") {
    const HeartbeatResponse response{ErrorCode::rebalance_in_progress};
    const std::string frame = encode(response, sample_correlation);
    std::string content = frame.substr(length_bytes);
    content.back() = 1;             // one tagged field:
    content += "\x05\x02\x7f\x7f";  // tag 5, two bytes
    DecodedMessage decoded = decode(MessageBody(response).index(), reframed(content));
    REQUIRE(decoded.body);
    CHECK(std::get<HeartbeatResponse>(*decoded.body).error == response.error);
    CHECK(decoded.unread == 0);
    decoded = decode(MessageBody(response).index(), reframed(content + "abc"));
    REQUIRE(decoded.body);
    CHECK(decoded.unread == 3);
}

TEST_CASE("a difference names the first field that differs") {
    MetadataResponse before{{}, BrokerId(1), {{ErrorCode::none, "click", false, {}}}};
    MetadataResponse after = before;
    CHECK_FALSE(difference(before, after));
    after.topics[0].partitions.emplace_back();
    auto where = difference(before, after);
    REQUIRE(where);
    CHECK(where->field == "topics[0].partitions.size");
    CHECK(where->before == "0");
    CHECK(where->after == "1");
    after = before;
    after.topics[0].topic = "view";
    where = difference(before, after);
    REQUIRE(where);
    CHECK(where->field == "topics[0].topic");
    CHECK(where->after == "\"view\"");
}

}  // namespace kscope
