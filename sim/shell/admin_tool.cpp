#include "sim/shell/admin_tool.h"

#include "core/client/admin.h"
#include "core/node/node.h"

namespace kscope::sim {

namespace {

constexpr Duration api_timeout = Duration::seconds(60);  // default.api.timeout.ms
// With KRaft a request is answered when it is committed, and brokers learn of it later, when they
// fetch. Nobody sees that who waits for a tool's Java process to start.
constexpr Duration start_of_process = Duration::millis(500);

}  // namespace

AdminTool::AdminTool(Cluster& cluster, std::vector<NodeId> bootstrap, Place place)
    : cluster_(cluster), bootstrap_(std::move(bootstrap)), place_(std::move(place)) {
    if (cluster_.has_kraft()) cluster_.advance(start_of_process);
    start();
}

void AdminTool::start() {
    AdminSpec spec;
    spec.bootstrap_servers = bootstrap_;
    spec.request_timeout = Duration::seconds(30);
    spec.retry_backoff = Duration::millis(100);
    spec.retry_backoff_grows = cluster_.broker_defaults().features.retry_backoff_grows;
    const std::uint32_t life = cluster_.world().status(cluster_.tool()).incarnation + 1;
    cluster_.launch(cluster_.tool(), std::move(spec));
    cluster_.wait([&] { return cluster_.world().status(cluster_.tool()).incarnation == life; },
                  api_timeout);
}

AdminTool::~AdminTool() { cluster_.apply(Kill{cluster_.tool(), CrashKind::process}); }

std::string AdminTool::contact(NodeId node, Duration request_timeout) {
    const EventId before = cluster_.world().last_event();
    const MetadataRequest about_no_topic{std::vector<std::string>{}, false};
    cluster_.apply(GiveCommand{cluster_.tool(), AskBroker{make_message(about_no_topic), "", node}});
    const std::size_t mine = asked_++;
    bool connected = false;
    bool lost = false;
    const bool ended = cluster_.wait(
        [&] {
            const auto& results = cluster_.world().node(cluster_.tool()).get_if<Admin>()->results();
            const EventRecord& last = cluster_.world().last();
            const bool of_tool = last.id > before && last.node == cluster_.tool();
            if (of_tool && last.fate == Fate::delivered) {
                connected = connected || last.kind == EventKind::connected;
                lost = lost || last.kind == EventKind::peer_lost;
            }
            return lost || (results.size() > mine && results[mine].done);
        },
        request_timeout);
    if (ended && !lost) return "";
    // The client would ask again; this tool does not, and goes on with others.
    cluster_.apply(Kill{cluster_.tool(), CrashKind::process});
    asked_ = 0;
    start();
    if (lost || connected) return "DisconnectException";
    return "TimeoutException: Failed to send request after " +
           std::to_string(request_timeout.to_millis()) + " ms.";
}

Ref<const Message> AdminTool::ask(Command command, const char* call) {
    cluster_.apply(GiveCommand{cluster_.tool(), std::move(command)});
    const std::size_t mine = asked_++;
    const auto admin = [&] { return cluster_.world().node(cluster_.tool()).get_if<Admin>(); };
    const bool done = cluster_.wait(
        [&] { return admin()->results().size() > mine && admin()->results()[mine].done; },
        api_timeout);
    if (!done) {
        throw BadInput(place_,
                       std::string("TimeoutException: Timed out waiting for a node assignment. "
                                   "Call: ") +
                           call,
                       "see status: a broker that the tool may ask must be up, and one of them the "
                       "controller");
    }
    return admin()->results()[mine].response;
}

}  // namespace kscope::sim
