#include "core/metadata/zab/peer_state.h"

namespace kscope {

void apply_committed(PeerStep& step, const Ref<const Message>& proposal) {
    PeerState& state = step.state;
    const ZabTransaction& transaction = transaction_of(proposal);
    ZnodeTree::Outcome outcome = state.database.apply(proposal);
    state.clients.applied(step.now, transaction, std::move(outcome), state.database, step.out);
    const auto snap_count = static_cast<std::size_t>(state.spec.config.snap_count);
    if (state.store.logged_since_snapshot() >= snap_count && state.store.clean()) {
        state.store.take_snapshot(state.database, step.out);
    }
}

}  // namespace kscope
