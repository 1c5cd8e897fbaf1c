// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// image.h: what is at which address of an ELF file once it is loaded. Objects
// that aren't linked get addresses here, and their relocations are applied.
#ifndef MEMTRACE_DRIVER_CLI_ELF_IMAGE_H
#define MEMTRACE_DRIVER_CLI_ELF_IMAGE_H

#include "elf/elf_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

struct Section {
  std::string_view name;
  uint32_t type;
  uint64_t address;
  std::string_view bytes; // of the file, as long as it is open
};

class Image {
public:
  explicit Image(Elf *elf);

  // Those that are loaded and have contents, by address.
  const std::vector<Section> &sections() const { return sections_; }

  // Nothing where the file has no such bytes.
  std::optional<uint32_t> word(uint64_t address) const;
  std::optional<uint16_t> half(uint64_t address) const;
  // Up to a NUL, which must be there.
  std::optional<std::string_view> string(uint64_t address) const;
  // What the field at this address refers to: 0 if it is 0.
  std::optional<uint64_t> target(uint64_t field) const;

  uint32_t word_of(const char *bytes) const; // in the file's byte order

private:
  void add_sections(bool is_object);
  void relocate();
  void apply(Elf_Scn *relocations, const GElf_Shdr &header);
  const char *at(uint64_t address, uint64_t size) const;
  const Section *section_at(uint64_t address) const;

  Elf *elf_;
  GElf_Ehdr header_;
  std::vector<Section> sections_;
  std::unordered_map<size_t, uint64_t> address_of_; // by index; of an object
  std::unordered_map<uint64_t, uint32_t> relocated_;
  uint64_t relocations_ = 0;
};

} // namespace memtrace::driver

#endif
