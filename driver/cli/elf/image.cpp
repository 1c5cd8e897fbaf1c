// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// image.cpp: see image.h.
#include "elf/image.h"

#include <algorithm>
#include <cstring>

namespace memtrace::driver {
namespace {

// The relocation of a field of 32 bits by its distance, as the pass makes them.
bool is_distance(uint16_t machine, uint32_t type) {
  switch (machine) {
  case EM_X86_64:
    return type == R_X86_64_PC32 || type == R_X86_64_PLT32;
  case EM_AARCH64:
    return type == R_AARCH64_PREL32;
  case EM_PPC64:
    return type == R_PPC64_REL32;
  case EM_S390:
    return type == R_390_PC32;
  case EM_RISCV:
    return type == R_RISCV_32_PCREL;
  default:
    return false;
  }
}

uint64_t aligned(uint64_t address) { return (address + 15) & ~uint64_t(15); }

} // namespace

Image::Image(Elf *elf) : elf_(elf), header_() {
  if (gelf_getehdr(elf, &header_) == nullptr)
    throw BadBinary("is damaged: it has no ELF header");
  if (gelf_getclass(elf) != ELFCLASS64)
    throw BadBinary("is for a machine of 32 bits, where nothing is "
                    "instrumented");
  bool is_object = header_.e_type == ET_REL;
  add_sections(is_object);
  if (is_object)
    relocate();
}

void Image::add_sections(bool is_object) {
  size_t names = 0;
  if (elf_getshdrstrndx(elf_, &names) != 0)
    names = 0;
  uint64_t next = 16;
  Elf_Scn *scn = nullptr;
  while ((scn = elf_nextscn(elf_, scn)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr || !(header.sh_flags & SHF_ALLOC))
      continue;
    // What has no contents is of no use, but symbols may be in it.
    uint64_t address = is_object ? next : header.sh_addr;
    if (is_object) {
      address_of_[elf_ndxscn(scn)] = address;
      next = aligned(next + std::min<uint64_t>(header.sh_size, UINT32_MAX) + 1);
    }
    if (header.sh_type == SHT_NOBITS)
      continue;
    const Elf_Data *data = elf_rawdata(scn, nullptr);
    if (data == nullptr || data->d_buf == nullptr || data->d_size == 0)
      continue;
    const char *name = elf_strptr(elf_, names, header.sh_name);
    if (address <= UINT64_MAX - data->d_size)
      sections_.push_back(
          {name != nullptr ? name : "",
           header.sh_type,
           address,
           {static_cast<const char *>(data->d_buf), data->d_size}});
  }
  std::sort(sections_.begin(), sections_.end(),
            [](const Section &a, const Section &b) {
              return std::make_pair(a.address, a.bytes.data()) <
                     std::make_pair(b.address, b.bytes.data());
            });
}

void Image::relocate() {
  Elf_Scn *scn = nullptr;
  while ((scn = elf_nextscn(elf_, scn)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) != nullptr && header.sh_type == SHT_RELA &&
        address_of_.count(header.sh_info) != 0)
      apply(scn, header);
  }
}

void Image::apply(Elf_Scn *relocations, const GElf_Shdr &header) {
  Elf_Scn *table = elf_getscn(elf_, header.sh_link);
  GElf_Shdr of_table;
  if (table == nullptr || gelf_getshdr(table, &of_table) == nullptr ||
      of_table.sh_type != SHT_SYMTAB)
    return;
  Elf_Data *symbols = elf_getdata(table, nullptr);
  Elf_Data *entries = elf_getdata(relocations, nullptr);
  int extended = elf_scnshndx(table);
  Elf_Data *indices =
      extended > 0 ? elf_getdata(elf_getscn(elf_, extended), nullptr) : nullptr;
  if (symbols == nullptr || entries == nullptr)
    return;
  size_t size = 0;
  elf_rawfile(elf_, &size);
  uint64_t base = address_of_.at(header.sh_info);
  GElf_Rela entry;
  for (int i = 0; gelf_getrela(entries, i, &entry) != nullptr; ++i) {
    // Sections that lie over each other could make any number of a few bytes.
    if (++relocations_ > size / sizeof(Elf64_Rela))
      throw BadBinary("is damaged: its relocations overlap");
    if (!is_distance(header_.e_machine, GELF_R_TYPE(entry.r_info)))
      continue;
    GElf_Sym symbol;
    Elf32_Word index = 0;
    if (gelf_getsymshndx(symbols, indices,
                         static_cast<int>(GELF_R_SYM(entry.r_info)), &symbol,
                         &index) == nullptr)
      continue;
    if (symbol.st_shndx != SHN_XINDEX)
      index = symbol.st_shndx;
    auto target = address_of_.find(index);
    if (target == address_of_.end())
      continue;
    uint64_t field = base + entry.r_offset;
    relocated_[field] =
        static_cast<uint32_t>(target->second + symbol.st_value +
                              static_cast<uint64_t>(entry.r_addend) - field);
  }
}

const Section *Image::section_at(uint64_t address) const {
  auto after = std::upper_bound(
      sections_.begin(), sections_.end(), address,
      [](uint64_t at, const Section &section) { return at < section.address; });
  if (after == sections_.begin())
    return nullptr;
  const Section &section = *--after;
  return address - section.address < section.bytes.size() ? &section : nullptr;
}

const char *Image::at(uint64_t address, uint64_t size) const {
  const Section *section = section_at(address);
  if (section == nullptr)
    return nullptr;
  uint64_t offset = address - section->address;
  return section->bytes.size() - offset >= size ? section->bytes.data() + offset
                                                : nullptr;
}

uint32_t Image::word_of(const char *bytes) const {
  uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  bool is_big = header_.e_ident[EI_DATA] == ELFDATA2MSB;
  return is_big == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
             ? value
             : __builtin_bswap32(value);
}

std::optional<uint32_t> Image::word(uint64_t address) const {
  auto relocated = relocated_.find(address);
  const char *bytes = at(address, sizeof(uint32_t));
  if (bytes == nullptr)
    return std::nullopt;
  return relocated != relocated_.end() ? relocated->second : word_of(bytes);
}

std::optional<uint16_t> Image::half(uint64_t address) const {
  const char *bytes = at(address, sizeof(uint16_t));
  if (bytes == nullptr)
    return std::nullopt;
  uint16_t value;
  std::memcpy(&value, bytes, sizeof value);
  bool is_big = header_.e_ident[EI_DATA] == ELFDATA2MSB;
  return is_big == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
             ? value
             : __builtin_bswap16(value);
}

std::optional<std::string_view> Image::string(uint64_t address) const {
  const Section *section = section_at(address);
  if (section == nullptr)
    return std::nullopt;
  std::string_view rest = section->bytes.substr(address - section->address);
  size_t end = rest.find('\0');
  if (end == std::string_view::npos)
    return std::nullopt;
  return rest.substr(0, end);
}

std::optional<uint64_t> Image::target(uint64_t field) const {
  std::optional<uint32_t> distance = word(field);
  if (!distance)
    return std::nullopt;
  if (*distance == 0)
    return 0;
  return field + static_cast<uint64_t>(static_cast<int32_t>(*distance));
}

} // namespace memtrace::driver
