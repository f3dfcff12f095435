#include "core/broker/registration.h"

#include "core/broker/broker_state.h"
#include "core/broker/controller_calls.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

void Registration::on_zookeeper(BrokerStep& step, const ZkEvent& event) {
    if (const auto* established = std::get_if<ZkEstablished>(&event)) {
        if (!established->resumed) begin(step);
    } else if (std::holds_alternative<ZkExpired>(event)) {
        registered_ = false;  // serves on as a zombie until the next session
    } else if (const auto* watch = std::get_if<ZkWatch>(&event)) {
        const std::string path = BrokerIdZNode::path(step.state.config.broker_id);
        if (!registered_ && watch->type == ZkEventType::deleted && watch->path == path) {
            try_create(step);
        }
    } else if (const auto* completed = std::get_if<ZkCompleted>(&event)) {
        if (completed->token.owner == token_owner) on_completed(step, *completed);
    }
}

void Registration::begin(BrokerStep& step) {
    registered_ = false;
    step.state.phase = BrokerPhase::registering;
    ZooKeeperPlane& plane = step.state.zk();
    const auto make = [&](const std::string& path, std::string data) {
        plane.session.submit(step.now, {token_owner, persistent_path, 0},
                             ZkCreate{path, std::move(data), false, false}, step.out);
    };
    for (const std::string& path : persistent_zk_paths(step.state.config.features)) make(path, "");
    if (!plane.cluster_id.empty()) {
        make(ClusterIdZNode::parent, "");
        make(ClusterIdZNode::path, ClusterIdZNode::encode(plane.cluster_id));
    }
    try_create(step);
}

void Registration::try_create(BrokerStep& step) {
    const BrokerConfig& config = step.state.config;
    ZooKeeperPlane& plane = step.state.zk();
    const BrokerIdZNode info{plane.host, plane.port, config.rack, step.now.wall};
    plane.session.submit(step.now, {token_owner, create, 0},
                         BrokerIdZNode::registration(config.broker_id, info, config.features),
                         step.out);
}

void Registration::on_completed(BrokerStep& step, const ZkCompleted& completed) {
    const Message& response = *completed.response;
    if (completed.token.kind == create) {
        const auto* created = response.get_if<ZkCreateResponse>();
        if (created == nullptr) return;
        if (created->error == ZkError::ok) {
            on_registered(step, created->stat.czxid);
        } else if (created->error == ZkError::node_exists) {
            const std::string path = BrokerIdZNode::path(step.state.config.broker_id);
            step.state.zk().session.submit(step.now, {token_owner, check, 0}, ZkExists{path, true},
                                           step.out);
        }
    } else if (completed.token.kind == check) {
        const auto* found = response.get_if<ZkStatResponse>();
        if (found == nullptr) return;
        if (found->error == ZkError::no_such_node) {
            try_create(step);
        } else if (found->error == ZkError::ok &&
                   found->stat.ephemeral_owner == step.state.zk().session.session()) {
            on_registered(step,
                          found->stat.czxid);  // our own create, answered on a lost connection
        }
    }
}

void Registration::on_registered(BrokerStep& step, Zxid czxid) {
    if (registered_) return;
    registered_ = true;
    step.state.broker_epoch = BrokerEpoch(czxid.value());
    step.state.phase = BrokerPhase::registered;
    if (step.out.wants<BrokerRegistered>()) {
        step.out.note(BrokerRegistered{step.state.config.broker_id, step.state.broker_epoch});
    }
    start_controller(step);
}

}  // namespace kscope
