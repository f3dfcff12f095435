// DynamicConfigManager: brokers' dynamic configurations with ZooKeeper: /config/brokers/<id> and
// /config/brokers/<default>. It reads both at each new session, and again whenever a child of
// /config/changes says so; and it writes them, for an operator who asks this broker to alter its
// own or that of all. It asks nothing of ZooKeeper where nobody will alter anything
// (BrokerSpec::watches_configs). Notifications stay: nobody purges them. Rules:
// kafka.server.ZkConfigManager, ZkNodeChangeNotificationListener,
// ZkAdminManager.alterBrokerConfigs, AdminZkClient.changeEntityConfig, 3.9.
#pragma once

#include <vector>

#include "core/base/digest.h"
#include "core/group/coordinator_io.h"
#include "core/metadata/broker_configs.h"
#include "core/metadata/zookeeper/zookeeper_session.h"

namespace kscope {

struct BrokerStep;

class DynamicConfigManager {
public:
    static constexpr std::uint16_t token_owner = 4;

    DynamicConfigManager() = default;
    explicit DynamicConfigManager(bool watches) : watches_(watches) {}

    void on_zookeeper(BrokerStep& step, const ZkEvent& event);
    // IncrementalAlterConfigs or AlterConfigs of brokers; answered when all is written.
    void alter(BrokerStep& step, const RequestContext& from, Ref<const Message> request);
    // Nothing, unless it watches.
    void digest(Digest& d) const;

private:
    enum Kind : std::uint16_t { list_changes, change, read_all, read_own, read_back, write, tell };
    // A request, and how far it is: the resource at results.size() is being altered.
    struct Alteration {
        std::uint64_t number = 0;
        RequestContext from;
        Ref<const Message> request;
        std::vector<AlterConfigsResult> results;
    };

    void begin(BrokerStep& step);
    void ask(BrokerStep& step, Kind kind, Ref<const Message> request, std::uint64_t number = 0);
    void on_completed(BrokerStep& step, const ZkCompleted& completed);
    void on_changes(BrokerStep& step, const ZkChildrenResponse& children);
    void on_change(BrokerStep& step, const ZkDataResponse& notification);
    void on_config(BrokerStep& step, const ZkDataResponse& data, bool of_all);
    // One answer for the alteration with this number.
    void continue_alteration(BrokerStep& step, Kind kind, std::uint64_t number,
                             const Message& response);
    // Asks for the next resource that may be altered, or answers.
    void next_resource(BrokerStep& step, std::uint64_t number);
    void plan(BrokerStep& step, Alteration& alteration, const ZkDataResponse& found);
    [[nodiscard]] Alteration* find(std::uint64_t number);

    bool watches_ = false;
    bool listed_ = false;            // in the session of now
    std::int64_t last_change_ = -1;  // the highest number that was acted upon
    std::uint64_t last_number_ = 0;
    std::vector<Alteration> alterations_;
};

}  // namespace kscope
