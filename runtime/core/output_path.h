// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output_path.h: which file is this process's to write. Several processes may
// run with one MEMTRACE_OUT: a program and those that it starts. The first has
// the name, for as long as it lives; the others write beside it, with their
// pid at the end.
#ifndef MEMTRACE_CORE_OUTPUT_PATH_H
#define MEMTRACE_CORE_OUTPUT_PATH_H

namespace memtrace::rt {

// Replaces %p and %e, and claims the name by a file <name>.memtrace, which is
// where the ledger's place is. At the start.
void choose_output_path();

// After fork(), in the child.
void choose_output_path_in_child();

// As chosen; absolute.
const char *output_path();

// Takes the claim away. At the end.
void give_up_output_path();

// Something else than a plain file (a terminal, a pipe, /dev/null, a link): it
// is written to, where a plain file is replaced.
bool is_special_file(const char *path);

} // namespace memtrace::rt

#endif
