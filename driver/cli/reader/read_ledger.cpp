// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// read_ledger.cpp: see read_ledger.h. First the counters, which tell the
// contexts that matter; then their descriptions, which are packed, so every
// index and offset is replaced by where it leads then.
#include "reader/read_ledger.h"

#include "memtrace/abi.h"
#include "model/fate.h"
#include "reader/callers.h"
#include "reader/file_source.h"
#include "reader/fold.h"
#include "reader/header.h"
#include "reader/pieces.h"
#include "reader/time_line.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace memtrace::driver {
namespace {

class Reading {
public:
  explicit Reading(Source &source)
      : source_(source),
        header_(std::make_unique<memtrace_ledger_header>(read_header(source))),
        extents_(read_extents(source, *header_)) {}

  Ledger read() {
    note_missing();
    read_counters();
    read_contexts();
    read_callers();
    read_sites();
    read_frames();
    read_strings();
    point_sites_to_frames();
    read_time_line();
    finish_header();
    check_still_whole();
    return std::move(ledger_);
  }

private:
  void note_missing();
  void read_counters();
  void read_contexts();
  void read_callers();
  void read_sites();
  void read_frames();
  void read_strings();
  void point_sites_to_frames();
  void read_time_line();
  void finish_header();
  void check_still_whole();

  void read_section(uint16_t section, uint64_t length, const TakePiece &take);
  template <typename Record, typename Check>
  std::vector<Record> read_records(uint16_t section, uint32_t count,
                                   const std::vector<uint32_t> &ids,
                                   Check check);
  void choose_sites();
  uint32_t index_of_site(uint32_t id) const;
  void check_context(const memtrace_ledger_context &context, size_t id) const;
  void check_site(const memtrace_ledger_site &site, size_t id);
  void check_string(uint32_t offset, const char *whose) const;
  void move_string(uint32_t &offset) const;

