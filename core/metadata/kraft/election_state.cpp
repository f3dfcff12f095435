#include "core/metadata/kraft/election_state.h"

#include <charconv>

namespace kscope {

namespace {

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t directory_text_size = 22;

// The text after "name":, up to the next comma or brace; none if there is no such name.
std::optional<std::string_view> value_of(std::string_view text, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\":";
    const auto at = text.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + key.size());
    const auto end = text.find_first_of(",}");
    if (end == std::string_view::npos) return std::nullopt;
    return text.substr(0, end);
}

std::optional<std::int32_t> number_of(std::string_view text, std::string_view name) {
    const auto value = value_of(text, name);
    if (!value) return std::nullopt;
    std::int32_t number = 0;
    const char* end = value->data() + value->size();
    const auto parsed = std::from_chars(value->data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return number;
}

}  // namespace

std::string to_string(const DirectoryId& id) {
    std::string text;
    // 128 bits in digits of 6, the last with 4 bits of nothing.
    for (int place = 0; place < static_cast<int>(directory_text_size); ++place) {
        unsigned digit = 0;
        for (int bit = place * 6; bit < place * 6 + 6; ++bit) {
            const std::uint64_t word = bit < 64 ? id.high : id.low;
            const unsigned one = bit < 128 ? static_cast<unsigned>(word >> (63 - bit % 64) & 1) : 0;
            digit = digit << 1 | one;
        }
        text += base64_digits[digit];
    }
    return text;
}

std::optional<DirectoryId> directory_of(std::string_view text) {
    if (text.size() != directory_text_size) return std::nullopt;
    DirectoryId id;
    for (std::size_t place = 0; place < text.size(); ++place) {
        const auto digit = base64_digits.find(text[place]);
        if (digit == std::string_view::npos) return std::nullopt;
        for (std::size_t b = 0; b < 6; ++b) {
            const std::size_t bit = place * 6 + b;
            if (bit >= 128) break;
            std::uint64_t& word = bit < 64 ? id.high : id.low;
            word |= static_cast<std::uint64_t>(digit >> (5 - b) & 1) << (63 - bit % 64);
        }
    }
    return id;
}

std::string to_quorum_state(const ElectionState& election) {
    const auto number = [](auto id) { return std::to_string(id.value()); };
    if (election.has_voted() && election.voted.directory.known()) {
        return R"({"leaderId":)" + number(election.leader) + R"(,"leaderEpoch":)" +
               number(election.epoch) + R"(,"votedId":)" + number(election.voted.id) +
               R"(,"votedDirectoryId":")" + to_string(election.voted.directory) +
               R"(","data_version":1})";
    }
    return R"({"clusterId":"","leaderId":)" + number(election.leader) + R"(,"leaderEpoch":)" +
           number(election.epoch) + R"(,"votedId":)" + number(election.voted.id) +
           R"(,"appliedOffset":0,"currentVoters":null,"data_version":0})";
}

std::optional<ElectionState> election_of(std::string_view text) {
    const auto epoch = number_of(text, "leaderEpoch");
    const auto leader = number_of(text, "leaderId");
    const auto voted = number_of(text, "votedId");
    if (!epoch || !leader || !voted || *epoch < 0) return std::nullopt;
    ElectionState election{LeaderEpoch(*epoch), BrokerId(*leader), {BrokerId(*voted), {}}};
    if (const auto quoted = value_of(text, "votedDirectoryId")) {
        if (quoted->size() < 2) return std::nullopt;
        const auto directory = directory_of(quoted->substr(1, quoted->size() - 2));
        if (!directory) return std::nullopt;
        election.voted.directory = *directory;
    }
    return election;
}

}  // namespace kscope
