// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// folded.cpp: stacks on one line each, `root;...;leaf N`, as flamegraph.pl and
// its like read them.
#include "formats/export_stacks.h"
#include "formats/exports.h"

#include <algorithm>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

std::string folded_label(const ExportFrame &frame) {
  std::string label = label_of(frame);
  std::replace(label.begin(), label.end(), ';', ':');
  return label;
}

} // namespace

bool write_folded(const Ledger &ledger, const ReadableNames &names,
                  const ExportOptions &options, rt::Sink sink) {
  const rt::LedgerView view = ledger.view();
  FrameTable frames(view, names.for_report(), options.by);
  ExportStacks stacks(ledger, frames, ExportStacks::From::kRoot);
  std::vector<std::string> labels;
  for (uint32_t i = 0; i < frames.size(); ++i)
    labels.push_back(folded_label(frames[i]));
  rt::Writer out(sink);
  for (const ExportStacks::Stack &stack : stacks.all()) {
    uint64_t value = shown(stack.moments.at(options.at), options.blocks);
    if (value == 0)
      continue;
    for (size_t i = 0; i < stack.length; ++i)
      out << (i == 0 ? "" : ";") << labels[stacks.frame(stack, i)].c_str();
    out << ' ' << value << '\n';
  }
  return out.flush();
}

} // namespace memtrace::driver
