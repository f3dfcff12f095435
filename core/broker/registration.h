// Registration: keeps this broker's ephemeral znode /brokers/ids/<id>, once per ZooKeeper session;
// its czxid is the broker epoch (KIP-380). If the znode is still that of an earlier life, the
// broker waits until that session has expired: in Kafka it would exit with NODEEXISTS, and be
// started again by its supervisor until then. Rules: KafkaZkClient.registerBroker,
// CheckedEphemeral; KafkaController.Expire and RegisterBrokerAndReelect.
#pragma once

#include "core/base/digest.h"
#include "core/metadata/zookeeper/zookeeper_session.h"

namespace kscope {

struct BrokerStep;

class Registration {
public:
    // ZkToken::owner of its requests; the controller's is 1.
    static constexpr std::uint16_t token_owner = 2;

    void on_zookeeper(BrokerStep& step, const ZkEvent& event);
    void digest(Digest& d) const { d.add(registered_); }

private:
    enum Kind : std::uint16_t { persistent_path, create, check };

    void begin(BrokerStep& step);
    void try_create(BrokerStep& step);
    void on_completed(BrokerStep& step, const ZkCompleted& completed);
    void on_registered(BrokerStep& step, Zxid czxid);

    bool registered_ = false;  // in the session of now
};

}  // namespace kscope
