// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// linkage.cpp: see linkage.h.
#include "elf/linkage.h"

#include <string_view>

namespace memtrace::driver {
namespace {

enum class Guard { kAbsent, kUndefined, kDefined };

std::string machine_name(uint16_t machine) {
  switch (machine) {
  case EM_X86_64:
    return "x86-64";
  case EM_AARCH64:
    return "aarch64";
  case EM_RISCV:
    return "riscv64";
  case EM_PPC64:
    return "ppc64";
  case EM_S390:
    return "s390x";
  default:
    return "machine " + std::to_string(machine);
  }
}

// Of any version of the ABI: see MEMTRACE_ABI_GUARD.
bool is_guard(std::string_view name) {
  constexpr std::string_view kStart = "__memtrace_v";
  constexpr std::string_view kEnd = "_link_with_memtrace_cc_profile_memory";
  return name.size() > kStart.size() + kEnd.size() &&
         name.substr(0, kStart.size()) == kStart &&
         name.substr(name.size() - kEnd.size()) == kEnd;
}

Guard guard_in(Elf *elf, Elf_Scn *scn, const GElf_Shdr &header) {
  Elf_Data *symbols = elf_getdata(scn, nullptr);
  Guard result = Guard::kAbsent;
  GElf_Sym symbol;
  for (int i = 0; symbols != nullptr && gelf_getsym(symbols, i, &symbol); ++i) {
    const char *name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (name == nullptr || !is_guard(name))
      continue;
    if (symbol.st_shndx != SHN_UNDEF)
      return Guard::kDefined;
    result = Guard::kUndefined;
  }
  return result;
}

struct Dynamic {
  std::vector<std::string> needed;
  bool is_pie = false;
};

void read_dynamic(Elf *elf, Elf_Scn *scn, const GElf_Shdr &header,
                  Dynamic &dynamic) {
  constexpr size_t kMost = 10000;
  Elf_Data *entries = elf_getdata(scn, nullptr);
  GElf_Dyn entry;
  for (int i = 0; entries != nullptr && gelf_getdyn(entries, i, &entry); ++i) {
    if (entry.d_tag == DT_NULL)
      return;
    if (entry.d_tag == DT_FLAGS_1)
      dynamic.is_pie |= (entry.d_un.d_val & DF_1_PIE) != 0;
    if (entry.d_tag != DT_NEEDED || dynamic.needed.size() == kMost)
      continue;
    const char *name = elf_strptr(elf, header.sh_link, entry.d_un.d_val);
    if (name != nullptr)
      dynamic.needed.emplace_back(name);
  }
}

bool has_interpreter(Elf *elf) {
  size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0)
    return false;
  GElf_Phdr header;
  for (size_t i = 0; i < count; ++i)
    if (gelf_getphdr(elf, static_cast<int>(i), &header) != nullptr &&
        header.p_type == PT_INTERP)
      return true;
  return false;
}

std::string runtime_of(const Binary &binary, Guard guard) {
  for (const std::string &library : binary.needed)
    if (library.rfind("libmemtrace.so", 0) == 0)
      return library;
  if (guard == Guard::kDefined)
    return "linked in";
  if (guard == Guard::kUndefined)
    return "of whoever loads it";
  // No symbol is left, but without the runtime it wouldn't have been linked.
  return binary.sites.empty() ? "" : "linked in";
}

} // namespace

void read_linkage(Elf *elf, Binary &binary) {
  GElf_Ehdr header;
  if (gelf_getehdr(elf, &header) == nullptr)
    return;
  Guard guard = Guard::kAbsent;
  Dynamic dynamic;
  Elf_Scn *scn = nullptr;
  while ((scn = elf_nextscn(elf, scn)) != nullptr) {
    GElf_Shdr section;
    if (gelf_getshdr(scn, &section) == nullptr)
      continue;
    if (section.sh_type == SHT_SYMTAB || section.sh_type == SHT_DYNSYM)
      guard = std::max(guard, guard_in(elf, scn, section));
    else if (section.sh_type == SHT_DYNAMIC && dynamic.needed.empty())
      read_dynamic(elf, scn, section, dynamic);
  }
  binary.machine = machine_name(header.e_machine);
  binary.needed = std::move(dynamic.needed);
  bool is_program = dynamic.is_pie || has_interpreter(elf);
  if (header.e_type == ET_REL) {
    binary.kind = "object file";
    return;
  }
  binary.kind = header.e_type == ET_EXEC || is_program ? "executable"
                : header.e_type == ET_DYN              ? "shared library"
                                                       : "ELF file";
  binary.runtime = runtime_of(binary, guard);
}

} // namespace memtrace::driver
