// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// linkage.h: what kind of file it is, and where its runtime comes from.
#ifndef MEMTRACE_DRIVER_CLI_ELF_LINKAGE_H
#define MEMTRACE_DRIVER_CLI_ELF_LINKAGE_H

#include "elf/elf_file.h"
#include "model/binary.h"

namespace memtrace::driver {

// Fills in kind, machine, runtime and needed; the sites are there already.
void read_linkage(Elf *elf, Binary &binary);

} // namespace memtrace::driver

#endif
