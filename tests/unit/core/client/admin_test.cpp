#include "core/client/admin.h"

#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE("admin: asks the controller, and again until enough brokers are up", "[client]") {
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    spec.request_timeout = Duration::seconds(30);
    spec.retry_backoff = Duration::millis(100);
    spec.topics = {NewTopic{"click", 3, 3, {}, {}}};
    Harness<Admin> run{Admin(spec)};
    run.boot();
    run.run_until(Duration::seconds(1));
    run.tell(cluster({}));
    const Request create = run.take<CreateTopicsRequest>();
    CHECK(create.peer == NodeId(101));
    run.answer(create, CreateTopicsResponse{
                           {{"click", ErrorCode::invalid_replication_factor, "only 1 broker"}}});
    CHECK_FALSE(run.client.idle());
    run.run_until(Duration::seconds(2));
    run.answer(run.take<CreateTopicsRequest>(), CreateTopicsResponse{{{"click"}}});
    CHECK(run.client.idle());
    CHECK(run.client.results()[0].attempts == 2);
    CHECK(run.client.results()[0].error == ErrorCode::none);
}
