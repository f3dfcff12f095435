#include "core/config/config_table.h"

#include <algorithm>

#include "core/config/config_value.h"

namespace kscope::config_table {

namespace {

std::string refused(const char* name, std::string_view value, const std::string& right) {
    return std::string(name) + ": '" + std::string(value) + "' is not valid; write " + right;
}

// A plain number counts in the unit of the key's name; a unit of its own overrides that.
std::optional<std::int64_t> read_number(ConfigType type, std::string_view value) {
    if (const auto plain = parse_integer(value)) return plain;
    if (type == ConfigType::bytes) return parse_size(value);
    if (type == ConfigType::milliseconds || type == ConfigType::seconds) {
        const auto d = parse_duration(value);
        const std::int64_t unit = type == ConfigType::seconds ? 1'000'000'000 : 1'000'000;
        if (d && d->count() % unit == 0) return d->count() / unit;
    }
    return std::nullopt;
}

std::string example_of(ConfigType type) {
    switch (type) {
        case ConfigType::boolean: return "true or false";
        case ConfigType::integer: return "a whole number";
        case ConfigType::bytes: return "bytes as a whole number, or a size such as 64KiB";
        case ConfigType::milliseconds:
            return "milliseconds as a whole number, or a time such as 30s";
        case ConfigType::seconds: return "seconds as a whole number, or a time such as 5m";
        case ConfigType::text: return "text";
    }
    return "a value";
}

std::int64_t unit_of(ConfigType type) { return type == ConfigType::seconds ? 1'000 : 1; }

// Long.MAX_VALUE milliseconds and all that does not fit count as for ever.
Duration duration_of(std::int64_t number, ConfigType type) {
    const std::int64_t most =
        std::numeric_limits<std::int64_t>::max() / (unit_of(type) * 1'000'000);
    if (number > most) return Duration::forever();
    return Duration::millis(std::max(number, -most) * unit_of(type));
}

template <class T>
bool fits(std::int64_t number) {
    return number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max();
}

template <class C>
struct Setter {
    C& config;
    const Row<C>& row;
    std::string_view value;
    const Features& features;

    std::optional<std::string> wrong() const {
        return refused(row.name, value, example_of(row.type));
    }
    std::optional<std::string> operator()(bool C::*field) const {
        if (value != "true" && value != "false") return wrong();
        config.*field = value == "true";
        return std::nullopt;
    }
    std::optional<std::string> operator()(std::string C::*field) const {
        config.*field = std::string(value);
        return std::nullopt;
    }
    std::optional<std::string> operator()(const Custom<C>& custom) const {
        const bool known = custom.knows == nullptr || custom.knows(features, value);
        if (known && custom.read(config, value)) return std::nullopt;
        const bool fixed = custom.allowed_to == nullptr;
        return refused(row.name, value, fixed ? custom.allowed : custom.allowed_to(features));
    }
    std::optional<std::int64_t> number() const {
        const auto n = read_number(row.type, value);
        return n && *n >= row.least && *n <= row.most ? n : std::nullopt;
    }
    std::optional<std::string> operator()(Duration C::*field) const {
        const auto n = number();
        if (!n) return out_of_range();
        config.*field = duration_of(*n, row.type);
        return std::nullopt;
    }
    template <class T>
    std::optional<std::string> operator()(T C::*field) const {
        const auto n = number();
        if (!n || !fits<T>(*n)) return out_of_range();
        config.*field = static_cast<T>(*n);
        return std::nullopt;
    }
    std::optional<std::string> out_of_range() const {
        std::string right = example_of(row.type);
        if (row.least != std::numeric_limits<std::int64_t>::min()) {
            right += ", at least " + std::to_string(row.least);
        }
        if (row.most != std::numeric_limits<std::int64_t>::max()) {
            right += ", at most " + std::to_string(row.most);
        }
        return refused(row.name, value, right);
    }
};

template <class C>
struct Writer {
    const C& config;
    const Row<C>& row;

    std::string operator()(bool C::*field) const { return config.*field ? "true" : "false"; }
    std::string operator()(std::string C::*field) const { return config.*field; }
    std::string operator()(const Custom<C>& custom) const { return custom.write(config); }
    std::string operator()(Duration C::*field) const {
        const Duration d = config.*field;
        if (d == Duration::forever()) return "9223372036854775807";
        return std::to_string(d.to_millis() / unit_of(row.type));
    }
    template <class T>
    std::string operator()(T C::*field) const {
        return std::to_string(config.*field);
    }
};

}  // namespace

template <class C>
std::optional<std::string> set(C& config, const Row<C>& row, std::string_view value,
                               const Features& features) {
    return std::visit(Setter<C>{config, row, value, features}, row.field);
}

template <class C>
std::string text(const C& config, const Row<C>& row) {
    return std::visit(Writer<C>{config, row}, row.field);
}

std::string codecs_of(const Features& features) {
    return features.takes_zstd ? "gzip, snappy, lz4 or zstd" : "gzip, snappy or lz4";
}

bool knows_codec(const Features& features, std::string_view value) {
    return features.takes_zstd || value != "zstd";
}

std::string cleanup_policies_of(const Features& features) {
    return features.takes_both_policies ? "delete, compact, or both with a comma"
                                        : "delete or compact";
}

bool knows_cleanup_policy(const Features& features, std::string_view value) {
    return features.takes_both_policies || value.find(',') == std::string_view::npos;
}

#define KSCOPE_CONFIG_OF(C)                                                                        \
    template std::optional<std::string> set(C&, const Row<C>&, std::string_view, const Features&); \
    template std::string text(const C&, const Row<C>&)
KSCOPE_CONFIG_OF(BrokerConfig);
KSCOPE_CONFIG_OF(TopicConfig);
KSCOPE_CONFIG_OF(ProducerConfig);
KSCOPE_CONFIG_OF(ConsumerConfig);
KSCOPE_CONFIG_OF(ZooKeeperConfig);
#undef KSCOPE_CONFIG_OF

}  // namespace kscope::config_table
