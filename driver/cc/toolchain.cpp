// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// toolchain.cpp: see toolchain.h.
#include "toolchain.h"

#include "files.h"
#include "settings.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

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

void choose_clang(Toolchain &toolchain, bool plus_plus) {
  const char *override = std::getenv("MEMTRACE_CLANG");
  toolchain.clang_overridden = override && *override;
  std::string clang = toolchain.clang_overridden ? override : settings::kClang;
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

} // namespace

Toolchain find_toolchain(bool plus_plus) {
  Toolchain toolchain;
  choose_clang(toolchain, plus_plus);
  fs::path file = own_file();
  fs::path libraries =
      (file.parent_path() / settings::kLibrariesFromBin).lexically_normal();
  toolchain.wrapper = file;
  toolchain.include_folder =
      (file.parent_path() / settings::kIncludeFromBin).lexically_normal();
  toolchain.plugin = libraries / settings::kPlugin;
  toolchain.shared_runtime = libraries / "libmemtrace.so";
  toolchain.static_runtime = libraries / "libmemtrace.a";
  toolchain.runtime_folder = libraries / settings::kRuntimeFolder;
  return toolchain;
}

std::string version_conflict(const Toolchain &toolchain) {
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
  if (std::atoi(version.c_str()) == settings::kLlvm)
    return "";
  return "MEMTRACE_CLANG=" + toolchain.clang_name + " is version '" + version +
         "', but this MemTrace is for clang " +
         std::to_string(settings::kLlvm) +
         "; unset MEMTRACE_CLANG or name a clang of that version";
}

} // namespace memtrace::driver
