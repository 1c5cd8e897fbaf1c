// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// api_probe: prints what api/ makes of the traces on its standard input, for
// api_matches_cpython.py. One request a line, fields separated by tabs:
//   trace NOW|OLD DOMAIN BYTES FILE LINE [FILE LINE]...  innermost first
//   filter INCLUSIVE PATTERN LINE ALL_FRAMES ONLY_DOMAIN DOMAIN
//          for both; PATTERN may be any, for none
//   statistics line|file|stack CUMULATIVE    -> rows, then an empty line
//   compare line|file|stack CUMULATIVE       -> the same, of NOW since OLD
//   forget                 traces and filters
//   load PATH              -> its status; of a ledger that is accepted, bytes
//          and blocks of what is current, at the peak and allocated, too
//   glob PATTERN TEXT      -> 1 or 0
//   format LIMIT MOST_RECENT_FIRST [FILE LINE]...  -> text, then an empty line
#include "api/dump.h"
#include "api/filter.h"
#include "api/glob.h"
#include "api/statistics.h"
#include "api/text.h"
#include "snapshot_of.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

using Fields = std::vector<std::string>;

[[noreturn]] void refuse(const std::string &what) {
  std::cerr << "api_probe: " << what << '\n';
  std::exit(2);
}

// Traces of one snapshot. Equal stacks share a context, as in a process.
class Traces {
public:
  Traces() { ledger_.header().frames_kept = 100; }

  void add(const Fields &fields) {
    Fields stack(fields.begin() + 4, fields.end());
    stack.push_back(fields[2]);
    uint32_t &context = contexts_[stack];
    if (context == 0)
      context = enter(fields);
    ledger_.allocate(context, std::stoull(fields[3]));
  }

  SnapshotPointer snapshot() { return snapshot_of(ledger_); }

private:
  uint32_t enter(const Fields &fields) {
    uint32_t callers = 0;
    for (size_t i = fields.size(); i > 6; i -= 2)
      callers =
          ledger_.add_caller(site(fields[i - 2], fields[i - 1], "0"), callers);
    uint32_t innermost = site(fields[4], fields[5], fields[2]);
    return ledger_.add_context(innermost, callers);
  }

  uint32_t site(const std::string &file, const std::string &line,
                const std::string &domain) {
    uint32_t &known = sites_[{file, line, domain}];
    if (known == 0) {
      known = ledger_.add_site(file, static_cast<uint32_t>(std::stoul(line)));
      ledger_.site(known).domain = static_cast<uint32_t>(std::stoul(domain));
    }
    return known;
  }

  SyntheticLedger ledger_;
  std::map<Fields, uint32_t> contexts_, sites_;
};

class Probe {
public:
  void answer(const Fields &fields) {
    const std::string &request = fields[0];
    if (request == "trace")
      (fields[1] == "NOW" ? now_ : old_)->add(fields);
    else if (request == "filter")
      add_filter(fields);
    else if (request == "statistics" || request == "compare")
      print_statistics(fields);
    else if (request == "glob")
      std::cout << matches(fields[1].c_str(), fields[2].c_str()) << '\n';
    else if (request == "format")
      print_traceback(fields);
    else if (request == "load")
      print_loaded(fields[1]);
    else if (request == "forget")
      *this = Probe();
    else
      refuse("unknown request: " + request);
  }

private:
  void add_filter(const Fields &fields) {
    memtrace_filter filter{};
    filter.inclusive = fields[1] == "1";
    patterns_.push_back(std::make_unique<std::string>(fields[2]));
    filter.pattern = fields[2] == "any" ? nullptr : patterns_.back()->c_str();
    filter.line = static_cast<uint32_t>(std::stoul(fields[3]));
    filter.all_frames = fields[4] == "1";
    filter.only_domain = fields[5] == "1";
    filter.domain = static_cast<unsigned>(std::stoul(fields[6]));
    filters_.push_back(filter);
  }

  SnapshotPointer filtered(Traces &traces) {
    SnapshotPointer whole = traces.snapshot();
    if (filters_.empty())
      return whole;
    memtrace_snapshot *part = nullptr;
    if (filter_snapshot(*whole, filters_.data(), filters_.size(), &part) != 0)
      refuse("no filter");
    return SnapshotPointer(part);
  }

  void print_statistics(const Fields &fields) {
    memtrace_query query{};
    query.by = fields[1] == "line"   ? MEMTRACE_BY_LINE
               : fields[1] == "file" ? MEMTRACE_BY_FILE
                                     : MEMTRACE_BY_STACK;
    query.cumulative = fields[2] == "1";
    SnapshotPointer now = filtered(*now_), old = filtered(*old_);
    memtrace_statistics *made = nullptr;
    if (make_statistics(*now, fields[0] == "compare" ? old.get() : nullptr,
                        query, &made) != 0)
      refuse("no statistics");
    // Rows must not need them any more.
    now.reset();
    old.reset();
    for (size_t i = 0; i < made->count; ++i)
      std::cout << text_of(made->rows[i]) << '\n';
    std::cout << '\n';
    free_statistics(made);
  }

  static void print_loaded(const std::string &path) {
    memtrace_snapshot *made = nullptr;
    std::cout << load_snapshot(path.c_str(), &made);
    SnapshotPointer snapshot(made);
    if (snapshot) {
      memtrace_snapshot_totals totals = totals_of(*snapshot);
      for (memtrace_amount amount :
           {totals.current, totals.peak, totals.allocated})
        std::cout << ' ' << amount.bytes << ' ' << amount.blocks;
      walk(*snapshot);
    }
    std::cout << '\n';
  }

  // All of it must be usable, whatever the file said.
  static void walk(const memtrace_snapshot &snapshot) {
    for (int by = MEMTRACE_BY_LINE; by <= MEMTRACE_BY_DOMAIN; ++by) {
      memtrace_query query{static_cast<memtrace_key>(by), MEMTRACE_TOTAL, 0};
      memtrace_statistics *made = nullptr;
      if (make_statistics(snapshot, nullptr, query, &made) != 0)
        refuse("no statistics");
      for (size_t i = 0; i < made->count; ++i)
        text_of(made->rows[i]);
      free_statistics(made);
    }
  }

  static void print_traceback(const Fields &fields) {
    std::vector<memtrace_location> stack;
    for (size_t i = 3; i + 1 < fields.size(); i += 2)
      stack.push_back({fields[i].c_str(), nullptr,
                       static_cast<uint32_t>(std::stoul(fields[i + 1])), 0});
    auto format = [&](char *text, size_t size) {
      return format_traceback(stack.data(), stack.size(), std::stoi(fields[1]),
                              fields[2] == "1", text, size);
    };
    std::string text(format(nullptr, 0) + 1, 'x');
    format(text.data(), text.size());
    text.pop_back();
    std::cout << text << '\n';
  }

  std::unique_ptr<Traces> now_ = std::make_unique<Traces>();
  std::unique_ptr<Traces> old_ = std::make_unique<Traces>();
  std::vector<memtrace_filter> filters_;
  std::vector<std::unique_ptr<std::string>> patterns_;
};

} // namespace

int main() {
  Probe probe;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in(line);
    Fields fields;
    for (std::string field; std::getline(in, field, '\t');)
      fields.push_back(field);
    if (line.back() == '\t')
      fields.push_back("");
    probe.answer(fields);
  }
  return 0;
}
