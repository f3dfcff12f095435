#include "core/base/check.h"

namespace kscope {

void check_failed(const char* condition, const char* file, int line, const std::string& detail) {
    // Only the repository-relative part: a message must not depend on where the tree was built.
    std::string path = file;
    for (const char* root : {"core/", "sim/", "gui/", "tests/"}) {
        if (const auto at = path.rfind(root); at != std::string::npos) {
            path = path.substr(at);
            break;
        }
    }
    throw CheckFailure(path + ":" + std::to_string(line) + ": check failed: " + condition +
                       (detail.empty() ? "" : " (" + detail + ")"));
}

}  // namespace kscope
