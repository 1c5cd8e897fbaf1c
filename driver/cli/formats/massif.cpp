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
constexpr size_t kMostTrees = 100;  // of samples

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

  bool write(const ExportOptions &options) {
    ExportTree peak(stacks_, {Moment::kPeak, false, kThreshold});
    ExportTree end(stacks_, {Moment::kCurrent, false, kThreshold});
    if (ledger_.samples.empty())
      put_moments(peak, end);
    else
      put_time_line(peak, end, options.is_filtered);
    return out_.flush();
  }

private:
  void put_head(const char *description, const char *unit) {
    std::string command =
        plain_text(rt::string_at(view_, ledger_.header->command_line));
    out_ << "desc: memtrace: " << description
         << "\ncmd: " << massif_text(command).c_str() << "\ntime_unit: " << unit
         << '\n';
  }

  // Without a time line, the clock is what was allocated: nothing at the
  // start, all at the end, and at the peak at least what was live then.
  void put_moments(const ExportTree &peak, const ExportTree &end) {
    uint64_t total = 0;
    for (const ExportStacks::Stack &stack : stacks_.all())
      total += shown(stack.moments.at(Moment::kTotal));
    put_head("the start, the peak and the end; the peak is drawn as early as "
             "it can have been",
             "B");
    put_total(0, 0);
    uint64_t at_peak = peak.value(peak.root());
    put_tree("peak", peak, at_peak);
    put_tree("detailed", end, std::max(total, at_peak));
  }

  // When the peak was, isn't known: it stands at the largest sample.
  void put_time_line(const ExportTree &peak, const ExportTree &end,
                     bool is_filtered) {
    const std::vector<memtrace_ledger_sample> &samples = ledger_.samples;
    put_head("samples over time; the peak is drawn at the largest", "ms");
    size_t largest = 0, with_live = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
      if (samples[i].current_bytes > samples[largest].current_bytes)
        largest = i;
      with_live += samples[i].live_count != 0;
    }
    size_t step = with_live / kMostTrees + 1;
    with_live = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
      uint64_t time = milliseconds(samples[i].time);
      if (samples[i].live_count != 0 && with_live++ % step == 0)
        put_sample(samples[i], time);
      else if (!is_filtered)
        put_total(time, samples[i].current_bytes);
      if (i == largest)
        put_tree("peak", peak, time);
    }
    const memtrace_ledger_header &header = *ledger_.header;
    put_tree("detailed", end,
             header.finished != 0 ? milliseconds(header.end_time) : last_);
  }

  // Since the start, and never back.
  uint64_t milliseconds(uint64_t time) {
    uint64_t start = ledger_.header->start_time;
    last_ = std::max(last_, time > start ? (time - start) / 1000000 : 0);
    return last_;
  }

  void put_sample(const memtrace_ledger_sample &sample, uint64_t time) {
    stacks_.set_current(ledger_.live.data() + sample.first_live,
                        sample.live_count);
    put_tree("detailed",
             ExportTree(stacks_, {Moment::kCurrent, false, kThreshold}), time);
  }

  void put_total(uint64_t time, uint64_t bytes) {
    put_snapshot(time, bytes);
    out_ << "heap_tree=empty\n";
  }

  void put_snapshot(uint64_t time, uint64_t bytes) {
    out_ << "#-----------\nsnapshot=" << snapshots_++
         << "\n#-----------\ntime=" << time << "\nmem_heap_B=" << bytes
         << "\nmem_heap_extra_B=0\nmem_stacks_B=0\n";
  }

  void put_tree(const char *kind, const ExportTree &tree, uint64_t time) {
    put_snapshot(time, tree.value(tree.root()));
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
  uint64_t last_ = 0; // time
};

} // namespace

bool write_massif(const Ledger &ledger, const ReadableNames &names,
                  const ExportOptions &options, rt::Sink sink) {
  return Massif(ledger, names, sink).write(options);
}

} // namespace memtrace::driver
