// The check macro. A failed check is a fault of kscope itself, never of the scenario: it throws
// CheckFailure, which the command line turns into exit code 3 and the window into a banner.
// Checks stay on in every build. Operating errors are values (see core/protocol/error_code.h).
#pragma once

#include <stdexcept>
#include <string>

namespace kscope {

class CheckFailure : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               const std::string& detail);

}  // namespace kscope

#define KSCOPE_CHECK(condition, ...)                                                          \
    do {                                                                                      \
        if (!(condition)) [[unlikely]] {                                                      \
            ::kscope::check_failed(#condition, __FILE__, __LINE__, std::string{__VA_ARGS__}); \
        }                                                                                     \
    } while (false)
