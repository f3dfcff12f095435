// Answers that wait: CreateTopics until the topics have leaders, DeleteTopics until brokers have
// been told to forget the topics (kafka.server.TopicPurgatory: DelayedCreatePartitions,
// DelayedDeleteTopics).
#include <algorithm>

#include "core/metadata/controller/controller.h"
#include "core/quota/mutation_run.h"

namespace kscope {

void Controller::wait_for_topics(Step& step, TaskRun& run) {
    for (auto& [key, timeout, throttled_until, response] : run.created) {
        const Instant deadline = step.now.monotonic + timeout;
        WaitingTopics waiting{key, deadline, throttled_until, std::move(response), {}};
        for (const CreatedTopic& topic : waiting.response.topics) {
            if (topic.error == ErrorCode::none) waiting.created.push_back(topic.name);
        }
        waiting_topics_.push_back(std::move(waiting));
    }
    for (auto& [key, timeout, throttled_until, response] : run.deleting) {
        const Instant deadline = step.now.monotonic + timeout;
        waiting_deletions_.push_back({key, deadline, throttled_until, std::move(response)});
    }
}

void Controller::give_up_waiting(Step& step) {
    for (WaitingTopics& waiting : waiting_topics_) {
        for (CreatedTopic& topic : waiting.response.topics) {
            if (topic.error == ErrorCode::none) topic.error = ErrorCode::not_controller;
        }
        step.replies.push_back({waiting.key, make_message(std::move(waiting.response))});
    }
    waiting_topics_.clear();
    for (WaitingDeletions& waiting : waiting_deletions_) {
        for (TopicError& topic : waiting.response.topics) {
            if (topic.error == ErrorCode::none) topic.error = ErrorCode::not_controller;
        }
        step.replies.push_back({waiting.key, make_message(std::move(waiting.response))});
    }
    waiting_deletions_.clear();
}

// To brokers: they have not been told yet that it goes.
bool Controller::is_known(const std::string& topic) const {
    const auto deletion = context_.deletions.find(topic);
    const bool going = deletion != context_.deletions.end() && deletion->second.started;
    return context_.topics.contains(topic) && !going;
}

bool Controller::has_leaders(const std::string& topic) const {
    const auto at = context_.topics.find(topic);
    if (at == context_.topics.end()) return false;
    const auto& partitions = at->second.partitions;
    return std::all_of(partitions.begin(), partitions.end(), [](const ControlledPartition& p) {
        return p.has_state && p.state.leader != no_broker;
    });
}

void Controller::answer_waiting(Step& step) {
    for (WaitingTopics& waiting : waiting_topics_) {
        std::erase_if(waiting.created,
                      [this](const std::string& topic) { return has_leaders(topic); });
        const bool too_late = step.now.monotonic >= waiting.deadline;
        if (!waiting.created.empty() && !too_late) continue;
        for (CreatedTopic& topic : waiting.response.topics) {
            if (std::find(waiting.created.begin(), waiting.created.end(), topic.name) !=
                waiting.created.end()) {
                topic.error = ErrorCode::request_timed_out;
                topic.message = "The request timed out.";
            }
        }
        waiting.created.clear();
        waiting.response.throttle_time_ms =
            throttle_left_ms(waiting.throttled_until, step.now.monotonic);
        waiting.deadline = Instant::never();
        step.replies.push_back({waiting.key, make_message(std::move(waiting.response))});
    }
    std::erase_if(waiting_topics_,
                  [](const WaitingTopics& waiting) { return waiting.deadline.is_never(); });
    for (WaitingDeletions& waiting : waiting_deletions_) {
        const bool too_late = step.now.monotonic >= waiting.deadline;
        bool all = true;
        for (TopicError& topic : waiting.response.topics) {
            if (topic.error != ErrorCode::none || !is_known(topic.topic)) continue;
            all = false;
            if (!too_late) continue;
            topic.error = ErrorCode::request_timed_out;
            topic.message = "The request timed out.";
        }
        if (!all && !too_late) continue;
        waiting.response.throttle_time_ms =
            throttle_left_ms(waiting.throttled_until, step.now.monotonic);
        waiting.deadline = Instant::never();
        step.replies.push_back({waiting.key, make_message(std::move(waiting.response))});
    }
    std::erase_if(waiting_deletions_,
                  [](const WaitingDeletions& waiting) { return waiting.deadline.is_never(); });
}

}  // namespace kscope
