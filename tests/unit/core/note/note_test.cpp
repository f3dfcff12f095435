#include "core/note/note.h"

#include <string_view>

#include "tests/support/catch.h"

using namespace kscope;

namespace {

// "... [with T = kscope::SessionExpired]": the compiler's own spelling of the type.
template <class T>
std::string_view type_text() {
    return __PRETTY_FUNCTION__;
}

template <std::size_t I>
void names_match_from() {
    if constexpr (I < note_kinds) {
        using Body = std::variant_alternative_t<I, NoteBody>;
        INFO(note_name(I));
        CHECK(type_text<Body>().find("::" + std::string(note_name(I))) != std::string_view::npos);
        CHECK(std::string_view(note_meaning(I)).size() > 5);
        names_match_from<I + 1>();
    }
}

}  // namespace

TEST_CASE("the table of notes is in the order of the variant", "[note]") { names_match_from<0>(); }

TEST_CASE("a note tells its fields as text, for conditions in scenarios", "[note]") {
    LeaderElected note;
    note.controller = BrokerId(2);
    note.tp = {"click", PartitionIndex(0)};
    note.old_leader = BrokerId(1);
    note.leader = BrokerId(2);
    note.leader_epoch = LeaderEpoch(4);
    note.isr = {BrokerId(2), BrokerId(3)};
    const auto fields = note_fields(note);
    const std::vector<std::pair<std::string, std::string>> expected{
        {"controller", "2"}, {"partition", "click-0"}, {"old_leader", "1"}, {"leader", "2"},
        {"leader_epoch", "4"}, {"isr", "[2, 3]"}, {"unclean", "false"}};
    CHECK(fields == expected);
}
