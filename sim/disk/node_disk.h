// NodeDisk: the files of one host: what was written (page cache) and how much of it would survive a
// power loss. A killed process loses nothing of it. Never touches bytes: extents are batches.
//
// Writeback is lazy and exact: Linux writes an inode back once its oldest dirty page is older than
// the limit; so the first write after that moment finds all earlier extents durable, and so does
// any look at the file. No event is needed for it.
// Renames are atomic and durable (Kafka fsyncs checkpoint files before it renames them).
//
// Files and blocks of 256 extents are shared by copies: a checkpoint costs what changes later.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/base/rng.h"
#include "core/border/files.h"

namespace kscope::sim {

// What an fsync that is under way will make durable.
struct FlushTicket {
    std::uint64_t file = 0;  // the file's serial; 0: there is no such file
    std::size_t extents = 0;
};

struct FileView {
    std::string name;
    std::size_t extents = 0;
    std::size_t flushed = 0;
};

class NodeDisk {
public:
    NodeDisk() = default;
    explicit NodeDisk(Duration writeback) : writeback_(writeback) {}

    void write(const FileName& name, Extent extent, Instant now);
    [[nodiscard]] FlushTicket begin_flush(std::string_view name) const;
    void finish_flush(std::string_view name, const FlushTicket& ticket, Instant now);
    void truncate(std::string_view name, std::size_t extents, Instant now);
    void rename(std::string_view from, std::string_view to, Instant now);
    void remove(std::string_view name);

    // Each file keeps its flushed part and, drawn for each file that has more: a part of the rest,
    // nothing of it, or a part whose last extent is torn in half.
    void lose_power(Rng& rng, Instant now);

    [[nodiscard]] std::vector<StoredFile> contents() const;
    [[nodiscard]] std::vector<FileView> files(Instant now) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    [[nodiscard]] std::size_t size(std::string_view name) const;
    [[nodiscard]] std::size_t flushed(std::string_view name, Instant now) const;
    [[nodiscard]] const Extent& extent(std::string_view name, std::size_t place) const;
    void digest(Digest& d) const;

private:
    static constexpr std::size_t block_extents = 256;
    using Block = Cow<std::vector<Extent>>;
    struct File {
        FileName name;
        std::uint64_t serial = 0;
        std::vector<Block> blocks;  // Invariant: all but the last are full
        std::size_t size = 0;
        std::size_t flushed = 0;  // Invariant: <= size
        Instant dirty_since;      // of the oldest extent that is not flushed
    };

    [[nodiscard]] const File* find(std::string_view name) const;
    File* edit(std::string_view name);
    File& make(const FileName& name);
    void write_back(File& file, Instant now) const;
    static void cut(File& file, std::size_t extents);
    static void append(File& file, Extent&& extent);
    static const Extent& extent_of(const File& file, std::size_t place);

    std::vector<Cow<File>> files_;  // by name
    // Where make() found a name last, by the name's hash: a guess, which it verifies.
    std::array<std::uint16_t, 64> guesses_{};
    Duration writeback_ = Duration::seconds(30);
    std::uint64_t serial_ = 0;
};

}  // namespace kscope::sim
