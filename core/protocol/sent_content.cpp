#include "core/protocol/sent_content.h"

namespace kscope {

Hash128 bare_content(const RecordSet& set, std::int64_t begin) {
    Hash128 sum;
    for (std::size_t i = 0; i < set.records.size(); ++i) {
        Digest digest;
        digest_into(digest, begin + set.offset_delta(i));
        digest_into(digest, set.records[i].key);
        digest_into(digest, set.records[i].value);
        sum = plus(sum, digest.value());
    }
    return sum;
}

}  // namespace kscope
