#include "core/config/config_table.h"

#include <algorithm>

#include "core/config/config_value.h"

namespace kscope::config_table {

namespace {

// "Invalid value 5x for configuration retries: Not a number of type INT; write a whole number"
std::string refused(const char* name, std::string_view value, const std::string& reason,
                    const std::string& right) {
    return "Invalid value " + std::string(value) + " for configuration " + name +
           (reason.empty() ? "" : ": " + reason) + "; write " + right;
}

struct Range {
    const char* name;
    std::int64_t least;
    std::int64_t most;
};

Range range_of(Width width) {
    switch (width) {
        case Width::int16: return {"SHORT", -32'768, 32'767};
        case Width::int32: return {"INT", -2'147'483'648, 2'147'483'647};
        case Width::int64: break;
    }
    return {"LONG", std::numeric_limits<std::int64_t>::min(),
            std::numeric_limits<std::int64_t>::max()};
}

std::string example_of(ConfigType type) {
    switch (type) {
        case ConfigType::boolean: return "true or false";
        case ConfigType::integer: return "a whole number";
        case ConfigType::bytes: return "bytes as a whole number";
        case ConfigType::milliseconds: return "milliseconds as a whole number";
        case ConfigType::seconds: return "seconds as a whole number";
        case ConfigType::real: return "a number such as 0.5";
        case ConfigType::text: return "text";
    }
    return "a value";
}

bool is_whole_number(ConfigType type) {
    return type == ConfigType::integer || type == ConfigType::bytes ||
           type == ConfigType::milliseconds || type == ConfigType::seconds;
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
    std::string_view given;
    std::string_view value;  // trimmed
    const Features& features;
    using Wrong = std::optional<std::string>;

    Wrong operator()(bool C::*field) const {
        const auto yes = parse_boolean(value);
        if (!yes) {
            return refused(row.name, given, "Expected value to be either true or false",
                           example_of(row.type));
        }
        config.*field = *yes;
        return std::nullopt;
    }
    Wrong operator()(std::string C::*field) const {
        config.*field = std::string(value);
        return std::nullopt;
    }
    Wrong operator()(const Custom<C>& custom) const {
        std::string plain(value);
        if (is_whole_number(row.type)) {
            std::int64_t number = 0;
            if (auto wrong = read(number)) return wrong;
            plain = std::to_string(number);
        }
        const bool known = custom.knows == nullptr || custom.knows(features, plain);
        if (known && custom.read(config, plain)) return std::nullopt;
        const bool fixed = custom.allowed_to == nullptr;
        return refused(row.name, given, "", fixed ? custom.allowed : custom.allowed_to(features));
    }
    Wrong operator()(Duration C::*field) const {
        std::int64_t number = 0;
        auto wrong = read(number);
        if (!wrong) config.*field = duration_of(number, row.type);
        return wrong;
    }
    template <class T>
    Wrong operator()(T C::*field) const {
        std::int64_t number = 0;
        auto wrong = row.type == ConfigType::real ? read_real(number) : read(number);
        if (!wrong && !fits<T>(number)) return out_of_range("Not a number of type INT");
        if (!wrong) config.*field = static_cast<T>(number);
        return wrong;
    }
    Wrong read(std::int64_t& number) const {
        const Range range = range_of(row.type.width);
        const auto n = parse_java_integer(value);
        if (!n || *n < range.least || *n > range.most) {
            return out_of_range(std::string("Not a number of type ") + range.name);
        }
        number = *n;
        return outside_bounds(*n<row.least, *n> row.most);
    }
    Wrong read_real(std::int64_t& number) const {
        constexpr std::int64_t one = 1'000'000;
        const auto n = parse_decimal(value);
        if (!n) return out_of_range("Not a number of type DOUBLE");
        number = n->millionths;
        const auto scaled = [](std::int64_t bound) {
            constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / one;
            return std::clamp(bound, -most, most) * one;
        };
        const bool above = number == scaled(row.most) ? n->rounded : number > scaled(row.most);
        return outside_bounds(number < scaled(row.least), above);
    }
    // ConfigDef.Range
    Wrong outside_bounds(bool below, bool above) const {
        if (below) return out_of_range("Value must be at least " + std::to_string(row.least));
        if (above) return out_of_range("Value must be no more than " + std::to_string(row.most));
        return std::nullopt;
    }
    std::string out_of_range(const std::string& reason) const {
        std::string right = example_of(row.type);
        if (row.least != std::numeric_limits<std::int64_t>::min()) {
            right += ", at least " + std::to_string(row.least);
        }
        // The type's own bound only where a number went beyond it.
        const std::int64_t most = is_too_wide() ? range_of(row.type.width).most : row.most;
        if (most != std::numeric_limits<std::int64_t>::max()) {
            right += ", at most " + std::to_string(most);
        }
        return refused(row.name, given, reason, right);
    }
    [[nodiscard]] bool is_too_wide() const {
        if (!is_whole_number(row.type) || !parse_decimal(value)) return false;
        const auto n = parse_java_integer(value);
        const bool digits = value.find_first_not_of("+-0123456789") == std::string_view::npos;
        return digits && (!n || *n > range_of(row.type.width).most);
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
        return row.type == ConfigType::real ? decimal_text(config.*field)
                                            : std::to_string(config.*field);
    }
};

}  // namespace

template <class C>
std::optional<std::string> set(C& config, const Row<C>& row, std::string_view value,
                               const Features& features) {
    return std::visit(Setter<C>{config, row, value, trimmed(value), features}, row.field);
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
