#include "core/log/log_files.h"

#include <charconv>

namespace kscope {

namespace {

constexpr std::size_t digits = 20;

template <class Integer>
std::optional<Integer> parse(std::string_view text) {
    Integer number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

}  // namespace

std::string log_file_name(const TopicPartition& tp, Offset base_offset) {
    const std::string number = std::to_string(base_offset.value());
    return to_string(tp) + "/" + std::string(digits - number.size(), '0') + number + ".log";
}

std::string epoch_checkpoint_name(const TopicPartition& tp) {
    return to_string(tp) + "/leader-epoch-checkpoint";
}

std::optional<Offset> base_offset_of(std::string_view path) {
    const auto slash = path.rfind('/');
    std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (name.size() != digits + 4 || !name.ends_with(".log")) return std::nullopt;
    const auto number = parse<std::int64_t>(name.substr(0, digits));
    if (!number) return std::nullopt;
    return Offset(*number);
}

std::optional<TopicPartition> partition_of_directory(std::string_view directory) {
    const auto dash = directory.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    const auto number = parse<std::int32_t>(directory.substr(dash + 1));
    if (!number) return std::nullopt;
    return TopicPartition{std::string(directory.substr(0, dash)), PartitionIndex(*number)};
}

}  // namespace kscope
