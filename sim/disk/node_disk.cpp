#include "sim/disk/node_disk.h"

#include <algorithm>

#include "core/base/check.h"
#include "sim/disk/torn_write.h"

namespace kscope::sim {

namespace {

template <class Files>
auto place_of(Files& files, std::string_view name) {
    return std::lower_bound(files.begin(), files.end(), name,
                            [](const auto& f, std::string_view n) { return f->name.text() < n; });
}

}  // namespace

const NodeDisk::File* NodeDisk::find(std::string_view name) const {
    const auto at = place_of(files_, name);
    return at != files_.end() && (*at)->name.text() == name ? &**at : nullptr;
}

NodeDisk::File* NodeDisk::edit(std::string_view name) {
    const auto at = place_of(files_, name);
    return at != files_.end() && (*at)->name.text() == name ? &at->edit() : nullptr;
}

// A log file is written again and again: mostly the first guess is right.
NodeDisk::File& NodeDisk::make(const FileName& name) {
    std::uint16_t& guess = guesses_[name.hash() % guesses_.size()];
    if (guess < files_.size() && files_[guess]->name == name) return files_[guess].edit();
    const auto at = place_of(files_, name);
    if (at != files_.end() && (*at)->name == name) {
        guess = static_cast<std::uint16_t>(at - files_.begin());
        return at->edit();
    }
    File file{name, ++serial_, {}, 0, 0, {}};
    return files_.insert(at, Cow<File>(std::move(file)))->edit();
}

void NodeDisk::write_back(File& file, Instant now) const {
    if (file.flushed < file.size && now >= file.dirty_since + writeback_) file.flushed = file.size;
}

void NodeDisk::append(File& file, Extent&& extent) {
    if (file.size % block_extents == 0) {
        file.blocks.emplace_back();
        if (file.blocks.size() > 1) file.blocks.back().edit().reserve(block_extents);
    }
    file.blocks.back().edit().push_back(std::move(extent));
    ++file.size;
}

const Extent& NodeDisk::extent_of(const File& file, std::size_t place) {
    return (*file.blocks[place / block_extents])[place % block_extents];
}

void NodeDisk::cut(File& file, std::size_t extents) {
    if (extents >= file.size) return;
    file.size = extents;
    file.flushed = std::min(file.flushed, extents);
    file.blocks.resize((extents + block_extents - 1) / block_extents);
    if (extents % block_extents != 0) file.blocks.back().edit().resize(extents % block_extents);
}

void NodeDisk::write(const FileName& name, Extent extent, Instant now) {
    File& file = make(name);
    write_back(file, now);
    if (file.flushed == file.size) file.dirty_since = now;
    append(file, std::move(extent));
}

FlushTicket NodeDisk::begin_flush(std::string_view name) const {
    const File* file = find(name);
    return file == nullptr ? FlushTicket{} : FlushTicket{file->serial, file->size};
}

void NodeDisk::finish_flush(std::string_view name, const FlushTicket& ticket, Instant now) {
    File* file = edit(name);
    if (file == nullptr || file->serial != ticket.file) return;
    write_back(*file, now);
    file->flushed = std::max(file->flushed, std::min(ticket.extents, file->size));
    if (file->flushed < file->size) file->dirty_since = now;
}

void NodeDisk::truncate(std::string_view name, std::size_t extents, Instant now) {
    if (File* file = edit(name)) {
        write_back(*file, now);
        cut(*file, extents);
    }
}

void NodeDisk::rename(std::string_view from, std::string_view to, Instant) {
    const auto at = place_of(files_, from);
    if (at == files_.end() || (*at)->name.text() != from || from == to) return;
    File file = at->edit();
    files_.erase(at);
    remove(to);
    file.name = to;
    file.flushed = file.size;
    files_.insert(place_of(files_, to), Cow<File>(std::move(file)));
}

void NodeDisk::remove(std::string_view name) {
    const auto at = place_of(files_, name);
    if (at != files_.end() && (*at)->name.text() == name) files_.erase(at);
}

void NodeDisk::lose_power(Rng& rng, Instant now) {
    for (Cow<File>& shared : files_) {
        if (shared->flushed == shared->size) continue;
        File& file = shared.edit();
        write_back(file, now);
        const std::size_t loose = file.size - file.flushed;
        if (loose == 0) continue;
        const std::uint32_t fate = rng.below(3);
        const std::uint32_t kept = rng.below(static_cast<std::uint32_t>(loose) + 1);
        if (fate == 0) {
            cut(file, file.flushed);
        } else if (fate == 1 || kept == loose) {
            cut(file, file.flushed + kept);
        } else {
            const Extent last = extent_of(file, file.flushed + kept);
            cut(file, file.flushed + kept);
            if (auto torn = torn_half(last)) append(file, std::move(*torn));
        }
        file.flushed = file.size;
    }
}

std::vector<StoredFile> NodeDisk::contents() const {
    std::vector<StoredFile> result;
    result.reserve(files_.size());
    for (const Cow<File>& file : files_) {
        StoredFile stored{file->name.text(), {}};
        stored.extents.reserve(file->size);
        for (const Block& block : file->blocks) {
            stored.extents.insert(stored.extents.end(), block->begin(), block->end());
        }
        result.push_back(std::move(stored));
    }
    return result;
}

std::vector<FileView> NodeDisk::files(Instant now) const {
    std::vector<FileView> result;
    result.reserve(files_.size());
    for (const Cow<File>& file : files_) {
        result.push_back({file->name.text(), file->size, flushed(file->name, now)});
    }
    return result;
}

std::size_t NodeDisk::size(std::string_view name) const {
    const File* file = find(name);
    return file == nullptr ? 0 : file->size;
}

std::size_t NodeDisk::flushed(std::string_view name, Instant now) const {
    const File* file = find(name);
    if (file == nullptr) return 0;
    const bool written_back = now >= file->dirty_since + writeback_;
    return written_back ? file->size : file->flushed;
}

const Extent& NodeDisk::extent(std::string_view name, std::size_t place) const {
    const File* file = find(name);
    KSCOPE_CHECK(file != nullptr && place < file->size, "no such extent");
    return extent_of(*file, place);
}

void NodeDisk::digest(Digest& d) const {
    for (const Cow<File>& file : files_) {
        d.add_bytes(file->name.text());
        d.add(file->size);
        d.add(file->flushed);
    }
}

}  // namespace kscope::sim
