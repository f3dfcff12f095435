// The house rules (docs/style.md), one function each. A rule looks at one file and appends what it
// finds; rules about the whole tree stand in folders.h. Heuristics on text, not a parser: they may
// miss a disguised offence, and they must not accuse the innocent.
#pragma once

#include "tests/tidy/source_file.h"

namespace kscope::tidy {

// rules_text.cpp
void check_lengths(const SourceFile& file, Findings& out);  // line 100 columns, file 500 lines
void check_name(const SourceFile& file, Findings& out);     // snake_case files and folders
void check_header(const SourceFile& file, Findings& out);   // a paragraph, then #pragma once
void check_own_header_first(const SourceFile& file, bool has_header, Findings& out);
void check_outside_names(const SourceFile& file, Findings& out);  // machines' paths, odd hosts

// rules_code.cpp
void check_banned_words(const SourceFile& file, Findings& out);  // clocks, threads, float, Qt, ...
void check_mutable_static(const SourceFile& file, Findings& out);
void check_version_literals(const SourceFile& file, Findings& out);

// rules_shape.cpp
void check_function_length(const SourceFile& file, Findings& out);  // 70 lines
void check_one_draw(const SourceFile& file, Findings& out);         // per full expression

void check_file(const SourceFile& file, bool has_header, Findings& out);  // all of them

}  // namespace kscope::tidy
