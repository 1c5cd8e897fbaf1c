// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tree.h: who calls whom, with amounts: from where memory is allocated up to
// the callers, or from the outermost caller down.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_TREE_H
#define MEMTRACE_DRIVER_CLI_VIEWS_TREE_H

#include "views/view.h"

namespace memtrace::driver {

// Branches of less than a hundredth of the whole are added up in one line.
void put_tree(rt::Writer &out, const rt::LedgerView &view,
              const rt::Names &names, const ViewOptions &options);

} // namespace memtrace::driver

#endif
