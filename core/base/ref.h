// Ref<T>: shared ownership without atomics, for values that never leave their world's thread.
// Cow<T>: a value that copies share until one of them edits it; a checkpoint is a copy.
// Invariant: what a Ref<const T> points to never changes, but for a hash that it remembers. Never
// hand either to another thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace kscope {

// The base of everything that a Ref can own. The count is not part of the value.
class RefCounted {
public:
    RefCounted() = default;
    RefCounted(const RefCounted&) {}
    RefCounted& operator=(const RefCounted&) { return *this; }

private:
    template <class T>
    friend class Ref;
    template <class T>
    friend class Cow;
    mutable std::uint32_t references_ = 0;
};

template <class T>
class Ref {
public:
    Ref() = default;
    explicit Ref(T* owned) : target_(owned) { acquire(); }
    Ref(const Ref& other) : target_(other.target_) { acquire(); }
    Ref(Ref&& other) noexcept : target_(std::exchange(other.target_, nullptr)) {}
    template <class U>
    Ref(const Ref<U>& other) : target_(other.get()) {
        acquire();
    }
    template <class U>
    Ref(Ref<U>&& other) noexcept : target_(other.detach()) {}
    Ref& operator=(Ref other) noexcept {
        std::swap(target_, other.target_);
        return *this;
    }
    ~Ref() { release(); }

    [[nodiscard]] T* get() const { return target_; }
    T& operator*() const { return *target_; }
    T* operator->() const { return target_; }
    explicit operator bool() const { return target_ != nullptr; }
    // Someone else holds the target too; it must not be null.
    [[nodiscard]] bool shared() const { return target_->references_ > 1; }
    // Identity, not content; never used for ordering.
    friend bool operator==(const Ref& a, const Ref& b) { return a.target_ == b.target_; }

    // Gives up ownership without touching the count; for conversions only.
    [[nodiscard]] T* detach() { return std::exchange(target_, nullptr); }

private:
    void acquire() {
        if (target_ != nullptr) ++target_->references_;
    }
    void release() {
        if (target_ != nullptr && --target_->references_ == 0) delete target_;
    }
    T* target_ = nullptr;
};

template <class T, class... Args>
Ref<T> make_ref(Args&&... args) {
    return Ref<T>(new T{std::forward<Args>(args)...});
}

template <class T>
class Cow {
    struct Shared : RefCounted {
        explicit Shared(T v) : value(std::move(v)) {}
        T value;
    };

public:
    Cow() : shared_(new Shared(T{})) {}
    explicit Cow(T value) : shared_(new Shared(std::move(value))) {}

    const T& operator*() const { return shared_->value; }
    const T* operator->() const { return &shared_->value; }

    // The one way to change the value; copies it first if anyone else still holds it.
    T& edit() {
        if (shared_->references_ > 1) shared_ = Ref<Shared>(new Shared(shared_->value));
        return shared_->value;
    }
    [[nodiscard]] bool shares_with(const Cow& other) const { return shared_ == other.shared_; }

private:
    Ref<Shared> shared_;
};

}  // namespace kscope
