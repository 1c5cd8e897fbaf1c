// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// read_binary.h: from a file to all that is known of its instrumentation.
#ifndef MEMTRACE_DRIVER_CLI_ELF_READ_BINARY_H
#define MEMTRACE_DRIVER_CLI_ELF_READ_BINARY_H

#include "model/binary.h"

namespace memtrace::driver {

// Throws a BadBinary (elf_file.h).
BinaryFile read_binary_file(const std::string &path);

} // namespace memtrace::driver

#endif
