#include "core/group/group_records.h"

#include <charconv>

namespace kscope {

namespace {

// Big-endian writing and reading, as Kafka's generated schemas do in their non-flexible versions.
class Writer {
public:
    template <class T>
    void integer(T value) {
        for (int shift = (static_cast<int>(sizeof(T)) - 1) * 8; shift >= 0; shift -= 8) {
            out_ += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
        }
    }
    void text(std::string_view s) {
        integer(static_cast<std::int16_t>(s.size()));
        out_ += s;
    }
    void null_text() { integer(std::int16_t{-1}); }
    void bytes(const std::string& s) {
        integer(static_cast<std::int32_t>(s.size()));
        out_ += s;
    }
    [[nodiscard]] const std::string& out() const { return out_; }

private:
    std::string out_;
};

class Reader {
public:
    explicit Reader(std::string_view in) : in_(in) {}
    [[nodiscard]] bool ok() const { return ok_; }
    template <class T>
    T integer() {
        std::uint64_t value = 0;
        for (const char c : take(sizeof(T))) value = value << 8 | static_cast<unsigned char>(c);
        return static_cast<T>(value);
    }
    std::string text() {
        const auto n = integer<std::int16_t>();
        return n < 0 ? std::string() : std::string(take(static_cast<std::size_t>(n)));
    }
    std::string_view bytes() {
        const auto n = integer<std::int32_t>();
        return n < 0 ? std::string_view() : take(static_cast<std::size_t>(n));
    }
    // An array's length that the rest can hold; 0 if it is nonsense.
    std::int32_t length() {
        const auto n = integer<std::int32_t>();
        if (n < 0 || static_cast<std::size_t>(n) > in_.size()) ok_ = ok_ && n <= 0;
        return ok_ && n > 0 ? n : 0;
    }

private:
    std::string_view take(std::size_t n) {
        if (n > in_.size()) {
            ok_ = false;
            n = 0;
        }
        const std::string_view taken = in_.substr(0, n);
        in_.remove_prefix(n);
        return taken;
    }
    std::string_view in_;
    bool ok_ = true;
};

constexpr std::int16_t offset_key_version = 1;
constexpr std::int16_t group_key_version = 2;
constexpr std::int16_t value_version = 3;

// A member's client host as Java writes an address; a process is its own address.
constexpr std::string_view host_begin = "/node-";

std::string client_host(NodeId node) {
    return node == no_node ? "" : std::string(host_begin) + std::to_string(node.value());
}

// no_node if it is no process of a world.
NodeId client_in(const std::string& host) {
    std::int32_t number = -1;
    if (!host.starts_with(host_begin)) return no_node;
    const char* end = host.data() + host.size();
    const auto parsed = std::from_chars(host.data() + host_begin.size(), end, number);
    return parsed.ec == std::errc{} && parsed.ptr == end && number >= 0 ? NodeId(number) : no_node;
}

std::string encode(const Subscription& subscription) {
    Writer w;
    w.integer(std::int16_t{0});
    w.integer(static_cast<std::int32_t>(subscription.topics.size()));
    for (const std::string& topic : subscription.topics) w.text(topic);
    w.integer(std::int32_t{-1});  // no user data
    return w.out();
}

std::string encode(const std::vector<TopicPartition>& assignment) {
    FlatMap<std::string, std::vector<PartitionIndex>> topics;
    for (const TopicPartition& tp : assignment) topics[tp.topic].push_back(tp.partition);
    Writer w;
    w.integer(std::int16_t{0});
    w.integer(static_cast<std::int32_t>(topics.size()));
    for (const auto& [topic, partitions] : topics) {
        w.text(topic);
        w.integer(static_cast<std::int32_t>(partitions.size()));
        for (const PartitionIndex p : partitions) w.integer(p.value());
    }
    w.integer(std::int32_t{-1});
    return w.out();
}

Subscription decode_subscription(std::string_view in) {
    Reader r(in);
    Subscription subscription;
    r.integer<std::int16_t>();
    for (std::int32_t n = r.length(); n > 0 && r.ok(); --n) subscription.topics.push_back(r.text());
    return subscription;
}

std::vector<TopicPartition> decode_assignment(std::string_view in) {
    Reader r(in);
    std::vector<TopicPartition> assignment;
    r.integer<std::int16_t>();
    for (std::int32_t n = r.length(); n > 0 && r.ok(); --n) {
        const std::string topic = r.text();
        for (std::int32_t m = r.length(); m > 0 && r.ok(); --m) {
            assignment.push_back({topic, PartitionIndex(r.integer<std::int32_t>())});
        }
    }
    return assignment;
}

Record make_tombstone(const Writer& key, WallTime now) {
    Record record;
    record.timestamp = WallTime::from_millis(now.millis());
    record.key = Bytes(key.out());
    return record;
}

Record make_record(const Writer& key, const Writer& value, WallTime now) {
    Record record = make_tombstone(key, now);
    record.value = Bytes(value.out());
    return record;
}

Writer offset_commit_key(const std::string& group, const TopicPartition& tp) {
    Writer key;
    key.integer(offset_key_version);
    key.text(group);
    key.text(tp.topic);
    key.integer(tp.partition.value());
    return key;
}

Writer group_metadata_key(const std::string& group) {
    Writer key;
    key.integer(group_key_version);
    key.text(group);
    return key;
}

LoadedRecord load_offset(Reader key, const std::optional<Bytes>& value) {
    LoadedOffset loaded;
    loaded.group = key.text();
    loaded.tp.topic = key.text();
    loaded.tp.partition = PartitionIndex(key.integer<std::int32_t>());
    if (!key.ok()) return {};
    if (!value) return loaded;
    Reader r(value->view());
    if (r.integer<std::int16_t>() != value_version) return {};
    CommittedOffset offset;
    offset.tp = loaded.tp;
    offset.offset = Offset(r.integer<std::int64_t>());
    offset.leader_epoch = LeaderEpoch(r.integer<std::int32_t>());
    offset.metadata = r.text();
    const auto committed = r.integer<std::int64_t>();
    if (!r.ok() || !WallTime::holds_millis(committed)) return {};
    loaded.committed = WallTime::from_millis(committed);
    loaded.offset = offset;
    return loaded;
}

LoadedRecord load_group(Reader key, const std::optional<Bytes>& value) {
    LoadedGroup loaded;
    loaded.group = key.text();
    loaded.tombstone = !value.has_value();
    if (!key.ok() || loaded.tombstone) return key.ok() ? LoadedRecord(loaded) : LoadedRecord();
    Reader r(value->view());
    if (r.integer<std::int16_t>() != value_version) return {};
    r.text();  // "consumer"
    loaded.generation = Generation(r.integer<std::int32_t>());
    loaded.protocol = r.text();
    loaded.leader = r.text();
    const auto since = r.integer<std::int64_t>();
    if (since >= 0 && WallTime::holds_millis(since)) loaded.since = WallTime::from_millis(since);
    for (std::int32_t n = r.length(); n > 0 && r.ok(); --n) {
        Member member;
        member.id = r.text();
        r.text();  // group.instance.id
        member.client_id = r.text();
        member.client = client_in(r.text());
        member.rebalance_timeout = Duration::millis(r.integer<std::int32_t>());
        member.session_timeout = Duration::millis(r.integer<std::int32_t>());
        member.protocols = {{loaded.protocol, decode_subscription(r.bytes())}};
        member.assignment = decode_assignment(r.bytes());
        loaded.members.push_back(std::move(member));
    }
    return r.ok() ? LoadedRecord(loaded) : LoadedRecord();
}

}  // namespace

Record offset_commit_record(const std::string& group, const CommittedOffset& offset, WallTime now) {
    Writer value;
    value.integer(value_version);
    value.integer(offset.offset.value());
    value.integer(offset.leader_epoch.value());
    value.text(offset.metadata);
    value.integer(now.millis());
    return make_record(offset_commit_key(group, offset.tp), value, now);
}

Record offset_commit_tombstone(const std::string& group, const TopicPartition& tp, WallTime now) {
    return make_tombstone(offset_commit_key(group, tp), now);
}

Record group_metadata_tombstone(const std::string& group, WallTime now) {
    return make_tombstone(group_metadata_key(group), now);
}

Record group_metadata_record(const Group& group, const std::vector<MemberAssignment>& assignments,
                             WallTime now) {
    Writer value;
    value.integer(value_version);
    value.text("consumer");
    value.integer(group.generation().value());
    group.protocol().empty() ? value.null_text() : value.text(group.protocol());
    group.leader().empty() ? value.null_text() : value.text(group.leader());
    value.integer(now.millis());
    value.integer(static_cast<std::int32_t>(group.members().size()));
    for (const auto& [id, member] : group.members()) {
        value.text(id);
        value.null_text();
        value.text(member.client_id);
        value.text(client_host(member.client));
        value.integer(static_cast<std::int32_t>(member.rebalance_timeout.to_millis()));
        value.integer(static_cast<std::int32_t>(member.session_timeout.to_millis()));
        value.bytes(encode(group.subscription_of(member)));
        std::string assigned = encode(std::vector<TopicPartition>{});
        for (const MemberAssignment& a : assignments) {
            if (a.member_id == id) assigned = encode(a.partitions);
        }
        value.bytes(assigned);
    }
    return make_record(group_metadata_key(group.name()), value, now);
}

LoadedRecord load_record(const Record& record) {
    if (!record.key) return {};
    Reader key(record.key->view());
    const auto version = key.integer<std::int16_t>();
    if (version == 0 || version == offset_key_version) return load_offset(key, record.value);
    if (version == group_key_version) return load_group(key, record.value);
    return {};
}

}  // namespace kscope
