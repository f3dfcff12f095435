#include "sim/shell/line_reader.h"

namespace kscope::sim {

namespace {

const std::vector<std::string>& known_properties() {
    static const std::vector<std::string> all{
        "headers.delimiter", "headers.key.separator", "headers.separator", "ignore.error",
        "key.separator",     "null.marker",           "parse.headers",     "parse.key"};
    return all;
}

// A shell hands "\t" on as two signs; bash's $'\t' is not ours.
std::string unescaped(const std::string& text) { return text == "\\t" ? "\t" : text; }

}  // namespace

LineReader::LineReader(std::string topic, const std::vector<Word>& properties)
    : topic_(std::move(topic)) {
    for (const Word& word : properties) {
        const KeyValue pair = key_value_of(word);
        const std::string value = unescaped(pair.value);
        if (pair.key == "parse.key") {
            parse_key_ = value == "true";
        } else if (pair.key == "parse.headers") {
            parse_headers_ = value == "true";
        } else if (pair.key == "ignore.error") {
            ignore_error_ = value == "true";
        } else if (pair.key == "key.separator") {
            key_separator_ = value;
        } else if (pair.key == "headers.delimiter") {
            headers_delimiter_ = value;
        } else if (pair.key == "headers.separator") {
            headers_separator_ = value;
        } else if (pair.key == "headers.key.separator") {
            headers_key_separator_ = value;
        } else if (pair.key == "null.marker") {
            null_marker_ = value;
        } else {
            throw BadInput(word.place, "the line reader has no property " + quoted(pair.key),
                           suggest(pair.key, known_properties()));
        }
        if (pair.value.empty()) {
            throw BadInput(word.place, quoted(pair.key) + " is empty", "give it a sign");
        }
    }
    if (headers_delimiter_ == headers_separator_ || headers_separator_ == headers_key_separator_ ||
        headers_delimiter_ == headers_key_separator_) {
        throw BadInput(properties.front().place,
                       "KafkaException: headers.delimiter, headers.separator and "
                       "headers.key.separator may not be equal",
                       "give each another sign");
    }
}

LineReader::Cut LineReader::cut(bool enabled, std::string& line, const std::string& separator,
                                const char* name, int number, const Place& place) const {
    if (!enabled) return {};
    const std::size_t at = line.find(separator);
    if (at == std::string::npos) {
        if (ignore_error_) return {};
        throw BadInput(place,
                       std::string("KafkaException: No ") + name + " found on line number " +
                           std::to_string(number) + ": '" + line + "'",
                       "write " + quoted(separator == "\t" ? "\\t" : separator) +
                           " there, or set another one");
    }
    Cut found{true, line.substr(0, at)};
    line.erase(0, at + separator.size());
    return found;
}

std::vector<RecordHeader> LineReader::headers_of(const std::string& text, int number,
                                                 const Place& place) const {
    std::vector<RecordHeader> headers;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(headers_separator_, at), text.size());
        const std::string pair = text.substr(at, end - at);
        at = end + headers_separator_.size();
        const std::size_t colon = pair.find(headers_key_separator_);
        if (colon == std::string::npos) {
            if (!ignore_error_) {
                throw BadInput(place,
                               "KafkaException: No header key separator found in pair '" + pair +
                                   "' on line number " + std::to_string(number),
                               "write name" + headers_key_separator_ + "value");
            }
            headers.push_back({pair, std::nullopt});
            continue;
        }
        headers.push_back(
            {pair.substr(0, colon), bytes_of(pair.substr(colon + headers_key_separator_.size()))});
    }
    return headers;
}

std::optional<Bytes> LineReader::bytes_of(const std::string& text) const {
    if (null_marker_ && text == *null_marker_) return std::nullopt;
    return Bytes(text);
}

SendRecord LineReader::read(const std::string& line, int number, const Place& place) const {
    SendRecord record;
    record.topic = topic_;
    std::string rest = line;
    const Cut headers =
        cut(parse_headers_, rest, headers_delimiter_, "headers delimiter", number, place);
    const Cut key = cut(parse_key_, rest, key_separator_, "key separator", number, place);
    if (key.found) record.key = bytes_of(key.text);
    record.value = bytes_of(rest);
    if (headers.found && !(null_marker_ && headers.text == *null_marker_)) {
        record.headers = headers_of(headers.text, number, place);
    }
    return record;
}

}  // namespace kscope::sim
