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
#include <stdio.h>
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

enum class Holder { kNobody, kDead, kAlive };

// What is no claim of ours stays where it is, and so does its name.
Holder holder_of(const char *claim) {
  memtrace_ledger_header header;
  int fd = open(claim, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return errno == ENOENT ? Holder::kNobody : Holder::kAlive;
  ssize_t size = read(fd, &header, sizeof header);
  close(fd);
  if (size != sizeof header ||
      memcmp(header.magic, MEMTRACE_LEDGER_MAGIC, sizeof header.magic) != 0)
    return Holder::kAlive;
  if (header.pid == g_header->pid) // ours, from before an exec
    return Holder::kDead;
  return process_start(header.pid) == header.process_start ? Holder::kAlive
                                                           : Holder::kDead;
}

// A dead process's claim is moved away under a name of our own, which only one
// process can do; if it was a living one's by then, it goes back.
void remove_dead(const char *claim, const char *own) {
  if (rename(claim, own) != 0)
    return;
  if (holder_of(own) == Holder::kAlive)
    (void)!link(own, claim);
  unlink(own);
}

bool write_claim(const char *name) {
  int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  int fd = open(name, flags, 0600);
  if (fd < 0)
    return false;
  bool written = write_quietly(fd, g_header, sizeof *g_header);
  close(fd);
  if (!written)
    unlink(name);
  return written;
}

enum class Claim { kOurs, kTaken, kImpossible };

// The claim is written under a name of our own and then linked, so that nobody
// sees half of it.
Claim claim_name() {
  static char names[2][PATH_MAX];
  Line claim(names[0], PATH_MAX), own(names[1], PATH_MAX);
  name_claim(&claim);
  own.add(claim.c_str()).add('.').add_number(g_header->pid);
  for (int attempt = 0; attempt < 100 && !own.overflowed(); ++attempt) {
    if (!write_claim(own.c_str()))
      return Claim::kImpossible;
    bool linked = link(own.c_str(), claim.c_str()) == 0;
    int error = errno;
    unlink(own.c_str());
    if (linked)
      return Claim::kOurs;
    if (error != EEXIST)
      return Claim::kImpossible;
    Holder holder = holder_of(claim.c_str());
    if (holder == Holder::kAlive)
      return Claim::kTaken;
    if (holder == Holder::kDead)
      remove_dead(claim.c_str(), own.c_str());
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
  static char name[PATH_MAX]; // the stack may be a signal handler's
  Line claim(name, sizeof name);
  name_claim(&claim);
  unlink(claim.c_str());
}

bool is_special_file(const char *name) {
  struct stat status;
  return lstat(name, &status) == 0 && !S_ISREG(status.st_mode);
}

} // namespace memtrace::rt
