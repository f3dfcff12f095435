// ElectionState: what a replica of the quorum must not forget: the epoch, its leader if it knows
// one, and whom it voted for. It is written to quorum-state, and flushed, before anything is said
// that rests on it: so nobody votes twice in an epoch. Text as Kafka's (data version 0 without
// directories, 1 with them). Rule: org.apache.kafka.raft.ElectionState, FileQuorumStateStore.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/protocol/quorum_messages.h"

namespace kscope {

inline constexpr const char* quorum_state_file = "__cluster_metadata-0/quorum-state";

struct ElectionState {
    LeaderEpoch epoch{0};
    BrokerId leader = no_broker;
    ReplicaKey voted;  // no_broker: nobody
    friend bool operator==(const ElectionState&, const ElectionState&) = default;
    [[nodiscard]] bool has_leader() const { return leader != no_broker; }
    [[nodiscard]] bool has_voted() const { return voted.id != no_broker; }
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch);
        v("leader", leader);
        v("voted", voted);
    }
};

std::string to_quorum_state(const ElectionState& election);
// None if it is no quorum-state.
std::optional<ElectionState> election_of(std::string_view text);

// Kafka's Uuid.toString: 22 characters of URL-safe base64.
std::string to_string(const DirectoryId& id);
std::optional<DirectoryId> directory_of(std::string_view text);

}  // namespace kscope
