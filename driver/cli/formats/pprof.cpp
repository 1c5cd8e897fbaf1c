// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pprof.cpp: the profile.proto of pprof, packed. Messages are written one by
// one; pprof takes the fields of a profile in any order.
#include "formats/exports.h"
#include "formats/gzip_sink.h"
#include "formats/plain_text.h"
#include "formats/pprof_tables.h"
#include "settings.h"

#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

using protozero::pbf_writer;

// Fields, by their numbers in profile.proto.
namespace profile {
enum : protozero::pbf_tag_type {
  kSampleType = 1,
  kSample,
  kMapping,
  kLocation,
  kFunction,
  kStringTable,
  kTimeNanos = 9,
  kDurationNanos,
  kPeriodType,
  kPeriod,
  kComment,
  kDefaultSampleType
};
} // namespace profile
namespace value_type {
enum : protozero::pbf_tag_type { kType = 1, kUnit };
} // namespace value_type
namespace sample {
enum : protozero::pbf_tag_type { kLocationId = 1, kValue, kLabel };
} // namespace sample
namespace label {
enum : protozero::pbf_tag_type { kKey = 1, kString, kNumber };
} // namespace label
namespace mapping {
enum : protozero::pbf_tag_type {
  kId = 1,
  kFilename = 5,
  kHasFunctions = 7,
  kHasFilenames,
  kHasLineNumbers,
  kHasInlineFrames
};
} // namespace mapping
namespace location {
enum : protozero::pbf_tag_type { kId = 1, kMappingId, kLine = 4 };
} // namespace location
namespace line {
enum : protozero::pbf_tag_type { kFunctionId = 1, kLine, kColumn };
} // namespace line
namespace function {
enum : protozero::pbf_tag_type {
  kId = 1,
  kName,
  kSystemName,
  kFilename,
  kStartLine
};
} // namespace function

// The names that pprof's own options know, where it has one.
struct SampleType {
  const char *objects;
  const char *space;
  Moment moment;
};
constexpr SampleType kTypes[] = {
    {"alloc_objects", "alloc_space", Moment::kTotal},
    {"peak_objects", "peak_space", Moment::kPeak},
    {"inuse_objects", "inuse_space", Moment::kCurrent}};

class Pprof {
public:
  Pprof(const Ledger &ledger, const ReadableNames &names, rt::Sink sink)
      : ledger_(ledger), view_(ledger.view()), tables_(ledger, view_, names),
        out_(sink) {}

  bool write(const ExportOptions &options) {
    put_head(options);
    for (uint32_t i = 1; i < ledger_.contexts.size(); ++i)
      if (is_used(ledger_, i))
        put_sample(i);
    put_mappings();
    put_locations();
    put_functions();
    for (const std::string *text : strings_.all()) {
      top_.add_string(profile::kStringTable, *text);
      pass_on();
    }
    out_.write(bytes_);
    return out_.finish();
  }

private:
  int64_t string(const char *foreign) {
    return strings_.of(plain_text(foreign));
  }

  void put_type(protozero::pbf_tag_type field, const char *type,
                const char *unit) {
    pbf_writer message(top_, field);
    message.add_int64(value_type::kType, strings_.of(type));
    message.add_int64(value_type::kUnit, strings_.of(unit));
  }

  void put_head(const ExportOptions &options) {
    for (const SampleType &type : kTypes) {
      put_type(profile::kSampleType, type.objects, "count");
      put_type(profile::kSampleType, type.space, "bytes");
      if (type.moment == options.at)
        top_.add_int64(profile::kDefaultSampleType,
                       strings_.of(options.blocks ? type.objects : type.space));
    }
    const memtrace_ledger_header &header = *ledger_.header;
    top_.add_int64(profile::kTimeNanos,
                   static_cast<int64_t>(header.start_time));
    if (header.finished != 0 && header.end_time > header.start_time)
      top_.add_int64(profile::kDurationNanos,
                     static_cast<int64_t>(header.end_time - header.start_time));
    put_type(profile::kPeriodType, "space", "bytes");
    top_.add_int64(profile::kPeriod, 1); // each byte
    put_comment(std::string("memtrace ") + settings::kVersion +
                ", exact counts");
    put_comment(rt::string_at(view_, header.command_line));
  }

