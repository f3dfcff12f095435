// The door to libFuzzer: one executable a target, named at compile time.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const kscope::fuzz::Target target = [] {
        for (const kscope::fuzz::Target& t : kscope::fuzz::targets()) {
            if (t.name == KSCOPE_FUZZ_TARGET) return t;
        }
        return kscope::fuzz::Target{};
    }();
    target.run({reinterpret_cast<const char*>(data), size});
    return 0;
}
