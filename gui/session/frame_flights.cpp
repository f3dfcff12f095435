// FrameBuilder: messages on their way.
#include <algorithm>
#include <set>

#include "core/protocol/message.h"
#include "gui/session/event_rows.h"
#include "gui/session/frame_builder.h"
#include "sim/history/weights.h"

namespace kscope::gui {

namespace {

constexpr std::size_t flights_max = 2'000;
constexpr std::size_t partitions_max = 4;
constexpr std::size_t hues_max = 5;

template <class... T>
bool is_one(const MessageBody& body) {
    return (std::holds_alternative<T>(body) || ...);
}

PacketKind kind_of(const MessageBody& body) {
    if (is_one<ProduceRequest>(body)) return PacketKind::produce;
    if (is_one<FetchRequest>(body)) return PacketKind::fetch;
    if (is_one<FetchResponse>(body)) return PacketKind::fetch_reply;
    if (is_one<ProduceResponse>(body)) return PacketKind::ack;
    if (is_one<OffsetCommitRequest, OffsetCommitResponse>(body)) return PacketKind::commit;
    if (is_one<JoinGroupRequest, JoinGroupResponse, SyncGroupRequest, SyncGroupResponse,
               LeaveGroupRequest, LeaveGroupResponse, FindCoordinatorRequest,
               FindCoordinatorResponse, OffsetFetchRequest, OffsetFetchResponse>(body)) {
        return PacketKind::group;
    }
    if (is_one<ZkPing, ZkPingResponse, HeartbeatRequest, HeartbeatResponse>(body)) {
        return PacketKind::ping;
    }
    if (api_key_of(body) < 0) return PacketKind::zookeeper;
    return PacketKind::control;
}

void name_partition(const TopicPartition& tp, FrameFlight& flight) {
    if (is_internal(tp.topic)) return;
    const std::string name = to_string(tp);
    const auto& all = flight.partitions;
    if (all.size() < partitions_max && std::find(all.begin(), all.end(), name) == all.end()) {
        flight.partitions.push_back(name);
    }
}

// Field by field, as its visit() says; nested aggregates in short.
struct FieldReader {
    std::vector<std::pair<std::string, std::string>>& out;
    template <class T>
    void operator()(const char* name, const T& value) const {
        if constexpr (std::is_same_v<T, bool>) {
            out.emplace_back(name, value ? "yes" : "no");
        } else if constexpr (std::is_integral_v<T>) {
            out.emplace_back(name, std::to_string(value));
        } else if constexpr (std::is_convertible_v<const T&, std::string>) {
            out.emplace_back(name, value);
        } else if constexpr (std::is_same_v<T, ErrorCode>) {
            out.emplace_back(name, name_of(value));
        } else if constexpr (std::is_same_v<T, Duration>) {
            out.emplace_back(name, to_string(value));
        } else if constexpr (requires {
                                 typename T::rep;
                                 value.value();
                             }) {
            out.emplace_back(name, std::to_string(value.value()));
        } else if constexpr (requires {
                                 value.size();
                                 value.begin();
                             }) {
            out.emplace_back(name, std::to_string(value.size()) + " items");
        }
    }
};

void look_into(const MessageBody& body, FrameFlight& flight) {
    const auto error = [&](ErrorCode code) {
        if (code != ErrorCode::none && flight.error.empty()) flight.error = name_of(code);
    };
    std::visit(
        [&](const auto& message) {
            if constexpr (requires {
                              message.error;
                              requires std::is_same_v<std::decay_t<decltype(message.error)>,
                                                      ErrorCode>;
                          }) {
                error(message.error);
            }
            if constexpr (requires { message.partitions.begin(); }) {
                for (const auto& p : message.partitions) {
                    if constexpr (requires { p.tp.topic; }) name_partition(p.tp, flight);
                    if constexpr (requires { p->tp.topic; }) name_partition(p->tp, flight);
                    if constexpr (requires {
                                      p.error;
                                      requires std::is_same_v<std::decay_t<decltype(p.error)>,
                                                              ErrorCode>;
                                  }) {
                        error(p.error);
                    }
                }
            }
            message.visit(FieldReader{flight.fields});
        },
        body);
}

std::string label_of(const MessageBody& body, const FrameFlight& flight) {
    std::string label = name_of(body);
    for (const std::string& partition : flight.partitions) {
        label += (&partition == &flight.partitions.front() ? " " : ", ") + partition;
    }
    if (flight.records > 0) {
        label +=
            ", " + std::to_string(flight.records) + (flight.records == 1 ? " record" : " records");
    }
    if (!flight.error.empty()) label += ": " + flight.error;
    return label;
}

}  // namespace

void FrameBuilder::add_flights(const sim::World& world, bool background, Frame& frame) {
    const auto carry = [&](const TopicPartition* tp, const RecordBatch& batch,
                           FrameFlight& flight) {
        flight.records += batch.record_count();
        for (std::int32_t i = 0; i < batch.record_count() && i < 16; ++i) {
            const Record& record = batch.records()[static_cast<std::size_t>(i)];
            if (flight.hues.size() < hues_max) flight.hues.push_back(hue_of(record.key));
            if (tp == nullptr) continue;  // on its way to the leader it has no offset
            flight.records_followed.push_back(
                record_identity(*tp, batch.offset_of(static_cast<std::size_t>(i))));
        }
    };
    std::set<NodeId> away;  // brokers without a row
    for (const FrameBroker& b : frame.brokers) {
        const auto rows = frame.focus ? frame.focus->rows : std::vector<BrokerId>{b.broker};
        if (std::find(rows.begin(), rows.end(), b.broker) == rows.end()) away.insert(b.node);
    }
    const auto in_picture = [&](const sim::Packet& p) {
        return !away.contains(p.from) && !away.contains(p.to);
    };
    for (const sim::Packet& p : world.network().packets()) {
        if (!p.live || !p.message) continue;
        const MessageBody& body = p.message->body();
        const bool foreground = sim::is_foreground(body);
        if (!foreground && !background) continue;
        ++frame.in_flight;
        if (frame.overview || !in_picture(p)) continue;
        if (frame.flights.size() >= flights_max) continue;
        FrameFlight flight;
        flight.id = p.sent_by.value() * 64 + p.number % 64;
        flight.kind = kind_of(body);
        flight.from = p.from;
        flight.to = p.to;
        flight.sent = p.sent_at;
        flight.arrives = p.arrives_at;
        flight.foreground = foreground;
        look_into(body, flight);
        if (const auto* produce = std::get_if<ProduceRequest>(&body)) {
            for (const PartitionProduceData& d : produce->partitions)
                carry(nullptr, *d.batch, flight);
        } else if (const auto* fetched = std::get_if<FetchResponse>(&body)) {
            for (const FetchedPartition& f : fetched->partitions) {
                if (is_internal(f.tp.topic)) continue;
                for (const auto& batch : f.batches) carry(&f.tp, *batch, flight);
            }
        }
        if (p.held || p.lost || p.arrives_at.is_never()) {
            flight.arrives = p.sent_at + Duration::millis(2);
            flight.lost_at = 0.5;
        }
        flight.label = label_of(body, flight);
        frame.flights.push_back(std::move(flight));
    }
    std::sort(frame.flights.begin(), frame.flights.end(),
              [](const FrameFlight& a, const FrameFlight& b) { return a.id < b.id; });
}

}  // namespace kscope::gui
