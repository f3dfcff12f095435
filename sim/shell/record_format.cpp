#include "sim/shell/record_format.h"

namespace kscope::sim {

namespace {

const std::vector<std::string>& known_format_properties() {
    static const std::vector<std::string> all{
        "headers.separator", "key.separator",   "line.separator", "null.literal",
        "print.epoch",       "print.headers",   "print.key",      "print.offset",
        "print.partition",   "print.timestamp", "print.value"};
    return all;
}

}  // namespace

RecordFormat::RecordFormat(const std::vector<Word>& properties) {
    for (const Word& word : properties) set(key_value_of(word));
}

void RecordFormat::set(const KeyValue& property) {
    const bool yes = property.value == "true";
    const std::string text = property.value == "\\t" ? "\t" : property.value;
    const std::string& key = property.key;
    if (key == "print.timestamp") {
        print_timestamp_ = yes;
    } else if (key == "print.partition") {
        print_partition_ = yes;
    } else if (key == "print.offset") {
        print_offset_ = yes;
    } else if (key == "print.epoch") {
        print_epoch_ = yes;
    } else if (key == "print.headers") {
        print_headers_ = yes;
    } else if (key == "print.key") {
        print_key_ = yes;
    } else if (key == "print.value") {
        print_value_ = yes;
    } else if (key == "key.separator") {
        key_separator_ = text;
    } else if (key == "line.separator") {
        line_separator_ = text;
    } else if (key == "headers.separator") {
        headers_separator_ = text;
    } else if (key == "null.literal") {
        null_literal_ = text;
    } else if (!key.ends_with(".deserializer")) {
        throw BadInput(property.place, "the formatter has no property " + quoted(key),
                       suggest(key, known_format_properties()));
    }
}

std::string RecordFormat::bytes(const std::optional<Bytes>& bytes) const {
    return bytes ? std::string(bytes->view()) : null_literal_;
}

std::string RecordFormat::text(const RecordBatch& batch, std::size_t record,
                               PartitionIndex partition) const {
    const Record& r = batch.record_set->records[record];
    std::vector<std::string> columns;
    if (print_timestamp_) {
        const bool append = batch.timestamp_type == TimestampType::log_append_time;
        const std::int64_t ms = append ? batch.max_timestamp.millis() : r.timestamp.millis();
        const bool has_time = batch.format() != MessageFormat::v0;
        columns.push_back(has_time
                              ? (append ? "LogAppendTime:" : "CreateTime:") + std::to_string(ms)
                              : "NO_TIMESTAMP");
    }
    if (print_partition_) columns.push_back("Partition:" + std::to_string(partition.value()));
    if (print_offset_) {
        columns.push_back("Offset:" + std::to_string(batch.offset_of(record).value()));
    }
    if (print_epoch_) {
        columns.push_back("Epoch:" + std::to_string(batch.stored_epoch().value()));
    }
    if (print_headers_) {
        std::vector<std::string> headers;
        for (const RecordHeader& header : r.headers) {
            headers.push_back(header.key + ":" + bytes(header.value));
        }
        columns.push_back(headers.empty() ? "NO_HEADERS" : joined(headers, headers_separator_));
    }
    if (print_key_) columns.push_back(bytes(r.key));
    if (print_value_) columns.push_back(bytes(r.value));
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        line += (i == 0 ? "" : key_separator_) + columns[i];
    }
    // Without a value Kafka ends the last column with the line separator as well.
    return line + line_separator_;
}

}  // namespace kscope::sim
