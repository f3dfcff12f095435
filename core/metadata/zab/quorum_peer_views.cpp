// QuorumPeer: what others may know of it.
#include "core/base/check.h"
#include "core/metadata/zab/quorum_peer.h"

namespace kscope {

ServerState QuorumPeer::state() const {
    if (as_leader() != nullptr) return ServerState::leading;
    return as_learner() != nullptr ? ServerState::following : ServerState::looking;
}

ServerId QuorumPeer::leader() const {
    if (as_leader() != nullptr) return state_.self();
    return as_learner() != nullptr ? as_learner()->leader() : ServerId{0};
}

void QuorumPeer::digest(Digest& d) const {
    state_.database.digest(d);
    digest_into(d, state_.database.last_processed());
    state_.store.digest(d);
    state_.clients.digest(d);
    d.add(state_.serving);
    d.add(role_.index());
    if (as_leader() != nullptr) as_leader()->digest(d);
    if (as_learner() != nullptr) as_learner()->digest(d);
    election_.digest(d);
    links_.digest(d);
    d.add(peers_.size());
    for (const auto& [conn, server] : peers_) {
        digest_into(d, conn);
        digest_into(d, server);
    }
    digest_into(d, next_session_);
    d.add(waits_for_disk_);
    d.add(halted_);
}

void QuorumPeer::check_invariants() const {
    if (halted_) return;
    state_.database.check_invariants();
    state_.store.check_invariants();
    state_.clients.check_invariants();
    if (as_leader() != nullptr) as_leader()->check_invariants();
    KSCOPE_CHECK(state_.serving || state_.clients.watches().empty(),
                 "a server that does not serve watches nothing");
    KSCOPE_CHECK(!state_.serving || state() != ServerState::looking);
}

}  // namespace kscope
