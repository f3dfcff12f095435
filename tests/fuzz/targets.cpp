#include "tests/fuzz/targets.h"

#include "core/log/format/batch_header.h"

namespace kscope::fuzz {

const std::vector<Target>& targets() {
    static const std::vector<Target> all{{"batch_decoder", batch_decoder, 2000},
                                         {"dump_log", dump_log, 2000},
                                         {"recovery", recovery, 2000},
                                         {"scenario", scenario, 300},
                                         {"properties", properties, 2000}};
    return all;
}

std::string with_right_crcs(std::string bytes) {
    constexpr std::size_t crc_place = 17;
    constexpr std::size_t message_crc_place = 12;
    std::size_t begin = 0;
    while (bytes.size() - begin >= BatchFrame::bytes) {
        const BatchFrame frame = read_batch_frame(std::string_view(bytes).substr(begin));
        const auto left = static_cast<std::int64_t>(bytes.size() - begin);
        const std::int64_t least = frame.magic == 0 ? 26 : frame.magic == 1 ? 34 : 61;
        if (frame.size_in_bytes() < least || frame.size_in_bytes() > left) break;
        const auto size = static_cast<std::size_t>(frame.size_in_bytes());
        if (frame.magic >= 0 && frame.magic <= 2) {
            const std::size_t place = frame.magic == 2 ? crc_place : message_crc_place;
            const std::uint32_t crc = computed_crc(std::string_view(bytes).substr(begin, size));
            for (std::size_t i = 0; i < 4; ++i) {
                bytes[begin + place + i] = static_cast<char>(crc >> (24 - 8 * i));
            }
        }
        begin += size;
    }
    return bytes;
}

}  // namespace kscope::fuzz
