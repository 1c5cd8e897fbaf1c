// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// callgrind.cpp: valgrind's callgrind, for KCachegrind and callgrind_annotate:
// what each line allocates, and what each call on it leads to.
#include "formats/call_costs.h"
#include "formats/exports.h"
#include "formats/plain_text.h"
#include "settings.h"
#include "views/words.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_map>

namespace memtrace::driver {
namespace {

// A name gets a number where it first stands.
class Numbered {
public:
  void put(rt::Writer &out, const char *name) {
    auto [found, is_new] = numbers_.try_emplace(name, numbers_.size() + 1);
    out << '(' << found->second << ')';
    if (is_new)
      out << ' ' << name;
    out << '\n';
  }

private:
  std::unordered_map<std::string, uint64_t> numbers_;
};

class Callgrind {
public:
  Callgrind(const Ledger &ledger, const ReadableNames &names,
            const ExportOptions &options, rt::Sink sink)
      : ledger_(ledger), view_(ledger.view()),
        functions_(view_, names.for_report(), FrameTable::By::kFunction),
        costs_(ledger, functions_), out_(sink) {
    // What is asked for is the first event, which viewers sort by.
    std::swap(moments_[0], moments_[static_cast<int>(options.at)]);
    blocks_first_ = options.blocks;
  }

  bool write() {
    put_head();
    uint32_t function = CallCosts::kSelf;
    for (const auto &[key, moments] : costs_.all()) {
      if (key.function != function) {
        function = key.function;
        out_ << '\n';
        put_function("fl=", "fn=", function);
      }
      if (key.callee != CallCosts::kSelf) {
        put_function("cfi=", "cfn=", key.callee);
        out_ << "calls=" << shown(moments.at(Moment::kTotal), true) << " 0\n";
      }
      out_ << uint64_t{key.line};
      put_costs(moments);
    }
    out_ << "\ntotals:";
    put_costs(totals());
    return out_.flush();
  }

private:
  void put_head() {
    out_ << "# callgrind format\nversion: 1\ncreator: memtrace "
         << settings::kVersion << "\npid: " << uint64_t{ledger_.header->pid}
         << "\ncmd: "
         << plain_text(rt::string_at(view_, ledger_.header->command_line))
                .c_str()
         << "\npart: 1\n\npositions: line\n";
    for (Moment moment : moments_)
      for (bool blocks : {false, true})
        out_ << "event: " << word_of(moment) << (blocks ? "N : " : "B : ")
             << (blocks ? "blocks" : "bytes")
             << (moment == Moment::kPeak      ? " live at the peak\n"
                 : moment == Moment::kCurrent ? " not freed\n"
                                              : " ever allocated\n");
    out_ << "events:";
    for (Moment moment : moments_)
      for (bool blocks : {blocks_first_, !blocks_first_})
        out_ << ' ' << word_of(moment) << (blocks ? 'N' : 'B');
    out_ << '\n';
  }

  void put_function(const char *file_key, const char *function_key,
                    uint32_t index) {
    ExportFrame frame;
    if (index == CallCosts::kRoot)
      frame.function = "[root]";
    else
      frame = functions_[index];
    out_ << file_key;
    files_.put(out_,
               *frame.file != '\0' ? plain_text(frame.file).c_str() : "???");
    out_ << function_key;
    names_.put(out_, *frame.function != '\0'
                         ? plain_text(frame.function).c_str()
                         : "<unknown>");
  }

  void put_costs(const Moments &moments) {
    for (Moment moment : moments_)
      for (bool blocks : {blocks_first_, !blocks_first_})
        out_ << ' ' << shown(moments.at(moment), blocks);
    out_ << '\n';
  }

  Moments totals() const {
    Moments sum;
    for (const auto &[key, moments] : costs_.all())
      if (key.callee == CallCosts::kSelf)
        sum += moments;
    return sum;
  }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  FrameTable functions_;
  CallCosts costs_;
  rt::Writer out_;
  Moment moments_[3] = {Moment::kPeak, Moment::kCurrent, Moment::kTotal};
  bool blocks_first_;
  Numbered files_;
  Numbered names_;
};

} // namespace

bool write_callgrind(const Ledger &ledger, const ReadableNames &names,
                     const ExportOptions &options, rt::Sink sink) {
  return Callgrind(ledger, names, options, sink).write();
}

} // namespace memtrace::driver
