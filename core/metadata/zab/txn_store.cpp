#include "core/metadata/zab/txn_store.h"

#include <algorithm>
#include <charconv>

#include "core/base/check.h"
#include "core/metadata/zookeeper/text_record.h"

namespace kscope {
namespace {

constexpr std::string_view log_prefix = "version-2/log.";
constexpr std::string_view snapshot_prefix = "version-2/snapshot.";
constexpr const char* accepted_epoch_file = "version-2/acceptedEpoch";
constexpr const char* current_epoch_file = "version-2/currentEpoch";

std::string name_with(std::string_view prefix, Zxid zxid) {
    return std::string(prefix) + to_hex(zxid.value()).substr(2);
}

// The zxid in a file's name; none if it is another kind of file.
std::optional<Zxid> zxid_in(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    std::int64_t zxid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), zxid, 16);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) return std::nullopt;
    return Zxid(zxid);
}

std::string encode(const ZabTransaction& t) {
    std::string out;
    put_number(out, t.session.value());
    put_number(out, t.cxid.value());
    put_number(out, t.zxid.value());
    put_number(out, static_cast<std::int64_t>(t.operation.index()));
    if (const auto* opened = std::get_if<ZabOpenSession>(&t.operation)) {
        put_number(out, opened->timeout.count());
        put_number(out, opened->client.value());
    } else if (const auto* written = std::get_if<ZabWrites>(&t.operation)) {
        put_number(out, static_cast<std::int64_t>(written->writes.size()));
        for (const ZkWrite& write : written->writes) put_write(out, write);
    } else if (const auto* failed = std::get_if<ZabFailure>(&t.operation)) {
        put_number(out, static_cast<std::int64_t>(failed->error));
    }
    return sealed(out);
}

ZabOperation read_operation(TextReader& in, std::int64_t kind) {
    if (kind == 0) {
        const Duration timeout = Duration::nanos(in.number());
        return ZabOpenSession{timeout, NodeId(in.small())};
    }
    if (kind == 1) return ZabCloseSession{};
    if (kind == 3) return ZabFailure{static_cast<ZkError>(in.small())};
    if (kind != 2) in.good = false;
    ZabWrites written;
    for (std::int64_t left = in.number(); left > 0 && in.good; --left) {
        written.writes.push_back(in.write());
    }
    return written;
}

std::optional<ZabTransaction> decode(const Extent& extent) {
    const auto* bytes = std::get_if<Bytes>(&extent);
    const auto payload = bytes == nullptr ? std::nullopt : unsealed(bytes->view());
    if (!payload) return std::nullopt;
    TextReader in{*payload};
    ZabTransaction t;
    t.session = SessionId(in.number());
    t.cxid = CorrelationId(in.small());
    t.zxid = Zxid(in.number());
    t.operation = read_operation(in, in.number());
    if (!in.good) return std::nullopt;
    return t;
}

// A small file, whole or not at all.
void write_whole(const std::string& name, std::string_view content, Output& out) {
    const std::string aside = name + ".tmp";
    out.effects.emplace_back(DiskDelete{aside});
    out.effects.emplace_back(DiskWrite{aside, Bytes(content)});
    out.effects.emplace_back(DiskRename{aside, name});
}

std::optional<std::string_view> content_of(const StoredFile& file) {
    if (file.extents.size() != 1) return std::nullopt;
    const auto* bytes = std::get_if<Bytes>(&file.extents.front());
    return bytes == nullptr ? std::nullopt : std::optional(bytes->view());
}

ZabEpoch epoch_in(const StoredFile& file) {
    const std::string_view text = content_of(file).value_or("0");
    std::int32_t epoch = 0;
    std::from_chars(text.data(), text.data() + text.size(), epoch);
    return ZabEpoch(epoch);
}

}  // namespace

ZkDatabase TxnStore::recover(const std::vector<StoredFile>& files, Output& out) {
    read_snapshot(files);
    std::vector<std::pair<Zxid, const StoredFile*>> logs;
    for (const StoredFile& file : files) {
        if (const auto zxid = zxid_in(file.name, log_prefix)) logs.emplace_back(*zxid, &file);
        if (file.name == accepted_epoch_file) accepted_epoch_ = epoch_in(file);
        if (file.name == current_epoch_file) current_epoch_ = epoch_in(file);
    }
    std::sort(logs.begin(), logs.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [zxid, file] : logs) read_log(*file, out);
    // What a killed process had written to the last file may be in the page cache only.
    if (!files_.empty()) appended_ = files_.back().records.size();
    return reload();
}

void TxnStore::read_snapshot(const std::vector<StoredFile>& files) {
    for (const StoredFile& file : files) {
        const auto zxid = zxid_in(file.name, snapshot_prefix);
        const auto text = content_of(file);
        if (!zxid || !text) continue;
        auto database = ZkDatabase::decode(*text);
        if (!database || (!snapshot_name_.empty() && *zxid < snapshot_.last_processed())) continue;
        snapshot_ = std::move(*database);
        snapshot_name_ = file.name;
    }
}

void TxnStore::read_log(const StoredFile& file, Output& out) {
    LogFile log{file.name, {}};
    // What is older than the snapshot may stand in the log still.
    Zxid last = last_recorded();
    for (const Extent& extent : file.extents) {
        auto transaction = decode(extent);
        if (!transaction || transaction->zxid <= last) break;
        last = transaction->zxid;
        log.records.push_back(make_message(ZabProposal{std::move(*transaction)}));
    }
    if (log.records.size() < file.extents.size()) {
        out.effects.emplace_back(DiskTruncate{file.name, log.records.size()});
    }
    files_.push_back(std::move(log));
}

