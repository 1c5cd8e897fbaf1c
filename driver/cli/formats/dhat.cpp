// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dhat.cpp: the JSON of valgrind's DHAT, version 2. It is the one format that
// has the global peak by stack. Of what it also wants, lifetimes are not known
// and are 0, and what a stack had at its own maximum is at least what it had at
// the peak.
#include "formats/export_stacks.h"
#include "formats/exports.h"
#include "formats/plain_text.h"

#include <algorithm>
#include <string>

namespace memtrace::driver {
namespace {

// Microseconds, and never 0: viewers divide by it.
uint64_t duration_of(const Ledger &ledger) {
  uint64_t start = ledger.header->start_time, end = end_of(ledger);
  return std::max<uint64_t>(end > start ? (end - start) / 1000 : 0, 1);
}

class Dhat {
public:
  Dhat(const Ledger &ledger, const ReadableNames &names, rt::Sink sink)
      : ledger_(ledger), view_(ledger.view()),
        frames_(view_, names.for_report(), FrameTable::By::kLine),
        stacks_(ledger, frames_, ExportStacks::From::kLeaf), out_(sink) {}

  bool write() {
    put_head();
    out_ << ",\"pps\":[";
    const char *separator = "\n";
    for (const ExportStacks::Stack &stack : stacks_.all()) {
      out_ << separator;
      put_point(stack);
      separator = ",\n";
    }
    out_ << "],\n\"ftbl\":[\"[root]\"";
    for (uint32_t i = 0; i < frames_.size(); ++i) {
      out_ << ",\n";
      put("0x0: " + label_of(frames_[i]));
    }
    out_ << "]}\n";
    return out_.flush();
  }

private:
  void put(const std::string &text) {
    std::string json = json_text(text);
    out_.bytes(json.data(), json.size());
  }

  // A threshold below 0 has no block pass for one of a short life.
  void put_head() {
    const memtrace_ledger_header &header = *ledger_.header;
    uint64_t duration = duration_of(ledger_);
    out_ << "{\"dhatFileVersion\":2,\"mode\":\"memtrace\","
            "\"verb\":\"Allocated\",\"bklt\":true,\"bkacc\":false,\n"
            "\"tu\":\"\u00b5s\",\"Mtu\":\"s\",\"tuth\":-1,\n\"cmd\":";
    put(plain_text(rt::string_at(view_, header.command_line)));
    out_ << ",\"pid\":" << uint64_t{header.pid} << ",\"te\":" << duration
         << ",\"tg\":" << duration << '\n';
  }

  void put_point(const ExportStacks::Stack &stack) {
    const Moments &moments = stack.moments;
    put_amount("{\"tb\":", ",\"tbk\":", moments.at(Moment::kTotal));
    out_ << ",\"tl\":0";
    put_amount(",\"mb\":", ",\"mbk\":", moments.at(Moment::kPeak));
    put_amount(",\"gb\":", ",\"gbk\":", moments.at(Moment::kPeak));
    put_amount(",\"eb\":", ",\"ebk\":", moments.at(Moment::kCurrent));
    out_ << ",\"fs\":[";
    for (size_t i = 0; i < stack.length; ++i)
      (i == 0 ? out_ : out_ << ',') << uint64_t{stacks_.frame(stack, i)} + 1;
    out_ << "]}";
  }

  void put_amount(const char *bytes, const char *blocks,
                  const rt::Amount &amount) {
    out_ << bytes << shown(amount) << blocks << shown(amount, true);
  }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  FrameTable frames_;
  ExportStacks stacks_;
  rt::Writer out_;
};

} // namespace

bool write_dhat(const Ledger &ledger, const ReadableNames &names,
                const ExportOptions &, rt::Sink sink) {
  return Dhat(ledger, names, sink).write();
}

} // namespace memtrace::driver
