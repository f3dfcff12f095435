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
    : cluster_(cluster), place_(std::move(place)) {
    if (cluster_.has_kraft()) cluster_.advance(start_of_process);
    AdminSpec spec;
    spec.bootstrap_servers = std::move(bootstrap);
    spec.request_timeout = Duration::seconds(30);
    spec.retry_backoff = Duration::millis(100);
    spec.retry_backoff_grows = cluster_.broker_defaults().features.retry_backoff_grows;
    const std::uint32_t life = cluster_.world().status(cluster_.tool()).incarnation + 1;
    cluster_.launch(cluster_.tool(), std::move(spec));
    cluster_.wait([&] { return cluster_.world().status(cluster_.tool()).incarnation == life; },
                  api_timeout);
}

AdminTool::~AdminTool() { cluster_.apply(Kill{cluster_.tool(), CrashKind::process}); }

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
