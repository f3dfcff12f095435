// What a process keeps on its disk, by file name. Log files hold extents: whole record batches, or
// raw bytes (checkpoint files, and what a torn write left of a batch). Names are Kafka's:
// "click-0/00000000000000000000.log", "replication-offset-checkpoint", ".kafka_cleanshutdown".
//
// FileName: such a name, shared by copies: a log file is written at each append, and its name is
// made once. It says what a file is called, never where on a machine it lies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/protocol/record_batch.h"

namespace kscope {

using Extent = std::variant<Ref<const RecordBatch>, Bytes>;

class FileName {
public:
    FileName(std::string_view name) : shared_(new Shared(name)) {}
    FileName(const std::string& name) : FileName(std::string_view(name)) {}
    FileName(const char* name) : FileName(std::string_view(name)) {}

    [[nodiscard]] const std::string& text() const { return shared_->text; }
    operator const std::string&() const { return shared_->text; }
    operator std::string_view() const { return shared_->text; }
    // Equal for equal names; for look-ups.
    [[nodiscard]] std::uint64_t hash() const { return shared_->hash; }
    friend bool operator==(const FileName& a, const FileName& b) {
        return a.shared_ == b.shared_ || a.text() == b.text();
    }

private:
    struct Shared : RefCounted {
        explicit Shared(std::string_view name);
        std::string text;
        std::uint64_t hash;
    };
    Ref<const Shared> shared_;  // never null, except after a move
};

struct StoredFile {
    std::string name;
    std::vector<Extent> extents;
};

}  // namespace kscope
