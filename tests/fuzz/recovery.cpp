#include <algorithm>

#include "core/base/check.h"
#include "core/border/border.h"
#include "core/log/log_files.h"
#include "core/log/log_recovery.h"
#include "tests/fuzz/targets.h"

namespace kscope::fuzz {

namespace {

Ref<const LogSpec> log_spec() {
    auto spec = make_ref<LogSpec>();
    spec->tp = {"click", PartitionIndex(0)};
    spec->broker = BrokerId(1);
    spec->config.segment_bytes = 1 << 20;
    spec->config.max_message_bytes = 1 << 20;
    return spec;
}

void carry_out(const Output& out, std::vector<StoredFile>& files) {
    const auto place_of = [&](const std::string& name) {
        return std::find_if(files.begin(), files.end(),
                            [&](const StoredFile& file) { return file.name == name; });
    };
    for (const Effect& effect : out.effects) {
        if (const auto* write = std::get_if<DiskWrite>(&effect)) {
            if (place_of(write->file) == files.end()) files.push_back({write->file, {}});
            place_of(write->file)->extents.push_back(write->extent);
        } else if (const auto* cut = std::get_if<DiskTruncate>(&effect)) {
            auto& extents = place_of(cut->file)->extents;
            KSCOPE_CHECK(cut->extents <= extents.size());
            extents.resize(cut->extents);
        } else if (const auto* rename = std::get_if<DiskRename>(&effect)) {
            if (place_of(rename->to) != files.end()) files.erase(place_of(rename->to));
            place_of(rename->from)->name = rename->to;
        } else if (const auto* gone = std::get_if<DiskDelete>(&effect)) {
            if (place_of(gone->file) != files.end()) files.erase(place_of(gone->file));
        }
    }
    std::sort(files.begin(), files.end(),
              [](const StoredFile& a, const StoredFile& b) { return a.name < b.name; });
}

PartitionLog recover(const std::vector<StoredFile>& files, Output& out) {
    out.clear();
    PartitionLog log = recover_log(log_spec(), files, {}, out);
    log.check_invariants();
    return log;
}

void recover_twice(std::string_view first, std::string_view second, Offset base,
                   std::string_view checkpoint) {
    const TopicPartition tp{"click", PartitionIndex(0)};
    std::vector<StoredFile> files;
    files.push_back({log_file_name(tp, Offset(0)), {Extent(Bytes(first))}});
    if (base > Offset(0)) files.push_back({log_file_name(tp, base), {Extent(Bytes(second))}});
    files.push_back({epoch_checkpoint_name(tp), {Extent(Bytes(checkpoint))}});
    Output out;
    out.filter = NoteFilter::all();
    const PartitionLog log = recover(files, out);
    carry_out(out, files);
    const PartitionLog again = recover(files, out);
    KSCOPE_CHECK(again.prefix_digest_at_end() == log.prefix_digest_at_end());
    KSCOPE_CHECK(again.log_end_offset() == log.log_end_offset());
    KSCOPE_CHECK(again.epochs() == log.epochs());
    KSCOPE_CHECK(out.effects.empty());  // the first recovery left a whole log behind
}

}  // namespace

// [size of the first segment, 2 bytes][base offset of the second][size of the checkpoint], then
// these three.
void recovery(std::string_view input) {
    constexpr std::size_t head = 4;
    if (input.size() < head) return;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input[i]); };
    std::string_view rest = input.substr(head);
    const auto take = [&](std::size_t size) {
        const std::string_view part = rest.substr(0, std::min(size, rest.size()));
        rest.remove_prefix(part.size());
        return part;
    };
    const std::string_view checkpoint = take(byte(3));
    const std::string_view first = take(std::size_t{byte(0)} * 256 + byte(1));
    const Offset base(byte(2));
    recover_twice(first, rest, base, checkpoint);
    const std::string right_first = with_right_crcs(std::string(first));
    const std::string right_second = with_right_crcs(std::string(rest));
    recover_twice(right_first, right_second, base, checkpoint);
}

}  // namespace kscope::fuzz
