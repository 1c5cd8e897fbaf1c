// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// plan.cpp: see plan.h. clang gets the user's command line as it is, plus one
// --config in front of it: clang doesn't complain of unused options that come
// from a configuration file, and every option of the user's comes later, so it
// wins.
#include "plan.h"

#include "files.h"
#include "tokens.h"

#include "memtrace/abi.h"
#include "memtrace/wrapped.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace memtrace::driver {
namespace {

constexpr int kFirstClangWithSeveralConfigs = 15;

class Config {
public:
  void option(const std::string &argument) {
    text_ += as_token(argument) + "\n";
  }

  // Through -Xlinker, since -Wl, splits paths at commas, and -x can't make a
  // source file of it.
  void linker(const std::string &argument) {
    option("-Xlinker");
    option(argument);
  }

  // Only for the compiler itself: -mllvm would reach the assembler too, which
  // doesn't know the plug-in's options.
  void compiler(const std::string &argument) {
    option("-Xclang");
    option(argument);
  }

  // A bare @file is read as one more configuration file.
  void include(const std::string &path) {
    text_ += "@" + as_token(std::filesystem::absolute(path).native()) + "\n";
  }

  const std::string &text() const { return text_; }

private:
  std::string text_;
};

// The runtime comes before the user's objects and is needed all the same; no
// -L, which would be searched before the user's own.
void add_shared_runtime(Config &config, const Toolchain &toolchain) {
  config.linker("--push-state");
  config.linker("--no-as-needed");
  config.linker(toolchain.shared_runtime);
  config.linker("--pop-state");
  config.linker("-rpath");
  config.linker(toolchain.runtime_folder);
}

// All of the archive, since nothing has asked for its members yet when the
// linker meets it. In C++ the forms of operator new are asked for by name:
// rewritten code no longer does, and the runtime can't, for C programs have
// none.
void add_static_runtime(Config &config, const Toolchain &toolchain,
                        bool cxx_library) {
  config.linker("--push-state");
  config.linker("--whole-archive");
  config.linker(toolchain.static_runtime);
  config.linker("--pop-state");
#define MEMTRACE_WRAP(name) config.linker("--wrap=" #name);
  MEMTRACE_WRAPPED(MEMTRACE_WRAP)
#undef MEMTRACE_WRAP
  if (!cxx_library)
    return;
#define MEMTRACE_ASK(symbol, entry, result, parameters)                        \
  if (std::string_view(#symbol).substr(0, 3) == "_Zn")                         \
    config.linker("--undefined=" #symbol);
  MEMTRACE_ENTRIES(MEMTRACE_ASK)
#undef MEMTRACE_ASK
}

// Before LLVM 22 clang reads its command line before it loads pass plug-ins,
// so it gets the plug-in once more as one of the older kind.
void add_plugin_options(Config &config, const std::string &plugin,
                        const std::vector<std::string> &options) {
  if (options.empty())
    return;
  config.compiler("-load");
  config.compiler(plugin);
  for (const std::string &option : options) {
    config.compiler("-mllvm");
    config.compiler(option);
  }
}

std::string missing(const std::string &part, const std::string &path) {
  return "cannot find " + part + " at " + path +
         "; install MemTrace again, whole, or build it";
}

class Planner {
public:
  Planner(const std::vector<std::string> &words, const Arguments &arguments,
          const Understanding &understanding, const Toolchain &toolchain)
      : words_(words), arguments_(arguments), understanding_(understanding),
        toolchain_(toolchain) {}

  Plan run() {
    const Work work = understanding_.work.value;
    bool active = understanding_.profile.value &&
                  (work == Work::kCompile || work == Work::kLink);
    bool configured = understanding_.profile.value && work != Work::kNothing;
    plan_.refusal = refusal(active);
    if (plan_.refusal.empty() && configured)
      plan_.refusal = refusal_of_config();
    if (!plan_.refusal.empty())
      return std::move(plan_);
    if (configured)
      make_config(active);
    copy_words();
    return std::move(plan_);
  }

private:
  std::string refusal(bool active) const {
    for (std::size_t own : understanding_.own) {
      const Argument &argument = arguments_.list[own];
      if (argument.in_config)
        return argument.text + " stands in " + argument.file +
               ", which clang reads; put it on the command line";
    }
    if (!understanding_.profile.value)
      return "";
    if (understanding_.profile_value != "lines" &&
        understanding_.profile_value != "stacks")
      return "--profile-memory=" + understanding_.profile_value +
             " is unknown; use --profile-memory=lines or "
             "--profile-memory=stacks";
    if (!active)
      return "";
    if (!understanding_.conflict.empty())
      return understanding_.conflict;
    if (!is_readable(toolchain_.plugin))
      return missing("the plug-in", toolchain_.plugin);
    if (!toolchain_.llvm_conflict.empty())
      return toolchain_.llvm_conflict;
    return refusal_of_link();
  }

  std::string refusal_of_config() const {
    if (has_newline(toolchain_.plugin))
      return "MemTrace is installed in a folder with a line break in its name, "
             "which clang can't be told; move it";
    for (const std::string &option : understanding_.plugin_options)
      if (has_newline(option))
        return "the value of -" + option.substr(0, option.find('=')) +
               " has a line break, which clang can't be told; write . for it";
    if (toolchain_.llvm < kFirstClangWithSeveralConfigs)
      for (const UserConfig &config : arguments_.configs)
        if (config.words == 0)
          return "--config " + config.name +
                 " stands in a response file; put it on the command line";
    return "";
  }

  std::string refusal_of_link() const {
    if (understanding_.work.value != Work::kLink)
      return "";
    Product product = understanding_.product.value;
    bool is_static = product == Product::kStaticExecutable;
    const std::string &runtime =
        is_static ? toolchain_.static_runtime : toolchain_.shared_runtime;
    if (product != Product::kWithoutRuntime && !is_readable(runtime))
      return missing("the runtime", runtime);
    return "";
  }

  void make_config(bool active) {
    Config config;
    // For memtrace/memtrace.h. Last in the search path, so that it changes
    // where no other header is found.
    config.option("-idirafter");
    config.option(toolchain_.include_folder);
    // For -MD and its kin. clang's driver knows this option, too, but does
    // nothing with it.
    for (const std::string &file : understanding_.summaries)
      config.compiler("-fdepfile-entry=" + file);
    if (active)
      add_profiling(config);
    if (toolchain_.llvm < kFirstClangWithSeveralConfigs)
      merge_user_configs(config);
    plan_.config = config.text();
    plan_.arguments = {"--config", ""};
    plan_.files.push_back({1, plan_.config});
  }

  void add_profiling(Config &config) const {
    config.option("-fpass-plugin=" + toolchain_.plugin);
    std::vector<std::string> options = understanding_.plugin_options;
    if (understanding_.profile_value == "stacks")
      options.push_back("-memtrace-stacks");
    add_plugin_options(config, toolchain_.plugin, options);
    // The user's own -g option, -g0 too, comes later and wins.
    config.option("-gline-tables-only");
    if (understanding_.work.value == Work::kLink) {
      switch (understanding_.product.value) {
      case Product::kExecutable:
      case Product::kSharedLibrary:
        add_shared_runtime(config, toolchain_);
        break;
      case Product::kStaticExecutable:
        add_static_runtime(config, toolchain_,
                           understanding_.cxx_library.value);
        break;
      case Product::kWithoutRuntime:
        break;
      }
    }
  }

  // A clang that takes one --config gets the user's inside of ours. One that
  // can't be found stays where it is, for clang to explain.
  void merge_user_configs(Config &config) {
    for (const UserConfig &user : arguments_.configs) {
      if (!user.path)
        continue;
      config.include(*user.path);
      for (std::size_t i = 0; i < user.words; ++i)
        left_out_.insert(user.index + i);
    }
  }

  // The user's words, ours left out; a response file that has one of ours is
  // replaced by one without.
  void copy_words() {
    std::set<std::size_t> rewritten;
    for (std::size_t own : understanding_.own) {
      const Argument &argument = arguments_.list[own];
      left_out_.insert(argument.index);
      if (!argument.file.empty())
        rewritten.insert(argument.index);
    }
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (rewritten.count(i)) {
        plan_.files.push_back({plan_.arguments.size(), without_own(i)});
        plan_.arguments.emplace_back("@");
      } else if (!left_out_.count(i)) {
        plan_.arguments.push_back(words_[i]);
      }
    }
  }

  std::string without_own(std::size_t word) const {
    std::string text;
    const std::vector<std::size_t> &own = understanding_.own;
    for (std::size_t i = 0; i < arguments_.list.size(); ++i) {
      const Argument &argument = arguments_.list[i];
      if (argument.index == word && !argument.in_config &&
          std::find(own.begin(), own.end(), i) == own.end())
        text += as_token(argument.text) + "\n";
    }
    return text;
  }

  const std::vector<std::string> &words_;
  const Arguments &arguments_;
  const Understanding &understanding_;
  const Toolchain &toolchain_;
  std::set<std::size_t> left_out_; // words that clang doesn't get
  Plan plan_;
};

} // namespace

Plan make_plan(const std::vector<std::string> &words,
               const Arguments &arguments, const Understanding &understanding,
               const Toolchain &toolchain) {
  return Planner(words, arguments, understanding, toolchain).run();
}

} // namespace memtrace::driver
