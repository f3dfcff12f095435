// `--set PATH=VALUE`: changes a scenario's Tree before it is loaded, so that an override passes the
// same checks as the file. PATH is dotted. In a map the longest run of words that is a key there is
// taken; below `config` all that remains is one key of Kafka's. A topic, producer, group or
// consumer that is not there is set as a whole or not at all. In a list a number is the place from
// 0, or, where the items have an `id`, that id ("b2" is the same as 2). VALUE is YAML.
#pragma once

#include "sim/scenario/tree.h"

namespace kscope::sim {

// Throws BadInput with the place "--set PATH=VALUE".
void apply_override(Tree& root, const std::string& path_and_value);

}  // namespace kscope::sim
