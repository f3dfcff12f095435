#include "core/protocol/wire/difference.h"

#include <algorithm>

namespace kscope {

namespace {

struct Field {
    std::string name;
    std::string value;
};

// Lists all fields, down to the last integer; as digest_into() sees them.
class FieldLister {
public:
    template <class T>
    void list(const std::string& name, const T& value) {
        if constexpr (std::integral<T> || std::is_enum_v<T>) {
            add(name, std::to_string(static_cast<std::int64_t>(value)));
        } else if constexpr (requires { typename T::rep; }) {
            add(name, std::to_string(value.value()));
        } else if constexpr (std::is_same_v<T, Duration>) {
            add(name, to_string(value));
        } else if constexpr (std::is_same_v<T, WallTime>) {
            add(name, std::to_string(value.nanos()) + "ns");
        } else if constexpr (std::is_convertible_v<const T&, std::string>) {
            add(name, "\"" + value + "\"");
        } else if constexpr (std::is_same_v<T, Hash128>) {
            add(name, value.hex());
        } else if constexpr (detail::is_vector<T>::value) {
            add(name + ".size", std::to_string(value.size()));
            std::size_t place = 0;
            for (const auto& element : value) {
                list(name + "[" + std::to_string(place++) + "]", element);
            }
        } else if constexpr (detail::is_optional<T>::value) {
            add(name + ".given", value ? "yes" : "no");
            if (value) list(name, *value);
        } else if constexpr (detail::is_pair<T>::value) {
            list(name + ".first", value.first);
            list(name + ".second", value.second);
        } else {
            value.visit([&](const char* inner, const auto& field) {
                list(name.empty() ? inner : name + "." + inner, field);
            });
        }
    }
    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

private:
    void add(const std::string& name, std::string value) {
        fields_.push_back({name, std::move(value)});
    }
    std::vector<Field> fields_;
};

std::vector<Field> fields_of(const MessageBody& body) {
    FieldLister lister;
    std::visit([&lister](const auto& message) { lister.list("", message); }, body);
    return lister.fields();
}

}  // namespace

std::optional<Difference> difference(const MessageBody& before, const MessageBody& after) {
    if (before.index() != after.index()) return Difference{"kind", name_of(before), name_of(after)};
    const std::vector<Field> a = fields_of(before);
    const std::vector<Field> b = fields_of(after);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i >= a.size()) return Difference{b[i].name, "absent", b[i].value};
        if (i >= b.size()) return Difference{a[i].name, a[i].value, "absent"};
        if (a[i].name != b[i].name || a[i].value != b[i].value) {
            return Difference{a[i].name, a[i].value, b[i].value};
        }
    }
    return std::nullopt;
}

}  // namespace kscope
