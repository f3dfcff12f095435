// The pages quote the program. Each command that the README shows is run again: what stands below
// it must be what it prints today, in this order; "..." stands for anything. The times in a
// lesson's table must be times of its run. When a rule of the protocol changes, so do these pages.
#include <fstream>
#include <regex>
#include <sstream>

#include "sim/cli/command_line.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

std::string read(const std::string& file) {
    std::ifstream in(file);
    REQUIRE(in.good());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

// Line breaks and indentation are the page's own.
std::string flat(const std::string& text) {
    std::string all;
    for (const std::string& word : words_of(text)) all += (all.empty() ? "" : " ") + word;
    return all;
}

std::string output_of(std::vector<std::string> command) {
    std::ostringstream out;
    std::ostringstream err;
    command.erase(command.begin());  // "kscope"
    const int code = run_command_line(command, Terminal{out, err});
    INFO(err.str());
    CHECK(code == 0);
    return flat(out.str());
}

struct Quotation {
    std::string command;
    std::string said;
};

std::vector<Quotation> quotations_in(const std::string& page) {
    std::vector<Quotation> found;
    std::istringstream in(page);
    bool open = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("    $ kscope ")) {
            found.push_back({line.substr(6), ""});
            open = true;
        } else if (!line.starts_with("    ")) {
            open = false;
        } else if (open) {
            found.back().said += line + "\n";
        }
    }
    return found;
}

std::vector<std::string> pieces_of(const std::string& said) {
    std::vector<std::string> pieces;
    std::size_t from = 0;
    for (std::size_t at = 0; at != std::string::npos; from = at + 3) {
        at = said.find("...", from);
        pieces.push_back(flat(said.substr(from, at == std::string::npos ? at : at - from)));
        if (at == std::string::npos) break;
    }
    return pieces;
}

std::string section(const std::string& page, const std::string& title) {
    const std::size_t from = page.find("## " + title);
    REQUIRE(from != std::string::npos);
    return page.substr(from, page.find("\n## ", from + 3) - from);
}

}  // namespace

TEST_CASE("what the README and the lessons quote is what the program prints") {
    int checked = 0;
    std::vector<Quotation> quotations = quotations_in(read("README.md"));
    for (const char* lesson :
         {"11-zombie-controller", "12-last-replica-standing", "13-one-failover"}) {
        for (Quotation& one : quotations_in(read(std::string("docs/lessons/") + lesson + ".md"))) {
            quotations.push_back(std::move(one));
        }
    }
    for (const Quotation& quotation : quotations) {
        if (quotation.command.find("mine.yaml") != std::string::npos) continue;
        INFO(quotation.command);
        const std::string out = output_of(words_of(quotation.command));
        std::size_t at = 0;
        for (const std::string& piece : pieces_of(quotation.said)) {
            INFO("quoted: " << piece);
            const std::size_t found = out.find(piece, at);
            REQUIRE(found != std::string::npos);
            at = found + piece.size();
        }
        ++checked;
    }
    CHECK(checked >= 8);
}

TEST_CASE("the times that a lesson tells to watch are times of its run") {
    const std::regex time("[0-9]+\\.[0-9]{3}");
    for (const char* name :
         {"01-click-tracking", "02-access-log", "03-leader-failover", "04-unclean-election",
          "05-rolling-restart", "06-reassignment", "07-truncation-to-high-watermark",
          "08-two-histories", "09-quick-elections", "07-truncation-to-high-watermark",
          "08-two-histories", "09-quick-elections", "10-retention-and-compaction",
          "11-zombie-controller", "12-last-replica-standing", "13-one-failover"}) {
        const std::string out =
            output_of({"kscope", "run", std::string("scenarios/lessons/") + name + ".yaml"});
        const std::string watch =
            section(read(std::string("docs/lessons/") + name + ".md"), "What to watch");
        int times = 0;
        for (std::sregex_iterator at(watch.begin(), watch.end(), time), end; at != end; ++at) {
            INFO(name << ": " << at->str());
            CHECK(out.find(at->str()) != std::string::npos);
            ++times;
        }
        CHECK(times >= 3);
    }
}

}  // namespace kscope::sim
