// ControllerLinks: requests of this broker to the controller, wherever that is now: AlterPartition,
// CreateTopics and AllocateProducerIds, each over a connection of its own, one request at a time. A
// request that met no controller, the wrong one, or a broken connection is sent again to the next
// one, without end. Rule: kafka.server.NodeToControllerChannelManager.
#pragma once

#include <array>
#include <cstdint>

#include "core/broker/peer_connection.h"

namespace kscope {

enum class ControllerLinkKind : std::uint8_t { alter_partition, create_topics, producer_ids };

class ControllerLinks {
public:
    // The link must be free.
    void send(BrokerStep& step, ControllerLinkKind kind, Ref<const Message> request);
    [[nodiscard]] bool busy(ControllerLinkKind kind) const {
        return static_cast<bool>(links_[static_cast<std::size_t>(kind)].request);
    }

    void on_connected(BrokerStep& step, std::uint32_t which);
    // The answer is handed on to the part that asked (alter_partition, topic_creation,
    // producer_ids).
    void on_response(BrokerStep& step, std::uint32_t which, const Received& received);
    void on_lost(BrokerStep& step, std::uint32_t which);
    void on_timeout(BrokerStep& step, std::uint32_t which);
    void on_retry(BrokerStep& step, std::uint32_t which);
    [[nodiscard]] PeerConnection& connection(std::uint32_t which) { return links_[which].peer; }

    void digest(Digest& d) const;

private:
    struct Link {
        PeerConnection peer;
        Ref<const Message> request;  // null: free
    };
    void pump(BrokerStep& step, std::uint32_t which);
    void retry_later(BrokerStep& step, std::uint32_t which);

    std::array<Link, 3> links_;
};

}  // namespace kscope
