// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshot_file.cpp: see snapshot_file.h.
#include "core/snapshot_file.h"

#include "core/options.h"
#include "core/output_path.h"
#include "core/state.h"
#include "ledger/copy.h"
#include "os/files.h"
#include "os/line.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

// Static, since the stack may be a small one.
char stem[PATH_MAX];
char name[PATH_MAX];
char temporary[PATH_MAX];
uint32_t next;

constexpr uint32_t kMostNames = 1000000;

bool make_name() {
  Line line(name, sizeof name);
  line.add(stem).add(".snapshot-").add_number(next).add(kLedgerSuffix);
  return !line.overflowed();
}

bool give_name(int nameless) {
  for (; next < kMostNames; ++next) {
    if (!make_name()) {
      errno = ENAMETOOLONG;
      return false;
    }
    bool named = nameless < 0 ? rename_to_free_name(temporary, name)
                              : link_to_free_name(nameless, name);
    if (named) {
      ++next;
      return true;
    }
    if (errno != EEXIST)
      return false;
  }
  return false;
}

// Where every file has a name from the beginning.
bool write_renamed(const LedgerView &view) {
  int fd = create_private(temporary);
  if (fd < 0)
    return false;
  bool written = write_ledger(fd, view);
  int error = errno;
  if (close(fd) != 0 && written) {
    written = false;
    error = errno;
  }
  if (written && mode() == Mode::kOn && give_name(-1))
    return true;
  if (written)
    error = errno;
  unlink(temporary);
  errno = error;
  return false;
}

} // namespace

void name_snapshots() {
  const char *ledger = ledger_path();
  size_t length = strlen(ledger), suffix = strlen(kLedgerSuffix);
  if (length > suffix && strcmp(ledger + length - suffix, kLedgerSuffix) == 0)
    length -= suffix;
  Line(stem, sizeof stem).add(ledger, length);
  next = 1;
}

bool write_snapshot(const LedgerView &view) {
  Line line(temporary, sizeof temporary);
  line.add(stem).add(".snapshot.").add_number(view.header->pid).add(".tmp");
  if (!make_name() || line.overflowed()) {
    errno = ENAMETOOLONG;
    return false;
  }
  int fd = create_nameless(temporary);
  if (fd < 0)
    return write_renamed(view);
  // What was lost while it was copied isn't whole.
  bool written = write_ledger(fd, view) && mode() == Mode::kOn && give_name(fd);
  int error = errno;
  close(fd);
  errno = error;
  return written;
}

const char *snapshot_name() { return name; }

} // namespace memtrace::rt
