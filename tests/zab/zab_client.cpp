#include "tests/zab/zab_client.h"

#include <algorithm>

namespace kscope::test {

namespace {

enum Ask : std::uint16_t { make_root, make_ephemeral, set_number, get_number, look_again };

ZkToken token(Ask ask) { return {0, ask, 0}; }

}  // namespace

std::string ZabClient::path(const char* root) const {
    return root + std::to_string(ids_.self.value());
}

void ZabClient::step(const Now& now, const Input& input, Output& out) {
    if (const auto* boot = std::get_if<Boot>(&input)) {
        ids_ = {boot->self, boot->incarnation, 0};
        session_.open(now, ids_, boot->rng.fork("session"), out);
        return;
    }
    std::vector<ZkEvent> events;
    session_.handle(now, input, ids_, out, events);
    for (const ZkEvent& event : events) on_event(now, event, out);
    if (now.monotonic >= write_at_) write(now, out);
}

void ZabClient::on_event(const Now& now, const ZkEvent& event, Output& out) {
    if (const auto* established = std::get_if<ZkEstablished>(&event)) {
        if (established->resumed && session_.server() != last_server_) ++moves_;
        last_server_ = session_.server();
        // What was not answered goes again to this server.
        sent_to_ = no_node;
        if (established->resumed) {
            if (written_ > 0) {
                session_.submit(now, token(look_again), ZkGetData{path("/n"), false}, out);
            }
            return;
        }
        ++sessions_;
        session_.submit(now, token(make_root), ZkCreate{path("/n"), "0", false, false}, out);
        session_.submit(now, token(make_ephemeral), ZkCreate{path("/e"), "", true, false}, out);
        write_at_ = now.monotonic + pause_;
    } else if (std::holds_alternative<ZkExpired>(event)) {
        write_at_ = Instant::never();
    } else if (const auto* completed = std::get_if<ZkCompleted>(&event)) {
        on_answer(now, *completed, out);
    }
}

void ZabClient::write(const Now& now, Output& out) {
    write_at_ = Instant::never();
    sent_at_ = now.monotonic;
    sent_to_ = session_.established() ? session_.server() : no_node;
    session_.submit(now, token(set_number),
                    ZkSetData{path("/n"), std::to_string(written_ + 1), any_version}, out);
}

void ZabClient::on_answer(const Now& now, const ZkCompleted& completed, Output& out) {
    if (sent_to_ == session_.server()) answered_[sent_to_] = {sent_at_, now.monotonic};
    if (completed.token.kind == set_number) {
        const auto* done = completed.response->get_if<ZkStatResponse>();
        if (done->error == ZkError::ok) {
            ++written_;
            sent_at_ = now.monotonic;
            sent_to_ = session_.server();
            session_.submit(now, token(get_number), ZkGetData{path("/n"), true}, out);
        } else {
            write_at_ = now.monotonic + pause_;
        }
    } else if (const auto* read = completed.response->get_if<ZkDataResponse>()) {
        if (read->data != std::to_string(written_)) {
            wrong_ = "ReadYourWrites: client " + std::to_string(ids_.self.value()) + " wrote " +
                     std::to_string(written_) + " and reads " + read->data;
        }
        if (completed.token.kind == get_number) write_at_ = now.monotonic + pause_;
    }
}

Instant ZabClient::next_deadline() const { return std::min(session_.next_deadline(), write_at_); }

void ZabClient::digest(Digest& d) const {
    session_.digest(d);
    digest_into(d, write_at_);
    digest_into(d, written_);
}

}  // namespace kscope::test
