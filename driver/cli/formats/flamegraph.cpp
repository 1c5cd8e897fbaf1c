// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// flamegraph.cpp: see flamegraph.h.
#include "formats/flamegraph.h"

#include "formats/export_stacks.h"
#include "formats/export_tree.h"
#include "formats/plain_text.h"
#include "formats/svg_colours.h"
#include "formats/svg_script.h"
#include "text.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

namespace memtrace::driver {
namespace {

constexpr uint64_t kMargin = 10;
constexpr uint64_t kTop = 76; // of the first row
constexpr uint64_t kBottom = 34;
constexpr uint64_t kRow = 19;
constexpr double kGap = 0.6;       // pixels between boxes
constexpr double kNarrowest = 0.1; // pixels
constexpr size_t kMostFrames = 50000;
constexpr double kLetter = 6.63; // pixels, of the script's font

// The first `count` characters.
std::string first_of(const std::string &text, size_t count) {
  size_t end = 0;
  while (end < text.size() && count > 0) {
    ++end;
    while (end < text.size() && (text[end] & 0xc0) == 0x80)
      ++end;
    --count;
  }
  return text.substr(0, end);
}

std::string decimal(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// `15.2 MiB in 3 blocks`
std::string amount_text(const rt::Amount &amount) {
  return size_text(shown(amount)) + " in " +
         counted(shown(amount, true), "block", "blocks");
}

const char *moment_text(Moment moment) {
  return moment == Moment::kPeak      ? "Live at the peak"
         : moment == Moment::kCurrent ? "Not freed"
                                      : "Allocated over the whole run";
}

class Flamegraph {
public:
  Flamegraph(const Ledger &ledger, const ReadableNames &names,
             const FlamegraphOptions &options, rt::Sink sink)
      : ledger_(ledger), options_(options), view_(ledger.view()),
        frames_(view_, names.for_report(), options.what.by),
        stacks_(ledger, frames_,
                options.inverted ? ExportStacks::From::kLeaf
                                 : ExportStacks::From::kRoot),
        room_(options.width - 2 * kMargin),
        tree_(stacks_, {options.what.at, options.what.blocks,
                        kNarrowest / static_cast<double>(room_), kMostFrames}),
        order_(tree_.in_order()), out_(sink) {
    for (uint32_t node : order_)
      levels_ = std::max<uint64_t>(levels_, tree_[node].level + uint64_t{1});
  }

  bool write() {
    put_head();
    put_frames();
    put_note();
    out_ << kSvgScript << "</svg>\n";
    return out_.flush();
  }

private:
  Flamegraph &put(const std::string &text) {
    out_.bytes(text.data(), text.size());
    return *this;
  }

  uint64_t height() const { return kTop + levels_ * kRow + kBottom; }

  void put_head() {
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
         << options_.width << "\" height=\"" << height() << "\" viewBox=\"0 0 "
         << options_.width << ' ' << height() << "\" data-width=\"" << room_
         << "\" data-left=\"" << kMargin << "\">\n"
         << kSvgStyle
         << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
    put_line("title", 26, title());
    put_line("about", 46, about());
    put_line("details", 66, "Click a box to zoom in, or point at it.");
    put_controls();
  }

  void put_line(const char *kind, uint64_t y, const std::string &text) {
    out_ << "<text class=\"" << kind << "\" x=\"" << kMargin << "\" y=\"" << y
         << "\">";
    put(xml_text(plain_text(text)));
    out_ << "</text>\n";
  }

  std::string title() const {
    return options_.title.empty() ? std::string(moment_text(options_.what.at)) +
                                        ": " + amount_text(tree_.root().amount)
                                  : options_.title;
  }

  std::string about() const {
    std::string command = rt::string_at(view_, ledger_.header->command_line);
    if (count_letters(command) > 100)
      command = first_of(command, 98) + "..";
    return command + (command.empty() ? "" : "   ") +
           (options_.what.blocks ? "Widths are numbers of blocks; "
                                 : "Widths are bytes; ") +
           (options_.upwards ? "above" : "beneath") +
           (options_.inverted ? " each box is who called it."
                              : " each box is what it calls.");
  }

  // Only with a script is there something to search.
  void put_controls() {
    uint64_t right = options_.width - kMargin;
    out_ << "<g class=\"controls hidden\">\n"
            "<g class=\"button reset hidden\"><rect x=\""
         << right - 300 << "\" y=\"12\" width=\"80\" height=\"24\" "
         << "fill=\"#fff\"/><text x=\"" << right - 295
         << "\" y=\"28\">Reset zoom</text></g>\n<foreignObject x=\""
         << right - 210
         << "\" y=\"12\" width=\"210\" height=\"26\">"
            "<input xmlns=\"http://www.w3.org/1999/xhtml\" class=\"search\" "
            "placeholder=\"Search\" spellcheck=\"false\"/></foreignObject>\n"
            "<text class=\"note matched\" text-anchor=\"end\" x=\""
         << right << "\" y=\"66\"></text>\n</g>\n";
  }

  void put_frames() {
    std::vector<uint64_t> next(levels_ + 1); // offset, by level
    for (uint32_t index : order_) {
      const ExportTree::Node &node = tree_[index];
      uint64_t offset = next[node.level];
      next[node.level] += tree_.value(node);
      next[node.level + 1] = offset;
      if (tree_.value(tree_.root()) != 0)
        put_frame(node, offset);
    }
  }

  std::string label(const ExportTree::Node &node) const {
    return node.level == 0 ? "all" : label_of(frames_[node.frame]);
  }

  // Without folders: what stands in the box, as far as it fits.
  std::string short_label(const ExportTree::Node &node) const {
    if (node.level == 0)
      return "all";
    ExportFrame frame = frames_[node.frame];
    if (const char *slash = std::strrchr(frame.file, '/'))
      frame.file = slash + 1;
    return label_of(frame);
  }

  double pixels(uint64_t value) const {
    return static_cast<double>(value) /
           static_cast<double>(tree_.value(tree_.root())) *
           static_cast<double>(room_);
  }

  void put_frame(const ExportTree::Node &node, uint64_t offset) {
    uint64_t value = tree_.value(node);
    uint64_t row = options_.upwards ? levels_ - 1 - node.level : node.level;
    uint64_t y = kTop + row * kRow;
    double x = static_cast<double>(kMargin) + pixels(offset);
    double room = pixels(value);
    out_ << "<g class=\"f\" data-o=\"" << offset << "\" data-v=\"" << value
         << "\" data-l=\"" << uint64_t{node.level} << "\"><title>";
    put(xml_text(label(node))).put("\n").put(amount_text(node.amount));
    put(", " + decimal(room / static_cast<double>(room_) * 100));
    out_ << " %</title><rect x=\"";
    put(decimal(x));
    out_ << "\" y=\"" << y << "\" width=\"";
    put(decimal(room > kGap * 4 ? room - kGap : room));
    out_ << "\" height=\"" << kRow - 1 << "\" rx=\"1.5\" fill=\"";
    put(node.level == 0 ? "#e4e4e4" : colours_.of(frames_[node.frame]));
    out_ << "\"/>";
    put_name(short_label(node), x, y, room);
    out_ << "</g>\n";
  }

  void put_name(const std::string &name, double x, uint64_t y, double room) {
    double letters = (room - 6) / kLetter;
    if (letters < 3)
      return;
    bool fits = static_cast<double>(count_letters(name)) <= letters;
    out_ << "<text x=\"";
    put(decimal(x + 3));
    out_ << "\" y=\"" << y + 13 << "\">";
    put(xml_text(
        fits ? name : first_of(name, static_cast<size_t>(letters) - 2) + ".."));
    out_ << "</text>";
  }

  void put_note() {
    uint64_t left_out = tree_.left_out();
    if (left_out != 0)
      put_line("note", height() - 12,
               counted(left_out, "branch is", "branches are") +
                   " too narrow to be shown.");
  }

  const Ledger &ledger_;
  const FlamegraphOptions &options_;
  const rt::LedgerView view_;
  FrameTable frames_;
  ExportStacks stacks_;
  uint64_t room_;
  ExportTree tree_;
  std::vector<uint32_t> order_;
  rt::Writer out_;
  SvgColours colours_;
  uint64_t levels_ = 1;
};

} // namespace

bool write_flamegraph(const Ledger &ledger, const ReadableNames &names,
                      const FlamegraphOptions &options, rt::Sink sink) {
  return Flamegraph(ledger, names, options, sink).write();
}

} // namespace memtrace::driver
