// kafka-dump-log on the simulated disks, and ls, cd and cat, as people look into log.dirs.
#include <sstream>

#include "sim/dump_log/dump_log.h"
#include "sim/shell/simulated_disk.h"
#include "sim/shell/tools.h"

namespace kscope::sim {

namespace {

Decoder decoder_of(const Word& word) {
    const std::string name = word.text.substr(word.text.rfind('.') + 1);
    if (name == "StringDecoder") return Decoder::string;
    if (name == "IntegerDecoder") return Decoder::integer;
    if (name == "LongDecoder") return Decoder::long_integer;
    throw BadInput(word.place, "Could not find class " + word.text,
                   "write StringDecoder, IntegerDecoder or LongDecoder");
}

// A segment's bytes for a terminal: what is no letter is a dot.
std::string printable(const std::string& bytes) {
    std::string text;
    for (const char c : bytes) {
        const bool plain = (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
        text += plain ? c : '.';
    }
    return text + (text.ends_with('\n') || text.empty() ? "" : "\n");
}

}  // namespace

void run_dump_log(const ToolRun& run) {
    const Options options(
        run.command,
        {with_value("--files"), flag("--print-data-log"), flag("--deep-iteration"),
         flag("--skip-record-metadata"), flag("--verify-index-only"), flag("--index-sanity-check"),
         flag("--offsets-decoder"), with_value("--max-bytes"), with_value("--max-message-size"),
         with_value("--key-decoder-class"), with_value("--value-decoder-class")});
    const Word& named = options.required("--files");
    DumpOptions dump;
    dump.print_data_log = options.has("--print-data-log") || options.has("--offsets-decoder") ||
                          options.has("--key-decoder-class") ||
                          options.has("--value-decoder-class");
    dump.deep_iteration = options.has("--deep-iteration");
    dump.skip_record_metadata = options.has("--skip-record-metadata");
    dump.verify_index_only = options.has("--verify-index-only");
    dump.index_sanity_check = options.has("--index-sanity-check");
    dump.offsets_decoder = options.has("--offsets-decoder");
    if (const auto most = options.whole_32("--max-bytes")) {
        if (*most < 1) {
            const Word& word = *options.value("--max-bytes");
            throw BadInput(word.place, word.text + " bytes are none", "write a number from 1");
        }
        dump.max_bytes = *most;
    }
    if (const Word* word = options.value("--key-decoder-class")) {
        dump.key_decoder = decoder_of(*word);
    }
    if (const Word* word = options.value("--value-decoder-class")) {
        dump.value_decoder = decoder_of(*word);
    }
    if (named.text.empty()) throw BadInput(named.place, "no file is named", "write --files FILE");
    const SimulatedDisk disk(run.cluster());
    std::vector<std::string> files;
    for (const std::string& name : split(named.text, ',')) {
        const std::string path = run.session.absolute(name);
        if (disk.find(path) != nullptr) {
            files.push_back(path);
            continue;
        }
        bool any = false;
        for (const std::string& file : disk.below(path)) {
            if (!is_dumpable(file)) continue;
            files.push_back(file);
            any = true;
        }
        if (any) continue;
        throw BadInput(
            named.place, "no broker has a file " + path,
            "look with ls into log.dirs: ls " +
                run.cluster().log_dir(run.cluster().broker(run.cluster().brokers().front())));
    }
    std::ostringstream out;
    std::ostringstream err;
    const auto complaints = dump_log(files, dump, disk, out, err);
    run.session.out() += out.str() + err.str();
    if (complaints.empty()) return;
    throw BadInput(named.place, to_string(complaints.front()), "see the bytes: cat FILE");
}

void run_ls(const ToolRun& run) {
    const SimulatedDisk disk(run.cluster());
    const std::vector<Word>& words = run.command.words;
    const std::string directory = run.session.absolute(words.size() > 1 ? words.back().text : ".");
    const std::vector<std::string> names = disk.list(directory);
    if (names.empty()) {
        throw BadInput(
            words.back().place, "cannot access '" + directory + "': No such file or directory",
            "the simulated machine has the brokers' log.dirs: " +
                run.cluster().log_dir(run.cluster().broker(run.cluster().brokers().front())));
    }
    for (const std::string& name : names) run.print(name);
}

void run_cd(const ToolRun& run) {
    if (run.command.words.size() != 2) {
        throw BadInput(run.place(), "whereto?", "write cd DIR");
    }
    const Word& word = run.command.words[1];
    const std::string directory = run.session.absolute(word.text);
    if (directory != "/" && SimulatedDisk(run.cluster()).list(directory).empty()) {
        throw BadInput(word.place, directory + ": No such file or directory",
                       "the simulated machine has the brokers' log.dirs");
    }
    run.session.change_directory(directory);
}

void run_cat(const ToolRun& run) {
    const std::vector<Word>& words = run.command.words;
    if (const auto& file = run.command.output_file) {
        const auto input = run.session.input_of(run.command);
        if (!input || words.size() > 1) {
            throw BadInput(file->place, "nothing is written into it",
                           "write the lines behind it: cat > FILE <<END");
        }
        return run.session.write_file(file->text, *input);
    }
    if (words.size() != 2) throw BadInput(run.place(), "which file?", "write cat FILE");
    if (run.session.has_cluster()) {
        const SimulatedDisk disk(run.cluster());
        if (const auto* file = disk.find(run.session.absolute(words[1].text))) {
            run.session.out() += printable(file->bytes);
            return;
        }
    }
    run.session.out() += run.session.read_file(words[1]);
}

}  // namespace kscope::sim