ZkDatabase TxnStore::reload() const {
    ZkDatabase database = snapshot_;
    fast_forward(database);
    return database;
}

void TxnStore::fast_forward(ZkDatabase& database) const {
    for (const LogFile& file : files_) {
        for (const auto& record : file.records) {
            if (transaction_of(record).zxid > database.last_processed()) database.apply(record);
        }
    }
}

void TxnStore::append(const Ref<const Message>& proposal, Output& out) {
    const ZabTransaction& transaction = transaction_of(proposal);
    KSCOPE_CHECK(transaction.zxid > last_logged(), "the log grows at its end");
    if (files_.empty()) files_.push_back({name_with(log_prefix, transaction.zxid), {}});
    out.effects.emplace_back(DiskWrite{files_.back().name, Bytes(encode(transaction))});
    files_.back().records.push_back(proposal);
    ++appended_;
}

// The token is how many records it makes durable.
void TxnStore::flush(Output& out) {
    if (asked_ == appended_) return;
    asked_ = appended_;
    out.effects.emplace_back(DiskFlush{files_.back().name, asked_});
}

void TxnStore::on_flushed(std::uint64_t token) { flushed_ = std::max(flushed_, token); }

Zxid TxnStore::last_logged() const { return std::max(last_recorded(), snapshot_.last_processed()); }

Zxid TxnStore::last_recorded() const {
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
        if (!file->records.empty()) return transaction_of(file->records.back()).zxid;
    }
    return Zxid(0);
}

Zxid TxnStore::flushed() const {
    std::uint64_t loose = appended_ - flushed_;
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
        if (loose < file->records.size()) {
            return transaction_of(file->records[file->records.size() - 1 - loose]).zxid;
        }
        loose -= file->records.size();
    }
    return snapshot_.last_processed();
}

bool TxnStore::truncate(Zxid last, Output& out) {
    KSCOPE_CHECK(clean(), "only a log that is flushed is cut");
    if (last < snapshot_.last_processed()) return false;
    while (!files_.empty()) {
        LogFile& file = files_.back();
        auto& records = file.records;
        while (!records.empty() && transaction_of(records.back()).zxid > last) records.pop_back();
        if (!records.empty()) {
            out.effects.emplace_back(DiskTruncate{file.name, records.size()});
            break;
        }
        out.effects.emplace_back(DiskDelete{file.name});
        files_.pop_back();
    }
    return true;
}

void TxnStore::write_snapshot(Output& out) {
    const std::string old = snapshot_name_;
    snapshot_name_ = name_with(snapshot_prefix, snapshot_.last_processed());
    write_whole(snapshot_name_, snapshot_.encode(), out);
    if (!old.empty() && old != snapshot_name_) out.effects.emplace_back(DiskDelete{old});
}

// The next transaction begins another file; a file whose transactions are all in the snapshot goes.
void TxnStore::take_snapshot(const ZkDatabase& database, Output& out) {
    KSCOPE_CHECK(clean(), "a file of the log ends with what is flushed");
    snapshot_ = database;
    write_snapshot(out);
    while (!files_.empty() &&
           (files_.front().records.empty() ||
            transaction_of(files_.front().records.back()).zxid <= snapshot_.last_processed())) {
        out.effects.emplace_back(DiskDelete{files_.front().name});
        files_.erase(files_.begin());
    }
    if (!files_.empty() && !files_.back().records.empty()) {
        files_.push_back({name_with(log_prefix, last_logged().next()), {}});
    }
}

void TxnStore::install_snapshot(const ZkDatabase& database, Output& out) {
    KSCOPE_CHECK(clean(), "nothing is on its way to the disk");
    snapshot_ = database;
    write_snapshot(out);
    for (const LogFile& file : files_) out.effects.emplace_back(DiskDelete{file.name});
    files_.clear();
}

std::size_t TxnStore::logged_since_snapshot() const {
    std::size_t records = 0;
    for (const LogFile& file : files_) {
        const auto beyond = std::partition_point(
            file.records.begin(), file.records.end(), [&](const Ref<const Message>& record) {
                return transaction_of(record).zxid <= snapshot_.last_processed();
            });
        records += static_cast<std::size_t>(file.records.end() - beyond);
    }
    return records;
}

void TxnStore::set_accepted_epoch(ZabEpoch epoch, Output& out) {
    accepted_epoch_ = epoch;
    write_whole(accepted_epoch_file, std::to_string(epoch.value()), out);
}

void TxnStore::set_current_epoch(ZabEpoch epoch, Output& out) {
    current_epoch_ = epoch;
    write_whole(current_epoch_file, std::to_string(epoch.value()), out);
}

void TxnStore::digest(Digest& d) const {
    digest_into(d, accepted_epoch_);
    digest_into(d, current_epoch_);
    digest_into(d, snapshot_.last_processed());
    digest_into(d, last_logged());
    d.add(appended_);
    d.add(asked_);
    d.add(flushed_);
}

void TxnStore::check_invariants() const {
    KSCOPE_CHECK(flushed_ <= asked_ && asked_ <= appended_);
    Zxid last{0};
    for (const LogFile& file : files_) {
        if (file.records.empty()) continue;
        KSCOPE_CHECK(transaction_of(file.records.front()).zxid > last, "zxids rise");
        last = transaction_of(file.records.back()).zxid;
    }
}

}  // namespace kscope
