// What a producer was told to be safe, to be found again in a log. A log of format v0 or v1 may
// hold it divided, without its times and headers: then only keys and values can be compared.
#pragma once

#include "core/base/digest.h"
#include "core/protocol/record_batch.h"

namespace kscope {

struct SentContent {
    Hash128 digest;  // RecordSet::digest
    Hash128 bare;    // bare_content(); zero where every log is of v2
    friend bool operator==(const SentContent&, const SentContent&) = default;
};

// A sum over the records of their keys and values, each with its offset counted from the first of
// what was sent; `begin` is where this set begins.
Hash128 bare_content(const RecordSet& set, std::int64_t begin);

}  // namespace kscope
