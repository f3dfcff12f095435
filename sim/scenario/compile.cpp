#include "sim/scenario/compile.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/config/config_keys.h"
#include "core/config/kafka_version.h"
#include "sim/scenario/access_log.h"
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

constexpr std::int32_t first_port = 9092;

// 2024-01-01T00:00:00Z, the day on which a scenario without an epoch begins.
constexpr std::int64_t default_epoch_seconds = 1'704'067'200;

// Kafka refuses a request that has both the numbers and an assignment, even if they agree.
NewTopic as_request(NewTopic topic) {
    if (!topic.assignments.empty()) {
        topic.partitions = -1;
        topic.replication_factor = -1;
    }
    return topic;
}

void send_as_request(Action& action) {
    auto* given = std::get_if<GiveCommand>(&action);
    auto* create = given != nullptr ? std::get_if<CreateTopic>(&given->command) : nullptr;
    if (create != nullptr) create->topic = as_request(std::move(create->topic));
}

class Compiler {
public:
    explicit Compiler(const Scenario& scenario)
        : scenario_(scenario), watches_configs_(alters_brokers(scenario.timeline)) {}

    WorldSpec run() {
        world_.name = scenario_.name;
        world_.default_link = scenario_.default_link;
        world_.links = scenario_.links;
        world_.timeline = scenario_.timeline;
        for (TimelineEntry& entry : world_.timeline) {
            for (Action& action : entry.actions) send_as_request(action);
        }
        add_servers();
        for (const ProducerPlan& plan : scenario_.producers) add_producer(plan);
        for (const GroupPlan& plan : scenario_.groups) add_group(plan);
        for (const ConsumerPlan& plan : scenario_.consumers) {
            ConsumerSpec spec{plan.config, brokers_, {}, plan.assignment, plan.processing_time};
            add_client(plan.name, std::move(spec), plan.starts_at);
        }
        join_combined();
        tell_processes(world_);
        const std::int64_t first = first_second_.value_or(default_epoch_seconds);
        world_.epoch = scenario_.epoch.value_or(WallTime::from_millis(first * 1'000));
        KSCOPE_CHECK(world_.nodes.size() == scenario_.node_names.size());
        return std::move(world_);
    }

private:
    NodeId add(const std::string& name, NodeSpec spec, Instant starts_at) {
        const std::size_t place = world_.nodes.size();
        KSCOPE_CHECK(scenario_.node_names.at(place) == name, name);
        NodePlan plan;
        plan.name = name;
        plan.spec = std::move(spec);
        plan.starts_at = starts_at;
        world_.nodes.push_back(std::move(plan));
        return NodeId(static_cast<std::int32_t>(place));
    }

    // Each server of an ensemble knows them all, by myid.
    std::vector<NodeId> add_zookeeper() {
        std::vector<NodeId> servers;
        for (std::int32_t n = 0; n < scenario_.zookeeper_servers; ++n) servers.emplace_back(n);
        for (std::int32_t id = 1; id <= scenario_.zookeeper_servers; ++id) {
            ZooKeeperSpec spec{scenario_.zookeeper, ServerId(id), servers, ZabMutant::none};
            add(zookeeper_node_name(scenario_, id), std::move(spec), {});
        }
        return servers;
    }

    // Either controller.quorum.voters, the same for all; or some controllers are formatted with a
    // snapshot that names these voters and their directories, and all others learn of them from the
    // log (--initial-controllers, --no-initial-controllers). Node by node in the order of ids.
    RaftSpec quorum_of(const BrokerConfig& config) const {
        RaftSpec raft;
        raft.node_id = config.broker_id;
        raft.cluster_id = "kscope";
        raft.config = quorum_config_of(config);
        const auto initial = static_cast<std::size_t>(scenario_.initial_controllers);
        const std::size_t voters = initial == 0 ? scenario_.controllers.size() : initial;
        for (std::size_t i = 0; i < voters; ++i) {
            const BrokerId id = scenario_.controllers[i].broker_id;
            const NodeId node(static_cast<std::int32_t>(i));
            const DirectoryId directory = initial == 0 ? DirectoryId{} : directory_of(id);
            raft.voters.push_back({{id, directory}, node, 0, 1});
            if (id != config.broker_id) raft.bootstrap.push_back(node);
            if (id == config.broker_id) raft.directory = directory;
        }
        if (initial == 0) return raft;
        if (raft.directory.known()) {
            raft.kraft_version = 1;
        } else {
            raft.voters.clear();
        }
        return raft;
    }

    // Any will do; Kafka's are random.
    static DirectoryId directory_of(BrokerId id) {
        return {0x6b73'636f'7065'4000,
                0x8000'0000'0000'0000 + static_cast<std::uint64_t>(id.value())};
    }

    void add_controllers() {
        for (std::size_t i = 0; i < scenario_.controllers.size(); ++i) {
            const BrokerConfig& config = scenario_.controllers[i];
            ControllerSpec spec{config, quorum_of(config)};
            spec.raft.log_id = 1;
            add(controller_node_name(scenario_, i), std::move(spec), {});
        }
    }

    // Combined servers: broker and controller of one id are one process on one machine.
    void join_combined() {
        for (std::size_t i = 0; i < scenario_.controllers.size(); ++i) {
            const auto place = combined_broker(scenario_, scenario_.controllers[i].broker_id);
            if (!place) continue;
            NodePlan& controller = world_.nodes[i];
            NodePlan& broker = world_.nodes[static_cast<std::size_t>(brokers_[*place].value())];
            controller.partner = brokers_[*place];
            controller.starts_at = broker.starts_at;
            controller.disk_writeback = broker.disk_writeback;
            broker.partner = NodeId(static_cast<std::int32_t>(i));
            observe_unnamed(*std::get<BrokerSpec>(broker.spec).quorum);
        }
        share_links();
    }

    // A machine has one network: what is said of a link of one role holds for the other.
    void share_links() {
        const auto here = [this](NodeId node) {
            const NodeId partner = world_.nodes[static_cast<std::size_t>(node.value())].partner;
            return partner == no_node ? std::vector{node} : std::vector{node, partner};
        };
        std::vector<LinkSpec> links;
        for (const LinkSpec& link : world_.links) {
            for (const NodeId a : here(link.a)) {
                for (const NodeId b : here(link.b)) {
                    if (a != b) links.push_back({a, b, link.latency, link.bytes_per_second});
                }
            }
        }
        world_.links = std::move(links);
    }

    BrokerSpec broker_spec(const BrokerConfig& config, const std::vector<NodeId>& zookeeper) const {
        BrokerSpec spec;
        spec.config = config;
        spec.zookeeper = zookeeper;
        spec.watches_configs = watches_configs_;
        if (scenario_.controllers.empty()) return spec;
        spec.quorum = quorum_of(config);
        spec.quorum->log_id = metadata_log_id;
        return spec;
    }

    void add_servers() {
        const std::vector<NodeId> zookeeper = add_zookeeper();
        add_controllers();
        for (const BrokerPlan& plan : scenario_.brokers) {
            const std::string name = "b" + std::to_string(plan.config.broker_id.value());
            BrokerSpec spec = broker_spec(plan.config, zookeeper);
            spec.config.request_cost = {plan.service.base, plan.service.per_kilobyte};
            spec.port = first_port + static_cast<std::int32_t>(brokers_.size());
            brokers_.push_back(add(name, std::move(spec), plan.starts_at));
            NodePlan& node = world_.nodes.back();
            node.rack = plan.config.rack;
            node.service = plan.service;
            node.disk_writeback = plan.disk_writeback;
        }
        AdminSpec admin;
        admin.bootstrap_servers = brokers_;
        for (const NewTopic& topic : scenario_.topics) admin.topics.push_back(as_request(topic));
        admin.request_timeout = Duration::seconds(30);  // AdminClientConfig's defaults
        admin.retry_backoff = Duration::millis(100);
        admin.retry_backoff_grows = kscope::features_of(scenario_.version).retry_backoff_grows;
        admin.client_id = "admin";
        const NodeId node = add("admin", std::move(admin), {});
        if (elects_first() && !scenario_.topics.empty()) admin_ = node;
    }

    void add_producer(const ProducerPlan& plan) {
        const NodeId node =
            add_client(plan.name, ProducerSpec{plan.config, brokers_, plan.load}, plan.starts_at);
        for (const RecordSource& source : plan.sources) {
            SourceSpec spec;
            spec.producer = node;
            spec.starts_at = plan.starts_at;
            if (const auto* generated = std::get_if<GeneratedSource>(&source)) {
                spec.records = *generated;
            } else if (const auto* written = std::get_if<std::vector<PlannedRecord>>(&source)) {
                spec.records = recorded(*written);
            } else {
                spec.records = recorded(read_log(std::get<AccessLogSource>(source)));
            }
            world_.sources.push_back(std::move(spec));
        }
    }

    // An application: where it takes a while until somebody can create topics, it waits for them.
    NodeId add_client(const std::string& name, NodeSpec spec, Instant starts_at) {
        const NodeId node = add(name, std::move(spec), starts_at);
        world_.nodes.back().starts_after = admin_;
        return node;
    }

    // An ensemble elects its leader, a quorum its controller.
    bool elects_first() const {
        return scenario_.zookeeper_servers > 1 || !scenario_.controllers.empty();
    }

    static RecordedSource recorded(std::vector<PlannedRecord> records) {
        return {std::make_shared<const std::vector<PlannedRecord>>(std::move(records))};
    }

    std::vector<PlannedRecord> read_log(const AccessLogSource& source) {
        AccessRecords planned = plan_access_log(source, scenario_.topics);
        const std::int64_t first = planned.first_second;
        first_second_ = std::min(first_second_.value_or(first), first);
        return std::move(planned.records);
    }

    void add_group(const GroupPlan& plan) {
        for (std::int32_t i = 1; i <= plan.members; ++i) {
            const std::string name = plan.name + "-" + std::to_string(i);
            ConsumerSpec spec{plan.config, brokers_, plan.topics, {}, plan.processing_time};
            if (spec.config.client_id.empty()) spec.config.client_id = name;
            add_client(name, std::move(spec), plan.starts_at);
        }
    }

    const Scenario& scenario_;
    bool watches_configs_;  // with ZooKeeper: nobody else needs to ask for them
    WorldSpec world_;
    std::vector<NodeId> brokers_;
    NodeId admin_ = no_node;  // for whose topics applications wait; no_node: they need not
    std::optional<std::int64_t> first_second_;  // of the access logs
};

}  // namespace

void tell_processes(WorldSpec& world) {
    std::vector<BrokerEndpoint> processes;
    std::vector<BrokerSpec*> brokers;
    for (std::size_t n = 0; n < world.nodes.size(); ++n) {
        auto* broker = std::get_if<BrokerSpec>(&world.nodes[n].spec);
        if (broker == nullptr || broker->quorum) continue;
        processes.push_back({broker->config.broker_id, NodeId(static_cast<std::int32_t>(n))});
        brokers.push_back(broker);
    }
    for (BrokerSpec* broker : brokers) broker->processes = processes;
}

WorldSpec compile(const Scenario& scenario) { return Compiler(scenario).run(); }

}  // namespace kscope::sim
