// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// preload.cpp: see preload.h.
#include "run/preload.h"

#include "complaint.h"
#include "settings.h"
#include "text.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace memtrace::driver {
namespace {

namespace fs = std::filesystem;

// Empty when this command can't find itself.
fs::path library_folder() {
  std::error_code error;
  fs::path own = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path()
               : (own.parent_path() / settings::kLibrariesFromBin)
                     .lexically_normal();
}

bool has_any_of(const std::string &text, const char *characters) {
  return text.find_first_of(characters) != std::string::npos;
}

// In front of what the user has there.
std::pair<std::string, std::string> in_front(const char *variable,
                                             const std::string &value) {
  const char *others = std::getenv(variable);
  bool has_others = others != nullptr && *others != '\0';
  return {variable, has_others ? value + ":" + others : value};
}

} // namespace

std::vector<std::pair<std::string, std::string>> preload_variables() {
  fs::path folder = library_folder();
  fs::path runtime = folder / settings::kRuntime;
  std::error_code error;
  if (folder.empty() || !fs::exists(runtime, error))
    throw Complaint(kBadInput, "there is no runtime to preload: " +
                                   printable(runtime.string()) +
                                   " is missing; install MemTrace as a whole");
  // The loader takes these for the end of a name, each in its own variable.
  if (!has_any_of(runtime.string(), " :"))
    return {in_front("LD_PRELOAD", runtime.string())};
  if (has_any_of(folder.string(), ":;"))
    throw Complaint(kBadInput, "cannot preload " + printable(runtime.string()) +
                                   ": no variable of the loader can name a "
                                   "folder with a colon; install MemTrace "
                                   "elsewhere");
  return {in_front("LD_PRELOAD", settings::kRuntime),
          in_front("LD_LIBRARY_PATH", folder.string())};
}

} // namespace memtrace::driver
