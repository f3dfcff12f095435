#include "core/metadata/kraft/voter_set_history.h"

#include "core/metadata/kraft/control_records.h"

namespace kscope {

namespace {

template <class History>
auto* value_at(History& history, Offset offset) {
    decltype(&history.front().second) found = nullptr;
    for (auto& [at, value] : history) {
        if (at <= offset) found = &value;
    }
    return found;
}

}  // namespace

void VoterSetHistory::clear() {
    voters_.clear();
    versions_.clear();
    if (initial_version_ == 0) return;
    voters_.emplace_back(Offset(-1), initial_);
    versions_.emplace_back(Offset(-1), initial_version_);
}

void VoterSetHistory::read_record(const Record& record, Offset offset) {
    if (auto voters = voters_of(record)) voters_.emplace_back(offset, std::move(*voters));
    if (const auto version = kraft_version_of(record)) versions_.emplace_back(offset, *version);
}

void VoterSetHistory::read(const RecordBatch& batch) {
    Offset offset = batch.base_offset;
    for (const Record& record : batch.records()) {
        read_record(record, offset);
        ++offset;
    }
}

void VoterSetHistory::read_snapshot(const std::vector<Ref<const RecordBatch>>& batches,
                                    Offset end) {
    for (const auto& batch : batches) {
        for (const Record& record : batch->records()) read_record(record, end - 1);
    }
}

void VoterSetHistory::truncate_new(Offset end) {
    std::erase_if(voters_, [&](const auto& entry) { return entry.first >= end; });
    std::erase_if(versions_, [&](const auto& entry) { return entry.first >= end; });
}

const VoterSet* VoterSetHistory::voters_at(Offset offset) const {
    return value_at(voters_, offset);
}

std::int16_t VoterSetHistory::kraft_version_at(Offset offset) const {
    const std::int16_t* version = value_at(versions_, offset);
    return version == nullptr ? std::int16_t{0} : *version;
}

}  // namespace kscope
