#include "sim/shell/client_options.h"

#include <algorithm>

namespace kscope::sim {

bool is_without_effect(const std::string& client_key) {
    static const std::vector<std::string> keys{
        "bootstrap.servers",  "key.serializer",    "value.serializer",  "key.deserializer",
        "value.deserializer", "security.protocol", "send.buffer.bytes", "receive.buffer.bytes"};
    return std::find(keys.begin(), keys.end(), client_key) != keys.end();
}

}  // namespace kscope::sim
