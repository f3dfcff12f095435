// Admin: a client process that creates topics: those of its spec at start, in order, and one per
// CreateTopic command; and that asks the controller (AskController), a broker or a leader
// (AskBroker) for what an operator wants, one after the other. It finds the controller through
// Metadata and retries, with a backoff, while there is none or it moved; a topic also while too few
// brokers are alive for the replication factor, unless the operator asked for it himself. Any other
// error is final. (org.apache.kafka.clients.admin.KafkaAdminClient; the last retry is this
// testbed's own patience.)
#pragma once

#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/rng.h"
#include "core/border/border.h"
#include "core/client/client_metadata.h"
#include "core/client/client_specs.h"

namespace kscope {

class Admin {
public:
    enum class State : std::uint8_t { created, running, closed };
    // One for each thing that was asked for: the topic or partition, and what came of it.
    struct Result {
        std::string about;
        ErrorCode error = ErrorCode::none;
        std::string message;  // Kafka's error text
        std::int32_t attempts = 0;
        bool done = false;
        Ref<const Message> response;  // the last one; null: none came
        template <class V>
        void visit(V&& v) const {
            v("about", about);
            v("error", error);
            v("message", message);
            v("attempts", attempts);
            v("done", done);
        }
    };

    explicit Admin(AdminSpec spec);

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const { return deadline_; }
    void digest(Digest& d) const;
    void check_invariants() const;

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const AdminSpec& spec() const { return spec_; }
    // In the order in which they were asked for; `error` is the last one so far.
    [[nodiscard]] const std::vector<Result>& results() const { return results_; }
    [[nodiscard]] bool idle() const { return next_ == results_.size(); }
    // Those of its spec are there, or cannot be.
    [[nodiscard]] bool has_made_topics() const {
        return state_ == State::running && next_ >= spec_.topics.size();
    }

private:
    static constexpr std::uint32_t metadata_kind = 0;
    static constexpr std::uint32_t controller_kind = 1;

    enum class Target : std::uint8_t { controller, broker, leader };
    struct Question {
        Ref<const Message> request;
        Target target = Target::controller;
        NodeId node = no_node;   // of a broker; no_node: any
        bool patient = false;    // a topic that waits for brokers
        TopicPartition tp = {};  // whose leader
        Instant give_up_at = Instant::never();
        bool looks_up = false;  // the leader; not before metadata has come
    };

    void ask(const NewTopic& topic);
    void ask(Question question, std::string about);
    void run(Turn turn);
    void send_next(Turn turn);
    void on_completion(const Completion& done, Turn turn);
    void on_answer(const Message& response, Turn turn);
    [[nodiscard]] static bool is_asked_again(const Question& question, ErrorCode error);
    void retry(ErrorCode error, Turn turn);

    AdminSpec spec_;
    State state_ = State::created;
    NetworkClient network_;
    ClientMetadata metadata_;
    std::vector<Question> questions_;  // parallel to results_
    std::vector<Result> results_;
    std::size_t next_ = 0;  // the one that is asked for
    bool in_flight_ = false;
    Rng rng_;
    std::int32_t tries_ = 0;  // failed ones of the present call
    Instant retry_at_;
    Instant deadline_ = Instant::never();
};

}  // namespace kscope
