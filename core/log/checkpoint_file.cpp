#include "core/log/checkpoint_file.h"

#include <charconv>
#include <vector>

#include "core/border/border.h"

namespace kscope {

namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

template <class Integer>
bool parse(std::string_view text, Integer& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string to_checkpoint_text(const OffsetCheckpoint& offsets) {
    std::string text = "0\n" + std::to_string(offsets.size()) + "\n";
    for (const auto& [tp, offset] : offsets) {
        text += tp.topic + " " + std::to_string(tp.partition.value()) + " " +
                std::to_string(offset.value()) + "\n";
    }
    return text;
}

std::optional<OffsetCheckpoint> offsets_from_checkpoint(std::string_view text) {
    const auto lines = split(text, '\n');
    std::size_t count = 0;
    if (lines.size() < 2 || lines[0] != "0" || !parse(lines[1], count) ||
        lines.size() != count + 2) {
        return std::nullopt;
    }
    OffsetCheckpoint offsets;
    for (std::size_t i = 2; i < lines.size(); ++i) {
        const auto words = split(lines[i], ' ');
        std::int32_t partition = 0;
        std::int64_t offset = 0;
        if (words.size() != 3 || !parse(words[1], partition) || !parse(words[2], offset)) {
            return std::nullopt;
        }
        offsets.set({std::string(words[0]), PartitionIndex(partition)}, Offset(offset));
    }
    return offsets;
}

void write_checkpoint_file(const std::string& file, std::string_view text, std::uint64_t token,
                           Output& out) {
    const std::string temporary = file + ".tmp";
    out.effects.emplace_back(DiskWrite{temporary, Bytes(text)});
    out.effects.emplace_back(DiskFlush{temporary, token});
    out.effects.emplace_back(DiskRename{temporary, file});
}

std::string text_of(const StoredFile& file) {
    std::string text;
    for (const Extent& extent : file.extents) {
        if (const Bytes* bytes = std::get_if<Bytes>(&extent)) text += bytes->view();
    }
    return text;
}

}  // namespace kscope
