// Parts that several messages have on the wire: partitions grouped by topic, brokers with host and
// port, record batches. Written and read by one description each.
#pragma once

#include <charconv>
#include <vector>

#include "core/log/batch_codec.h"
#include "core/log/message_codec.h"
#include "core/protocol/record_batch.h"
#include "core/protocol/topic_partition.h"
#include "core/protocol/wire/wire_reader.h"
#include "core/protocol/wire/wire_writer.h"

namespace kscope {

template <class T>
auto& tp_of(T& element) {
    if constexpr (requires { element.tp; }) {
        return element.tp;
    } else if constexpr (requires { element.state.tp; }) {
        return element.state.tp;
    } else {
        return element;
    }
}

// kscope's messages list partitions flat, the protocol topic by topic. A topic is written once for
// each run of neighbours, so that their order survives, as in Kafka's FetchRequest.Builder.
// `after_name(io)` is what stands between a topic's name and its partitions.
template <class Io, class Elements, class AfterName, class Transfer>
void by_topic(Io& io, Elements& all, AfterName after_name, Transfer partition) {
    if constexpr (Io::reading) {
        io.elements([&] {
            std::string topic;
            io.fields(topic);
            after_name(io);
            io.elements([&] {
                auto& element = all.emplace_back();
                tp_of(element).topic = topic;
                partition(io, element);
            });
            io.tags();
        });
    } else {
        const auto end_of_run = [&all](std::size_t from) {
            std::size_t to = from;
            while (to < all.size() && tp_of(all[to]).topic == tp_of(all[from]).topic) ++to;
            return to;
        };
        std::size_t runs = 0;
        for (std::size_t at = 0; at < all.size(); at = end_of_run(at)) ++runs;
        io.count(runs);
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = end_of_run(at);
            io.fields(tp_of(all[at]).topic);
            after_name(io);
            io.count(end - at);
            for (; at < end; ++at) partition(io, all[at]);
            io.tags();
        }
    }
}

template <class Io, class Elements, class Transfer>
void by_topic(Io& io, Elements& all, Transfer partition) {
    by_topic(
        io, all, [](auto&) {}, partition);
}

// Topics with the bare numbers of their partitions.
template <class Io, class Partitions>
void partitions_by_topic(Io& io, Partitions& all) {
    by_topic(io, all, [](auto& part, auto& tp) { part.fields(tp.partition); });
}

// A process is its own address: host "node-3", port 9092; none is Kafka's empty host, port -1.
inline constexpr std::string_view node_host = "node-";

inline std::string host_of(NodeId node) {
    return node == no_node ? "" : std::string(node_host) + std::to_string(node.value());
}

inline std::optional<NodeId> node_of(std::string_view host) {
    if (host.empty()) return no_node;
    if (!host.starts_with(node_host)) return std::nullopt;
    std::int32_t number = 0;
    const char* end = host.data() + host.size();
    const auto parsed = std::from_chars(host.data() + node_host.size(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end || number < 0) return std::nullopt;
    return NodeId(number);
}

template <class Io>
void host(Io& io, typename Io::template Of<NodeId>& node) {
    std::string text;
    if constexpr (!Io::reading) text = host_of(node);
    io.fields(text);
    if constexpr (Io::reading) {
        const auto found = node_of(text);
        if (!found) io.fail("a host that is no process of the world");
        node = found.value_or(no_node);
    }
}

template <class Io>
void port(Io& io, const NodeId& node) {
    io.uncarried(std::int32_t{node == no_node ? -1 : 9092});
}

template <class Io>
void endpoint(Io& io, typename Io::template Of<BrokerEndpoint>& broker) {
    io.fields(broker.broker);
    host(io, broker.node);
    port(io, broker.node);
}

// One batch after the other, as in a segment file.
template <class Io>
void batches(Io& io, typename Io::template Of<std::vector<Ref<const RecordBatch>>>& all) {
    if constexpr (Io::reading) {
        std::string_view bytes = io.read_blob();
        while (!bytes.empty()) {
            DecodedBatch decoded = decode_batch(bytes, io.compressors());
            if (decoded.error != ErrorCode::none) {
                io.fail("bytes that are no record batch");
                return;
            }
            all.push_back(std::move(decoded.batch));
            bytes.remove_prefix(decoded.size_in_bytes);
        }
    } else {
        std::string bytes;
        for (const auto& batch : all) bytes += encode_batch(*batch);
        io.write_blob(bytes);
    }
}

// Exactly one, as KIP-98 demands of a produce request; or one message set, as before.
template <class Io>
void one_batch(Io& io, typename Io::template Of<Ref<const RecordBatch>>& batch) {
    if constexpr (Io::reading) {
        std::vector<Ref<const RecordBatch>> all;
        batches(io, all);
        if (all.size() > 1) all = {joined_messages(all)};
        if (all.size() != 1 || !all.front()) {
            io.fail("a partition of a produce request has exactly one batch");
            return;
        }
        batch = std::move(all.front());
    } else {
        io.write_blob(encode_batch(*batch));
    }
}

}  // namespace kscope
