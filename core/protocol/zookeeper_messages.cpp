#include "core/protocol/zookeeper_messages.h"

namespace kscope {

const char* name_of(ZkError error) {
    switch (error) {
        case ZkError::ok: return "OK";
        case ZkError::no_such_node: return "NONODE";
        case ZkError::bad_version: return "BADVERSION";
        case ZkError::no_children_for_ephemerals: return "NOCHILDRENFOREPHEMERALS";
        case ZkError::node_exists: return "NODEEXISTS";
        case ZkError::not_empty: return "NOTEMPTY";
        case ZkError::session_expired: return "SESSIONEXPIRED";
        case ZkError::session_moved: return "SESSIONMOVED";
    }
    return "UNKNOWN";
}

}  // namespace kscope
