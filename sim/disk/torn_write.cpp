#include "sim/disk/torn_write.h"

#include "core/log/batch_codec.h"

namespace kscope::sim {

std::optional<Extent> torn_half(const Extent& extent) {
    std::string bytes;
    if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) {
        bytes = encode_batch(**batch);
    } else {
        bytes = std::string(std::get<Bytes>(extent).view());
    }
    if (bytes.size() < 2) return std::nullopt;
    bytes.resize(bytes.size() / 2);
    return Extent(Bytes(bytes));
}

}  // namespace kscope::sim
