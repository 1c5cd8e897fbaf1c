// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// compile_units.cpp: see compile_units.h. The process writes a letter and a
// name with its NUL for each unit, and E at the end.
#include "elf/compile_units.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr char kNamed = 'N', kMissing = 'M', kAbsent = 'A', kEnd = 'E';
constexpr rlim_t kSeconds = 20;      // of computing
constexpr uint64_t kMost = 64 << 20; // bytes of names

// AddressSanitizer reserves more addresses than any limit.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kHasShadow = true;
#elif defined(__has_feature)
constexpr bool kHasShadow = __has_feature(address_sanitizer);
#else
constexpr bool kHasShadow = false;
#endif

void send(FILE *out, char what, const char *name = "") {
  std::fputc(what, out);
  std::fwrite(name, 1, std::strlen(name) + 1, out);
}

// With split debug information the name is in the other file.
void send_unit(FILE *out, Dwarf_Die *unit, Dwarf_Die *split) {
  Dwarf_Die *die = split->addr != nullptr ? split : unit;
  int tag = dwarf_tag(die);
  Dwarf_Attribute attribute;
  if (const char *name =
          dwarf_formstring(dwarf_attr(die, DW_AT_name, &attribute)))
    send(out, kNamed, name);
  else if (tag == DW_TAG_skeleton_unit ||
           dwarf_hasattr(die, DW_AT_GNU_dwo_name))
    send(out, kMissing);
}

void send_units(FILE *out, Dwarf *dwarf) {
  Dwarf_CU *unit = nullptr;
  Dwarf_Die die, split;
  uint8_t type = 0;
  std::memset(&split, 0, sizeof split);
  while (dwarf_get_units(dwarf, unit, &unit, nullptr, &type, &die, &split) == 0)
    if (type == DW_UT_compile || type == DW_UT_skeleton)
      send_unit(out, &die, &split);
  send(out, kEnd);
}

void look(FILE *out, int fd, const char *path) {
  static char *places = nullptr; // the standard ones
  static const Dwfl_Callbacks kCallbacks = {
      dwfl_build_id_find_elf, dwfl_standard_find_debuginfo,
      dwfl_offline_section_address, &places};
  unsetenv("DEBUGINFOD_URLS"); // nothing is fetched
  Dwfl *dwfl = dwfl_begin(&kCallbacks);
  Dwfl_Module *module = dwfl_report_offline(dwfl, path, path, dup(fd));
  dwfl_report_end(dwfl, nullptr, nullptr);
  Dwarf_Addr bias = 0;
  Dwarf *dwarf =
      module != nullptr ? dwfl_module_getdwarf(module, &bias) : nullptr;
  if (dwarf != nullptr)
    return send_units(out, dwarf);
  send(out, kAbsent);
  send(out, kEnd);
}

void limit(int fd) {
  struct stat status = {};
  fstat(fd, &status);
  uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  // The file is mapped, and its sections may be compressed.
  rlim_t memory = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) +
                  8 * static_cast<uint64_t>(status.st_size) + (256 << 20);
  rlimit most{memory, memory}, time{kSeconds, kSeconds}, none{0, 0};
  if (!kHasShadow)
    setrlimit(RLIMIT_AS, &most);
  setrlimit(RLIMIT_CPU, &time);
  setrlimit(RLIMIT_CORE, &none);
}

std::string read_all(int fd) {
  std::string text;
  char buffer[1 << 16];
  for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno != EINTR)
      break;
    if (n > 0)
      text.append(buffer, static_cast<size_t>(n));
    if (text.size() > kMost)
      break;
  }
  return text;
}

CompileUnits understood(const std::string &text) {
  CompileUnits result;
  result.state = CompileUnits::State::kRead;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\0', at);
    if (end == std::string::npos)
      break;
    if (text[at] == kEnd)
      return result;
    if (text[at] == kAbsent)
      result.state = CompileUnits::State::kAbsent;
    else if (text[at] == kMissing)
      ++result.missing;
    else
      result.sources.push_back(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  result = {};
  result.state = CompileUnits::State::kUnreadable;
  return result;
}

} // namespace

CompileUnits compile_units(int fd, const std::string &path) {
  int ends[2];
  if (pipe(ends) != 0)
    return understood("");
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    limit(fd);
    FILE *out = fdopen(ends[1], "w");
    // Not the memory checker's business: what ends the process is expected.
    for (int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE})
      std::signal(signal, SIG_DFL);
    std::freopen("/dev/null", "w", stderr);
    look(out, fd, path.c_str());
    std::fflush(out);
    _exit(0);
  }
  close(ends[1]);
  std::string text = child > 0 ? read_all(ends[0]) : "";
  close(ends[0]);
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR)
    continue;
  return understood(text);
}

} // namespace memtrace::driver
