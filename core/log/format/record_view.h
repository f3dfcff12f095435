// The records of an uncompressed batch of any format, one after the other, as views into its bytes
// (DefaultRecord.readFrom, LegacyRecord). Any bytes may come: what does not fit ends the reading,
// with a flaw. Never copies a key or a value.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/log/format/batch_header.h"
#include "core/log/format/file_flaw.h"

namespace kscope {

struct RecordView {
    std::int64_t offset = 0;
    std::int64_t timestamp = -1;
    std::int32_t sequence = -1;
    std::optional<std::string_view> key;
    std::optional<std::string_view> value;
    std::vector<std::string_view> header_keys;
};

class RecordCursor {
public:
    // `batch` are all of its bytes; they must outlive the cursor and the records.
    RecordCursor(const BatchHeader& header, std::string_view batch);

    // False: there are no more, or the bytes are wrong.
    bool next(RecordView& record);
    // Positions count from the beginning of the batch.
    [[nodiscard]] const FileFlaw& flaw() const { return flaw_; }

private:
    bool next_v2(RecordView& record);
    bool next_legacy(RecordView& record);
    bool fail(std::size_t position, const char* what);

    const BatchHeader& header_;
    std::string_view batch_;
    std::size_t position_;
    std::int32_t read_ = 0;
    FileFlaw flaw_;
};

}  // namespace kscope
