#include "core/metadata/quorum_controller/controller_notes.h"

#include <algorithm>

namespace kscope {

namespace {

enum class ElectedFrom : std::uint8_t { isr, eligible, last_known_leader, neither };

bool is_among(const ReplicaIds& ids, BrokerId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// The ISR that a leader proposed brought the new replicas in: a move is over.
bool completes_move(const PartitionRegistration& was, const PartitionRegistration& is) {
    const auto stays = [&is](BrokerId id) { return is_among(is.replicas, id); };
    return (!was.adding.empty() || !was.removing.empty()) && !is.recovering &&
           std::all_of(was.adding.begin(), was.adding.end(), stays) &&
           std::none_of(was.removing.begin(), was.removing.end(), stays);
}

// A new partition's first leader is of its ISR. Who leads because a move is taken back, and was
// not in sync, is elected uncleanly, whatever the record says of a recovery.
ElectedFrom elected_from(const PartitionRegistration& was, const PartitionRegistration& is) {
    if (was.replicas.empty() || is_among(was.isr, is.leader)) return ElectedFrom::isr;
    if (is_among(was.elr, is.leader)) return ElectedFrom::eligible;
    if (completes_move(was, is)) return ElectedFrom::isr;
    return was.last_known_elr == ReplicaIds{is.leader} ? ElectedFrom::last_known_leader
                                                       : ElectedFrom::neither;
}

bool is_unclean(ElectedFrom from) {
    return from == ElectedFrom::last_known_leader || from == ElectedFrom::neither;
}

Rule rule_of(ElectedFrom from) {
    constexpr const char* metric = "LeaderElectionRateAndTimeMs +1";
    switch (from) {
        case ElectedFrom::isr:
            return {"the first replica of the assignment that is active and in the ISR", "", "",
                    metric};
        case ElectedFrom::eligible:
            return {
                "nobody is left in the ISR, and an eligible leader replica has all that is "
                "committed",
                "eligible.leader.replicas.version", "1", metric};
        case ElectedFrom::last_known_leader:
            return {
                "nobody is left in the ISR or eligible, and the last leader is back, with what it "
                "has",
                "eligible.leader.replicas.version", "1", metric};
        case ElectedFrom::neither: break;
    }
    return {"no replica in sync is alive: an unclean election", "unclean.leader.election.enable",
            "true", metric};
}

struct RecordTeller {
    const ControllerVoice& voice;
    const MetadataImage& before;
    std::span<const MetadataRecord> following;

    template <class T>
    Note* tell(T body) const {
        if (!voice.out.wants<T>()) return nullptr;
        Note& note = voice.out.note(std::move(body));
        if (!voice.because.empty()) note.because.push_back({voice.because, voice.trigger});
        return &note;
    }

    void operator()(const BrokerRegistrationChangeRecord& r) const {
        using Fencing = BrokerRegistrationChangeRecord::Fencing;
        if (r.fencing == Fencing::fence) tell(BrokerGone{voice.controller, r.broker});
        if (r.fencing == Fencing::unfence) tell(BrokerAppeared{voice.controller, r.broker});
    }
    void operator()(const TopicRecord& r) const {
        // Its partitions follow in the same batch.
        TopicCreated created{voice.controller, r.name, 0, 0};
        for (const MetadataRecord& next : following) {
            const auto* partition = std::get_if<PartitionRecord>(&next);
            if (partition == nullptr || partition->topic != r.id) continue;
            ++created.partitions;
            created.replication_factor =
                static_cast<std::int32_t>(partition->state.replicas.size());
        }
        tell(std::move(created));
    }
    void operator()(const RemoveTopicRecord& r) const {
        if (const TopicImage* topic = before.topic(r.id)) {
            tell(TopicDeleted{voice.controller, topic->name});
        }
    }
    void operator()(const PartitionRecord& r) const {
        if (const TopicImage* topic = before.topic(r.topic)) {
            tell_leader({topic->name, r.partition}, PartitionRegistration{}, r.state);
        }
    }
    void operator()(const PartitionChangeRecord& r) const {
        const TopicImage* topic = before.topic(r.topic);
        if (topic == nullptr) return;
        const auto place = static_cast<std::size_t>(r.partition.value());
        const PartitionRegistration& was = topic->partitions[place];
        const PartitionRegistration is = was.merged(r.change);
        const TopicPartition tp{topic->name, r.partition};
        if (r.change.leader) tell_leader(tp, was, is);
        if (r.change.adding || r.change.removing) {
            const bool over = is.adding.empty() && is.removing.empty();
            tell(ReassignmentChanged{voice.controller, tp, is.replicas, is.adding, is.removing,
                                     over});
        }
    }
    template <class Other>
    void operator()(const Other&) const {}

    void tell_leader(const TopicPartition& tp, const PartitionRegistration& was,
                     const PartitionRegistration& is) const {
        if (is.leader == no_broker) {
            tell(NoLeaderEligible{voice.controller, tp, is.isr});
            return;
        }
        const ElectedFrom from = elected_from(was, is);
        Note* note = tell(LeaderElected{voice.controller, tp, was.leader, is.leader,
                                        is.leader_epoch, is.isr, is_unclean(from)});
        if (note != nullptr) note->rule = rule_of(from);
    }
};

struct Refusals {
    BrokerId controller;
    const char* request;
    Output& out;

    void operator()(const DeleteTopicsResponse& m) const { of_topics(m.topics); }
    void operator()(const CreatePartitionsResponse& m) const { of_topics(m.topics); }
    void operator()(const ElectLeadersResponse& m) const { of_partitions(m.partitions); }
    void operator()(const AlterPartitionReassignmentsResponse& m) const {
        of_partitions(m.partitions);
    }
    void operator()(const AlterConfigsResponse& m) const { of_resources(m.results); }
    void operator()(const IncrementalAlterConfigsResponse& m) const { of_resources(m.results); }
    template <class Other>
    void operator()(const Other&) const {}

    void of_topics(const std::vector<TopicError>& topics) const {
        for (const TopicError& topic : topics) tell(topic.topic, topic.error);
    }
    void of_partitions(const std::vector<PartitionResult>& partitions) const {
        for (const PartitionResult& partition : partitions) {
            tell(to_string(partition.tp), partition.error);
        }
    }
    void of_resources(const std::vector<AlterConfigsResult>& results) const {
        for (const AlterConfigsResult& result : results) tell(result.name, result.error);
    }
    void tell(const std::string& subject, ErrorCode error) const {
        if (error == ErrorCode::none) return;
        out.note(RequestRejected{controller, request, subject, error});
    }
};

}  // namespace

void note_record(const ControllerVoice& voice, const MetadataImage& before,
                 const MetadataRecord& record, std::span<const MetadataRecord> following) {
    std::visit(RecordTeller{voice, before, following}, record);
}

void note_added_partitions(const ControllerVoice& voice, const MetadataImage& before,
                           std::span<const MetadataRecord> batch) {
    if (!voice.out.wants<PartitionsAdded>()) return;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto* added = std::get_if<PartitionRecord>(&batch[i]);
        const TopicImage* topic = added != nullptr ? before.topic(added->topic) : nullptr;
        if (topic == nullptr) continue;
        const auto* next =
            i + 1 < batch.size() ? std::get_if<PartitionRecord>(&batch[i + 1]) : nullptr;
        if (next != nullptr && next->topic == added->topic) continue;
        RecordTeller{voice, before, {}}.tell(PartitionsAdded{
            voice.controller, topic->name, static_cast<std::int32_t>(topic->partitions.size()),
            added->partition.value() + 1});
    }
}

void note_refusals(BrokerId controller, const MessageBody& request, const MessageBody& response,
                   Output& out) {
    if (out.wants<RequestRejected>()) {
        std::visit(Refusals{controller, name_of(request), out}, response);
    }
}

}  // namespace kscope