  void put_comment(const std::string &text) {
    if (!text.empty())
      top_.add_int64(profile::kComment, string(text.c_str()));
  }

  void put_sample(uint32_t context) {
    tables_.locations_of(context, ids_);
    Moments moments = moments_of(ledger_, context);
    values_.clear();
    for (const SampleType &type : kTypes) {
      values_.push_back(moments.at(type.moment).blocks);
      values_.push_back(moments.at(type.moment).bytes);
    }
    {
      pbf_writer message(top_, profile::kSample);
      message.add_packed_uint64(sample::kLocationId, ids_.begin(), ids_.end());
      message.add_packed_int64(sample::kValue, values_.begin(), values_.end());
      put_labels(message, ledger_.sites[rt::site_of(view_, context)]);
    }
    pass_on();
  }

  void put_labels(pbf_writer &of, const memtrace_ledger_site &site) {
    const char *type = rt::string_at(view_, site.type);
    if (*type != '\0') {
      pbf_writer message(of, sample::kLabel);
      message.add_int64(label::kKey, strings_.of("type"));
      message.add_int64(label::kString, string(type));
    }
    if (site.domain != 0) {
      pbf_writer message(of, sample::kLabel);
      message.add_int64(label::kKey, strings_.of("domain"));
      message.add_int64(label::kNumber, int64_t{site.domain});
    }
  }

  // That all is known keeps pprof from looking for the program.
  void put_mappings() {
    uint64_t id = 0;
    for (const std::string &module : tables_.mappings()) {
      pbf_writer message(top_, profile::kMapping);
      message.add_uint64(mapping::kId, ++id);
      message.add_int64(mapping::kFilename, string(module.c_str()));
      for (auto field : {mapping::kHasFunctions, mapping::kHasFilenames,
                         mapping::kHasLineNumbers, mapping::kHasInlineFrames})
        message.add_bool(field, true);
    }
  }

  void put_locations() {
    uint64_t id = 0;
    for (const PprofLocation &place : tables_.locations()) {
      {
        pbf_writer message(top_, profile::kLocation);
        message.add_uint64(location::kId, ++id);
        message.add_uint64(location::kMappingId, place.mapping);
        for (const PprofLine &at : place.lines) {
          pbf_writer inner(message, location::kLine);
          inner.add_uint64(line::kFunctionId, at.function);
          inner.add_int64(line::kLine, int64_t{at.line});
          if (at.column != 0)
            inner.add_int64(line::kColumn, int64_t{at.column});
        }
      }
      pass_on();
    }
  }

  // One for each line, which it claims to start at: speedscope tells functions
  // apart by that, and knows but one line of each.
  void put_functions() {
    const FrameTable &functions = tables_.functions();
    for (uint32_t i = 0; i < functions.size(); ++i) {
      const ExportFrame &frame = functions[i];
      const char *name = *frame.function != '\0' ? frame.function : "<unknown>";
      {
        pbf_writer message(top_, profile::kFunction);
        message.add_uint64(function::kId, uint64_t{i} + 1);
        message.add_int64(function::kName, string(name));
        message.add_int64(
            function::kSystemName,
            string(*frame.linkage != '\0' ? frame.linkage : name));
        message.add_int64(function::kFilename, string(frame.file));
        if (frame.line != 0)
          message.add_int64(function::kStartLine, int64_t{frame.line});
      }
      pass_on();
    }
  }

  // What there is so far, when it is much.
  void pass_on() {
    if (bytes_.size() < 1 << 16)
      return;
    out_.write(bytes_);
    bytes_.clear();
  }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  PprofTables tables_;
  StringTable strings_;
  GzipSink out_;
  std::string bytes_;
  pbf_writer top_{bytes_};
  std::vector<uint64_t> ids_;
  std::vector<int64_t> values_;
};

} // namespace

bool write_pprof(const Ledger &ledger, const ReadableNames &names,
                 const ExportOptions &options, rt::Sink sink) {
  return Pprof(ledger, names, sink).write(options);
}

} // namespace memtrace::driver
