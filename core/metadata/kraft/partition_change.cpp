#include "core/metadata/kraft/partition_change.h"

#include <algorithm>

namespace kscope {

namespace {

bool has_replica(const ReplicaIds& ids, BrokerId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}
bool has_replicas(const ReplicaIds& ids, const ReplicaIds& all) {
    return std::all_of(all.begin(), all.end(), [&](BrokerId id) { return has_replica(ids, id); });
}
ReplicaIds without_replicas(const ReplicaIds& ids, const ReplicaIds& gone) {
    ReplicaIds left;
    for (const BrokerId id : ids) {
        if (!has_replica(gone, id)) left.push_back(id);
    }
    return left;
}
// In the order of ids, each once.
ReplicaIds united(ReplicaIds a, const ReplicaIds& b) {
    a.insert(a.end(), b.begin(), b.end());
    std::sort(a.begin(), a.end());
    a.erase(std::unique(a.begin(), a.end()), a.end());
    return a;
}

// The lists while the change is made, and the change.
class ChangeBuilder {
public:
    ChangeBuilder(const PartitionRegistration& partition, const PartitionTarget& target)
        : p_(partition),
          t_(target),
          isr_(target.isr.value_or(partition.isr)),
          replicas_(target.replicas.value_or(partition.replicas)),
          removing_(target.removing.value_or(partition.removing)),
          adding_(target.adding.value_or(partition.adding)),
          elr_(partition.elr),
          last_known_elr_(partition.last_known_elr) {}

    std::optional<PartitionChange> build() {
        complete_reassignment();
        populate_elr();
        try_election();
        if (!change_.leader && loses_replicas()) change_.leader = p_.leader;
        record_elr();
        const bool may_be_empty = t_.elr_enabled;
        if (!change_.isr && (!isr_.empty() || may_be_empty) && isr_ != p_.isr) change_.isr = isr_;
        if (!change_.leader && change_.isr && shrinks(*change_.isr)) change_.leader = p_.leader;
        record_last_known_leader();
        if (!replicas_.empty() && replicas_ != p_.replicas) change_.replicas = replicas_;
        if (removing_ != p_.removing) change_.removing = removing_;
        if (adding_ != p_.adding) change_.adding = adding_;
        if (t_.recovering && *t_.recovering != p_.recovering) change_.recovering = t_.recovering;
        if (change_.is_no_op()) return std::nullopt;
        return std::move(change_);
    }

    [[nodiscard]] ElectedReplica elect() const {
        const BrokerId first = replicas_.empty() ? no_broker : replicas_.front();
        if (t_.election == LeaderElection::preferred && may_lead(first)) return {first, false};
        if (may_lead(p_.leader)) return {p_.leader, false};
        for (const BrokerId replica : replicas_) {
            if (may_lead(replica)) return {replica, false};
        }
        if (may_elect_last_known_leader()) return {p_.last_known_elr.front(), true};
        if (t_.election == LeaderElection::unclean) {
            for (const BrokerId replica : replicas_) {
                if (has_replica(t_.acceptable_leaders, replica)) return {replica, true};
            }
        }
        return {};
    }

    [[nodiscard]] std::optional<BrokerId> bump() const {
        return loses_replicas() || shrinks(isr_) ? std::optional(p_.leader) : std::nullopt;
    }

private:
    [[nodiscard]] bool may_lead(BrokerId replica) const {
        const bool in_sync =
            has_replica(isr_, replica) || (isr_.empty() && has_replica(elr_, replica));
        return in_sync && has_replica(t_.acceptable_leaders, replica);
    }
    // 3.9 forgets to ask whether it is alive; 4.0 asks.
    [[nodiscard]] bool may_elect_last_known_leader() const {
        return t_.elr_enabled && t_.last_known_leader && elr_.empty() && isr_.empty() &&
               p_.last_known_elr.size() == 1 &&
               has_replica(t_.acceptable_leaders, p_.last_known_elr.front());
    }
    // The new replica list does not contain all that the old one did.
    [[nodiscard]] bool loses_replicas() const { return !has_replicas(replicas_, p_.replicas); }
    [[nodiscard]] bool shrinks(const ReplicaIds& isr) const {
        return t_.epoch_bump_on_isr_shrink && !has_replicas(isr, p_.isr);
    }

