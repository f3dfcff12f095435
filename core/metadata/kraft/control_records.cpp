#include "core/metadata/kraft/control_records.h"

#include "core/protocol/wire/quorum.h"

namespace kscope {

namespace {

constexpr std::int16_t key_version = 0;

template <class Fill>
Bytes bytes_of(WireFormat format, Fill fill) {
    WireWriter out(format);
    fill(out);
    return Bytes(out.bytes());
}

template <class Fill>
Record control_record(WallTime now, ControlRecordType type, Fill fill) {
    Record record;
    record.timestamp = now;
    record.key =
        bytes_of(WireFormat::classic, [&](WireWriter& out) { out.fields(key_version, type); });
    record.value = bytes_of(WireFormat::compact, fill);
    return record;
}

// One description of each message for both directions, as in core/protocol/wire.
template <class Io, class Keys>
void replica_keys(Io& io, Keys& keys) {
    io.array(keys, [](auto& part, auto& key) {
        part.fields(key.id);
        directory(part, key.directory);
        part.tags();
    });
}

template <class Io, class Message>
void leader_change(Io& io, Message& m) {
    io.uncarried(std::int16_t{1});
    io.fields(m.leader);
    replica_keys(io, m.voters);
    replica_keys(io, m.granting_voters);
    io.tags();
}

template <class Io, class Voters>
void voters(Io& io, Voters& all) {
    io.uncarried(std::int16_t{0});
    io.array(all, [](auto& part, auto& voter) {
        part.fields(voter.key.id);
        directory(part, voter.key.directory);
        listeners(part, voter.node);
        part.fields(voter.min_kraft_version, voter.max_kraft_version);
        part.tags();
        part.tags();
    });
    io.tags();
}

std::optional<WireReader> reader_of(const Record& record, ControlRecordType type) {
    if (control_type_of(record) != type || !record.value) return std::nullopt;
    return WireReader(record.value->view(), WireFormat::compact);
}

}  // namespace

Record leader_change_record(WallTime now, const LeaderChange& message) {
    return control_record(now, ControlRecordType::leader_change,
                          [&](WireWriter& out) { leader_change(out, message); });
}

Record kraft_version_record(WallTime now, std::int16_t version) {
    return control_record(now, ControlRecordType::kraft_version, [&](WireWriter& out) {
        out.fields(std::int16_t{0}, version);
        out.tags();
    });
}

Record voters_record(WallTime now, const VoterSet& set) {
    return control_record(now, ControlRecordType::kraft_voters,
                          [&](WireWriter& out) { voters(out, set.voters()); });
}

Record snapshot_header_record(WallTime now, WallTime last_contained) {
    return control_record(now, ControlRecordType::snapshot_header, [&](WireWriter& out) {
        out.fields(std::int16_t{0}, last_contained.millis());
        out.tags();
    });
}

Record snapshot_footer_record(WallTime now) {
    return control_record(now, ControlRecordType::snapshot_footer, [&](WireWriter& out) {
        out.fields(std::int16_t{0});
        out.tags();
    });
}

std::optional<ControlRecordType> control_type_of(const Record& record) {
    if (!record.key) return std::nullopt;
    WireReader in(record.key->view(), WireFormat::classic);
    std::int16_t version = 0;
    std::int16_t type = 0;
    in.fields(version, type);
    const bool known = type >= static_cast<std::int16_t>(ControlRecordType::leader_change) &&
                       type <= static_cast<std::int16_t>(ControlRecordType::kraft_voters);
    if (!in.ok() || !known) return std::nullopt;
    return static_cast<ControlRecordType>(type);
}

std::optional<LeaderChange> leader_change_of(const Record& record) {
    auto in = reader_of(record, ControlRecordType::leader_change);
    if (!in) return std::nullopt;
    LeaderChange message;
    leader_change(*in, message);
    return in->ok() ? std::optional(std::move(message)) : std::nullopt;
}

std::optional<std::int16_t> kraft_version_of(const Record& record) {
    auto in = reader_of(record, ControlRecordType::kraft_version);
    if (!in) return std::nullopt;
    std::int16_t record_version = 0;
    std::int16_t version = 0;
    in->fields(record_version, version);
    return in->ok() ? std::optional(version) : std::nullopt;
}

std::optional<VoterSet> voters_of(const Record& record) {
    auto in = reader_of(record, ControlRecordType::kraft_voters);
    if (!in) return std::nullopt;
    std::vector<Voter> all;
    voters(*in, all);
    return in->ok() ? std::optional(VoterSet(std::move(all))) : std::nullopt;
}

}  // namespace kscope
