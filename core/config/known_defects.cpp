#include "core/config/known_defects.h"

#include <algorithm>

namespace kscope {

namespace {

struct DefectRow {
    KnownDefect defect;
    bool (*in)(const Features&);
};

const std::vector<DefectRow>& defect_rows() {
    static const std::vector<DefectRow> all{
        {{"KIP-101",
          "a follower truncates to its own high watermark, which may lie below what is committed, "
          "and above where the logs part",
          "0.11"},
         [](const Features& f) { return f.truncation == Truncation::to_high_watermark; }},
        {{"KIP-279",
          "after several quick elections one question for an epoch's end does not find where the "
          "logs part",
          "2.0"},
         [](const Features& f) { return f.truncation == Truncation::leader_epoch_once; }},
        {{"KAFKA-7128",
          "a follower joins the ISR of a new leader whose high watermark is still behind", "2.0"},
         [](const Features& f) { return !f.joins_isr_from_epoch_start; }},
        {{"KIP-320",
          "a follower that missed an election still counts for the leader of the next epoch",
          "2.5"},
         [](const Features& f) { return !f.fence_fetch_by_leader_epoch; }},
        {{"KIP-497",
          "a leader that does not hear whether its new ISR was written counts on the old one, and "
          "the controller elects from the new one",
          "2.8"},
         [](const Features& f) { return f.isr_change == IsrChange::zookeeper_write; }},
        {{"KIP-380",
          "a broker that has just restarted believes a controller that was deposed, if it speaks "
          "first",
          "2.5"},
         [](const Features& f) { return !f.fence_by_broker_epoch; }},
        {{"KAFKA-14704", "a follower takes over a high watermark before it has truncated", "3.9"},
         [](const Features& f) {
             return f.truncation == Truncation::diverging_epoch_in_fetch &&
                    !f.truncates_before_high_watermark;
         }},
        {{"KAFKA-13194",
          "the cleaner goes beyond the high watermark, and gives up a committed record for one "
          "that is not committed",
          "3.3", true},
         [](const Features& f) { return !f.cleans_below_high_watermark; }},
    };
    return all;
}

}  // namespace

const std::vector<KnownDefect>& known_defects() {
    static const std::vector<KnownDefect> all = [] {
        std::vector<KnownDefect> defects;
        for (const DefectRow& row : defect_rows()) defects.push_back(row.defect);
        return defects;
    }();
    return all;
}

const KnownDefect* find_defect(std::string_view name) {
    const auto& all = known_defects();
    const auto at = std::find_if(all.begin(), all.end(),
                                 [name](const KnownDefect& d) { return name == d.name; });
    return at == all.end() ? nullptr : &*at;
}

bool has_defect(const Features& features, const KnownDefect& defect) {
    return std::any_of(defect_rows().begin(), defect_rows().end(), [&](const DefectRow& row) {
        return std::string_view(row.defect.name) == defect.name && row.in(features);
    });
}

}  // namespace kscope
