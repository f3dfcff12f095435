#include "sim/story/names.h"

#include <algorithm>
#include <cctype>

namespace kscope::sim {

std::string Names::short_name(NodeId node) const {
    const auto n = static_cast<std::size_t>(node.value());
    return node.value() >= 0 && n < spec_->nodes.size() ? spec_->nodes[n].name : "nobody";
}

std::string Names::node(NodeId node) const {
    const BrokerId id = broker_of(node);
    return id == no_broker ? short_name(node) : broker(id);
}

std::string Names::broker(BrokerId broker) {
    return broker == no_broker ? "nobody" : "broker " + std::to_string(broker.value());
}

std::string Names::controller(BrokerId controller) const {
    for (const NodePlan& plan : spec_->nodes) {
        const auto* spec = std::get_if<ControllerSpec>(&plan.spec);
        if (spec != nullptr && spec->config.broker_id == controller) return plan.name;
    }
    return broker(controller);
}

bool Names::has_zookeeper() const {
    return std::any_of(spec_->nodes.begin(), spec_->nodes.end(), [](const NodePlan& plan) {
        return std::holds_alternative<ZooKeeperSpec>(plan.spec);
    });
}

std::string Names::brokers(const std::vector<BrokerId>& brokers) {
    std::string text;
    for (std::size_t i = 0; i < brokers.size(); ++i) {
        if (i > 0) text += i + 1 == brokers.size() ? " and " : ", ";
        text += std::to_string(brokers[i].value());
    }
    return brokers.empty() ? "empty" : text;
}

NodeId Names::node_of(BrokerId broker) const {
    for (std::size_t n = 0; n < spec_->nodes.size(); ++n) {
        const auto* spec = std::get_if<BrokerSpec>(&spec_->nodes[n].spec);
        if (spec != nullptr && spec->config.broker_id == broker) {
            return NodeId(static_cast<std::int32_t>(n));
        }
    }
    return no_node;
}

BrokerId Names::broker_of(NodeId node) const {
    const auto n = static_cast<std::size_t>(node.value());
    if (node.value() < 0 || n >= spec_->nodes.size()) return no_broker;
    const auto* spec = std::get_if<BrokerSpec>(&spec_->nodes[n].spec);
    return spec != nullptr ? spec->config.broker_id : no_broker;
}

namespace {

std::string cut_to(Instant t, std::int64_t unit_ns) {
    if (t.is_never()) return to_seconds_text(t);
    return to_seconds_text(Instant::at(Duration::nanos(t.nanos() / unit_ns * unit_ns)));
}

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t microsecond = 1'000;

}  // namespace

std::string millisecond_text(Instant t) { return cut_to(t, millisecond); }

std::vector<std::string> told_times(const std::vector<Instant>& times) {
    const auto alike = [&](std::size_t i, std::size_t j) {
        return times[i] != times[j] &&
               times[i].nanos() / millisecond == times[j].nanos() / millisecond;
    };
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const bool fine = (i > 0 && alike(i - 1, i)) || (i + 1 < times.size() && alike(i, i + 1));
        texts.push_back(cut_to(times[i], fine ? microsecond : millisecond));
    }
    return texts;
}

std::string as_sentence(std::string text) {
    if (!text.empty())
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

}  // namespace kscope::sim
