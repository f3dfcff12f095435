#include "core/broker/dynamic_config_manager.h"

#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/metadata/topic_configs.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

namespace {

// What differs between the two requests: calls f with the resources.
template <class F>
auto with_resources(const Message& request, F f) {
    const auto* legacy = request.get_if<AlterConfigsRequest>();
    return legacy != nullptr ? f(legacy->resources)
                             : f(request.get_if<IncrementalAlterConfigsRequest>()->resources);
}

Ref<const Message> response_to(const Message& request, std::vector<AlterConfigsResult> results) {
    if (request.get_if<AlterConfigsRequest>() != nullptr) {
        return make_message(AlterConfigsResponse{std::move(results)});
    }
    return make_message(IncrementalAlterConfigsResponse{std::move(results)});
}

}  // namespace

void DynamicConfigManager::on_zookeeper(BrokerStep& step, const ZkEvent& event) {
    if (!watches_) return;
    if (const auto* established = std::get_if<ZkEstablished>(&event)) {
        if (!established->resumed) begin(step);
    } else if (const auto* watch = std::get_if<ZkWatch>(&event)) {
        if (watch->path == ConfigChangeNotificationZNode::path) {
            ask(step, list_changes, make_message(ZkGetChildren{watch->path, true}));
        }
    } else if (const auto* completed = std::get_if<ZkCompleted>(&event)) {
        if (completed->token.owner == token_owner) on_completed(step, *completed);
    }
}

// The watch first, so that no change falls between it and what is read. What the old session was
// asked is lost with it.
void DynamicConfigManager::begin(BrokerStep& step) {
    listed_ = false;
    const std::string self = std::to_string(step.state.config.broker_id.value());
    ask(step, list_changes, make_message(ZkGetChildren{ConfigChangeNotificationZNode::path, true}));
    ask(step, read_all, make_message(ZkGetData{BrokerConfigZNode::path(""), false}));
    ask(step, read_own, make_message(ZkGetData{BrokerConfigZNode::path(self), false}));
    std::vector<std::uint64_t> numbers;
    for (const Alteration& alteration : alterations_) numbers.push_back(alteration.number);
    for (const std::uint64_t number : numbers) next_resource(step, number);
}

void DynamicConfigManager::ask(BrokerStep& step, Kind kind, Ref<const Message> request,
                               std::uint64_t number) {
    step.state.zk().session.submit(step.now, {token_owner, kind, number}, std::move(request),
                                   step.out);
}

void DynamicConfigManager::on_completed(BrokerStep& step, const ZkCompleted& completed) {
    const Message& response = *completed.response;
    const Kind kind = static_cast<Kind>(completed.token.kind);
    if (kind == list_changes) {
        if (const auto* all = response.get_if<ZkChildrenResponse>()) on_changes(step, *all);
    } else if (kind == change) {
        if (const auto* data = response.get_if<ZkDataResponse>()) on_change(step, *data);
    } else if (kind == read_all || kind == read_own) {
        if (const auto* data = response.get_if<ZkDataResponse>()) {
            on_config(step, *data, kind == read_all);
        }
    } else {
        continue_alteration(step, kind, completed.token.number, response);
    }
}

// What was told before the session began has been read with it.
void DynamicConfigManager::on_changes(BrokerStep& step, const ZkChildrenResponse& children) {
    const std::int64_t last = last_change_;
    for (const std::string& child : children.children) {
        const auto number = ConfigChangeNotificationZNode::number_of(child);
        if (!number || *number <= last) continue;
        last_change_ = std::max(last_change_, *number);
        if (!listed_) continue;
        const std::string path = std::string(ConfigChangeNotificationZNode::path) + "/" + child;
        ask(step, change, make_message(ZkGetData{path, false}));
    }
    listed_ = true;
}

void DynamicConfigManager::on_change(BrokerStep& step, const ZkDataResponse& notification) {
    if (notification.error != ZkError::ok) return;
    const auto entity = ConfigChangeNotificationZNode::decode(notification.data);
    const std::string self = std::to_string(step.state.config.broker_id.value());
    if (entity == BrokerConfigZNode::entity("")) {
        ask(step, read_all, make_message(ZkGetData{BrokerConfigZNode::path(""), false}));
    } else if (entity == BrokerConfigZNode::entity(self)) {
        ask(step, read_own, make_message(ZkGetData{BrokerConfigZNode::path(self), false}));
    }
}

void DynamicConfigManager::on_config(BrokerStep& step, const ZkDataResponse& data, bool of_all) {
    DynamicBrokerConfigs configs = step.state.dynamic_config.configs();
    ConfigEntries entries;
    if (data.error == ZkError::ok) {
        entries = TopicConfigZNode::decode(data.data).value_or(ConfigEntries{});
    }
    (of_all ? configs.of_all : configs.own) = std::move(entries);
    step.state.dynamic_config.update(step, std::move(configs));
}

