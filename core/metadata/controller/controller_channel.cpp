#include "core/metadata/controller/controller_channel.h"

#include <algorithm>

namespace kscope {
namespace {

const Duration retry_backoff = Duration::millis(100);  // RequestSendThread.backoff

}  // namespace

void ControllerChannels::add(const LiveBroker& broker) {
    Channel channel;
    channel.node = broker.endpoint.node;
    channels_.set(broker.endpoint.broker, std::move(channel));
}

void ControllerChannels::remove(BrokerId broker, Output& out) {
    const Channel* channel = channels_.find(broker);
    if (channel == nullptr) return;
    if (channel->state == State::connecting || channel->state == State::ready) {
        out.effects.emplace_back(Disconnect{channel->conn});
    }
    channels_.erase(broker);
    refresh_deadline();
}

void ControllerChannels::clear(Output& out) {
    while (!channels_.empty()) remove((channels_.end() - 1)->first, out);
}

void ControllerChannels::enqueue(BrokerId broker, Ref<const Message> request) {
    if (Channel* channel = channels_.find(broker)) channel->queue.push_back(std::move(request));
}

void ControllerChannels::pump(const Now& now, ConnectionIds& ids, Output& out) {
    for (auto& [broker, channel] : channels_) pump_one(now, channel, ids, out);
    refresh_deadline();
}

void ControllerChannels::pump_one(const Now& now, Channel& channel, ConnectionIds& ids,
                                  Output& out) const {
    if (channel.queue.empty()) return;
    if (channel.state == State::closed) {
        channel.conn = ids.next();
        channel.state = State::connecting;
        channel.deadline = now.monotonic + socket_timeout_;
        out.effects.emplace_back(Connect{channel.node, channel.conn});
    } else if (channel.state == State::ready && !channel.in_flight) {
        channel.in_flight = true;
        channel.correlation = channel.correlation.next();
        channel.deadline = now.monotonic + socket_timeout_;
        out.send(channel.conn, channel.correlation, channel.queue.front());
    }
}

void ControllerChannels::fail(const Now& now, Channel& channel) const {
    channel.state = State::backing_off;
    channel.conn = no_connection;
    channel.in_flight = false;
    channel.deadline = now.monotonic + retry_backoff;
}

ControllerChannels::Channel* ControllerChannels::find(const ConnId& conn) {
    for (auto& [broker, channel] : channels_) {
        if (channel.conn == conn) return &channel;
    }
    return nullptr;
}

bool ControllerChannels::owns(const ConnId& conn) const {
    return std::any_of(channels_.begin(), channels_.end(),
                       [&](const auto& entry) { return entry.second.conn == conn; });
}

void ControllerChannels::handle(const Now& now, const Input& input, ConnectionIds& ids,
                                Output& out) {
    if (const auto* connected = std::get_if<Connected>(&input)) {
        Channel* channel = find(connected->conn);
        if (channel == nullptr || channel->state != State::connecting) return;
        channel->state = State::ready;
        channel->deadline = Instant::never();
        pump_one(now, *channel, ids, out);
    } else if (const auto* received = std::get_if<Received>(&input)) {
        Channel* channel = find(received->conn);
        if (channel == nullptr || !channel->in_flight ||
            channel->correlation != received->correlation) {
            return;
        }
        channel->in_flight = false;
        channel->deadline = Instant::never();
        note_deletions(received->conn, *channel->queue.front(), *received->message);
        channel->queue.pop_front();
        pump_one(now, *channel, ids, out);
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        if (Channel* channel = find(lost->conn)) fail(now, *channel);
    }
    refresh_deadline();
}

void ControllerChannels::note_deletions(const ConnId& conn, const Message& request,
                                        const Message& response) {
    const auto* asked = request.get_if<StopReplicaRequest>();
    const auto* told = response.get_if<StopReplicaResponse>();
    if (asked == nullptr || told == nullptr) return;
    DeletionAnswer answer;
    for (const auto& [broker, channel] : channels_) {
        if (channel.conn == conn) answer.broker = broker;
    }
    for (const StopReplicaPartition& stopped : asked->partitions) {
        if (!stopped.delete_partition) continue;
        PartitionError result{stopped.tp, told->error};
        for (const PartitionError& one : told->partitions) {
            if (one.tp == stopped.tp && result.error == ErrorCode::none) result.error = one.error;
        }
        answer.partitions.push_back(std::move(result));
    }
    if (!answer.partitions.empty()) deletions_.push_back(std::move(answer));
}

void ControllerChannels::on_wakeup(const Now& now, ConnectionIds& ids, Output& out) {
    if (now.monotonic < deadline_) return;
    for (auto& [broker, channel] : channels_) {
        if (now.monotonic < channel.deadline) continue;
        if (channel.state == State::backing_off) {
            channel.state = State::closed;
            channel.deadline = Instant::never();
            pump_one(now, channel, ids, out);
        } else {
            out.effects.emplace_back(Disconnect{channel.conn});
            fail(now, channel);
        }
    }
    refresh_deadline();
}

void ControllerChannels::refresh_deadline() {
    deadline_ = Instant::never();
    for (const auto& [broker, channel] : channels_) {
        deadline_ = std::min(deadline_, channel.deadline);
    }
}

void ControllerChannels::digest(Digest& d) const {
    d.add(channels_.size());
    for (const auto& [broker, channel] : channels_) {
        digest_into(d, broker);
        digest_into(d, channel.state);
        digest_into(d, channel.conn);
        digest_into(d, channel.correlation);
        d.add(channel.in_flight);
        digest_into(d, channel.deadline);
        d.add(channel.queue.size());
        for (const Ref<const Message>& request : channel.queue) digest_into(d, request->digest());
    }
}

}  // namespace kscope
