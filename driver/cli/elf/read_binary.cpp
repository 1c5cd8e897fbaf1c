// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// read_binary.cpp: see read_binary.h.
#include "elf/read_binary.h"

#include "elf/compile_units.h"
#include "elf/instrumentation.h"
#include "elf/linkage.h"
#include "model/readable_names.h"

#include <map>

namespace memtrace::driver {
namespace {

// Those that notes don't account for. Two units may have one name.
void keep_others(Binary &binary) {
  std::map<std::string, uint64_t> noted;
  for (const Unit &unit : binary.units)
    ++noted[unit.source];
  std::vector<std::string> others;
  for (std::string &source : binary.others.sources) {
    auto found = noted.find(source);
    if (found != noted.end() && found->second != 0)
      --found->second;
    else
      others.push_back(std::move(source));
  }
  binary.others.sources = std::move(others);
}

void add_readable(Binary &binary) {
  std::vector<bool> is_function(binary.names.size());
  for (const BinarySite &site : binary.sites)
    for (uint32_t name : {site.outermost, site.function, site.callee})
      if (name != kNone)
        is_function[name] = true;
  std::vector<const char *> mangled;
  std::vector<size_t> indices;
  for (size_t i = 0; i < binary.names.size(); ++i)
    if (is_function[i]) {
      mangled.push_back(binary.names[i].c_str());
      indices.push_back(i);
    }
  binary.readable.resize(binary.names.size());
  std::vector<std::string> forms = demangle(mangled);
  for (size_t i = 0; i < indices.size(); ++i)
    binary.readable[indices[i]] = std::move(forms[i]);
}

Binary read_one(Elf *elf, int fd, const std::string &path) {
  Binary binary;
  Image image(elf);
  read_instrumentation(elf, image, binary);
  add_readable(binary);
  read_linkage(elf, binary);
  binary.others = compile_units(fd, path);
  keep_others(binary);
  return binary;
}

void read_member(BinaryFile &file, const std::string &name, int fd) {
  try {
    ElfFile elf(fd);
    if (elf_kind(elf.get()) == ELF_K_ELF) {
      file.parts.push_back(read_one(elf.get(), fd, file.path));
      file.parts.back().member = name;
      return;
    }
  } catch (const BadBinary &error) {
    if (std::string(error.what()).find("damaged") != std::string::npos)
      throw BadBinary("(" + name + ") " + error.what());
  }
  file.passed_over.push_back(name);
}

} // namespace

BinaryFile read_binary_file(const std::string &path) {
  BinaryFile file;
  file.path = path;
  Descriptor opened(open_binary(path));
  ElfFile elf(opened.get());
  file.is_archive = elf_kind(elf.get()) == ELF_K_AR;
  if (!file.is_archive)
    file.parts.push_back(read_one(elf.get(), opened.get(), path));
  else
    for_each_member(elf.get(), [&file](const std::string &name, int fd) {
      read_member(file, name, fd);
    });
  return file;
}

} // namespace memtrace::driver
