// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// toolchain.cpp: see toolchain.h.
#include "toolchain.h"

#include "files.h"
#include "plugins.h"
#include "settings.h"

#include <cstdlib>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

namespace fs = std::filesystem;

fs::path own_file() {
  std::error_code error;
  fs::path file = fs::read_symlink("/proc/self/exe", error);
  if (error)
    throw std::runtime_error("cannot read /proc/self/exe (" + error.message() +
                             "); mount /proc");
  return file;
}

// clang -> clang++, clang-19 -> clang++-19.
std::string plus_plus_name(const std::string &clang) {
  std::string name = base_name(clang);
  std::size_t at = name.find("clang");
  if (at == std::string::npos)
    return clang;
  return clang.substr(0, clang.size() - name.size()) + name.substr(0, at) +
         "clang++" + name.substr(at + 5);
}

void choose_clang(Toolchain &toolchain, const std::string &usual,
                  bool plus_plus) {
  const char *override = std::getenv("MEMTRACE_CLANG");
  toolchain.clang_overridden = override && *override;
  std::string clang = toolchain.clang_overridden ? override : usual;
  if (plus_plus && base_name(clang).find("++") == std::string::npos) {
    std::string name = plus_plus_name(clang);
    if (name != clang && find_program(name))
      clang = name;
    else
      toolchain.clang_mode = "--driver-mode=g++";
  }
  toolchain.clang_name = clang;
  std::optional<std::string> found = find_program(clang);
  toolchain.clang_exists = found.has_value();
  toolchain.clang = found.value_or(clang);
}

std::string version_of(const Toolchain &toolchain) {
  int ends[2];
  if (pipe(ends) != 0)
    return "";
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(toolchain.clang.c_str(), toolchain.clang_name.c_str(), "-dumpversion",
          static_cast<char *>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  std::string version;
  char buffer[64];
  for (ssize_t n; child > 0 && (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    version.append(buffer, static_cast<std::size_t>(n));
  close(ends[0]);
  if (child > 0)
    waitpid(child, nullptr, 0);
  while (!version.empty() && version.back() == '\n')
    version.pop_back();
  return version;
}

// "14, 16, 19"
std::string numbers(const std::vector<Plugin> &plugins) {
  std::set<int> sorted;
  for (const Plugin &plugin : plugins)
    sorted.insert(plugin.llvm);
  std::string text;
  for (int llvm : sorted)
    text += (text.empty() ? "" : ", ") + std::to_string(llvm);
  return text;
}

} // namespace

Toolchain find_toolchain(const std::string &name, bool plus_plus) {
  Toolchain toolchain;
  fs::path file = own_file();
  fs::path libraries =
      (file.parent_path() / settings::kLibrariesFromBin).lexically_normal();
  toolchain.wrapper = file;
  toolchain.include_folder =
      (file.parent_path() / settings::kIncludeFromBin).lexically_normal();
  toolchain.libraries = libraries;
  Plugin plugin = choose_plugin(libraries, llvm_in_name(name));
  toolchain.llvm = plugin.llvm;
  toolchain.plugin = plugin.file;
  choose_clang(toolchain, plugin.clang, plus_plus);
  toolchain.shared_runtime = libraries / "libmemtrace.so";
  toolchain.static_runtime = libraries / "libmemtrace.a";
  toolchain.runtime_folder = libraries / settings::kRuntimeFolder;
  return toolchain;
}

void match_plugin(Toolchain &toolchain) {
  if (!toolchain.clang_overridden || !toolchain.clang_exists)
    return;
  std::string version = version_of(toolchain);
  int llvm = std::atoi(version.c_str());
  std::vector<Plugin> plugins = installed_plugins(toolchain.libraries);
  for (const Plugin &plugin : plugins) {
    if (plugin.llvm != llvm)
      continue;
    toolchain.llvm = plugin.llvm;
    toolchain.plugin = plugin.file;
    return;
  }
  toolchain.llvm_conflict =
      "MEMTRACE_CLANG=" + toolchain.clang_name + " is version '" + version +
      "', but this MemTrace is for clang " + numbers(plugins) +
      "; unset MEMTRACE_CLANG or name a clang of that version";
}

} // namespace memtrace::driver
