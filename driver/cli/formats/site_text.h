// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// site_text.h: what a ledger says of a site besides its frames.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_SITE_TEXT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_SITE_TEXT_H

#include "model/ledger.h"
#include "report/places.h"

namespace memtrace::driver {

// The executable or library that a site is in, as far as that is known.
inline const char *module_of(const Ledger &ledger, uint32_t) {
  return rt::string_at(ledger.view(), ledger.header->program);
}

} // namespace memtrace::driver

#endif
