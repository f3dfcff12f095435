// DescribeLogDirs (35) and DescribeCluster (60) on the wire, in the versions of 3.9. Disks are
// without bounds here: their sizes are unknown (-1).
#pragma once

#include "core/protocol/describe_cluster_messages.h"
#include "core/protocol/wire/metadata.h"

namespace kscope {

constexpr WireVersion version_of(WireType<DescribeLogDirsRequest>) { return {4, 2}; }
constexpr WireVersion version_of(WireType<DescribeLogDirsResponse>) { return {4, 2}; }
constexpr WireVersion version_of(WireType<DescribeClusterRequest>) { return {1, 0}; }
constexpr WireVersion version_of(WireType<DescribeClusterResponse>) { return {1, 0}; }

inline constexpr std::int8_t endpoints_of_brokers = 1;

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeLogDirsRequest>& m) {
    if constexpr (Io::reading) {
        if (!io.skip_null_list()) m.partitions.emplace();
    } else if (!m.partitions) {
        io.null_elements();
    }
    if (m.partitions) partitions_by_topic(io, *m.partitions);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeLogDirsResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.uncarried(std::int16_t{0});  // error
    io.array(m.log_dirs, [](auto& part, auto& dir) {
        part.fields(dir.error, dir.log_dir);
        by_topic(part, dir.logs, [](auto& each, auto& log) {
            each.fields(log.tp.partition, log.size, log.offset_lag);
            each.uncarried(false);  // a future log
            each.tags();
        });
        part.uncarried(std::int64_t{-1});  // total bytes
        part.uncarried(std::int64_t{-1});  // usable bytes
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeClusterRequest>&) {
    io.uncarried(false);  // include authorized operations
    io.uncarried(endpoints_of_brokers);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<DescribeClusterResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    io.nullable_string(m.message);
    io.uncarried(endpoints_of_brokers);
    io.fields(m.cluster_id, m.controller);
    io.array(m.brokers, [](auto& part, auto& broker) {
        endpoint(part, broker.endpoint);
        part.nullable_string(broker.rack);
        part.tags();
    });
    io.uncarried(no_operations);
    io.tags();
}

}  // namespace kscope
