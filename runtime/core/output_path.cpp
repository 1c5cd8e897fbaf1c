// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output_path.cpp: see output_path.h. A ledger is made without a name, or under
// one of its own where the file system can't do that, and named when it is
// ready: so nobody sees half of one, and no file that exists is ever opened for
// writing.
#include "core/output_path.h"

#include "core/identity.h"
#include "core/options.h"
#include "core/output.h"
#include "ledger/backing.h"
#include "ledger/ledger.h"
#include "os/files.h"
#include "os/line.h"
#include "os/restrictions.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

// Static, since the stack may be a signal handler's.
char wanted[PATH_MAX]; // as asked for, with %p and %e replaced
char path[PATH_MAX];   // the output's: as wanted, or with something at the end
char ledger[PATH_MAX];
char temporary[PATH_MAX];
bool wanted_has_pid;
size_t beside; // what tells others from it stands there in its name
// This process has a name of its own within a run, see expand().
bool is_set_apart;
Output kind;
int nameless = -1; // the file, as long as it has no name at all

constexpr unsigned kMostNames = 1000;

// The number of `%<pid>p`, and where its `p` is; null: it is none.
const char *read_owner(const char *digits, uint64_t *number) {
  const char *c = digits;
  for (*number = 0; *c >= '0' && *c <= '9' && c - digits < 10; ++c)
    *number = *number * 10 + (uint64_t)(*c - '0');
  return c > digits && *c == 'p' ? c : nullptr;
}

// `%<pid>p` is what memtrace run writes: nothing in the process of that number,
// which has the name without it, and `.` and its own number in all others.
void expand(const char *pattern, Line *out) {
  auto self = (uint64_t)getpid();
  uint64_t owner;
  bool has_place = false;
  wanted_has_pid = is_set_apart = false;
  for (const char *c = pattern; *c; ++c) {
    if (c[0] == '%' && c[1] == 'p') {
      out->add_number(self);
      wanted_has_pid = true;
      ++c;
    } else if (c[0] == '%' && c[1] == 'e') {
      out->add(program_name());
      ++c;
    } else if (c[0] == '%' && c[1] == '%') {
      out->add('%');
      ++c;
    } else if (const char *end =
                   c[0] == '%' ? read_owner(c + 1, &owner) : nullptr) {
      is_set_apart = owner != self;
      if (is_set_apart) {
        out->add('.').add_number(self);
        wanted_has_pid = true;
      }
      has_place = true;
      beside = out->size();
      c = end;
    } else {
      out->add(*c);
    }
  }
  if (!has_place)
    beside = out->size();
}

// Streams by name: links of these names lead to what is open already. -1: it is
// none.
int standard_stream(const char *name) {
  constexpr char kByNumber[] = "/dev/fd/";
  constexpr size_t kPrefix = sizeof kByNumber - 1;
  if (g_options.out_is_stderr || strcmp(name, "/dev/stderr") == 0)
    return STDERR_FILENO;
  if (strcmp(name, "/dev/stdout") == 0)
    return STDOUT_FILENO;
  if (strncmp(name, kByNumber, kPrefix) != 0 || !name[kPrefix])
    return -1;
  int number = 0;
  for (const char *c = name + kPrefix; *c; ++c) {
    if (*c < '0' || *c > '9' || number > 99999)
      return -1;
    number = number * 10 + (*c - '0');
  }
  return number;
}

// A terminal, a pipe, a device: written to, where a plain file is replaced. A
// link is replaced as well, not followed.
bool is_special(const char *name) {
  struct stat status;
  return lstat(name, &status) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISLNK(status.st_mode);
}

