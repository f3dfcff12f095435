#include "core/metadata/zab/zk_database.h"

#include "core/base/check.h"
#include "core/metadata/zookeeper/text_record.h"

namespace kscope {

ZnodeTree::Outcome ZkDatabase::apply(const Ref<const Message>& proposal) {
    const ZabTransaction& transaction = transaction_of(proposal);
    KSCOPE_CHECK(transaction.zxid > last_processed_, "transactions come in the order of zxids");
    last_processed_ = transaction.zxid;
    committed_log_.push_back(proposal);
    if (committed_log_.size() > committed_log_max) committed_log_.pop_front();
    ZnodeTree::Outcome outcome;
    if (const auto* opened = std::get_if<ZabOpenSession>(&transaction.operation)) {
        sessions_.set(transaction.session, Session{opened->timeout, opened->client});
    } else if (std::holds_alternative<ZabCloseSession>(transaction.operation)) {
        std::vector<ZkWrite> writes;
        for (std::string& path : tree_->ephemerals_of(transaction.session)) {
            writes.emplace_back(ZkDelete{std::move(path), any_version});
        }
        if (!writes.empty()) {
            outcome = tree_.edit().apply(writes, transaction.session, transaction.zxid);
        }
        sessions_.erase(transaction.session);
    } else if (const auto* written = std::get_if<ZabWrites>(&transaction.operation)) {
        outcome = tree_.edit().apply(written->writes, transaction.session, transaction.zxid);
    } else {
        outcome.error = std::get<ZabFailure>(transaction.operation).error;
    }
    return outcome;
}

std::string ZkDatabase::encode() const {
    std::string out;
    put_number(out, last_processed_.value());
    put_number(out, static_cast<std::int64_t>(sessions_.size()));
    for (const auto& [id, session] : sessions_) {
        put_number(out, id.value());
        put_number(out, session.timeout.count());
        put_number(out, session.client.value());
    }
    put_number(out, static_cast<std::int64_t>(tree_->nodes().size()));
    for (const auto& [path, node] : tree_->nodes()) {
        put_text(out, path);
        put_text(out, node.data);
        put_number(out, node.stat.czxid.value());
        put_number(out, node.stat.mzxid.value());
        put_number(out, node.stat.pzxid.value());
        put_number(out, node.stat.version);
        put_number(out, node.stat.ephemeral_owner.value());
        put_number(out, node.next_sequence);
    }
    return sealed(out);
}

std::optional<ZkDatabase> ZkDatabase::decode(std::string_view text) {
    const auto payload = unsealed(text);
    if (!payload) return std::nullopt;
    TextReader in{*payload};
    ZkDatabase database;
    database.last_processed_ = Zxid(in.number());
    for (std::int64_t left = in.number(); left > 0 && in.good; --left) {
        const SessionId id(in.number());
        const Duration timeout = Duration::nanos(in.number());
        database.sessions_.set(id, Session{timeout, NodeId(in.small())});
    }
    std::map<std::string, Znode> nodes;
    for (std::int64_t left = in.number(); left > 0 && in.good; --left) {
        Znode& node = nodes[std::string(in.text())];
        node.data = std::string(in.text());
        node.stat.czxid = Zxid(in.number());
        node.stat.mzxid = Zxid(in.number());
        node.stat.pzxid = Zxid(in.number());
        node.stat.version = in.small();
        node.stat.ephemeral_owner = SessionId(in.number());
        node.next_sequence = in.small();
    }
    if (!in.good) return std::nullopt;
    database.tree_ = Cow<ZnodeTree>(ZnodeTree(std::move(nodes)));
    return database;
}

void ZkDatabase::digest(Digest& d) const {
    tree_->digest(d);
    d.add(sessions_.size());
    for (const auto& [id, session] : sessions_) {
        digest_into(d, id);
        digest_into(d, session.timeout);
        digest_into(d, session.client);
    }
}

void ZkDatabase::check_invariants() const {
    tree_->check_invariants();
    for (const auto& [path, node] : tree_->nodes()) {
        const SessionId owner = node.stat.ephemeral_owner;
        KSCOPE_CHECK(owner == SessionId{0} || sessions_.contains(owner),
                     "an ephemeral znode outlived its session");
    }
}

}  // namespace kscope