    void complete_reassignment() {
        if (removing_.empty() && adding_.empty()) return;
        ReplicaIds isr = without_replicas(isr_, removing_);
        ReplicaIds replicas = without_replicas(replicas_, removing_);
        if (!removing_.empty() && (isr.empty() || replicas.empty())) return;
        if (!has_replicas(isr, t_.move_awaits_all_replicas ? replicas : adding_)) return;
        isr_ = std::move(isr);
        replicas_ = std::move(replicas);
        removing_.clear();
        adding_.clear();
    }

    // Whoever leaves the ISR while it is below the minimum stays eligible: it has all that was
    // committed, unless it was shut down uncleanly.
    void populate_elr() {
        if (!t_.elr_enabled) return;
        if (static_cast<std::int64_t>(isr_.size()) >= t_.min_insync_replicas) {
            elr_.clear();
            last_known_elr_.clear();
            return;
        }
        const ReplicaIds candidates = united(elr_, p_.isr);
        elr_ = without_replicas(without_replicas(candidates, isr_), t_.unclean_shutdown);
        last_known_elr_ =
            without_replicas(without_replicas(united(candidates, last_known_elr_), isr_), elr_);
        // Kafka keeps those too whom a reassignment removed, and who have deleted their log.
        std::erase_if(elr_, [this](BrokerId id) { return !has_replica(replicas_, id); });
    }

    void try_election() {
        const ElectedReplica elected = elect();
        if (elected.leader == p_.leader) return;
        if (has_replica(elr_, elected.leader)) {
            isr_ = {elected.leader};
            elr_ = without_replicas(elr_, {elected.leader});
        }
        change_.leader = elected.leader;
        if (!elected.unclean) return;
        // What only others had is lost.
        change_.isr = ReplicaIds{elected.leader};
        if (!p_.recovering && t_.leader_recovery) change_.recovering = true;
    }

    void record_elr() {
        const bool unclean = change_.isr.has_value();
        if (unclean || !t_.elr_enabled) {
            elr_.clear();
            last_known_elr_.clear();
        }
        if (elr_ != p_.elr) change_.elr = elr_;
        // Else it holds the last leader, which has a rule of its own.
        if (!t_.last_known_leader && last_known_elr_ != p_.last_known_elr) {
            change_.last_known_elr = last_known_elr_;
        }
    }

    void record_last_known_leader() {
        if (!t_.last_known_leader || !t_.elr_enabled) return;
        const bool stays_known =
            p_.last_known_elr.size() == 1 && p_.last_known_elr.front() == p_.leader;
        const bool led = change_.leader ? *change_.leader != no_broker : p_.leader != no_broker;
        if (change_.isr && change_.isr->empty() && !stays_known) {
            change_.last_known_elr = ReplicaIds{p_.leader};
        } else if (led && !p_.last_known_elr.empty()) {
            change_.last_known_elr = ReplicaIds{};
        }
    }

    const PartitionRegistration& p_;
    const PartitionTarget& t_;
    ReplicaIds isr_;
    ReplicaIds replicas_;
    ReplicaIds removing_;
    ReplicaIds adding_;
    ReplicaIds elr_;
    ReplicaIds last_known_elr_;
    PartitionChange change_;
};

}  // namespace

PartitionRegistration PartitionRegistration::merged(const PartitionChange& change) const {
    PartitionRegistration next = *this;
    if (change.isr) next.isr = *change.isr;
    if (change.replicas) next.replicas = *change.replicas;
    if (change.removing) next.removing = *change.removing;
    if (change.adding) next.adding = *change.adding;
    if (change.elr) next.elr = *change.elr;
    if (change.last_known_elr) next.last_known_elr = *change.last_known_elr;
    if (change.recovering) next.recovering = *change.recovering;
    if (change.leader) {
        next.leader = *change.leader;
        ++next.leader_epoch;
    }
    ++next.partition_epoch;
    return next;
}

std::optional<PartitionChange> partition_change(const PartitionRegistration& partition,
                                                const PartitionTarget& target) {
    return ChangeBuilder(partition, target).build();
}

ElectedReplica elect_leader(const PartitionRegistration& partition, const PartitionTarget& target) {
    return ChangeBuilder(partition, target).elect();
}

std::optional<BrokerId> epoch_bump(const PartitionRegistration& partition,
                                   const PartitionTarget& target) {
    return ChangeBuilder(partition, target).bump();
}

}  // namespace kscope
