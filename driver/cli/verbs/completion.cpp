// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// completion.cpp: `memtrace completion`: what a shell needs to complete the
// command's words.
#include "help/completion.h"

#include "output.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"

#include <memory>
#include <string>

namespace memtrace::driver {

Verb add_completion(CLI::App &command) {
  auto shell = std::make_shared<std::string>();
  CLI::App *app = command.add_subcommand(
      "completion", "Print the completion of this command for a shell; use it "
                    "as `source <(memtrace completion bash)`, or install it.");
  app->add_option("SHELL", *shell, "bash, zsh or fish")
      ->check(one_of({"bash", "zsh", "fish"}))
      ->required();
  return {app, [shell, &command] { print(completion_for(*shell, command)); }};
}

} // namespace memtrace::driver
