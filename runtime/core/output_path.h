// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output_path.h: which files are this process's to write: the ledger and, if
// that isn't what was asked for, the report. Several processes may run with one
// MEMTRACE_OUT. The first has the name for as long as it lives; the others
// write beside it, with their pid at the end. What a process leaves behind that
// was killed is never replaced: it gets that process's pid at the end.
#ifndef MEMTRACE_CORE_OUTPUT_PATH_H
#define MEMTRACE_CORE_OUTPUT_PATH_H

namespace memtrace::rt {

// Where the output goes.
enum class Output {
  kNone,   // only the program itself sees what is counted
  kStream, // to something that is open already, or no plain file
  kReport, // a report at exit, and the ledger beside it until then
  kLedger  // the ledger itself
};

// Settles that, and creates an empty file for the ledger, without its name as
// yet. Its descriptor; -1: there is none, in memory it is then.
// `child`: of a fork; its name has its pid in it.
int create_ledger_file(bool child);

// One more, at the end, for what is in memory.
int create_ledger_file_again();

// Gives the file its name, now that a reader finds a ledger in it. False with
// errno: it is gone.
bool publish_ledger_file();

// Takes the file away that has no name yet.
void drop_ledger_file();

Output output();

// The report's file, or the ledger's if that is the output; absolute.
const char *output_path();
const char *ledger_path();

// A descriptor to write a stream to, and whether it has to be closed; -1 with
// errno.
int open_stream(bool *close_it);

// Takes the ledger away, if it is still there and ours.
void remove_ledger_file();

} // namespace memtrace::rt

#endif