  Source &source_;
  std::unique_ptr<memtrace_ledger_header> header_; // as it is in the file
  std::vector<Extent> extents_;
  Packed frames_{false};
  Packed strings_{true};
  uint64_t frames_of_sites_ = 0;
  Ledger ledger_;
};

void Reading::read_section(uint16_t section, uint64_t length,
                           const TakePiece &take) {
  for (const Extent &extent : extents_)
    if (extent.section == section)
      read_pieces(source_, extent, length, take);
}

// Those of these ids, in their order; all that are there are checked.
template <typename Record, typename Check>
std::vector<Record> Reading::read_records(uint16_t section, uint32_t count,
                                          const std::vector<uint32_t> &ids,
                                          Check check) {
  std::vector<Record> records(ids.size());
  size_t next = 1; // the first of `ids` that may still come
  read_section(section, uint64_t{count} * sizeof(Record),
               [&](uint64_t at, const char *bytes, size_t size) {
                 auto id = static_cast<size_t>(at / sizeof(Record));
                 for (size_t i = 0; i < size; i += sizeof(Record), ++id) {
                   Record record;
                   std::memcpy(&record, bytes + i, sizeof record);
                   check(record, id);
                   while (next < ids.size() && ids[next] < id)
                     ++next;
                   if (next < ids.size() && ids[next] == id)
                     records[next] = record;
                 }
               });
  return records;
}

void Reading::note_missing() {
  ledger_.lacks_anything = header_->file_incomplete != 0;
  for (const Extent &extent : extents_) {
    if (is_in_file(extent))
      continue;
    ledger_.lacks_anything = true;
    if (extent.section == MEMTRACE_SECTION_COUNTERS)
      ledger_.lacks_counts = true;
    else if (extent.section < MEMTRACE_SECTION_COUNTERS)
      ledger_.lacks_lines = true;
  }
}

void Reading::read_counters() {
  uint32_t count = header_->context_count;
  Fold fold(count, header_->peak_generation);
  read_section(MEMTRACE_SECTION_COUNTERS,
               uint64_t{count} * sizeof(memtrace_counter),
               [&](uint64_t at, const char *bytes, size_t size) {
                 fold.add(at, bytes, size);
               });
  ledger_.ids = {0, MEMTRACE_UNKNOWN_CONTEXT};
  ledger_.counters.resize(2);
  fold.for_each([&](uint32_t id, const memtrace_counter &counter) {
    if (id < header_->first_context)
      return;
    if (id == MEMTRACE_UNKNOWN_CONTEXT)
      ledger_.counters[id] = counter;
    if (id <= MEMTRACE_UNKNOWN_CONTEXT)
      return;
    ledger_.ids.push_back(id);
    ledger_.counters.push_back(counter);
  });
  // The values at the peak were saved when the counters were added up.
  for (memtrace_counter &counter : ledger_.counters)
    counter.generation = header_->peak_generation;
  rt::complete_peak(*header_, ledger_.counters.data(), ledger_.counters.size());
}

void Reading::check_context(const memtrace_ledger_context &context,
                            size_t id) const {
  auto bad = [&](const char *what) {
    return damaged("context " + std::to_string(id) + " " + what);
  };
  if (context.site != 0 && context.site >= header_->site_count)
    throw bad("is of a site that doesn't exist");
  if (context.callers != 0 && context.callers >= header_->caller_count)
    throw bad("has callers that don't exist");
  if (id == MEMTRACE_UNKNOWN_CONTEXT && context.site > MEMTRACE_UNKNOWN_SITE)
    throw bad("is not of the unknown site");
}

void Reading::read_contexts() {
  ledger_.contexts = read_records<memtrace_ledger_context>(
      MEMTRACE_SECTION_CONTEXTS, header_->context_count, ledger_.ids,
      [this](const memtrace_ledger_context &context, size_t id) {
        check_context(context, id);
      });
  ledger_.contexts[MEMTRACE_UNKNOWN_CONTEXT] = {};
  for (size_t i = 1; i < ledger_.contexts.size(); ++i)
    if (ledger_.contexts[i].site == 0) // it isn't there
      ledger_.contexts[i].site = MEMTRACE_UNKNOWN_SITE;
}

void Reading::read_callers() {
  Callers callers(*header_);
  read_section(MEMTRACE_SECTION_CALLERS,
               uint64_t{header_->caller_count} * sizeof(memtrace_ledger_caller),
               [&](uint64_t at, const char *bytes, size_t size) {
                 callers.add(at, bytes, size);
               });
  ledger_.callers = callers.of(ledger_.contexts);
}

void Reading::check_string(uint32_t offset, const char *whose) const {
  if (offset != 0 && offset >= header_->string_bytes)
    throw damaged(std::string("the name of a ") + whose +
                  " is outside the strings");
}

void Reading::check_site(const memtrace_ledger_site &site, size_t id) {
  std::string name = "site " + std::to_string(id);
  if (uint64_t{site.first_frame} + site.frame_count > header_->frame_count)
    throw damaged(name + " has frames that don't exist");
  if (site.frame_count != 0 && site.user_frame >= site.frame_count)
    throw damaged(name + " is charged to a frame that it doesn't have");
  check_string(site.type, "type");
  check_string(site.callee, "callee");
  check_string(site.module, "module");
  frames_of_sites_ += site.frame_count;
  if (frames_of_sites_ > header_->frame_count)
    throw damaged(name + " has frames that are another's");
}

// Those that contexts and callers name.
void Reading::choose_sites() {
  std::vector<uint32_t> &ids = ledger_.site_ids;
  ids = {0, MEMTRACE_UNKNOWN_SITE};
  ids.reserve(ids.size() + ledger_.contexts.size() + ledger_.callers.size());
  for (const memtrace_ledger_context &context : ledger_.contexts)
    ids.push_back(context.site);
  for (const memtrace_ledger_caller &caller : ledger_.callers)
    ids.push_back(caller.site);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

uint32_t Reading::index_of_site(uint32_t id) const {
  const std::vector<uint32_t> &ids = ledger_.site_ids;
  auto found = std::lower_bound(ids.begin(), ids.end(), id);
  return static_cast<uint32_t>(found - ids.begin());
}

void Reading::read_sites() {
  choose_sites();
  ledger_.sites = read_records<memtrace_ledger_site>(
      MEMTRACE_SECTION_SITES, header_->site_count, ledger_.site_ids,
      [this](const memtrace_ledger_site &site, size_t id) {
        check_site(site, id);
      });
  for (memtrace_ledger_context &context : ledger_.contexts)
    context.site = index_of_site(context.site);
  for (memtrace_ledger_caller &caller : ledger_.callers)
    caller.site = index_of_site(caller.site);
}

void Reading::read_frames() {
  read_section(MEMTRACE_SECTION_FRAMES,
               uint64_t{header_->frame_count} * sizeof(memtrace_ledger_frame),
               [&](uint64_t at, const char *bytes, size_t size) {
                 frames_.add(at, bytes, size);
               });
  ledger_.frames = frames_.take_records<memtrace_ledger_frame>(0);
  for (const memtrace_ledger_frame &frame : ledger_.frames) {
    check_string(frame.function, "function");
    check_string(frame.file, "file");
  }
}

// Strings may be long, so that those of the frames are replaced in place.
void Reading::read_strings() {
  uint64_t length = header_->string_bytes;
  read_section(MEMTRACE_SECTION_STRINGS, length,
               [&](uint64_t at, const char *bytes, size_t size) {
                 if (at == 0 && bytes[0] != '\0')
                   throw damaged("its first string is not empty");
                 if (at + size == length && bytes[size - 1] != '\0')
                   throw damaged("its last string has no end");
                 strings_.add(at, bytes, size);
               });
  strings_.bytes().push_back('\0'); // where a hole came last, or nothing
  for (memtrace_ledger_frame &frame : ledger_.frames) {
    move_string(frame.function);
    move_string(frame.file);
  }
  for (memtrace_ledger_site &site : ledger_.sites) {
    move_string(site.type);
    move_string(site.callee);
    move_string(site.module);
  }
  ledger_.strings = std::move(strings_.bytes());
}

// Packing never moves a string to a larger offset.
void Reading::move_string(uint32_t &offset) const {
  const Packed::Piece *piece = strings_.piece_at(offset);
  offset = piece == nullptr
               ? 0
               : static_cast<uint32_t>(piece->packed + (offset - piece->begin));
}

// A chain that is only partly there begins or ends where it does, if only the
// frame that is reported is there.
void Reading::point_sites_to_frames() {
  constexpr uint64_t kBytes = sizeof(memtrace_ledger_frame);
  for (memtrace_ledger_site &site : ledger_.sites) {
    uint64_t user = uint64_t{site.first_frame} + site.user_frame;
    const Packed::Piece *piece =
        site.frame_count == 0 ? nullptr : frames_.piece_at(user * kBytes);
    if (piece == nullptr) {
      site.first_frame = site.frame_count = site.user_frame = 0;
      continue;
    }
    uint64_t first =
        std::max<uint64_t>(site.first_frame, piece->begin / kBytes);
    uint64_t end = std::min<uint64_t>(
        uint64_t{site.first_frame} + site.frame_count, piece->end / kBytes);
    site.first_frame = static_cast<uint32_t>(piece->packed / kBytes +
                                             (first - piece->begin / kBytes));
    site.frame_count = static_cast<uint16_t>(end - first);
    site.user_frame = static_cast<uint16_t>(user - first);
  }
}

void Reading::read_time_line() {
  LiveRecords live(*header_, ledger_.ids);
  LiveRecords inherited(*header_, ledger_.ids);
  SampleRecords samples(*header_);
  auto read = [this](uint16_t section, uint32_t count, auto &into) {
    using Record = typename std::decay_t<decltype(into)>::Record;
    Straddling<Record> records(
        [&into](const Record &record, uint32_t i) { into.add(record, i); });
    read_section(section, uint64_t{count} * sizeof(Record),
                 [&](uint64_t at, const char *bytes, size_t size) {
                   records.add(at, bytes, size);
                 });
    records.finish();
  };
  read(MEMTRACE_SECTION_SAMPLES, header_->sample_count, samples);
  read(MEMTRACE_SECTION_LIVE, header_->live_count, live);
  read(MEMTRACE_SECTION_INHERITED, header_->inherited_count, inherited);
  ledger_.samples = samples.of(live);
  ledger_.live = live.take();
  inherited.check_order(0, header_->inherited_count);
  ledger_.inherited = inherited.take();
}

void Reading::finish_header() {
  memtrace_ledger_header &header = *ledger_.header;
  header = *header_;
  check_string(header.program, "program");
  check_string(header.command_line, "command");
  move_string(header.program);
  move_string(header.command_line);
  header.string_bytes = ledger_.strings.size();
  header.frame_count = static_cast<uint32_t>(ledger_.frames.size());
  header.site_count = static_cast<uint32_t>(ledger_.sites.size());
  header.caller_count = static_cast<uint32_t>(ledger_.callers.size());
  header.context_count = static_cast<uint32_t>(ledger_.contexts.size());
  header.sample_count = static_cast<uint32_t>(ledger_.samples.size());
  header.live_count = static_cast<uint32_t>(ledger_.live.size());
  header.inherited_count = static_cast<uint32_t>(ledger_.inherited.size());
}

// What was cut off meanwhile looked like a hole.
void Reading::check_still_whole() {
  uint64_t size = source_.size();
  for (const Extent &extent : extents_)
    if (is_in_file(extent) && extent.offset + extent.bytes > size)
      throw became_shorter();
}

// Where a peak came while the counters were read, they say nothing of either.
bool has_new_peak(Source &source, const Ledger &ledger) {
  return ledger.header->finished == 0 &&
         read_header(source).peak_generation != ledger.header->peak_generation;
}

} // namespace

Ledger read_ledger(Source &source) {
  constexpr int kTries = 5;
  Ledger ledger = Reading(source).read();
  for (int i = 1; i < kTries && has_new_peak(source, ledger); ++i)
    ledger = Reading(source).read();
  return ledger;
}

Ledger read_ledger_file(const std::string &path,
                        std::function<void(size_t)> on_read) {
  FileSource source(path, std::move(on_read));
  Ledger ledger = read_ledger(source);
  if (ledger.header->finished != 0)
    return ledger;
  ledger.fate = fate_of(ledger.view());
  // It may have come to its end in between.
  if (ledger.fate == rt::Fate::kEnded && read_header(source).finished != 0)
    return read_ledger(source);
  return ledger;
}

} // namespace memtrace::driver
