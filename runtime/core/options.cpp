// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options.cpp: see options.h. A table names every option, what it takes and
// where it goes.
#include "core/options.h"

#include "core/contexts.h"
#include "core/size_option.h"
#include "os/line.h"
#include "os/signals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern "C" {
extern char **environ;
// In a program that calls memtrace_start(): see memtrace/api.h.
extern const char __memtrace_may_start
    __attribute__((weak, visibility("default")));
}

namespace memtrace::rt {

Options g_options;

namespace {

// From 1 to most.
bool parse_number(const char *value, unsigned most, unsigned *out) {
  unsigned number = 0;
  const char *c = value;
  for (; *c >= '0' && *c <= '9' && number <= most; ++c)
    number = number * 10 + (unsigned)(*c - '0');
  if (c == value || *c || number == 0 || number > most)
    return false;
  *out = number;
  return true;
}

bool parse_top(const char *value) {
  return parse_number(value, 1000000, &g_options.top);
}

bool parse_frames(const char *value) {
  return parse_number(value, kMostFrames, &g_options.frames);
}

bool parse_sort(const char *value) {
  static const struct {
    const char *name;
    SortKey key;
  } kKeys[] = {{"peak", SortKey::kPeak},
               {"current", SortKey::kCurrent},
               {"total", SortKey::kTotal},
               {"count", SortKey::kCount}};
  for (const auto &key : kKeys)
    if (strcmp(value, key.name) == 0) {
      g_options.sort = key.key;
      return true;
    }
  return false;
}

bool parse_peak(const char *value) {
  g_options.exact_peak = strcmp(value, "exact") == 0;
  return g_options.exact_peak || strcmp(value, "bounded") == 0;
}

bool parse_cache(const char *value) {
  bool is_none = strcmp(value, "0") == 0, is_all = strcmp(value, "all") == 0;
  g_options.caches = is_none  ? Caches::kNobodys
                     : is_all ? Caches::kAll
                              : Caches::kGlibcs;
  return is_none || is_all || strcmp(value, "1") == 0;
}

bool parse_start(const char *value) {
  g_options.starts = strcmp(value, "0") != 0;
  return !g_options.starts || strcmp(value, "1") == 0;
}

bool parse_command_line(const char *value) {
  g_options.omits_command_line = strcmp(value, "omit") == 0;
  return g_options.omits_command_line || strcmp(value, "keep") == 0;
}

bool parse_signal(const char *value) {
  g_options.snapshot_signal = usable_signal(value);
  return g_options.snapshot_signal != 0;
}

bool parse_max_peak(const char *value) {
  const char *comma = strchr(value, ',');
  uint64_t limit = 0;
  if (!read_size(value, comma ? (size_t)(comma - value) : strlen(value),
                 &limit) ||
      limit == 0 || (comma && strcmp(comma, ",fail") != 0))
    return false;
  g_options.peak_limit = limit;
  g_options.fails_on_excess = comma != nullptr;
  return true;
}

const struct {
  const char *name;
  bool (*parse)(const char *value);
  const char *takes;
  const char *fallback;
} kOptions[] = {
    {"MEMTRACE_TOP", parse_top, "a number from 1 to 1000000", "25"},
    {"MEMTRACE_SORT", parse_sort, "peak, current, total or count", "peak"},
    {"MEMTRACE_FRAMES", parse_frames, "a number from 1 to 128", "8"},
    {"MEMTRACE_PEAK", parse_peak, "bounded or exact", "bounded"},
    {"MEMTRACE_CACHE", parse_cache, "0, 1 or all", "1"},
    {"MEMTRACE_START", parse_start, "0 or 1", "1"},
    {"MEMTRACE_COMMAND_LINE", parse_command_line, "keep or omit", "keep"},
    {"MEMTRACE_SIGNAL", parse_signal,
     "USR1, USR2, RTMIN+N or another signal that a program may handle", "none"},
    {"MEMTRACE_MAX_PEAK", parse_max_peak,
     "a size such as 512MiB or 512MiB,fail", "none"},
};

bool ends_in(const char *text, const char *end) {
  size_t n = strlen(text), m = strlen(end);
  return n >= m && strcmp(text + n - m, end) == 0;
}

// The program may change its working directory before the report is written.
bool set_out(const char *value) {
  g_options.out_is_stderr = strcmp(value, "-") == 0;
  Line out(g_options.out, sizeof g_options.out);
  if (value[0] != '/' && !g_options.out_is_stderr) {
    char directory[PATH_MAX];
    if (!getcwd(directory, sizeof directory))
      return false;
    out.add(directory).add('/');
  }
  out.add(value);
  return !out.overflowed();
}

void say_bad_value(const char *name, const char *value, const char *takes,
                   const char *fallback) {
  LineOf<512> line;
  line.add(name).add("=").add(value).add(": not ").add(takes);
  line.add("; using ").add(fallback);
  say(line);
}

} // namespace

bool environment_ready() { return environ != nullptr; }

Wish read_options() {
  const char *out = secure_getenv("MEMTRACE_OUT");
  const char *start = secure_getenv("MEMTRACE_START");
  const char *limit = secure_getenv("MEMTRACE_MAX_PEAK");
  const char *signal = secure_getenv("MEMTRACE_SIGNAL");
  bool has_out = out && *out;
  if (!has_out && !&__memtrace_may_start && !(start && *start) &&
      !(limit && *limit)) {
    if (signal && *signal)
      say("MEMTRACE_SIGNAL needs a file in MEMTRACE_OUT; without it the signal "
          "does what it does to any program");
    return Wish::kNoTracing;
  }
  g_options = {};
  g_options.top = 25;
  g_options.frames = kUsualFrames;
  g_options.sort = SortKey::kPeak;
  g_options.starts = true;
  g_options.caches = Caches::kGlibcs;
  for (const auto &option : kOptions) {
    const char *value = secure_getenv(option.name);
    if (value && *value && !option.parse(value))
      say_bad_value(option.name, value, option.takes, option.fallback);
  }
  // A limit alone says on stderr that it was passed.
  if (!has_out && g_options.peak_limit) {
    g_options.reports_excess_only = has_out = true;
    out = "-";
  }
  if (has_out && !set_out(out)) {
    say("MEMTRACE_OUT can't be made an absolute path (too long, or the working "
        "directory is gone); give a short absolute one. Tracing is off");
    return Wish::kNoTracing;
  }
  g_options.out_is_ledger = has_out && ends_in(out, kLedgerSuffix);
  if (has_out && g_options.starts)
    return Wish::kTrace;
  return !g_options.starts || &__memtrace_may_start ? Wish::kWait
                                                    : Wish::kNoTracing;
}

} // namespace memtrace::rt
