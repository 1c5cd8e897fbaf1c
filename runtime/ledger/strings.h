// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// strings.h: the section of strings, each content stored once. The caller
// holds the ledger's lock.
#ifndef MEMTRACE_LEDGER_STRINGS_H
#define MEMTRACE_LEDGER_STRINGS_H

#include "ledger/section.h"

namespace memtrace::rt {

// The offset of the string in the section, added at *used if it is new; 0 for
// the empty string and when there is no room. What was added stays known when
// another section with the same content takes this one's place.
uint32_t intern_string(Section &strings, const char *string, uint64_t *used);

} // namespace memtrace::rt

#endif
