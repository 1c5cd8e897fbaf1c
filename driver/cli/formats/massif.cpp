// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// massif.cpp: valgrind's massif: how much was live as time went on, and for
// some moments who had it.
#include "formats/export_stacks.h"
#include "formats/export_tree.h"
#include "formats/exports.h"
#include "formats/plain_text.h"

#include <algorithm>
#include <string>

namespace memtrace::driver {
namespace {

constexpr double kThreshold = 0.01; // massif's own

// ms_print takes what comes after a # for a comment.
std::string massif_text(std::string text) {
  std::replace(text.begin(), text.end(), '#', '~');
  return text;
}

class Massif {
public:
  Massif(const Ledger &ledger, const ReadableNames &names, rt::Sink sink)
      : ledger_(ledger), view_(ledger.view()),
        frames_(view_, names.for_report(), FrameTable::By::kLine),
        stacks_(ledger, frames_, ExportStacks::From::kLeaf), out_(sink) {}

  // Without a time line, the clock is what was allocated: nothing at the
  // start, all at the end, and at the peak at least what was live then.
  bool write() {
    ExportTree peak(stacks_, {Moment::kPeak, false, kThreshold});
    ExportTree end(stacks_, {Moment::kCurrent, false, kThreshold});
    uint64_t total = 0;
    for (const ExportStacks::Stack &stack : stacks_.all())
      total += shown(stack.moments.at(Moment::kTotal));
    put_head();
    put_snapshot(0, 0);
    out_ << "heap_tree=empty\n";
    uint64_t at_peak = peak.value(peak.root());
    put_snapshot(at_peak, at_peak);
    put_tree("peak", peak);
    put_snapshot(std::max(total, at_peak), end.value(end.root()));
    put_tree("detailed", end);
    return out_.flush();
  }

private:
  void put_head() {
    std::string command =
        plain_text(rt::string_at(view_, ledger_.header->command_line));
    out_ << "desc: memtrace: the start, the peak and the end; the peak is "
            "drawn as early as it can have been\n"
            "cmd: "
         << massif_text(command).c_str() << "\ntime_unit: B\n";
  }

  void put_snapshot(uint64_t time, uint64_t bytes) {
    out_ << "#-----------\nsnapshot=" << snapshots_++
         << "\n#-----------\ntime=" << time << "\nmem_heap_B=" << bytes
         << "\nmem_heap_extra_B=0\nmem_stacks_B=0\n";
  }

  void put_tree(const char *kind, const ExportTree &tree) {
    out_ << "heap_tree=" << kind << '\n';
    std::vector<uint32_t> open; // whose line for the rest is still to come
    for (uint32_t index : tree.in_order()) {
      const ExportTree::Node &node = tree[index];
      while (!open.empty() && tree[open.back()].level >= node.level) {
        put_rest(tree[open.back()]);
        open.pop_back();
      }
      put_node(tree, node);
      open.push_back(index);
    }
    for (; !open.empty(); open.pop_back())
      put_rest(tree[open.back()]);
  }

  void indent(uint64_t level) {
    for (uint64_t i = 0; i < level; ++i)
      out_ << ' ';
  }

  void put_node(const ExportTree &tree, const ExportTree::Node &node) {
    indent(node.level);
    out_ << 'n' << uint64_t{node.children.size()} + (node.left_out != 0) << ": "
         << tree.value(node) << ' ';
    if (node.level == 0)
      out_ << "(all allocations)\n";
    else
      out_ << "0x0: " << massif_text(label_of(frames_[node.frame])).c_str()
           << '\n';
  }

  void put_rest(const ExportTree::Node &node) {
    if (node.left_out == 0)
      return;
    indent(node.level + uint64_t{1});
    out_ << "n0: " << node.left_out_value << " in " << node.left_out
         << (node.left_out == 1 ? " place" : " places, all")
         << " below massif's threshold (1.00%)\n";
  }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  FrameTable frames_;
  ExportStacks stacks_;
  rt::Writer out_;
  uint64_t snapshots_ = 0;
};

} // namespace

bool write_massif(const Ledger &ledger, const ReadableNames &names,
                  const ExportOptions &, rt::Sink sink) {
  return Massif(ledger, names, sink).write();
}

} // namespace memtrace::driver
