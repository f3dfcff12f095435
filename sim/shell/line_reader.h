// LineReader: lines as records, as the console producer reads them: with --property parse.key,
// parse.headers, their separators and null.marker
// (org.apache.kafka.tools.LineMessageReader).
#pragma once

#include <string>
#include <vector>

#include "core/border/command.h"
#include "sim/shell/options.h"

namespace kscope::sim {

class LineReader {
public:
    // Throws BadInput for a property that the reader does not know, or separators that are equal.
    LineReader(std::string topic, const std::vector<Word>& properties);

    // `number` from 1. Throws BadInput as Kafka says it.
    [[nodiscard]] SendRecord read(const std::string& line, int number, const Place& place) const;

private:
    struct Cut {
        bool found = false;
        std::string text;
    };
    Cut cut(bool enabled, std::string& line, const std::string& separator, const char* name,
            int number, const Place& place) const;
    [[nodiscard]] std::vector<RecordHeader> headers_of(const std::string& text, int number,
                                                       const Place& place) const;
    [[nodiscard]] std::optional<Bytes> bytes_of(const std::string& text) const;

    std::string topic_;
    bool parse_key_ = false;
    bool parse_headers_ = false;
    bool ignore_error_ = false;
    std::string key_separator_ = "\t";
    std::string headers_delimiter_ = "\t";
    std::string headers_separator_ = ",";
    std::string headers_key_separator_ = ":";
    std::optional<std::string> null_marker_;
};

}  // namespace kscope::sim
