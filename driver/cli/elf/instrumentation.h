// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// instrumentation.h: the units and sites that abi.h says are in a file.
#ifndef MEMTRACE_DRIVER_CLI_ELF_INSTRUMENTATION_H
#define MEMTRACE_DRIVER_CLI_ELF_INSTRUMENTATION_H

#include "elf/image.h"
#include "model/binary.h"

namespace memtrace::driver {

// Fills in units, sites and names; throws a BadBinary where they are damaged.
void read_instrumentation(Elf *elf, const Image &image, Binary &binary);

} // namespace memtrace::driver

#endif
