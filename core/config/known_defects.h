// Mistakes in the rules of earlier versions that lost or parted acknowledged records, as their
// users met them: what a broken law of such a version is explained by, and where it was mended.
// Each is a difference in Features, so that the versions differ here only as they did.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/features.h"

namespace kscope {

struct KnownDefect {
    const char* name;  // "KIP-101": who mended it
    const char* what;  // what goes wrong, in a clause
    const char* mended_in;
    bool of_cleaner = false;  // what it costs is seen in what the cleaner leaves
};

// The most telling first.
const std::vector<KnownDefect>& known_defects();
const KnownDefect* find_defect(std::string_view name);  // null: no such
bool has_defect(const Features& features, const KnownDefect& defect);

}  // namespace kscope
