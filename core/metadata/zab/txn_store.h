// TxnStore: what a server of an ensemble keeps on its disk: the log of transactions, snapshots of
// the database, and the two epochs. A record may be shown to others only when it is flushed; the
// epochs and a snapshot are durable at once (each is written aside and renamed). A torn record ends
// the log. Older files go when a snapshot has made them superfluous.
// Files: version-2/log.<zxid>, snapshot.<zxid>, acceptedEpoch, currentEpoch.
// Rules: org.apache.zookeeper.server.persistence.FileTxnSnapLog and FileTxnLog, 3.8.
#pragma once

#include "core/border/border.h"
#include "core/metadata/zab/zk_database.h"

namespace kscope {

class TxnStore {
public:
    // At Boot. The database holds all that the log has, committed or not. It is clean() only after
    // the next flush: a process that was killed may not have come to its own.
    ZkDatabase recover(const std::vector<StoredFile>& files, Output& out);
    // The same again from memory: what a restart would find.
    [[nodiscard]] ZkDatabase reload() const;
    // What the log has beyond the database, committed or not.
    void fast_forward(ZkDatabase& database) const;

    // ---- the log
    void append(const Ref<const Message>& proposal, Output& out);
    // Asks for a flush if there is something to flush; done when clean().
    void flush(Output& out);
    void on_flushed(std::uint64_t token);
    [[nodiscard]] bool clean() const { return flushed_ == appended_; }
    [[nodiscard]] Zxid last_logged() const;
    // The last that is flushed.
    [[nodiscard]] Zxid flushed() const;
    // Keeps what is up to this zxid. False: a snapshot has more than that.
    bool truncate(Zxid last, Output& out);

    // ---- snapshots
    // Of a database that lags behind the log at most.
    void take_snapshot(const ZkDatabase& database, Output& out);
    // In place of all there was.
    void install_snapshot(const ZkDatabase& database, Output& out);
    [[nodiscard]] std::size_t logged_since_snapshot() const;

    // ---- epochs
    [[nodiscard]] ZabEpoch accepted_epoch() const { return accepted_epoch_; }
    [[nodiscard]] ZabEpoch current_epoch() const { return current_epoch_; }
    void set_accepted_epoch(ZabEpoch epoch, Output& out);
    void set_accepted_epoch_unwritten(ZabEpoch epoch) { accepted_epoch_ = epoch; }
    void set_current_epoch(ZabEpoch epoch, Output& out);

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    struct LogFile {
        std::string name;
        std::vector<Ref<const Message>> records;
    };

    void read_snapshot(const std::vector<StoredFile>& files);
    void read_log(const StoredFile& file, Output& out);
    void write_snapshot(Output& out);
    [[nodiscard]] Zxid last_recorded() const;  // 0: the log is empty

    ZabEpoch accepted_epoch_{0};
    ZabEpoch current_epoch_{0};
    ZkDatabase snapshot_;         // where the log begins
    std::string snapshot_name_;   // empty: there is none
    std::vector<LogFile> files_;  // Invariant: zxids rise; only the last is written to
    std::uint64_t appended_ = 0;  // records in this life
    std::uint64_t asked_ = 0;     // of them, asked to be flushed
    std::uint64_t flushed_ = 0;   // of them, flushed
};

}  // namespace kscope
