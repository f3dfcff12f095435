// Fuzz targets: each takes any bytes and must come back. A wrong answer fails a check; a read
// beyond the bytes is found by the sanitizers. None keeps anything from one call to the next.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kscope::fuzz {

// decode_batch, and the views of batch_header.h and record_view.h.
void batch_decoder(std::string_view input);
// The input is a kind of file, flags, and two files.
void dump_log(std::string_view input);
// The input is two segments and an epoch checkpoint.
void recovery(std::string_view input);
// The text of a scenario file.
void scenario(std::string_view input);

// The text of a properties file.
void properties(std::string_view input);

struct Target {
    std::string name;
    void (*run)(std::string_view);
    int rounds = 0;  // how many mutations of each file of its corpus are tried in every build
};
const std::vector<Target>& targets();

// Sets the CRC of every v2 batch whose length fits, so that mutations get behind the CRC.
std::string with_right_crcs(std::string bytes);

}  // namespace kscope::fuzz
