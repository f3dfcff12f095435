// RecordFormat: how the console consumer prints a record, as its --property options ask
// (org.apache.kafka.tools.consumer.DefaultMessageFormatter).
#pragma once

#include <string>
#include <vector>

#include "core/protocol/record_batch.h"
#include "sim/shell/options.h"

namespace kscope::sim {

class RecordFormat {
public:
    // Throws BadInput for a property that the formatter does not know.
    explicit RecordFormat(const std::vector<Word>& properties);

    // With its line end.
    [[nodiscard]] std::string text(const RecordBatch& batch, std::size_t record,
                                   PartitionIndex partition) const;

private:
    void set(const KeyValue& property);
    [[nodiscard]] std::string bytes(const std::optional<Bytes>& bytes) const;

    bool print_timestamp_ = false;
    bool print_partition_ = false;
    bool print_offset_ = false;
    bool print_epoch_ = false;
    bool print_headers_ = false;
    bool print_key_ = false;
    bool print_value_ = true;
    std::string key_separator_ = "\t";
    std::string line_separator_ = "\n";
    std::string headers_separator_ = ",";
    std::string null_literal_ = "null";
};

}  // namespace kscope::sim
