// FileFlaw: how the readers of this folder say that a file is not as Kafka would have written it.
// They never throw and never fail a check for one: a file may hold anything.
#pragma once

#include <cstddef>
#include <string>

namespace kscope {

// No `what`: nothing is wrong.
struct FileFlaw {
    std::size_t position = 0;  // byte in the file
    std::string what;
    explicit operator bool() const { return !what.empty(); }
};

}  // namespace kscope
