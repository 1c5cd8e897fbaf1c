// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options.h: the clang options that matter to the wrapper. Everything else is
// clang's business and reaches it unread.
#ifndef MEMTRACE_DRIVER_CC_OPTIONS_H
#define MEMTRACE_DRIVER_CC_OPTIONS_H

#include <string_view>

namespace memtrace::driver {

enum class Meaning {
  kUnread,        // known only so that its value isn't taken for an input
  kQuestion,      // clang answers and reads no source: --version
  kNoCode,        // sources are read, no code is made: -E, -fsyntax-only
  kNoLink,        // stops before the linker: -c, -S
  kLinkInput,     // makes the linker run even without a file: -lm, -Wl,...
  kLanguage,      // -x: what the next inputs are
  kShared,        // the result is a shared library
  kStatic,        // the result is a static executable
  kRelocatable,   // the result is one object: -r
  kBare,          // without the default libraries: -nostdlib
  kNoCxxLibrary,  // -nostdlib++
  kSanitize,      // -fsanitize=a,b
  kNoSanitize,    // -fno-sanitize=a,b
  kHeapProfile,   // clang's own allocation profiler
  kNoHeapProfile, // and its negation
  kTarget,        // -target, --target=
  kOtherWidth,    // -m32, -mx32
  kNativeWidth,   // -m64
  kOldPasses,     // the legacy pass manager, which loads no plug-in
  kNewPasses,     // and its negation
  kDriverMode,    // --driver-mode=
  kConfig,        // --config: one more file of options
  kConfigFolder,  // where --config is looked up
  kProfile,       // ours: --profile-memory
  kNoProfile,     // ours: --no-profile-memory
  kPluginOption,  // ours, for the plug-in: --memtrace-skip=
  kSummary,       // one of these, a file to read: --memtrace-summary=
};

enum class Form {
  kWhole, // the spelling is the whole argument; `values` more arguments follow
  kPrefix // the value is the rest of the argument
};

struct Option {
  std::string_view spelling;
  Form form;
  int values;
  Meaning meaning;
  std::string_view source; // where the rule comes from, or why it is here
};

struct Match {
  const Option *option;   // null: no rule, a flag without a value
  std::string_view value; // of a kPrefix option
};

// Whole spellings win over prefixes, longer prefixes over shorter ones.
Match match_option(std::string_view argument);

} // namespace memtrace::driver

#endif
