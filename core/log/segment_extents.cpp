#include "core/log/segment_extents.h"

#include <algorithm>

#include "core/log/batch_codec.h"

namespace kscope {

namespace {

void divide(std::string_view bytes, const Codecs* codecs, std::vector<Extent>& result) {
    while (!bytes.empty()) {
        if (DecodedBatch decoded = decode_batch(bytes, codecs); decoded.batch) {
            bytes.remove_prefix(decoded.size_in_bytes);
            result.emplace_back(std::move(decoded.batch));
            continue;
        }
        const std::size_t size = claimed_batch_size(bytes).value_or(bytes.size());
        result.emplace_back(Bytes(bytes.substr(0, size)));
        bytes.remove_prefix(size);
    }
}

}  // namespace

bool is_marker(const Extent& extent) {
    const Bytes* bytes = std::get_if<Bytes>(&extent);
    return bytes != nullptr && bytes->size() == 0;
}

std::size_t size_in_bytes(const Extent& extent) {
    if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) {
        return static_cast<std::size_t>((*batch)->size_in_bytes());
    }
    return std::get<Bytes>(extent).size();
}

bool has_raw_bytes(const std::vector<Extent>& extents) {
    return std::any_of(extents.begin(), extents.end(), [](const Extent& extent) {
        return std::holds_alternative<Bytes>(extent) && !is_marker(extent);
    });
}

std::vector<Extent> batch_extents(const std::vector<Extent>& extents, const Codecs* codecs) {
    std::vector<Extent> result;
    std::string run;
    for (const Extent& extent : extents) {
        if (const Bytes* bytes = std::get_if<Bytes>(&extent)) {
            if (result.empty() && run.empty() && is_marker(extent)) result.push_back(extent);
            run += bytes->view();
            continue;
        }
        divide(run, codecs, result);
        run.clear();
        result.push_back(extent);
    }
    divide(run, codecs, result);
    return result;
}

bool same_division(const std::vector<Extent>& a, const std::vector<Extent>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Extent& x, const Extent& y) {
        return size_in_bytes(x) == size_in_bytes(y);
    });
}

}  // namespace kscope
