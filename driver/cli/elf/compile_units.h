// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// compile_units.h: which sources a file was made of, by its debug information,
// in it or apart from it. Of that anything may be damaged, and it can ask for
// any amount of work, so a process with little memory and time looks at it.
#ifndef MEMTRACE_DRIVER_CLI_ELF_COMPILE_UNITS_H
#define MEMTRACE_DRIVER_CLI_ELF_COMPILE_UNITS_H

#include "model/binary.h"

namespace memtrace::driver {

// `path` is where debug information apart from the file is looked for.
CompileUnits compile_units(int fd, const std::string &path);

} // namespace memtrace::driver

#endif
