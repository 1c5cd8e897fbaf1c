// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// speedscope.cpp: JSON for https://www.speedscope.app: a profile for the bytes
// and one for the blocks of each moment, over one list of frames.
#include "formats/export_stacks.h"
#include "formats/exports.h"
#include "formats/plain_text.h"
#include "settings.h"
#include "views/words.h"

namespace memtrace::driver {
namespace {

class Speedscope {
public:
  Speedscope(const Ledger &ledger, const ReadableNames &names, rt::Sink sink)
      : ledger_(ledger), view_(ledger.view()),
        frames_(view_, names.for_report(), FrameTable::By::kLine),
        stacks_(ledger, frames_, ExportStacks::From::kRoot), out_(sink) {}

  bool write(const ExportOptions &options) {
    put_head(options);
    put_frames();
    out_ << ",\n\"profiles\":[";
    const char *separator = "\n";
    for (bool blocks : {false, true})
      for (Moment moment : kMoments) {
        out_ << separator;
        put_profile(moment, blocks);
        separator = ",\n";
      }
    out_ << "]}\n";
    return out_.flush();
  }

private:
  void put(const std::string &text) { out_.bytes(text.data(), text.size()); }

  void put_head(const ExportOptions &options) {
    out_ << "{\"$schema\":"
            "\"https://www.speedscope.app/file-format-schema.json\",\n"
            "\"exporter\":\"memtrace@"
         << settings::kVersion << "\",\n\"name\":";
    put(json_text(
        plain_text(rt::string_at(view_, ledger_.header->command_line))));
    int active = static_cast<int>(options.at) + (options.blocks ? 3 : 0);
    out_ << ",\n\"activeProfileIndex\":" << int64_t{active} << ",\n";
  }

  void put_frames() {
    out_ << "\"shared\":{\"frames\":[";
    for (uint32_t i = 0; i < frames_.size(); ++i) {
      out_ << (i == 0 ? "\n" : ",\n");
      put_frame(frames_[i]);
    }
    out_ << "]}";
  }

  void put_frame(const ExportFrame &frame) {
    const char *name = *frame.function != '\0' ? frame.function : "<unknown>";
    out_ << "{\"name\":";
    put(json_text(plain_text(name)));
    if (*frame.file != '\0') {
      out_ << ",\"file\":";
      put(json_text(plain_text(frame.file)));
    }
    if (frame.line != 0)
      out_ << ",\"line\":" << uint64_t{frame.line};
    if (frame.column != 0)
      out_ << ",\"col\":" << uint64_t{frame.column};
    out_ << '}';
  }

  void put_profile(Moment moment, bool blocks) {
    auto value_of = [&](const ExportStacks::Stack &stack) {
      return shown(stack.moments.at(moment), blocks);
    };
    out_ << "{\"type\":\"sampled\",\"name\":\"" << word_of(moment)
         << (blocks ? " blocks" : " bytes") << "\",\"unit\":\""
         << (blocks ? "none" : "bytes") << "\",\"startValue\":0,\n\"samples\":";
    uint64_t sum = 0;
    put_list([&](const ExportStacks::Stack &stack) {
      sum += value_of(stack);
      return put_sample(stack, value_of(stack));
    });
    out_ << ",\n\"weights\":";
    put_list([&](const ExportStacks::Stack &stack) {
      return put_weight(value_of(stack));
    });
    out_ << ",\n\"endValue\":" << sum << '}';
  }

  template <typename Put> void put_list(Put put) {
    out_ << '[';
    is_first_ = true;
    for (const ExportStacks::Stack &stack : stacks_.all())
      put(stack);
    out_ << ']';
  }

  void separate() {
    if (!is_first_)
      out_ << ',';
    is_first_ = false;
  }

  void put_sample(const ExportStacks::Stack &stack, uint64_t value) {
    if (value == 0)
      return;
    separate();
    out_ << '[';
    for (size_t i = 0; i < stack.length; ++i)
      (i == 0 ? out_ : out_ << ',') << uint64_t{stacks_.frame(stack, i)};
    out_ << ']';
  }

  void put_weight(uint64_t value) {
    if (value == 0)
      return;
    separate();
    out_ << value;
  }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  FrameTable frames_;
  ExportStacks stacks_;
  rt::Writer out_;
  bool is_first_ = true;
};

} // namespace

bool write_speedscope(const Ledger &ledger, const ReadableNames &names,
                      const ExportOptions &options, rt::Sink sink) {
  return Speedscope(ledger, names, sink).write(options);
}

} // namespace memtrace::driver
