// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_frames.h: the entries of stacks as other viewers know them: functions
// with a file and a line, each listed once.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_EXPORT_FRAMES_H
#define MEMTRACE_DRIVER_CLI_FORMATS_EXPORT_FRAMES_H

#include "model/ledger.h"
#include "report/stack.h"

#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

namespace memtrace::driver {

// Texts are foreign.
struct ExportFrame {
  rt::StackEntry::Kind kind = rt::StackEntry::kUnknown;
  const char *function = ""; // readable, or what a mark says
  const char *linkage = "";  // empty: of a mark
  const char *file = "";     // empty: not known
  uint32_t line = 0;         // 0: not known, or not told apart
  uint32_t column = 0;

  bool operator==(const ExportFrame &other) const;
  // Something stands here that isn't a frame.
  bool is_mark() const { return kind != rt::StackEntry::kFrame; }
};

// `read_all(char const*) (src/lines.cpp:60)`, in UTF-8 and on one line.
std::string label_of(const ExportFrame &frame);

class FrameTable {
public:
  enum class By { kLine, kFunction };
  // All must live as long as the table.
  FrameTable(const rt::LedgerView &view, const rt::Names &names, By by);
  FrameTable(const FrameTable &) = delete;
  FrameTable &operator=(const FrameTable &) = delete;

  uint32_t of(const rt::StackEntry &entry);
  uint32_t size() const { return static_cast<uint32_t>(frames_.size()); }
  const ExportFrame &operator[](uint32_t frame) const { return frames_[frame]; }

private:
  struct Hash {
    const FrameTable *table;
    size_t operator()(uint32_t frame) const;
  };
  struct Equal {
    const FrameTable *table;
    bool operator()(uint32_t a, uint32_t b) const {
      return (*table)[a] == (*table)[b];
    }
  };
  ExportFrame frame_of(const memtrace_ledger_frame &frame) const;
  static ExportFrame unknown();
  ExportFrame mark_of(const rt::StackEntry &entry);
  uint32_t intern(const ExportFrame &frame);

  const rt::LedgerView &view_;
  rt::Names names_;
  By by_;
  std::vector<ExportFrame> frames_;
  std::vector<uint32_t> of_frame_; // one more than the index here; 0: not yet
  std::unordered_set<uint32_t, Hash, Equal> index_;
  std::deque<std::string> marks_;
};

} // namespace memtrace::driver

#endif
