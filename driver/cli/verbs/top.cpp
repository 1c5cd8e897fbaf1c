// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// top.cpp: `memtrace top`: what a process holds, while it runs.
#include "complaint.h"
#include "live/batch.h"
#include "live/top_screen.h"
#include "terminal.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"
#include "views/words.h"

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>

namespace memtrace::driver {
namespace {

struct Settings {
  std::string ledger;
  std::string sort = "current";
  std::string by = "line";
  std::string colour = "auto";
  Filter filter;
  double delay = 1;
  uint64_t rounds = 0; // no end
  uint64_t rows = 25;
  bool batch = false;
};

const std::map<std::string, LiveSort> kSorts = {
    {"current", LiveSort::kCurrent}, {"growth", LiveSort::kGrowth},
    {"blocks", LiveSort::kBlocks},   {"peak", LiveSort::kPeak},
    {"total", LiveSort::kTotal},     {"count", LiveSort::kCount}};

void write(const std::string &text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) == 0)
    return;
  throw Complaint(kFailed, errno == EPIPE
                               ? ""
                               : std::string("cannot write standard output: ") +
                                     std::strerror(errno));
}

// Ends when nothing can change any more, or nothing says that it will.
void run_batch(Session &session, const Settings &settings,
               LiveClock::duration delay) {
  for (uint64_t round = 1;; ++round) {
    write((round > 1 ? "\n" : "") + batch_text(session, settings.rows));
    bool goes_on = settings.rounds == 0 ? session.follow().is_running()
                                        : round < settings.rounds;
    if (!goes_on || session.follow().is_over())
      return;
    std::this_thread::sleep_for(session.pause(delay));
    session.read();
  }
}

bool has_screen() {
  const char *term = std::getenv("TERM");
  return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 &&
         term != nullptr && *term != '\0' && std::string(term) != "dumb";
}

void run(const Settings &settings) {
  LiveView view;
  view.sort = kSorts.at(settings.sort);
  view.by = by_of(settings.by);
  auto delay = std::chrono::duration_cast<LiveClock::duration>(
      std::chrono::duration<double>(settings.delay));
  Session session(settings.ledger, settings.filter, view);
  if (settings.batch || !has_screen()) {
    run_batch(session, settings, delay);
    return;
  }
  std::setlocale(LC_CTYPE, "");
  Terminal terminal = terminal_of(STDOUT_FILENO, colour_of(settings.colour));
  TopScreen(session, delay, terminal.has_colour).run(settings.rounds);
  if (Screen::signal() != 0)
    std::raise(Screen::signal());
}

// At least the time that a person could follow, and not longer than a day.
CLI::Validator seconds() {
  auto is_right = [](const std::string &text) {
    char *end = nullptr;
    double value = std::strtod(text.c_str(), &end);
    return *end == '\0' && value >= 0.05 && value <= 86400;
  };
  return only_if(is_right, "a time between 0.05 and 86400 seconds");
}

} // namespace

Verb add_top(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "top",
               "Show which source lines hold the memory of a process, while it "
               "runs.");
  add_option(*app, "PROCESS", settings->ledger,
             "The number of a process, or the ledger that it counts in")
      ->required();
  add_option(*app, "-d,--delay", settings->delay,
             "Seconds from one reading to the next (default: 1)")
      ->check(seconds())
      ->type_name("SECONDS");
  add_number(*app, "-n,--rounds", settings->rounds, "readings",
             "Readings, and then the end (default: no end)");
  add_flag(*app, "-b,--batch", settings->batch,
           "Write text, one reading after the other; so it does where "
           "there is no terminal");
  add_number(*app, "--rows", settings->rows, "rows",
             "Rows of that text at most (default: 25)");
  add_choice(*app, "--sort", settings->sort,
             {"current", "growth", "blocks", "peak", "total", "count"},
             "By what rows are sorted: current (default), growth, blocks, "
             "peak, total or count",
             "KEY");
  add_choice(*app, "--by", settings->by,
             {"line", "file", "function", "type", "module", "site"},
             "What a row is: line (default), file, function, type, module or "
             "site",
             "KEY");
  add_colour(*app, settings->colour);
  add_filter(*app, settings->filter);
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
