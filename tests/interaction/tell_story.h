// Tells a story: runs its commands on a cluster of their own and puts what they print in the place
// of what the text has. Equal text, equal result: everything comes from the scenario's seed.
#pragma once

#include <string>

namespace kscope::interaction {

// Throws sim::BadInput with file:line:column for a text that is no story, an unknown command, a bad
// argument, and where a law of the cluster is broken.
std::string tell_story(const std::string& text, const std::string& name);

}  // namespace kscope::interaction
