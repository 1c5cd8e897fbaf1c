// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// run.cpp: `memtrace run`: starts a program, watches what it has live from
// outside, and leaves both in one ledger.
#include "clock.h"
#include "complaint.h"
#include "run/append.h"
#include "run/child.h"
#include "run/preload.h"
#include "run/summary.h"
#include "run/watch.h"
#include "text.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

constexpr const char *kSuffix = ".memtrace";

struct Settings {
  std::string output;
  uint64_t interval = 10; // milliseconds
  uint64_t snapshots = 40;
  uint64_t frames = 0; // 0: as the environment says
  bool preload = false;
  bool quiet = false;
  std::vector<std::string> command;
  std::vector<std::string> unused; // by CLI11, see take_program()
};

bool has_pid(const std::string &pattern) {
  for (size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '%')
      continue;
    ++i;
    if (pattern[i] == 'p')
      return true;
  }
  return false;
}

bool ends_in(const std::string &text, const std::string &end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// The MEMTRACE_OUT of a program: an absolute one, since it may change its
// directory. The program has the name itself, and all that it starts its own,
// as one process may start when another has ended.
std::string pattern_of(const Settings &settings, pid_t pid) {
  const std::string &program = settings.command[0];
  std::string number = std::to_string(pid);
  std::string name = settings.output;
  if (name.empty())
    name =
        escaped_pattern(program.substr(program.rfind('/') + 1)) + "." + number;
  if (ends_in(name, kSuffix))
    name.resize(name.size() - std::strlen(kSuffix));
  if (!has_pid(name))
    name += "%" + number + "p";
  name += kSuffix;
  return name[0] == '/' ? name
                        : escaped_pattern(working_directory()) + "/" + name;
}

Child::Environment environment_of(const Settings &settings) {
  std::vector<std::pair<std::string, std::string>> preload;
  if (settings.preload)
    preload = preload_variables();
  return [&settings, preload](pid_t pid) {
    std::vector<std::pair<std::string, std::string>> variables = preload;
    variables.emplace_back("MEMTRACE_OUT", pattern_of(settings, pid));
    if (settings.frames != 0)
      variables.emplace_back("MEMTRACE_FRAMES",
                             std::to_string(settings.frames));
    return variables;
  };
}

void keep_time_line(const Watch &watch) {
  try {
    append_time_line(watch.ledger().path(), watch.observations());
  } catch (const std::exception &error) {
    say("the time line is lost, the ledger is not: " +
        shown(watch.ledger().path()) + " " + error.what());
  }
}

void finish(Watch &watch, const Settings &settings) {
  bool found = watch.finish();
  if (found)
    keep_time_line(watch);
  if (settings.quiet)
    return;
  if (found)
    say_summary(watch);
  else
    say_absence(watch, settings.command[0]);
}

// Rather now than when the program has run for nothing.
void check_output(const Settings &settings) {
  std::string folder = pattern_of(settings, getpid());
  folder = folder.substr(0, std::max<size_t>(folder.rfind('/'), 1));
  std::string plain;
  for (size_t i = 0; i < folder.size(); ++i) {
    bool stands = folder[i] == '%';
    i += stands;
    if (stands && (i >= folder.size() || folder[i] != '%'))
      return; // it depends on the process
    plain += folder[i];
  }
  struct stat status = {};
  if (stat(plain.c_str(), &status) == 0 && !S_ISDIR(status.st_mode))
    errno = ENOTDIR;
  else if (faccessat(AT_FDCWD, plain.c_str(), W_OK | X_OK, AT_EACCESS) == 0)
    return;
  throw Complaint(kBadInput, "cannot write a ledger in " + printable(plain) +
                                 ": " + std::strerror(errno) +
                                 "; name another folder with -o");
}

void run(const Settings &settings) {
  if (settings.command.empty())
    throw Complaint(kBadInput,
                    "there is no program to run; see memtrace run --help");
  check_output(settings);
  uint64_t since = time_of_day();
  Child child(settings.command, environment_of(settings));
  Watch::Options options;
  options.interval = std::chrono::milliseconds(settings.interval);
  options.snapshots = settings.snapshots;
  Watch watch(pattern_of(settings, child.pid()), child.pid(), since, options);
  do
    watch.look_if_due();
  while (!child.wait(watch.pause()));
  finish(watch, settings);
  std::fflush(stderr);
  // With a text there would be an error of ours.
  throw Complaint(child.end(), "");
}

// The program and its arguments: from `--` on, or from the first that is no
// option of this verb. CLI11 would take some for its own, and `[a,b]` apart.
std::vector<std::string> take_program(const CLI::App &run,
                                      std::vector<std::string> &arguments) {
  size_t at = 1;
  for (; at < arguments.size(); ++at) {
    const std::string &word = arguments[at];
    if (word.size() < 2 || word[0] != '-' || word == "--")
      break;
    const CLI::Option *option = run.get_option_no_throw(word);
    at += option != nullptr && option->get_items_expected_min() > 0;
  }
  at = std::min(at, arguments.size());
  auto begin = arguments.begin() + static_cast<std::ptrdiff_t>(at);
  bool marked = begin != arguments.end() && *begin == "--";
  std::vector<std::string> program(begin + marked, arguments.end());
  arguments.erase(begin, arguments.end());
  return program;
}

} // namespace

Verb add_run(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = add_verb(
      command, "run",
      "Run a program that was built with MemTrace, keep its ledger, and "
      "with it a time line of what it had live.");
  add_option(
      *app, "-o,--output", settings->output,
      "The ledger to write, with .memtrace at its end; other "
      "processes have their numbers in it (default: PROGRAM.PID.memtrace)")
      ->type_name("FILE");
  auto add_range = [&](const char *name, uint64_t &number, uint64_t least,
                       uint64_t most, const char *type, const char *help) {
    add_option(*app, name, number, help)
        ->check(number_in(least, most))
        ->type_name(type);
  };
  add_range("--interval", settings->interval, 1, 3600000, "MS",
            "Milliseconds between two samples of the time line at first "
            "(default: 10)");
  add_range("--snapshots", settings->snapshots, 0, 500, "N",
            "Samples at most that are kept by line; 0: none (default: 40)");
  add_range("--frames", settings->frames, 1, 128, "N",
            "Calls of each stack that are kept, with "
            "--profile-memory=stacks (default: 8)");
  add_flag(*app, "--preload", settings->preload,
           "Load the runtime into the program, too: for one that was "
           "built without MemTrace and loads libraries that were");
  add_flag(*app, "-q,--quiet", settings->quiet,
           "Don't say at the end what the peak was and where the ledger "
           "is");
  add_option(*app, "PROGRAM", settings->unused,
             "The program to run, and its arguments; -- before it is for "
             "one whose name begins with -")
      ->expected(0, -1);
  return {app, [settings] { run(*settings); },
          [settings, app](std::vector<std::string> &arguments) {
            settings->command = take_program(*app, arguments);
          }};
}

} // namespace memtrace::driver
