// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// main.cpp: memtrace-cc and memtrace-c++, one program; the name decides.
#include "answers.h"
#include "arguments.h"
#include "classify.h"
#include "files.h"
#include "plan.h"
#include "run.h"
#include "settings.h"
#include "toolchain.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace memtrace::driver {
namespace {

bool take(std::vector<std::string> &words, std::string_view option) {
  auto found = std::find(words.begin(), words.end(), option);
  if (found == words.end())
    return false;
  words.erase(found);
  return true;
}

bool disabled_by_environment() {
  const char *value = std::getenv("MEMTRACE_DISABLE");
  return value && *value && std::string_view(value) != "0";
}

int print(const std::string &text) {
  bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}

int wrap(const std::string &name, std::vector<std::string> words,
         std::string &complaint) {
  bool plus_plus = name.find("++") != std::string::npos;
  bool disabled = disabled_by_environment();
  if (take(words, "--memtrace-help"))
    return print(help_text());
  if (take(words, "--memtrace-version"))
    return print(std::string("memtrace ") + settings::kVersion + "\n");
  Toolchain toolchain = find_toolchain(name, plus_plus);
  if (take(words, "--memtrace-fingerprint")) {
    match_plugin(toolchain);
    return print(fingerprint(toolchain, !disabled));
  }
  bool explain = take(words, "--memtrace-explain");

  Arguments arguments = open_arguments(words, toolchain.clang);
  Understanding understanding = classify(arguments.list, plus_plus);
  if (disabled)
    understanding.profile = {false, "MEMTRACE_DISABLE is set"};
  if (understanding.profile.value)
    match_plugin(toolchain);
  Plan plan = make_plan(words, arguments, understanding, toolchain);
  if (explain)
    return print(explanation(understanding, plan, toolchain));
  if (!plan.refusal.empty()) {
    complaint = plan.refusal;
    return 1;
  }
  return run(std::move(plan), toolchain, complaint);
}

} // namespace
} // namespace memtrace::driver

int main(int argc, char **argv) {
  using namespace memtrace::driver;
  std::string name = base_name(argc > 0 ? argv[0] : "memtrace-cc");
  std::string complaint;
  int status = 1;
  try {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    status = wrap(name, std::move(words), complaint);
  } catch (const std::exception &error) {
    complaint = error.what();
  }
  if (!complaint.empty())
    std::fprintf(stderr, "%s: error: %s\n", name.c_str(), complaint.c_str());
  return status;
}
