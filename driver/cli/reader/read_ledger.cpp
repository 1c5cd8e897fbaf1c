// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// read_ledger.cpp: see read_ledger.h. First the counters, which tell the sites
// that matter; then their descriptions, which are packed, so every index and
// offset is replaced by where it leads then.
#include "reader/read_ledger.h"

#include "model/fate.h"
#include "reader/file_source.h"
#include "reader/fold.h"
#include "reader/header.h"
#include "reader/pieces.h"

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
    read_sites();
    read_frames();
    read_strings();
    point_sites_to_frames();
    finish_header();
    check_still_whole();
    return std::move(ledger_);
  }

private:
  void note_missing();
  void read_counters();
  void read_sites();
  void read_frames();
  void read_strings();
  void point_sites_to_frames();
  void finish_header();
  void check_still_whole();

  void read_section(uint16_t section, uint64_t length, const TakePiece &take);
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

void Reading::note_missing() {
  ledger_.lacks_anything = header_->file_incomplete != 0;
  for (const Extent &extent : extents_) {
    if (is_in_file(extent))
      continue;
    ledger_.lacks_anything = true;
    if (extent.section == MEMTRACE_SECTION_COUNTERS)
      ledger_.lacks_counts = true;
    else
      ledger_.lacks_lines = true;
  }
}

void Reading::read_counters() {
  uint32_t count = header_->site_count;
  Fold fold(count, header_->peak_generation);
  read_section(MEMTRACE_SECTION_COUNTERS,
               uint64_t{count} * sizeof(memtrace_counter),
               [&](uint64_t at, const char *bytes, size_t size) {
                 fold.add(at, bytes, size);
               });
  ledger_.ids = {0, MEMTRACE_UNKNOWN_SITE};
  ledger_.counters.resize(2);
  fold.for_each([&](uint32_t id, const memtrace_counter &counter) {
    if (id == MEMTRACE_UNKNOWN_SITE)
      ledger_.counters[id] = counter;
    if (id <= MEMTRACE_UNKNOWN_SITE)
      return;
    ledger_.ids.push_back(id);
    ledger_.counters.push_back(counter);
  });
  // The values at the peak were saved when the counters were added up.
  for (memtrace_counter &counter : ledger_.counters)
    counter.generation = header_->peak_generation;
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
  frames_of_sites_ += site.frame_count;
  if (frames_of_sites_ > header_->frame_count)
    throw damaged(name + " has frames that are another's");
}

void Reading::read_sites() {
  ledger_.sites.resize(ledger_.ids.size());
  size_t next = 1; // the first of `ids` that may still come
  read_section(
      MEMTRACE_SECTION_SITES,
      uint64_t{header_->site_count} * sizeof(memtrace_ledger_site),
      [&](uint64_t at, const char *bytes, size_t size) {
        auto id = static_cast<size_t>(at / sizeof(memtrace_ledger_site));
        for (size_t i = 0; i < size; i += sizeof(memtrace_ledger_site), ++id) {
          memtrace_ledger_site site;
          std::memcpy(&site, bytes + i, sizeof site);
          check_site(site, id);
          while (next < ledger_.ids.size() && ledger_.ids[next] < id)
            ++next;
          if (next < ledger_.ids.size() && ledger_.ids[next] == id)
            ledger_.sites[next] = site;
        }
      });
}

void Reading::read_frames() {
  read_section(MEMTRACE_SECTION_FRAMES,
               uint64_t{header_->frame_count} * sizeof(memtrace_ledger_frame),
               [&](uint64_t at, const char *bytes, size_t size) {
                 frames_.add(at, bytes, size);
               });
  const std::vector<char> &bytes = frames_.bytes();
  ledger_.frames.resize(bytes.size() / sizeof(memtrace_ledger_frame));
  if (!bytes.empty())
    std::memcpy(ledger_.frames.data(), bytes.data(), bytes.size());
  for (const memtrace_ledger_frame &frame : ledger_.frames) {
    check_string(frame.function, "function");
    check_string(frame.file, "file");
  }
  std::vector<char>().swap(frames_.bytes());
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
  for (memtrace_ledger_site &site : ledger_.sites)
    move_string(site.type);
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

Ledger read_ledger_file(const std::string &path) {
  FileSource source(path);
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
