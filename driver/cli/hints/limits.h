// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// limits.h: from where on figures are evidence. docs/hints.md explains each.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_LIMITS_H
#define MEMTRACE_DRIVER_CLI_HINTS_LIMITS_H

namespace memtrace::driver::hints {

constexpr double kLeastBytes = 1 << 20; // less is no hotspot
constexpr double kLeastRow = 0.01;      // of a hint's bytes, to be shown
constexpr double kFewBlocks = 4;        // a file, or one list without its old
                                        // storage
constexpr double kManyBlocks = 1000;    // rows, nodes, entries
constexpr double kLeastSteps = 6;       // of a growth
constexpr double kLargestToMean = 2.5;  // of the blocks of a growth
constexpr double kMostOfGrowth = 4;     // all blocks of it to its last one
constexpr double kOutgrownToKept = 16;  // average sizes
constexpr double kFreed = 0.9;          // of what was allocated
constexpr double kKept = 0.9;           // of the entries of a cache
constexpr double kParsedKept = 0.5;     // of the blocks of an own parser
constexpr double kParsedShare = 0.25;   // of the peak
constexpr double kSimilar = 16;         // lists of one pipeline: the largest
                                        // to the smallest
constexpr double kListsTogether = 0.3;  // of the peak
constexpr double kValues = 0.4; // blocks for values to those for entries, which
                                // may be two for each: a node and its key
constexpr double kUnnamedCache = 0.25; // of the peak: a map that nothing calls
                                       // a cache
constexpr double kFixedBuffer = 65536; // what is a multiple of it is no file
// What opening a file takes: a FILE of glibc (on 64 bits), and with the buffer
// of a std::filebuf, two blocks for each; libstdc++'s and libc++'s.
constexpr double kFileBytes = 472;
constexpr double kFilebufBytes[] = {kFileBytes + 8192, kFileBytes + 4096};

} // namespace memtrace::driver::hints

#endif
