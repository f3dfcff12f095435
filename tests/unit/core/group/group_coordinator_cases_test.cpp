#include "core/config/config_keys.h"
#include "core/group/group_coordinator.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr const char* own_group = "groupId";

TopicPartition tp_of(const std::string& text) {
    const std::size_t dash = text.rfind('-');
    return {text.substr(0, dash),
            PartitionIndex(static_cast<std::int32_t>(number_of(text.substr(dash + 1))))};
}

BrokerConfig config_of(bool member_id_required) {
    BrokerConfig config = default_broker_config("3.9");
    config.group_min_session_timeout = Duration::millis(10);
    config.group_max_session_timeout = Duration::seconds(600);
    config.group_max_size = 4;
    config.group_initial_rebalance_delay = Duration::millis(50);
    config.features.member_id_required = member_id_required;
    return config;
}

// One coordinator; its appends are committed at once, as by the mocked replica manager of Kafka's
// test. Each name is a connection of its own, with the latest answer that came to it.
class GroupCoordinatorBench {
public:
    GroupCoordinatorBench() { start(false); }

    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "require-member-id") {
            start(true);
        } else if (what == "advance") {
            advance(Duration::millis(step.number(0)));
        } else if (what == "join") {
            return join(step);
        } else if (what == "dynamic-join") {
            const std::string told = join(step);
            if (told != "waits") return told;
            advance(Duration::millis(51));
            return answer(step.argument(0));
        } else if (what == "answer") {
            return answer(step.argument(0));
        } else if (what == "members" || what == "state" || what == "pending") {
            return look(what, step.expected);
        } else {
            return request(step);
        }
        return {};
    }

