#include "core/broker/channels.h"

#include "core/base/check.h"

namespace kscope {

Channels::Channel* Channels::find(const ConnId& conn) {
    const auto opener = static_cast<std::size_t>(conn.opener.value());
    std::uint32_t& guess = guesses_[opener % guesses_.size()];
    if (guess < channels_.size() && channels_[guess].conn == conn) return &channels_[guess];
    const std::uint32_t* place = places_.find(conn);
    if (place == nullptr) return nullptr;
    guess = *place;
    return &channels_[guess];
}

void Channels::accept(const ConnId& conn, NodeId peer) {
    Channel* channel = find(conn);
    if (channel == nullptr) {
        auto place = static_cast<std::uint32_t>(channels_.size());
        if (free_places_.empty()) {
            channels_.emplace_back();
        } else {
            place = free_places_.back();
            free_places_.pop_back();
        }
        places_.set(conn, place);
        channel = &channels_[place];
    }
    *channel = Channel{conn, peer, false, CorrelationId(0), {}, {}, {}};
}

void Channels::drop(const ConnId& conn) {
    const std::uint32_t* place = places_.find(conn);
    if (place == nullptr) return;
    channels_[*place] = Channel{};
    free_places_.push_back(*place);
    places_.erase(conn);
}

void Channels::close_all(Output& out) {
    for (const auto& [conn, place] : places_) out.effects.emplace_back(Disconnect{conn});
    places_.clear();
    channels_.clear();
    free_places_.clear();
    ready_.clear();
}

bool Channels::receive(const Received& received, RequestContext& from) {
    Channel* channel = find(received.conn);
    if (channel == nullptr) return false;
    if (channel->muted) {
        channel->waiting.push_back({received.correlation, received.message});
        return false;
    }
    channel->muted = true;
    channel->serving = received.correlation;
    from.conn = received.conn;
    from.correlation = received.correlation;
    from.client = channel->peer;
    return true;
}

void Channels::answer(const ConnId& conn, CorrelationId correlation, Ref<const Message> response,
                      Output& out) {
    Channel* channel = find(conn);
    if (channel == nullptr || !channel->muted || channel->serving != correlation) return;
    out.send(conn, correlation, std::move(response));
    if (channel->cost.time != Duration()) {
        answered_.push_back({conn, correlation, channel->peer});
    }
    finish(*channel);
}

void Channels::finish(const ConnId& conn, CorrelationId correlation) {
    Channel* channel = find(conn);
    if (channel == nullptr || !channel->muted || channel->serving != correlation) return;
    finish(*channel);
}

void Channels::finish(Channel& channel) {
    channel.muted = false;
    if (!channel.waiting.empty()) ready_.push_back(channel.conn);
}

void Channels::mute(const ConnId& conn) {
    if (Channel* channel = find(conn)) channel->muted = true;
}

void Channels::unmute(const ConnId& conn) {
    Channel* channel = find(conn);
    if (channel != nullptr && channel->muted) finish(*channel);
}

void Channels::set_client_id(const ConnId& conn, const std::string& client_id) {
    Channel* channel = find(conn);
    if (channel != nullptr && channel->client_id != client_id) channel->client_id = client_id;
}

std::string Channels::client_id(const ConnId& conn) {
    const Channel* channel = find(conn);
    return channel == nullptr ? std::string() : channel->client_id;
}

NodeId Channels::peer(const ConnId& conn) {
    const Channel* channel = find(conn);
    return channel == nullptr ? no_node : channel->peer;
}

void Channels::set_cost(const ConnId& conn, const RequestCostTaken& cost) {
    if (Channel* channel = find(conn)) channel->cost = cost;
}

RequestCostTaken Channels::take_cost(const ConnId& conn) {
    Channel* channel = find(conn);
    return channel == nullptr ? RequestCostTaken{} : std::exchange(channel->cost, {});
}

std::optional<ChannelRequest> Channels::next_ready() {
    while (!ready_.empty()) {
        const ConnId conn = ready_.front();
        ready_.erase(ready_.begin());
        Channel* channel = find(conn);
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
    d.add(places_.size());
    for (const auto& [conn, place] : places_) {
        const Channel& channel = channels_[place];
        digest_into(d, conn);
        digest_into(d, channel.peer);
        d.add(channel.muted);
        digest_into(d, channel.serving);
        if (!channel.client_id.empty()) digest_into(d, channel.client_id);
        if (channel.cost.time != Duration()) digest_into(d, channel.cost.time);
        d.add(channel.waiting.size());
        for (const Waiting& waiting : channel.waiting) digest_into(d, waiting.request->digest());
    }
}

void Channels::check_invariants() const {
    KSCOPE_CHECK(answered_.empty(), "the cost of an answered request was left over");
    KSCOPE_CHECK(ready_.empty(), "a free channel with a waiting request was left over");
    KSCOPE_CHECK(places_.size() + free_places_.size() == channels_.size());
    for (const Channel& channel : channels_) {
        KSCOPE_CHECK(channel.muted || channel.waiting.empty(),
                     "a free channel has waiting requests");
    }
}

}  // namespace kscope
