#include "sim/dump_log/dump_parts.h"

#include <charconv>

namespace kscope::sim {

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::int64_t base_offset_in(std::string_view path) {
    const std::string_view name = name_in(path);
    const std::string_view number = name.substr(0, name.find('.'));
    std::int64_t offset = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), offset);
    if (error != std::errc{} || end != number.data() + number.size()) {
        throw DumpFailure{0, "the name tells no base offset",
                          "a segment's files are named as 00000000000000000042.log is"};
    }
    return offset;
}

std::string path_beside(const std::string& path, std::string_view suffix) {
    const std::size_t name = path.size() - name_in(path).size();
    return path.substr(0, path.find('.', name)) + std::string(suffix);
}

std::unique_ptr<ByteSource> open_beside(const Dump& dump, const std::string& path,
                                        std::string_view suffix) {
    const std::string beside = path_beside(path, suffix);
    auto file = dump.sources.open(beside);
    if (!file) {
        throw DumpFailure{0, "its entries cannot be compared, " + beside + " cannot be read",
                          "put the segment's " + std::string(suffix) + " file beside it"};
    }
    return file;
}

bool BatchReader::next() {
    const std::uint64_t begin = after();
    if (begin + BatchFrame::bytes >= end_) return false;
    const std::string start = file_.read(begin, BatchFrame::bytes);
    if (start.size() < BatchFrame::bytes) return false;
    const BatchFrame frame = read_batch_frame(start);
    if (frame.length < BatchFrame::least_length) {
        const std::string said = std::to_string(frame.length);
        throw DumpFailure{
            begin, "Found record size " + said + " smaller than minimum record overhead (14)",
            frame.length == 0 ? "zeros are space that was reserved and never written"
                              : "no batch begins here, cut the file before it"};
    }
    if (begin + static_cast<std::uint64_t>(frame.size_in_bytes()) > end_) return false;
    std::string whole = file_.read(begin, static_cast<std::size_t>(frame.size_in_bytes()));
    const auto header = read_batch_header(whole);
    if (!header) {
        const bool known = frame.magic >= 0 && frame.magic <= 2;
        throw DumpFailure{begin,
                          known ? "the batch is shorter than its own header"
                                : "no message format has magic " + std::to_string(frame.magic),
                          "formats 0, 1 and 2 are read; is this a log segment?"};
    }
    header_ = *header;
    bytes_ = std::move(whole);
    position_ = begin;
    return true;
}

std::string optional_long(std::optional<std::int64_t> value) {
    return value ? "OptionalLong[" + std::to_string(*value) + "]" : "OptionalLong.empty";
}

const char* timestamp_type(const BatchHeader& header) {
    if (header.magic == 0) return "NoTimestampType";
    return header.log_append_time() ? "LogAppendTime" : "CreateTime";
}

}  // namespace kscope::sim
