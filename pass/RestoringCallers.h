// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RestoringCallers.h: functions that needn't restore the ambient site, for
// their callers do. These are all known, and each has a frame of its
// own: it asserts its site before a call that needs it, and puts back what it
// has found itself when it returns. So what was left behind is never seen.
#ifndef MEMTRACE_PASS_RESTORINGCALLERS_H
#define MEMTRACE_PASS_RESTORINGCALLERS_H

#include "Frames.h"

#include "llvm/ADT/MapVector.h"

#include <memory>

namespace memtrace {

/// The frames of a module, by function, before any is written.
using FramesOfModule =
    llvm::MapVector<llvm::Function *, std::unique_ptr<Frames>>;

void leaveRestoringToCallers(FramesOfModule &All);

} // namespace memtrace

#endif
