// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output_path.cpp: see output_path.h. The claim is a ledger of nothing but its
// header, which says whose it is.
#include "core/output_path.h"

#include "core/identity.h"
#include "core/options.h"
#include "ledger/ledger.h"
#include "os/line.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

char path[PATH_MAX];
bool claimed;

// Whether the pattern has the pid in it.
bool expand(const char *pattern, Line *out) {
  bool has_pid = false;
  for (const char *c = pattern; *c; ++c) {
    if (c[0] == '%' && c[1] == 'p') {
      out->add_number(g_header->pid);
      has_pid = true;
      ++c;
    } else if (c[0] == '%' && c[1] == 'e') {
      out->add(program_name());
      ++c;
    } else if (c[0] == '%' && c[1] == '%') {
      out->add('%');
      ++c;
    } else {
      out->add(*c);
    }
  }
  return has_pid;
}

void name_claim(Line *out) { out->add(path).add(".memtrace"); }

// Another process that is alive has the name.
bool is_taken(const char *claim) {
  memtrace_ledger_header header;
  int fd = open(claim, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return false;
  ssize_t size = read(fd, &header, sizeof header);
  close(fd);
  return size == sizeof header &&
         memcmp(header.magic, MEMTRACE_LEDGER_MAGIC, sizeof header.magic) ==
             0 &&
         header.pid != g_header->pid && // ours from before an exec
         process_start(header.pid) == header.process_start;
}

enum class Claim { kOurs, kTaken, kImpossible };

Claim claim_name() {
  LineOf<PATH_MAX> claim;
  name_claim(&claim);
  int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  // Of several that find a dead one's claim, one creates the next.
  for (int attempt = 0; attempt < 100; ++attempt) {
    int fd = open(claim.c_str(), flags, 0600);
    if (fd >= 0) {
      bool written =
          write(fd, g_header, sizeof *g_header) == (ssize_t)sizeof *g_header;
      close(fd);
      if (written)
        return Claim::kOurs;
      unlink(claim.c_str());
      return Claim::kImpossible;
    }
    if (errno != EEXIST)
      return Claim::kImpossible;
    if (is_taken(claim.c_str()))
      return Claim::kTaken;
    unlink(claim.c_str());
  }
  return Claim::kImpossible;
}

} // namespace

void choose_output_path() {
  Line name(path, sizeof path);
  bool has_pid = expand(g_options.out, &name);
  if (is_special_file(path))
    return;
  switch (claim_name()) {
  case Claim::kOurs:
    claimed = true;
    break;
  case Claim::kTaken:
    if (!has_pid)
      name.add('.').add_number(g_header->pid);
    break;
  case Claim::kImpossible: // then the report will say so, if it can't be
    break;
  }
}

void choose_output_path_in_child() {
  Line name(path, sizeof path);
  if (!expand(g_options.out, &name) && !is_special_file(path))
    name.add('.').add_number(g_header->pid);
  claimed = false;
}

const char *output_path() { return path; }

void give_up_output_path() {
  if (!claimed)
    return;
  LineOf<PATH_MAX> claim;
  name_claim(&claim);
  unlink(claim.c_str());
}

bool is_special_file(const char *name) {
  struct stat status;
  return stat(name, &status) == 0 && !S_ISREG(status.st_mode);
}

} // namespace memtrace::rt
