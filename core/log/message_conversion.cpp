#include "core/log/message_conversion.h"

#include <algorithm>

#include "core/log/record_compression.h"

namespace kscope {

namespace {

// Whose records are those of `batch`, or others.
Ref<RecordBatch> stamped_copy(const RecordBatch& batch, Ref<const RecordSet> records,
                              const StoredForm& form) {
    auto stored = make_ref<RecordBatch>(batch);
    stored->record_set = std::move(records);
    stored->base_offset = form.base_offset;
    stored->partition_leader_epoch = form.leader_epoch;
    const bool has_times = form.format != MessageFormat::v0;
    if (form.log_append_time && has_times) {
        stored->timestamp_type = TimestampType::log_append_time;
        stored->max_timestamp = *form.log_append_time;
    }
    return stored;
}

// As MemoryRecordsBuilder.appendLegacyRecord writes them: the broker's time takes their place.
std::vector<Record> rewritten(const RecordBatch& batch, const StoredForm& form) {
    std::vector<Record> records = batch.records();
    if (form.log_append_time) {
        for (Record& record : records) record.timestamp = *form.log_append_time;
    }
    return records;
}

Ref<RecordBatch> message_batch(Ref<const RecordSet> records, const StoredForm& form) {
    const RecordBatch made = make_batch(records);
    return stamped_copy(made, std::move(records), form);
}

void add_plain_messages(const RecordBatch& batch, StoredForm form, StoredBatches& stored) {
    std::vector<Record> records = rewritten(batch, form);
    stored.batches.reserve(records.size());
    for (Record& record : records) {
        auto one = make_record_set({std::move(record)}, form.format);
        stored.batches.push_back(message_batch(std::move(one), form));
        form.base_offset = form.base_offset + 1;
    }
}

// In v1 the messages that a producer wrapped stay as they are, as their offsets count from 0.
Ref<const RecordBatch> as_wrapper(const RecordBatch& batch, const StoredForm& form) {
    const bool in_place = batch.format() == form.format && form.format == MessageFormat::v1 &&
                          batch.record_set->compression == form.compression.type;
    if (in_place) return stamped_copy(batch, batch.record_set, form);
    const auto plain = make_record_set(rewritten(batch, form), form.format);
    auto wrapper = message_batch(plain, form);
    wrapper->record_set =
        wrapped(*plain, form.base_offset, wrapper->timestamp_type, form.compression, form.codecs);
    return wrapper;
}

}  // namespace

// A record batch of v2; the records' own times stay, beside the broker's.
Ref<const RecordBatch> as_record_batch(const RecordBatch& batch, const StoredForm& form) {
    Ref<const RecordSet> records = batch.record_set;
    if (batch.format() != MessageFormat::v2) records = make_record_set(batch.records());
    records = compressed(records, batch.base_timestamp, form.compression, form.codecs);
    return stamped_copy(batch, std::move(records), form);
}

StoredBatches in_stored_form(const RecordBatch& batch, const StoredForm& form) {
    StoredBatches stored;
    if (form.format == MessageFormat::v2) {
        stored.batches.push_back(as_record_batch(batch, form));
    } else if (batch.has_producer_id()) {
        stored.error = ErrorCode::unsupported_for_message_format;
    } else if (form.compression.type == CompressionType::zstd) {
        stored.error = ErrorCode::unsupported_compression_type;
    } else if (form.compression.type == CompressionType::none) {
        add_plain_messages(batch, form, stored);
    } else {
        stored.batches.push_back(as_wrapper(batch, form));
    }
    return stored;
}

}  // namespace kscope
