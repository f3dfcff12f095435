// What the controller tells of partitions, as values that many requests and images share: with
// 10,000 topics a copy for each broker would be most of a world, and most of its time.
#pragma once

#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ref.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// /brokers/topics/<t>/partitions/<p>/state with its znode version, as the controller sends it.
struct PartitionState {
    TopicPartition tp;
    ControllerEpoch controller_epoch;
    BrokerId leader = no_broker;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> isr;
    std::int32_t partition_epoch = 0;  // the znode's version
    std::vector<BrokerId> replicas;
    bool is_new = false;
    friend bool operator==(const PartitionState&, const PartitionState&) = default;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("controller_epoch", controller_epoch);
        v("leader", leader);
        v("leader_epoch", leader_epoch);
        v("isr", isr);
        v("partition_epoch", partition_epoch);
        v("replicas", replicas);
        v("is_new", is_new);
    }
};

// One partition's state. As a value it is the state itself.
class SharedPartitionState {
public:
    SharedPartitionState() = default;  // none
    SharedPartitionState(PartitionState state) : told_(new Told(std::move(state))) {}

    explicit operator bool() const { return static_cast<bool>(told_); }
    const PartitionState& operator*() const { return told_->state; }
    const PartitionState* operator->() const { return &told_->state; }
    friend bool operator==(const SharedPartitionState& a, const SharedPartitionState& b) {
        return a.told_ == b.told_ || (a && b && *a == *b);
    }
    [[nodiscard]] bool is_same_object(const SharedPartitionState& other) const {
        return told_ == other.told_;
    }
    template <class V>
    void visit(V&& v) const {
        told_->state.visit(v);
    }

private:
    struct Told : RefCounted {
        explicit Told(PartitionState s) : state(std::move(s)) {}
        PartitionState state;
    };
    Ref<const Told> told_;
};

// The partitions of an UpdateMetadata: one list for all the requests that say the same.
// Invariant: it does not change, and none of its states is empty.
class PartitionStates {
public:
    // What a receiver has made of the list, for the next receiver to find; no part of the value.
    struct Derived : RefCounted {
        virtual ~Derived() = default;
    };

    PartitionStates() = default;
    PartitionStates(std::vector<SharedPartitionState> states)
        : list_(states.empty() ? nullptr : new List(std::move(states))) {}

    [[nodiscard]] const std::vector<SharedPartitionState>& states() const {
        static const std::vector<SharedPartitionState> none;
        return list_ ? list_->states : none;
    }
    [[nodiscard]] auto begin() const { return states().begin(); }
    [[nodiscard]] auto end() const { return states().end(); }
    [[nodiscard]] bool empty() const { return !list_; }
    [[nodiscard]] std::size_t size() const { return states().size(); }
    [[nodiscard]] const SharedPartitionState& at(std::size_t place) const {
        return states().at(place);
    }
    // Somebody else holds the list too.
    [[nodiscard]] bool shared() const { return list_ && list_.shared(); }
    // Computed once for all that share the list.
    [[nodiscard]] const Hash128& content_hash() const;

    [[nodiscard]] const Derived* derived() const { return list_ ? list_->derived.get() : nullptr; }
    void remember(Ref<const Derived> derived) const {
        if (list_) list_->derived = std::move(derived);
    }
    template <class V>
    void visit(V&& v) const {
        v("states", states());
    }

private:
    struct List : RefCounted {
        explicit List(std::vector<SharedPartitionState> s) : states(std::move(s)) {}
        const std::vector<SharedPartitionState> states;
        mutable Ref<const Derived> derived;
        mutable Hash128 hash;
        mutable bool hashed = false;
    };
    Ref<const List> list_;
};

}  // namespace kscope