private:
    void start(bool member_id_required) {
        coordinator_ = GroupCoordinator(config_of(member_id_required), Rng(7));
        for (const char* group : {own_group, ""}) {
            CoordinatorOutput out(notes_);
            coordinator_.on_become_leader(now_, offsets_partition_of(group, 50), LeaderEpoch(1), {},
                                          out);
        }
    }
    // Kafka's mocked timer lets what is due at this very moment wait.
    void advance(Duration by) {
        now_.monotonic = now_.monotonic + by;
        now_.wall = now_.wall + by;
        if (coordinator_.next_deadline() >= now_.monotonic) return;
        CoordinatorOutput out(notes_);
        coordinator_.on_wakeup(now_, out);
        take(out);
    }

    std::string request(const CaseStep& step) {
        const std::string& name = step.argument(0);
        const std::string group = step.option("group", own_group);
        const Generation generation(
            static_cast<std::int32_t>(step.option("generation", std::int64_t{-1})));
        if (step.command == "sync") {
            return ask(name, SyncGroupRequest{group, generation, id_of(name), assignments(step)});
        }
        if (step.command == "heartbeat") {
            return ask(name, HeartbeatRequest{group, generation, id_of(name)});
        }
        if (step.command == "leave") return ask(name, LeaveGroupRequest{group, id_of(name)});
        if (step.command == "commit") {
            return ask(name, OffsetCommitRequest{group, generation, id_of(name), offsets(step)});
        }
        if (step.command != "fetch") unknown_command(step);
        OffsetFetchRequest fetch{group, std::nullopt};
        if (name != "all") fetch.partitions = {tp_of(name)};
        return ask(name, fetch);
    }
    std::string join(const CaseStep& step) {
        const std::string& name = step.argument(0);
        JoinGroupRequest request;
        request.group = step.option("group", own_group);
        request.client_id = name;
        request.session_timeout = Duration::millis(step.option("session", std::int64_t{500}));
        request.rebalance_timeout = Duration::millis(step.option("rebalance", std::int64_t{500}));
        request.member_id = step.option("member", ids_.contains(name) ? ids_.at(name) : "");
        for (const std::string& protocol : split(step.option("protocols", "range"), ',')) {
            if (protocol != "-") request.protocols.push_back({protocol, {{"topic"}}});
        }
        return ask(name, request);
    }
    template <class Request>
    std::string ask(const std::string& name, const Request& request) {
        if (!places_.contains(name)) {
            names_.push_back(name);
            places_[name] = static_cast<std::int32_t>(names_.size());
        }
        answers_.erase(name);
        CoordinatorOutput out(notes_);
        coordinator_.handle(now_, RequestContext{{}, CorrelationId(places_[name]), NodeId(9)},
                            request, out);
        take(out);
        return answer(name);
    }
    void take(CoordinatorOutput& out) {
        for (const CoordinatorResponse& response : out.responses) {
            const auto place = static_cast<std::size_t>(response.correlation.value()) - 1;
            answers_[names_.at(place)] = text_of(*response.message, names_[place]);
        }
        for (const CoordinatorAppend& append : out.appends) {
            CoordinatorOutput next(notes_);
            coordinator_.on_appended(now_, {append.token, ErrorCode::none, Offset(0)}, next);
            take(next);
        }
        coordinator_.check_invariants();
    }
    std::string answer(const std::string& name) const {
        const auto at = answers_.find(name);
        return at == answers_.end() ? "waits" : at->second;
    }

    // ---- names and ids
    [[nodiscard]] std::string id_of(const std::string& name) const {
        if (name == "-") return "";
        const auto at = ids_.find(name);
        return at == ids_.end() ? name : at->second;
    }
    [[nodiscard]] std::string name_of_member(const std::string& id) const {
        for (const auto& [name, known] : ids_) {
            if (known == id) return name;
        }
        return id;
    }

    // ---- arguments
    std::vector<MemberAssignment> assignments(const CaseStep& step) const {
        std::vector<MemberAssignment> all;
        for (std::size_t i = 1; i < step.arguments.size(); ++i) {
            const auto parts = split(step.arguments[i], ':');
            all.push_back({id_of(parts.at(0)), {tp_of(parts.at(1))}});
        }
        return all;
    }
    static std::vector<CommittedOffset> offsets(const CaseStep& step) {
        std::vector<CommittedOffset> all;
        for (std::size_t i = 1; i < step.arguments.size(); ++i) {
            const auto parts = split(step.arguments[i], '@');
            CommittedOffset offset{tp_of(parts.at(0)), Offset(number_of(parts.at(1))),
                                   no_leader_epoch, ""};
            if (parts.size() > 2) {
                offset.leader_epoch = LeaderEpoch(static_cast<std::int32_t>(number_of(parts[2])));
            }
            all.push_back(std::move(offset));
        }
        return all;
    }

    // ---- answers as text
    std::string text_of(const Message& message, const std::string& name) {
        if (const auto* body = message.get_if<JoinGroupResponse>()) {
            if (!body->member_id.empty()) ids_[name] = body->member_id;
            if (body->error != ErrorCode::none) return std::string(name_of(body->error));
            std::string text = "joined " + std::to_string(body->generation.value()) +
                               " leader=" + name_of_member(body->leader);
            std::vector<std::string> members;
            for (const JoinedMember& m : body->members) {
                members.push_back(name_of_member(m.member_id));
            }
            // A member without an id of ours yet was named by its client id.
            for (std::string& member : members) member = member.substr(0, member.find('-'));
            if (!members.empty()) text += " members=" + joined(members, ",");
            return text;
        }
        if (const auto* body = message.get_if<SyncGroupResponse>()) {
            if (body->error != ErrorCode::none) return std::string(name_of(body->error));
            std::vector<std::string> owned;
            for (const TopicPartition& tp : body->assignment) owned.push_back(to_string(tp));
            return "ok " + (owned.empty() ? std::string("-") : joined(owned, " "));
        }
        if (const auto* body = message.get_if<HeartbeatResponse>()) return text(body->error);
        if (const auto* body = message.get_if<LeaveGroupResponse>()) return text(body->error);
        if (const auto* body = message.get_if<OffsetCommitResponse>()) {
            ErrorCode first = ErrorCode::none;
            for (const OffsetCommitResult& result : body->partitions) {
                if (first == ErrorCode::none) first = result.error;
            }
            return text(first);
        }
        return fetched(*message.get_if<OffsetFetchResponse>());
    }
    static std::string text(ErrorCode error) { return std::string(name_of(error)); }
    static std::string fetched(const OffsetFetchResponse& response) {
        if (response.error != ErrorCode::none) return text(response.error);
        std::vector<std::string> words;
        for (const CommittedOffset& offset : response.offsets) {
            std::string word = to_string(offset.tp) + "@" + std::to_string(offset.offset.value());
            if (offset.leader_epoch != no_leader_epoch) {
                word += "@" + std::to_string(offset.leader_epoch.value());
            }
            words.push_back(std::move(word));
        }
        return words.empty() ? "none" : joined(words, " ");
    }
    std::string look(const std::string& what, const std::string& expected) const {
        const Group* group = coordinator_.find_group(own_group);
        if (group == nullptr) return "no group";
        if (what == "state") return name_of(group->state());
        if (what == "pending") return std::to_string(group->pending_members.size());
        std::vector<std::string> members;
        for (const auto& [id, member] : group->members()) members.push_back(member.client_id);
        if (!expected.empty() && expected.find_first_not_of("0123456789") == std::string::npos) {
            return std::to_string(members.size());
        }
        return members.empty() ? "none" : joined(members, ",");
    }

    GroupCoordinator coordinator_;
    Now now_;
    Output notes_;
    std::vector<std::string> names_;
    std::map<std::string, std::int32_t> places_;
    std::map<std::string, std::string> ids_;
    std::map<std::string, std::string> answers_;
};

}  // namespace

TEST_CASE("the group coordinator answers as in Kafka's cases") {
    run_kafka_cases<GroupCoordinatorBench>("tests/unit/core/group/group_coordinator_cases.txt");
}
