// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// whole_file.cpp: one block or a few hold all that is in a file.
#include "hints/hint.h"
#include "hints/limits.h"
#include "hints/words.h"

#include <cmath>
#include <map>

namespace memtrace::driver::hints {
namespace {

enum class How {
  kNot,
  kStream,  // from a stream to its end
  kOneLine, // by getline
  kSized,   // in a block that has the file's size
  kGrown,   // in a block that grew until all was there
};

struct Finding {
  How how = How::kNot;
  bool is_likely = false;
};

// Programs ask for buffers of round sizes; files have any. A string has one
// byte more.
bool is_fixed_buffer(const Part &part) {
  if (part.amounts.blocks() != 1)
    return false;
  double rest = std::fmod(part.amounts.bytes(), kFixedBuffer);
  return rest == 0 || rest == 1;
}

bool is_named_reader(const Evidence &evidence, const Line &line) {
  for (uint32_t function : line.near)
    for (const char *word :
         {"read", "reader", "reading", "readfile", "readall", "load", "loader",
          "loading", "loadfile", "slurp", "file", "files", "contents"})
      if (has_word(evidence.functions[function], word))
        return true;
  return false;
}

Finding of_bytes(const Evidence &evidence, const Line &line, const Part &part) {
  const Traits &traits = part.traits;
  bool is_untyped = traits.is_plain && traits.type.empty();
  if (!traits.is_bytes() && !is_untyped)
    return {};
  bool is_grown = growth_of(part.amounts).is_clear;
  if (is_grown ? is_untyped && is_power_of_two(part.amounts)
               : is_fixed_buffer(part))
    return {};
  bool opens = evidence.opens_files.count(line.function) != 0;
  bool reads = opens || evidence.reads_lines.count(line.function) != 0;
  if (traits.container == Container::kString && is_grown && !reads)
    return {}; // may be text that the program makes
  How how = is_grown ? How::kGrown : How::kSized;
  if (is_untyped && traits.is_cpp) // it may be a vector of anything
    return opens && is_named_reader(evidence, line) ? Finding{how, false}
                                                    : Finding{};
  if (opens)
    return {how, traits.container != Container::kString || !is_grown};
  bool is_near = Evidence::is_in(line, evidence.opens_files);
  return is_near || is_named_reader(evidence, line) ? Finding{how, false}
                                                    : Finding{};
}

// A string stream and the text that it gives hold a file if one was copied to
// it; most have what the program writes.
Finding of_string_stream(const Evidence &evidence, const Line &line) {
  if (evidence.reads_streams.count(line.function) != 0)
    return {How::kStream, true};
  bool opens = evidence.opens_files.count(line.function) != 0;
  return opens && is_named_reader(evidence, line) ? Finding{How::kStream, false}
                                                  : Finding{};
}

Finding finding(const Evidence &evidence, const Line &line, const Part &part) {
  if (part.amounts.blocks() < 1 || part.amounts.blocks() > kFewBlocks ||
      part.traits.library != nullptr)
    return {};
  if (part.traits.reads_stream)
    return {How::kStream, true};
  if (part.traits.reads_line)
    return {How::kOneLine, true};
  if (part.traits.container == Container::kStringStream)
    return of_string_stream(evidence, line);
  return of_bytes(evidence, line, part);
}

const char *text_of(How how) {
  switch (how) {
  case How::kStream:
    return "What is in it came from a stream, up to its end";
  case How::kOneLine:
    return "getline() found no end of a line before it had read that much";
  case How::kGrown:
    return "It grew while something was read";
  default:
    return "It was allocated in one piece of no round size, as files have";
  }
}

std::string fix_of(How how, bool is_cpp) {
  if (how == How::kOneLine)
    return "Read in pieces of a fixed size, with read() into a buffer of 64 "
           "KiB, or up to another delimiter than the end of the line.";
  return is_cpp
             ? "Read line by line with std::getline(), or in pieces of 64 KiB "
               "with std::istream::read(); if all of it has to be there, map "
               "it with mmap()."
             : "Read line by line with getline() or fgets(), or in pieces of "
               "64 KiB with fread(); if all of it has to be there, map it with "
               "mmap().";
}

struct Group { // of one function
  std::vector<const Line *> lines;
  Finding finding;
  bool is_cpp = false;
  double bytes = 0;
  double blocks = 0;
};

void add(Group &group, const Line &line, const Part &part,
         const Finding &finding) {
  if (group.lines.empty() || group.lines.back() != &line)
    group.lines.push_back(&line);
  if (group.finding.how == How::kNot)
    group.finding = finding;
  group.finding.is_likely |= finding.is_likely;
  group.is_cpp |=
      part.traits.container != Container::kNone || !part.traits.is_plain;
  group.bytes += part.amounts.bytes();
  group.blocks += part.amounts.blocks();
}

Hint hint_of(const Evidence &evidence, uint32_t function, const Group &group) {
  Hint hint;
  hint.id = "whole-file";
  hint.title = "a whole file is read at once";
  hint.is_likely = group.finding.is_likely;
  hint.lines = group.lines;
  hint.evidence = count_text(group.blocks, "block", "blocks") + " of " +
                  size_text(group.bytes) + " in " +
                  function_text(evidence.functions[function]) + " " +
                  (group.blocks == 1 ? "was" : "were") + " live at the peak. " +
                  text_of(group.finding.how) +
                  (evidence.opens_files.count(function) != 0
                       ? ", and the function opens a file."
                       : ".");
  hint.fix = fix_of(group.finding.how, group.is_cpp);
  hint.saves = group.bytes;
  return hint;
}

} // namespace

void find_whole_files(Search &search) {
  std::map<std::pair<uint32_t, How>, Group> groups;
  for (const Line &line : search.evidence.lines)
    for (const Part &part : line.parts) {
      if (!search.is_large(part.amounts.bytes()))
        continue;
      Finding found = finding(search.evidence, line, part);
      if (found.how != How::kNot)
        add(groups[{line.function, found.how}], line, part, found);
    }
  for (const auto &[key, group] : groups)
    search.add(hint_of(search.evidence, key.first, group));
}

} // namespace memtrace::driver::hints
