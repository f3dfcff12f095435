#include "tests/interaction/commands.h"

namespace kscope::interaction {

const std::vector<CommandRow>& command_rows() {
    static const std::vector<CommandRow> rows{
        {"cluster", "cluster, and PATH=VALUE on lines of their own (as --set)", make_cluster},
        {"play", "play [briefly|silently|messages [of NODE]] TIME|until NOTE: {FIELD: VALUE}",
         play},
        {"send", "send PRODUCER PARTITION VALUE...", send},
        {"kill", "kill NODE", kill},
        {"power-loss", "power-loss NODE", power_loss},
        {"restart", "restart NODE", restart},
        {"pause", "pause NODE", pause},
        {"resume", "resume NODE", resume},
        {"cut", "cut NODE NODE [one-way]", cut},
        {"heal", "heal [NODE NODE]", heal},
        {"close", "close CLIENT", close},
        {"stop-polling", "stop-polling CONSUMER", stop_polling},
        {"resume-polling", "resume-polling CONSUMER", resume_polling},
        {"do", "do ACTION, as in a timeline: do shut-down: b1", do_action},
        {"partition", "partition PARTITION", show_partition},
        {"log", "log PARTITION BROKER", show_log},
        {"group", "group NAME", show_group},
        {"controller", "controller", show_controller},
        {"ensemble", "ensemble", show_ensemble},
        {"quorum", "quorum", show_quorum},
        {"parked", "parked BROKER", show_parked},
        {"laws", "laws", show_laws},
        {"why", "why THING (leader/click-0, isr/click-0, controller, ...)", show_why},
    };
    return rows;
}

}  // namespace kscope::interaction
