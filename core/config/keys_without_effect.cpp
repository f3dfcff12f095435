// Keys that are taken as Kafka takes them, and change nothing here: a broker of the simulation has
// no threads, buffers or sockets of its own (KafkaConfig, LogConfig and CleanerConfig, 3.9).
#include "core/config/config_table.h"

namespace kscope::config_table {

std::vector<Row<BrokerConfig>> rows_without_effect() {
    using B = BrokerConfig;
    return {
        {"num.network.threads", integer, "3", "threads that read requests; without effect",
         &B::num_network_threads, 1},
        {"num.io.threads", integer, "8", "threads that handle requests; without effect",
         &B::num_io_threads, 1},
        {"num.replica.fetchers", integer, "1",
         "threads that fetch from each other broker; without effect", &B::num_replica_fetchers},
        {"num.recovery.threads.per.data.dir", integer, "2",
         "threads that load the logs of a directory; without effect",
         &B::num_recovery_threads_per_data_dir, 1},
        {"socket.request.max.bytes", bytes, "104857600", "largest request; without effect",
         &B::socket_request_max_bytes, 1},
        {"connections.max.idle.ms", long_ms, "600000",
         "how long an unused connection stays open; without effect", &B::connections_max_idle},
        {"max.connections", integer, "2147483647", "most connections of a broker; without effect",
         &B::max_connections, 0},
        {"max.connections.per.ip", integer, "2147483647",
         "most connections of an address; without effect", &B::max_connections_per_ip, 0},
        {"log.cleaner.threads", integer, "1", "threads that compact logs; without effect",
         &B::log_cleaner_threads, 0},
        {"log.cleaner.dedupe.buffer.size", long_bytes, "134217728",
         "what the cleaner remembers keys in; without effect", &B::log_cleaner_dedupe_buffer_size},
        {"log.cleaner.io.buffer.size", bytes, "524288",
         "what the cleaner reads and writes with; without effect", &B::log_cleaner_io_buffer_size,
         0},
        {"log.cleaner.io.buffer.load.factor", ConfigType::real, "0.9",
         "how full what it remembers keys in may be; without effect",
         &B::log_cleaner_io_buffer_load_factor},
        {"initial.broker.registration.timeout.ms", ms, "60000",
         "how long a broker tries to register before it gives up; without effect (KRaft)",
         &B::initial_broker_registration_timeout},
        {"metadata.log.max.record.bytes.between.snapshots", long_bytes, "20971520",
         "size of the metadata log above which it is made shorter; without effect",
         &B::metadata_log_max_record_bytes_between_snapshots, 1},
    };
}

}  // namespace kscope::config_table