// ---- alterations

DynamicConfigManager::Alteration* DynamicConfigManager::find(std::uint64_t number) {
    const auto at = std::find_if(alterations_.begin(), alterations_.end(),
                                 [number](const Alteration& a) { return a.number == number; });
    return at == alterations_.end() ? nullptr : &*at;
}

void DynamicConfigManager::alter(BrokerStep& step, const RequestContext& from,
                                 Ref<const Message> request) {
    alterations_.push_back({++last_number_, from, std::move(request), {}});
    next_resource(step, last_number_);
}

void DynamicConfigManager::next_resource(BrokerStep& step, std::uint64_t number) {
    Alteration& alteration = *find(number);
    const BrokerConfig& fixed = step.state.dynamic_config.fixed();
    const bool asks = with_resources(*alteration.request, [&](const auto& resources) {
        while (alteration.results.size() < resources.size()) {
            const std::size_t place = alteration.results.size();
            const auto& resource = resources[place];
            std::string wrong = request_fault(resources, place).value_or("");
            if (wrong.empty() && !watches_) {
                const auto verdict = alter_broker_config(fixed, resource, {});
                wrong = verdict.error != ErrorCode::none ? verdict.message
                                                         : "No broker watches /config/changes.";
            }
            if (wrong.empty()) wrong = foreign_broker_fault(fixed.broker_id, resource.name);
            if (wrong.empty()) {
                ask(step, read_back,
                    make_message(ZkGetData{BrokerConfigZNode::path(resource.name), false}), number);
                return true;
            }
            alteration.results.push_back(
                {ErrorCode::invalid_request, std::move(wrong), resource.type, resource.name});
        }
        return false;
    });
    if (asks) return;
    step.state.channels.answer(alteration.from.conn, alteration.from.correlation,
                               response_to(*alteration.request, std::move(alteration.results)),
                               step.out);
    std::erase_if(alterations_, [number](const Alteration& a) { return a.number == number; });
}

void DynamicConfigManager::plan(BrokerStep& step, Alteration& alteration,
                                const ZkDataResponse& found) {
    const bool exists = found.error == ZkError::ok;
    ConfigEntries now;
    if (exists) now = TopicConfigZNode::decode(found.data).value_or(ConfigEntries{});
    const std::size_t place = alteration.results.size();
    with_resources(*alteration.request, [&](const auto& resources) {
        const auto& resource = resources[place];
        AlteredBrokerConfig altered =
            alter_broker_config(step.state.dynamic_config.fixed(), resource, std::move(now));
        if (altered.error != ErrorCode::none) {
            alteration.results.push_back(
                {altered.error, std::move(altered.message), resource.type, resource.name});
            return;
        }
        const std::string path = BrokerConfigZNode::path(resource.name);
        std::string data = TopicConfigZNode::encode(altered.entries);
        ask(step, write,
            exists ? make_message(ZkSetData{path, std::move(data), any_version})
                   : make_message(ZkCreate{path, std::move(data), false, false}),
            alteration.number);
    });
    if (alteration.results.size() > place) next_resource(step, alteration.number);
}

void DynamicConfigManager::continue_alteration(BrokerStep& step, Kind kind, std::uint64_t number,
                                               const Message& response) {
    Alteration* alteration = find(number);
    if (alteration == nullptr) return;
    if (kind == read_back) {
        if (const auto* found = response.get_if<ZkDataResponse>()) plan(step, *alteration, *found);
        return;
    }
    const auto* created = response.get_if<ZkCreateResponse>();
    const auto* set = response.get_if<ZkStatResponse>();
    const ZkError error = created != nullptr ? created->error
                          : set != nullptr   ? set->error
                                             : ZkError::session_expired;
    if (error != ZkError::ok) {  // somebody else has made or removed it
        next_resource(step, number);
        return;
    }
    with_resources(*alteration->request, [&](const auto& resources) {
        const auto& resource = resources[alteration->results.size()];
        if (kind == write) {
            ZkCreate child;
            child.path = ConfigChangeNotificationZNode::prefix;
            child.data =
                ConfigChangeNotificationZNode::encode(BrokerConfigZNode::entity(resource.name));
            child.sequential = true;
            ask(step, tell, make_message(std::move(child)), number);
        } else {
            alteration->results.push_back({ErrorCode::none, "", resource.type, resource.name});
        }
    });
    if (kind == tell) next_resource(step, number);
}

void DynamicConfigManager::digest(Digest& d) const {
    if (!watches_) return;
    d.add(listed_);
    d.add(last_change_);
    d.add(last_number_);
    d.add(alterations_.size());
    for (const Alteration& alteration : alterations_) {
        d.add(alteration.number);
        digest_into(d, alteration.from.conn);
        d.add(alteration.results.size());
    }
}

}  // namespace kscope
