#include "core/log/format/text_files.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/byte_order.h"

namespace kscope {

namespace {

std::string two_digits(std::int64_t number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// As java.util.Date prints itself in UTC: "Sat Nov 21 07:54:28 UTC 2026".
std::string java_date(WallTime time) {
    constexpr std::array<const char*, 7> weekdays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::int64_t day_seconds = 86'400;
    const std::int64_t seconds = std::max<std::int64_t>(time.millis() / 1000, 0);
    const std::int64_t days = seconds / day_seconds;
    const std::int64_t of_day = seconds % day_seconds;
    // The calendar repeats every 400 years, which are 146,097 days; years begin in March here.
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = shifted / 146'097;
    const std::int64_t of_era = shifted % 146'097;
    const std::int64_t year_of_era =
        (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
    const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t from_march = (5 * of_year + 2) / 153;
    const std::int64_t day = of_year - (153 * from_march + 2) / 5 + 1;
    const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return std::string(weekdays[static_cast<std::size_t>(days % 7)]) + " " +
           months[static_cast<std::size_t>(month - 1)] + " " + two_digits(day) + " " +
           two_digits(of_day / 3600) + ":" + two_digits(of_day / 60 % 60) + ":" +
           two_digits(of_day % 60) + " UTC " + std::to_string(year);
}

// The lines of a text, each with its place.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text) {}

    bool next(std::string_view& line) {
        if (next_ >= text_.size()) return false;
        begin_ = next_;
        const std::size_t end = std::min(text_.find('\n', begin_), text_.size());
        line = text_.substr(begin_, end - begin_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        next_ = end + 1;
        return true;
    }
    [[nodiscard]] std::size_t begin() const { return begin_; }

private:
    std::string_view text_;
    std::size_t begin_ = 0;
    std::size_t next_ = 0;
};

template <class Integer>
bool parse_number(std::string_view text, Integer& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        if (end > 0) words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

FileFlaw malformed(std::size_t position, std::string_view line) {
    std::string shown(line.substr(0, 60));
    for (char& c : shown) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return {position, "Malformed line in checkpoint file: " + shown};
}

// CheckpointReadBuffer: version, number of entries, entries. An empty file has none.
template <class Entry, class Parse>
DecodedCheckpoint<Entry> read_checkpoint_lines(std::string_view text, Parse parse) {
    DecodedCheckpoint<Entry> result;
    Lines lines(text);
    std::string_view line;
    std::int32_t version = 0;
    std::int32_t count = 0;
    if (!lines.next(line)) return result;
    if (!parse_number(line, version)) return {malformed(0, line), {}};
    if (version != 0) {
        return {{0, "Unrecognised version:" + std::to_string(version) + ", expected version: 0"},
                {}};
    }
    if (!lines.next(line)) return result;
    if (!parse_number(line, count)) return {malformed(lines.begin(), line), {}};
    while (lines.next(line)) {
        std::optional<Entry> entry = parse(words_of(line));
        if (!entry) {
            result.flaw = malformed(lines.begin(), line);
            return result;
        }
        result.entries.push_back(std::move(*entry));
    }
    if (count < 0 || result.entries.size() != static_cast<std::size_t>(count)) {
        result.flaw = {text.size(), "Expected [" + std::to_string(count) +
                                        "] entries in checkpoint file, but found only [" +
                                        std::to_string(result.entries.size()) + "]"};
    }
    return result;
}

DecodedProperties read_pairs(std::string_view text, std::string_view separator) {
    DecodedProperties result;
    Lines lines(text);
    std::string_view line;
    while (lines.next(line)) {
        if (line.empty() || line.front() == '#' || line.front() == '!') continue;
        const std::size_t at = line.find(separator);
        if (at == std::string_view::npos || at == 0) {
            result.flaw = malformed(lines.begin(), line);
            return result;
        }
        result.values.emplace_back(line.substr(0, at), line.substr(at + separator.size()));
    }
    return result;
}

}  // namespace

std::string meta_properties_text(const MetaProperties& properties, WallTime now) {
    std::string text = "#\n#" + java_date(now) + "\n";
    const std::string id = std::to_string(properties.id);
    text += (properties.version == 0 ? "broker.id=" : "node.id=") + id + "\n";
    if (!properties.directory_id.empty()) text += "directory.id=" + properties.directory_id + "\n";
    text += "version=" + std::to_string(properties.version) + "\n";
    if (!properties.cluster_id.empty()) text += "cluster.id=" + properties.cluster_id + "\n";
    return text;
}

std::string uuid_text(std::uint64_t high, std::uint64_t low) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string bytes;
    put_big_endian(bytes, high);
    put_big_endian(bytes, low);
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 0x3f];
    }
    text += alphabet[bits << (6 - held) & 0x3f];
    return text;
}

std::string partition_metadata_text(std::string_view topic_id) {
    return "version: 0\ntopic_id: " + std::string(topic_id);
}

BrokerEpoch read_clean_shutdown(std::string_view text) {
    constexpr std::string_view name = "\"brokerEpoch\":";
    const auto at = text.find(name);
    if (at == std::string_view::npos) return BrokerEpoch(-1);
    std::int64_t epoch = -1;
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(), epoch);
    return BrokerEpoch(epoch);
}

std::string clean_shutdown_text(BrokerEpoch epoch) {
    return R"({"version":0,"brokerEpoch":)" + std::to_string(epoch.value()) + "}";
}

DecodedProperties read_properties(std::string_view text) { return read_pairs(text, "="); }

DecodedProperties read_partition_metadata(std::string_view text) {
    DecodedProperties result = read_pairs(text, ": ");
    if (result.flaw) return result;
    if (result.values.size() != 2 || result.values[0].first != "version" ||
        result.values[1].first != "topic_id") {
        result.flaw = {0, "the lines `version: 0` and `topic_id: ID` are expected"};
    }
    return result;
}

DecodedCheckpoint<EpochEntry> read_epoch_checkpoint(std::string_view text) {
    return read_checkpoint_lines<EpochEntry>(
        text, [](const std::vector<std::string_view>& words) -> std::optional<EpochEntry> {
            std::int32_t epoch = 0;
            std::int64_t offset = 0;
            if (words.size() != 2 || !parse_number(words[0], epoch) ||
                !parse_number(words[1], offset)) {
                return std::nullopt;
            }
            return EpochEntry{LeaderEpoch(epoch), Offset(offset)};
        });
}

DecodedCheckpoint<OffsetCheckpointEntry> read_offset_checkpoint(std::string_view text) {
    return read_checkpoint_lines<OffsetCheckpointEntry>(
        text,
        [](const std::vector<std::string_view>& words) -> std::optional<OffsetCheckpointEntry> {
            std::int32_t partition = 0;
            std::int64_t offset = 0;
            if (words.size() != 3 || !parse_number(words[1], partition) ||
                !parse_number(words[2], offset)) {
                return std::nullopt;
            }
            return OffsetCheckpointEntry{{std::string(words[0]), PartitionIndex(partition)},
                                         Offset(offset)};
        });
}

}  // namespace kscope
