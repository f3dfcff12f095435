// kscope_tidy [--dead] [TOP]: prints each breach of the house rules as file:line; exit code 1 if
// any, 2 if TOP is no folder.
#include <filesystem>
#include <iostream>
#include <string_view>

#include "tests/tidy/folders.h"
#include "tests/tidy/tree.h"

int main(int argc, char** argv) {
    using namespace kscope::tidy;
    bool dead = false;
    std::string top = ".";
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--dead") {
            dead = true;
        } else {
            top = argv[i];
        }
    }
    if (!std::filesystem::is_directory(top)) {
        std::cerr << "kscope_tidy: '" << top
                  << "' is no folder; usage: kscope_tidy [--dead] [TOP]\n";
        return 2;
    }
    const std::vector<SourceFile> tree = read_tree(top);
    Findings findings;
    check_tree(tree, findings);
    if (dead) check_dead_headers(tree, findings);
    for (const Finding& finding : findings) {
        std::cout << finding.path << ':' << finding.line << ": " << finding.rule << ": "
                  << finding.what << '\n';
    }
    std::cout << tree.size() << " files, " << findings.size() << " findings\n";
    return findings.empty() && !tree.empty() ? 0 : 1;
}
