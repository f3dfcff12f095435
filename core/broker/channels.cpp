#include "core/broker/channels.h"

#include "core/base/check.h"

namespace kscope {

void Channels::accept(const ConnId& conn, NodeId peer) {
    channels_.set(conn, Channel{peer, false, CorrelationId(0), {}});
}

void Channels::drop(const ConnId& conn) { channels_.erase(conn); }

std::optional<ChannelRequest> Channels::receive(const Received& received) {
    Channel* channel = channels_.find(received.conn);
    if (channel == nullptr) return std::nullopt;
    if (channel->muted) {
        channel->waiting.push_back({received.correlation, received.message});
        return std::nullopt;
    }
    channel->muted = true;
    channel->serving = received.correlation;
    return ChannelRequest{{received.conn, received.correlation, channel->peer}, received.message};
}

void Channels::answer(const ConnId& conn, CorrelationId correlation, Ref<const Message> response,
                      Output& out) {
    const Channel* channel = channels_.find(conn);
    if (channel == nullptr || !channel->muted || channel->serving != correlation) return;
    out.send(conn, correlation, std::move(response));
    finish(conn, correlation);
}

void Channels::finish(const ConnId& conn, CorrelationId correlation) {
    Channel* channel = channels_.find(conn);
    if (channel == nullptr || !channel->muted || channel->serving != correlation) return;
    channel->muted = false;
    if (!channel->waiting.empty()) ready_.push_back(conn);
}

std::optional<ChannelRequest> Channels::next_ready() {
    while (!ready_.empty()) {
        const ConnId conn = ready_.front();
        ready_.erase(ready_.begin());
        Channel* channel = channels_.find(conn);
        if (channel == nullptr || channel->muted || channel->waiting.empty()) continue;
        Waiting next = std::move(channel->waiting.front());
        channel->waiting.erase(channel->waiting.begin());
        channel->muted = true;
        channel->serving = next.correlation;
        return ChannelRequest{{conn, next.correlation, channel->peer}, std::move(next.request)};
    }
    return std::nullopt;
}

void Channels::digest(Digest& d) const {
    d.add(channels_.size());
    for (const auto& [conn, channel] : channels_) {
        digest_into(d, conn);
        digest_into(d, channel.peer);
        d.add(channel.muted);
        digest_into(d, channel.serving);
        d.add(channel.waiting.size());
        for (const Waiting& waiting : channel.waiting) digest_into(d, waiting.request->digest());
    }
}

void Channels::check_invariants() const {
    KSCOPE_CHECK(ready_.empty(), "a free channel with a waiting request was left over");
    for (const auto& [conn, channel] : channels_) {
        KSCOPE_CHECK(channel.muted || channel.waiting.empty(),
                     "a free channel has waiting requests");
    }
}

}  // namespace kscope