bool is_directory(const char *name) {
  struct stat status;
  return lstat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

Output output_of(const char *name) {
  if (standard_stream(name) >= 0 || is_special(name))
    return Output::kStream;
  return g_options.out_is_ledger ? Output::kLedger : Output::kReport;
}

void add_ledger_name(Line *out, const char *of) {
  out->add(of);
  if (!g_options.out_is_ledger)
    out->add(kLedgerSuffix);
}

// As wanted, with these at its end, or where the name has a place for them.
void add_name_beside(Line *out, uint64_t pid, unsigned number) {
  out->add(wanted, beside);
  if (pid > 0)
    out->add('.').add_number(pid);
  if (number > 1)
    out->add('.').add_number(number);
  out->add(wanted + beside);
}

// The n-th name to try: as wanted, with the pid, and with numbers after it.
bool name_output(unsigned n) {
  Line name(path, sizeof path), ledgers_name(ledger, sizeof ledger);
  bool adds_pid = n > 0 && !wanted_has_pid;
  add_name_beside(&name, adds_pid ? (uint64_t)getpid() : 0,
                  wanted_has_pid ? n + 1 : n);
  add_ledger_name(&ledgers_name, path);
  return !name.overflowed() && !ledgers_name.overflowed();
}

struct Found {
  bool is_there;
  bool is_ledger;
  dev_t device;
  ino_t inode;
  memtrace_ledger_header header; // its extents are left out
};

// What has the name that should be ours.
void look(const char *name, Found *found) {
  *found = {};
  int fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  found->is_there = fd >= 0 || errno != ENOENT;
  if (fd < 0)
    return;
  struct stat status;
  memtrace_ledger_header &header = found->header;
  found->is_ledger =
      fstat(fd, &status) == 0 &&
      read(fd, &header, sizeof header) == (ssize_t)sizeof header &&
      memcmp(header.magic, MEMTRACE_LEDGER_MAGIC, sizeof header.magic) == 0 &&
      header.version == MEMTRACE_LEDGER_VERSION;
  close(fd);
  found->device = status.st_dev;
  found->inode = status.st_ino;
}

bool is_the_same(const char *name, const Found &found) {
  struct stat status;
  return lstat(name, &status) == 0 && status.st_dev == found.device &&
         status.st_ino == found.inode;
}

// Moves it away. Somebody else may have done that, and have the name by now: a
// living process's ledger goes back.
bool move(const char *from, const char *to, const Found &found) {
  if (!rename_to_free_name(from, to))
    return false;
  if (is_the_same(to, found))
    return true;
  rename_to_free_name(to, from);
  errno = ENOENT;
  return false;
}

// The ledger of a process that was killed keeps what it knew.
void keep_evidence(const Found &found) {
  static char kept[PATH_MAX];
  for (unsigned n = 1; n < kMostNames; ++n) {
    static char stem[PATH_MAX];
    Line name(stem, sizeof stem), to(kept, sizeof kept);
    add_name_beside(&name, found.header.pid, n);
    add_ledger_name(&to, stem);
    if (to.overflowed())
      return;
    if (move(ledger, kept, found)) {
      if (found.header.pid == g_header->pid &&
          found.header.process_start == g_header->process_start)
        return; // from before an exec, which the program wanted
      static char text[PATH_MAX + 256];
      Line line(text, sizeof text);
      line.add("process ").add_number(found.header.pid);
      line.add(" ended without a report; what it had counted is in ");
      line.add(kept).add(", for memtrace report");
      return say(line);
    }
    if (errno != EEXIST)
      return;
  }
}

// An output that was finished is replaced, as any program's output is.
void drop_finished(const Found &found) {
  static char away[PATH_MAX];
  Line to(away, sizeof away);
  to.add(temporary).add(".old");
  if (!to.overflowed() && move(ledger, away, found))
    unlink(away);
}

enum class Try { kOurs, kTaken, kImpossible };

Try try_name() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (nameless < 0 ? rename_to_free_name(temporary, ledger)
                     : link_to_free_name(nameless, ledger))
      return Try::kOurs;
    if (errno != EEXIST)
      return Try::kImpossible;
    static Found found;
    look(ledger, &found);
    if (!found.is_there)
      continue;
    Owner owner = found.is_ledger ? owner_of(found.header) : Owner::kAlive;
    // Of one run every ledger stays, also if two had the same number.
    if (owner == Owner::kAlive || is_set_apart)
      return Try::kTaken;
    if (owner == Owner::kFinished && kind == Output::kLedger)
      drop_finished(found);
    else
      keep_evidence(found);
  }
  return Try::kTaken;
}

} // namespace

int create_ledger_file(bool child) {
  if (!g_options.out[0]) {
    kind = Output::kNone;
    return -1;
  }
  Line name(wanted, sizeof wanted);
  expand(g_options.out, &name);
  if (!is_restricted()) // else it is as it was
    kind = output_of(wanted);
  if (child && !wanted_has_pid && kind != Output::kStream) {
    name.add('.').add_number((uint64_t)getpid());
    beside = name.size();
    wanted_has_pid = true;
  }
  if (is_restricted()) { // of a fork; what can't be written is said at its end
    name_output(0);
    return -1;
  }
  if (name.overflowed() || !name_output(0)) {
    say_unwritable(wanted, ENAMETOOLONG);
    return -1;
  }
  if (kind == Output::kStream) {
    if (is_directory(wanted))
      say_unwritable(wanted, EISDIR);
    return -1;
  }
  Line unfinished(temporary, sizeof temporary);
  unfinished.add(ledger).add('.').add_number((uint64_t)getpid()).add(".tmp");
  if (unfinished.overflowed()) {
    say_unwritable(wanted, ENAMETOOLONG);
    return -1;
  }
  nameless = create_nameless(temporary);
  int fd = nameless < 0 ? create_private(temporary) : nameless;
  if (fd < 0)
    say_unwritable(path, errno);
  return fd;
}

int create_ledger_file_again() {
  nameless = -1;
  return create_private(temporary);
}

bool publish_ledger_file() {
  for (unsigned n = 0; n < kMostNames && name_output(n); ++n) {
    Try result = try_name();
    if (result == Try::kOurs)
      return true;
    if (result == Try::kImpossible)
      break;
  }
  int error = errno;
  drop_ledger_file();
  name_output(0);
  errno = error;
  return false;
}

void drop_ledger_file() {
  if (nameless < 0)
    unlink(temporary);
}

Output output() { return kind; }
const char *output_path() { return path; }
const char *ledger_path() { return ledger; }

int open_stream(bool *close_it) {
  int fd = standard_stream(path);
  *close_it = fd < 0;
  if (fd >= 0)
    return fd;
  if (is_restricted()) {
    errno = EPERM;
    return -1;
  }
  // A pipe without a reader must not hold up the end of the program.
  fd = open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0)
    fcntl(fd, F_SETFL, O_WRONLY); // once it is open, it may take its time
  return fd;
}

void remove_ledger_file() {
  if (find_backing() == Whereabouts::kInPlace)
    unlink(ledger);
}

} // namespace memtrace::rt
