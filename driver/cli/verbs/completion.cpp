// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// completion.cpp: `memtrace completion`: what a shell needs to complete the
// command's words.
#include "help/completion.h"

#include "output.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"

#include <memory>
#include <string>

namespace memtrace::driver {

Verb add_completion(CLI::App &command) {
  const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  auto shell = std::make_shared<std::string>();
  CLI::App *app =
      add_verb(command, "completion",
               "Print the completion of this command for a shell; use it "
               "as `source <(memtrace completion bash)`, or install it.");
  add_option(*app, "SHELL", *shell, listed(shells))
      ->check(CLI::IsMember(shells))
      ->required();
  return {app, [shell, &command] { print(completion_for(*shell, command)); }};
}

} // namespace memtrace::driver
