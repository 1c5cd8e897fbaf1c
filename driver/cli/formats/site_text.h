// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// site_text.h: what a ledger says of a site besides its frames.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_SITE_TEXT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_SITE_TEXT_H

#include "model/ledger.h"
#include "report/places.h"

namespace memtrace::driver {

// The executable or library that a site is in; where that isn't known, the
// program.
inline const char *module_of(const Ledger &ledger, uint32_t site) {
  uint32_t module = ledger.sites[site].module;
  return rt::string_at(ledger.view(),
                       module != 0 ? module : ledger.header->program);
}

} // namespace memtrace::driver

#endif
