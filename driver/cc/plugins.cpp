// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// plugins.cpp: see plugins.h.
#include "plugins.h"

#include "files.h"
#include "settings.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

namespace memtrace::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "llvm-";

// The number that a text ends in after `prefix`, or 0.
int number_after(std::string_view prefix, const std::string &text) {
  if (text.compare(0, prefix.size(), prefix) != 0)
    return 0;
  std::string digits = text.substr(prefix.size());
  if (digits.find_first_not_of("0123456789") != std::string::npos)
    return 0;
  return std::atoi(digits.c_str());
}

std::string first_line(const std::string &path) {
  std::string text = read_file(path).value_or("");
  return text.substr(0, text.find('\n'));
}

Plugin plugin_in(const fs::path &folder, int llvm) {
  std::string clang = first_line(folder / "clang");
  if (clang.empty())
    clang = llvm == settings::kLlvm ? settings::kClang
                                    : "clang-" + std::to_string(llvm);
  return {llvm, folder / "MemTrace.so", clang};
}

// The LLVM of the wrapper's own build stays the default when others are added.
std::pair<bool, int> rank(const Plugin &plugin) {
  return {plugin.llvm == settings::kLlvm, plugin.llvm};
}

} // namespace

std::vector<Plugin> installed_plugins(const std::string &libraries) {
  std::vector<Plugin> plugins;
  std::error_code error;
  fs::directory_iterator folders(fs::path(libraries) / settings::kPluginsFolder,
                                 error);
  for (const fs::directory_entry &folder : folders) {
    int llvm = number_after(kFolder, folder.path().filename());
    if (llvm && is_readable(folder.path() / "MemTrace.so"))
      plugins.push_back(plugin_in(folder.path(), llvm));
  }
  std::sort(plugins.begin(), plugins.end(),
            [](const Plugin &a, const Plugin &b) { return rank(a) > rank(b); });
  return plugins;
}

Plugin choose_plugin(const std::string &libraries, int asked) {
  std::vector<Plugin> plugins = installed_plugins(libraries);
  for (const Plugin &plugin : plugins)
    if (asked ? plugin.llvm == asked : find_program(plugin.clang).has_value())
      return plugin;
  if (!asked && !plugins.empty())
    return plugins.front();
  int llvm = asked ? asked : settings::kLlvm;
  return plugin_in(fs::path(libraries) / settings::kPluginsFolder /
                       (std::string(kFolder) + std::to_string(llvm)),
                   llvm);
}

int llvm_in_name(const std::string &program) {
  std::size_t dash = program.rfind('-');
  return dash == std::string::npos ? 0
                                   : number_after("-", program.substr(dash));
}

} // namespace memtrace::driver
