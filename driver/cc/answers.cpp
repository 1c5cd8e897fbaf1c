// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// answers.cpp: see answers.h.
#include "answers.h"

#include "files.h"
#include "plugin_hash.h"
#include "settings.h"

#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>

namespace memtrace::driver {
namespace {

constexpr const char *kHelp =
    R"(memtrace-cc and memtrace-c++ are clang and clang++, unchanged, until asked to
profile memory.

  --profile-memory[=lines]  count allocations by source line in what is built
  --profile-memory=stacks   and keep the calls that led to them
  --no-profile-memory       the opposite; the last one wins

With --profile-memory, how memory is charged to lines:
  --memtrace-transparent=REGEX   these functions are wrappers: what they
                            allocate is charged to their callers
  --memtrace-opaque=REGEX   these are none
  --no-memtrace-find-wrappers    tell no wrappers by their shape;
                            --memtrace-find-wrappers is the default
  --memtrace-skip=PREFIX    files under this path are not yours: what they
                            allocate is charged to your calls of them
  --memtrace-own=PREFIX     only files under this path are yours

For objects that are compiled without -fPIC:
  --memtrace-shareable      they may go into shared libraries, and their code
                            is a little slower; --no-memtrace-shareable is the
                            default

For less code and a faster program, in two builds:
  --memtrace-write-summary=FILE  add to FILE what the functions call
  --memtrace-summary=FILE   rely on what that build has written; again for
                            each library that has one

  --memtrace-explain        print how this command line is understood, and stop
  --memtrace-fingerprint    print a line that changes with MemTrace and clang,
                            for ccache's compiler_check
  --memtrace-version        print the version of MemTrace
  --memtrace-help           print this

  MEMTRACE_DISABLE=1        profile nothing, whatever the command line says
  MEMTRACE_CLANG=PROGRAM    the clang to run, of a version that there is a
                            plug-in for; memtrace-cc-N takes clang N
  MEMTRACE_TRANSPARENT=REGEX     one more --memtrace-transparent

Then: MEMTRACE_OUT=report.txt ./program
)";

class Hash { // FNV-1a
public:
  void add(std::string_view bytes) {
    for (unsigned char byte : bytes)
      value_ = (value_ ^ byte) * 0x100000001b3u;
  }
  std::string text() const {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx",
                  static_cast<unsigned long long>(value_));
    return digits;
  }

private:
  std::uint64_t value_ = 0xcbf29ce484222325u;
};

std::string content_hash(const std::string &path) {
  std::optional<std::string> content = read_file(path);
  if (!content)
    return "absent";
  Hash hash;
  hash.add(*content);
  return hash.text();
}

// clang can have a hundred megabytes, which ccache would wait for at every
// call: what ccache itself looks at does, size and time.
std::string program_hash(const std::string &path) {
  char real[PATH_MAX];
  struct stat status;
  if (!realpath(path.c_str(), real) || stat(real, &status) != 0)
    return "absent";
  Hash hash;
  hash.add(real);
  hash.add(":" + std::to_string(status.st_size) + ":" +
           std::to_string(status.st_mtim.tv_sec) + "." +
           std::to_string(status.st_mtim.tv_nsec));
  return hash.text();
}

// The argument as a shell would need it.
std::string shell_quoted(const std::string &argument) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
      "-_=+./:,@%^";
  if (!argument.empty() &&
      argument.find_first_not_of(kPlain) == std::string::npos)
    return argument;
  std::string text = "'";
  for (char c : argument)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string indented(const std::string &title, const std::string &content) {
  std::string text = title + ":\n";
  std::size_t at = 0;
  while (at < content.size()) {
    std::size_t end = content.find('\n', at);
    text += "  " + content.substr(at, end - at) + "\n";
    at = end == std::string::npos ? content.size() : end + 1;
  }
  return text;
}

// Read by the plug-in.
const char *transparent_in_environment() {
  const char *value = std::getenv("MEMTRACE_TRANSPARENT");
  return value ? value : "";
}

} // namespace

std::string help_text() { return kHelp; }

std::string explanation(const Understanding &understanding, const Plan &plan,
                        const Toolchain &toolchain) {
  std::string text;
  text += std::string("profile: ") +
          (understanding.profile.value ? understanding.profile_value : "off") +
          " (" + understanding.profile.reason + ")\n";
  text += std::string("work: ") + name_of(understanding.work.value) + " (" +
          understanding.work.reason + ")\n";
  if (understanding.work.value == Work::kLink)
    text += std::string("product: ") + name_of(understanding.product.value) +
            " (" + understanding.product.reason + ")\n";
  if (understanding.product.value == Product::kStaticExecutable)
    text += std::string("C++ library: ") +
            (understanding.cxx_library.value ? "yes" : "no") + " (" +
            understanding.cxx_library.reason + ")\n";
  if (!plan.refusal.empty())
    return text + "refused: " + plan.refusal + "\n";
  if (understanding.profile.value && *transparent_in_environment())
    text += std::string("wrappers: ") + transparent_in_environment() +
            " (MEMTRACE_TRANSPARENT)\n";
  for (const TemporaryFile &file : plan.files)
    text += indented(plan.arguments[file.argument] == "@" ? "response file"
                                                          : "configuration",
                     file.content);
  text += "command: " + shell_quoted(toolchain.clang_name);
  if (!toolchain.clang_mode.empty())
    text += " " + toolchain.clang_mode;
  std::vector<std::string> arguments = plan.arguments;
  for (const TemporaryFile &file : plan.files)
    arguments[file.argument] += "/proc/self/fd/N";
  for (const std::string &argument : arguments)
    text += " " + shell_quoted(argument);
  return text + "\n";
}

std::string fingerprint(const Toolchain &toolchain, bool active) {
  Hash wrappers;
  wrappers.add(transparent_in_environment());
  return std::string("memtrace ") + settings::kVersion + " llvm-" +
         std::to_string(toolchain.llvm) +
         " clang=" + program_hash(toolchain.clang) +
         " plugin=" + content_hash(toolchain.plugin) +
         " runtime=" + content_hash(toolchain.shared_runtime) + "," +
         content_hash(toolchain.static_runtime) +
         " wrapper=" + content_hash(toolchain.wrapper) +
         " (built with plugin " + std::string(kPluginHash).substr(0, 16) + ")" +
         " wrappers=" + wrappers.text() +
         " profiling=" + (active ? "allowed" : "disabled") + "\n";
}

} // namespace memtrace::driver
