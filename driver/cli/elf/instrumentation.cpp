// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// instrumentation.cpp: see instrumentation.h. The file may come from anywhere:
// each reference is looked up in the image, and work is bounded by its size.
#include "elf/instrumentation.h"

#include <cstring>

namespace memtrace::driver {
namespace {

constexpr uint64_t kSite = sizeof(memtrace_site);
constexpr uint64_t kFrame = sizeof(memtrace_frame);

uint64_t align4(uint64_t size) { return (size + 3) & ~uint64_t(3); }

class Reader {
public:
  Reader(const Image &image, uint64_t file_size, Binary &binary)
      : image_(image), binary_(binary), text_left_(4 * file_size + (1 << 20)) {}

  void read() {
    for (const Section &section : image_.sections())
      if (section.type == SHT_NOTE)
        read_notes(section.bytes, section.address);
    for (const Section &section : image_.sections())
      if (section.name == MEMTRACE_SITES_SECTION)
        read_sites(section);
  }

  void read_notes(std::string_view bytes, uint64_t address);

private:
  [[noreturn]] static void damaged(const char *what) {
    throw BadBinary(std::string("is damaged: ") + what);
  }
  void read_unit(std::string_view description, uint64_t address);
  void read_sites(const Section &section);
  void read_site(uint64_t address);
  uint32_t word(uint64_t address) const;
  uint64_t target(uint64_t field) const;
  uint32_t name_at(uint64_t field);

  const Image &image_;
  Binary &binary_;
  uint64_t text_left_; // shared tails of strings are short
  std::unordered_map<uint64_t, uint32_t> units_; // by address
  std::unordered_map<uint64_t, uint32_t> names_; // by address
};

// Notes of a 64-bit file have words of 4 bytes all the same, but those that
// are aligned to 8, and those are not ours.
void Reader::read_notes(std::string_view bytes, uint64_t address) {
  constexpr std::string_view kOwner(MEMTRACE_NOTE_NAME,
                                    sizeof MEMTRACE_NOTE_NAME);
  while (bytes.size() >= 12) {
    uint64_t name = image_.word_of(bytes.data());
    uint64_t size = image_.word_of(bytes.data() + 4);
    uint32_t type = image_.word_of(bytes.data() + 8);
    uint64_t start = 12 + align4(name);
    if (start > bytes.size() || size > bytes.size() - start)
      return;
    if (type == MEMTRACE_NOTE_UNIT && bytes.substr(12, name) == kOwner)
      read_unit(bytes.substr(start, size), address + start);
    uint64_t end = std::min<uint64_t>(start + align4(size), bytes.size());
    bytes.remove_prefix(end);
    address += end;
  }
}

void Reader::read_unit(std::string_view description, uint64_t address) {
  if (description.size() <= sizeof(memtrace_unit))
    damaged("a note of MemTrace is too short");
  std::string_view source = description.substr(sizeof(memtrace_unit));
  size_t end = source.find('\0');
  if (end == std::string_view::npos)
    damaged("a note of MemTrace has no end of its name");
  if (!units_.emplace(address, binary_.units.size()).second)
    return; // a section that lies over another one
  Unit unit;
  unit.abi = image_.word_of(description.data());
  unit.flags = image_.word_of(description.data() + 4);
  unit.source = source.substr(0, end);
  binary_.units.push_back(unit);
}

void Reader::read_sites(const Section &section) {
  if (section.bytes.size() % kSite != 0)
    damaged("its section " MEMTRACE_SITES_SECTION " has no whole sites");
  for (uint64_t at = 0; at < section.bytes.size(); at += kSite)
    read_site(section.address + at);
}

uint32_t Reader::word(uint64_t address) const {
  std::optional<uint32_t> value = image_.word(address);
  if (!value)
    damaged("a site refers to what isn't there");
  return *value;
}

uint64_t Reader::target(uint64_t field) const {
  std::optional<uint64_t> address = image_.target(field);
  if (!address)
    damaged("a site refers to what isn't there");
  return *address;
}

uint32_t Reader::name_at(uint64_t field) {
  uint64_t address = target(field);
  if (address == 0)
    return kNone;
  auto [found, is_new] = names_.try_emplace(address, binary_.names.size());
  if (!is_new)
    return found->second;
  std::optional<std::string_view> text = image_.string(address);
  if (!text)
    damaged("a site has a name without an end");
  if (text->size() >= text_left_)
    damaged("the names of its sites overlap");
  text_left_ -= text->size() + 1;
  binary_.names.emplace_back(*text);
  return found->second;
}

void Reader::read_site(uint64_t address) {
  uint64_t frames = target(address + offsetof(memtrace_site, frames));
  std::optional<uint16_t> count =
      image_.half(address + offsetof(memtrace_site, frame_count));
  std::optional<uint16_t> user =
      image_.half(address + offsetof(memtrace_site, user_frame));
  if (frames == 0)
    damaged("a site has no frames; if it is an object file, its relocations "
            "are not understood");
  if (!count || !user || *user >= *count)
    damaged("a site has no frame to report");
  uint64_t reported = frames + *user * kFrame;
  uint64_t outermost = frames + (*count - uint64_t(1)) * kFrame;
  auto unit = units_.find(target(outermost + kFrame));
  BinarySite site;
  site.unit = unit != units_.end() ? unit->second : kNone;
  site.outermost = name_at(outermost + offsetof(memtrace_frame, function));
  site.function = name_at(reported + offsetof(memtrace_frame, function));
  site.file = name_at(reported + offsetof(memtrace_frame, file));
  site.line = word(reported + offsetof(memtrace_frame, line));
  site.column = word(reported + offsetof(memtrace_frame, column));
  site.type = name_at(address + offsetof(memtrace_site, type));
  site.callee = name_at(address + offsetof(memtrace_site, callee));
  site.flags = word(address + offsetof(memtrace_site, flags));
  binary_.sites.push_back(site);
}

// Where there are no sections, notes are found as the kernel does.
void read_segments(Elf *elf, Reader &reader) {
  size_t count = 0, size = 0;
  const char *bytes = elf_rawfile(elf, &size);
  if (bytes == nullptr || elf_getphdrnum(elf, &count) != 0)
    return;
  for (size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr ||
        header.p_type != PT_NOTE || header.p_offset > size)
      continue;
    uint64_t length =
        std::min<uint64_t>(header.p_filesz, size - header.p_offset);
    reader.read_notes({bytes + header.p_offset, length}, header.p_vaddr);
  }
}

} // namespace

void read_instrumentation(Elf *elf, const Image &image, Binary &binary) {
  size_t size = 0;
  elf_rawfile(elf, &size);
  Reader reader(image, size, binary);
  binary.has_sections = !image.sections().empty();
  if (!binary.has_sections)
    read_segments(elf, reader);
  else
    reader.read();
}

} // namespace memtrace::driver
