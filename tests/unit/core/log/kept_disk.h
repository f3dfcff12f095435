// A disk that keeps everything: the files that a log's effects leave.
#pragma once

#include <map>

#include "core/border/border.h"
#include "tests/support/catch.h"

namespace kscope::test {

class KeptDisk {
public:
    void run(const Output& out) {
        for (const Effect& effect : out.effects) {
            if (const auto* w = std::get_if<DiskWrite>(&effect)) {
                files_[w->file].push_back(w->extent);
            } else if (const auto* t = std::get_if<DiskTruncate>(&effect)) {
                REQUIRE(files_.at(t->file).size() >= t->extents);
                files_[t->file].resize(t->extents);
            } else if (const auto* r = std::get_if<DiskRename>(&effect)) {
                files_[r->to] = files_.at(r->from);
                files_.erase(r->from);
            } else if (const auto* d = std::get_if<DiskDelete>(&effect)) {
                files_.erase(d->file);
            }
        }
    }
    [[nodiscard]] std::vector<StoredFile> files() const {
        std::vector<StoredFile> result;
        for (const auto& [name, extents] : files_) result.push_back({name, extents});
        return result;
    }
    [[nodiscard]] bool has(const std::string& name) const { return files_.contains(name); }
    std::vector<Extent>& operator[](const std::string& name) { return files_.at(name); }

private:
    std::map<std::string, std::vector<Extent>> files_;
};

}  // namespace kscope::test
