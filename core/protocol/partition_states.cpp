#include "core/protocol/partition_states.h"

namespace kscope {

const Hash128& PartitionStates::content_hash() const {
    static const Hash128 of_none{};
    if (!list_) return of_none;
    if (!list_->hashed) {
        Digest d;
        digest_into(d, list_->states);
        list_->hash = d.value();
        list_->hashed = true;
    }
    return list_->hash;
}

}  // namespace kscope
