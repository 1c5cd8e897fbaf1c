// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// signals.cpp: see signals.h.
#include "os/signals.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

namespace memtrace::rt {
namespace {

// What is missing here is kept for the kernel, for faults and for job control,
// or is the C library's.
const struct {
  const char *name;
  int number;
} kUsable[] = {
    {"USR1", SIGUSR1},     {"USR2", SIGUSR2}, {"HUP", SIGHUP},
    {"INT", SIGINT},       {"QUIT", SIGQUIT}, {"ALRM", SIGALRM},
    {"TERM", SIGTERM},     {"XCPU", SIGXCPU}, {"VTALRM", SIGVTALRM},
    {"PROF", SIGPROF},     {"URG", SIGURG},   {"WINCH", SIGWINCH},
    {"IO", SIGIO},         {"POLL", SIGPOLL}, {"PWR", SIGPWR},
    {"STKFLT", SIGSTKFLT},
};

// -1: it is no number.
int number_in(const char *text) {
  int number = 0;
  const char *c = text;
  for (; *c >= '0' && *c <= '9' && number < 1000; ++c)
    number = number * 10 + (*c - '0');
  return c == text || *c ? -1 : number;
}

bool begins_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

// `RTMIN`, `RTMIN+2`, `RTMAX-1`; 0: it is none.
int real_time_signal(const char *name) {
  bool from_end = begins_with(name, "RTMAX");
  if (!from_end && !begins_with(name, "RTMIN"))
    return 0;
  const char *rest = name + 5;
  int distance = 0;
  if (*rest)
    distance = *rest == (from_end ? '-' : '+') ? number_in(rest + 1) : -1;
  int most = SIGRTMAX - SIGRTMIN;
  if (distance < 0 || distance > most)
    return 0;
  return from_end ? SIGRTMAX - distance : SIGRTMIN + distance;
}

} // namespace

int usable_signal(const char *name) {
  int number = number_in(name);
  if (number >= SIGRTMIN && number <= SIGRTMAX)
    return number;
  if (begins_with(name, "SIG"))
    name += 3;
  for (const auto &signal : kUsable)
    if (signal.number == number || strcmp(signal.name, name) == 0)
      return signal.number;
  return real_time_signal(name);
}

void add_signal_name(Line *out, int number) {
  for (const auto &signal : kUsable)
    if (signal.number == number) {
      out->add("SIG").add(signal.name);
      return;
    }
  out->add("SIGRTMIN");
  if (number > SIGRTMIN)
    out->add('+').add_number((uint64_t)(number - SIGRTMIN));
}

void fill_with_harmless(sigset_t *set) {
  sigfillset(set);
  static const int kFaults[] = {SIGBUS,  SIGSEGV, SIGILL, SIGFPE,
                                SIGTRAP, SIGSYS,  SIGABRT};
  for (int fault : kFaults)
    sigdelset(set, fault);
}

Undisturbed::Undisturbed() {
  sigset_t harmless;
  fill_with_harmless(&harmless);
  pthread_sigmask(SIG_BLOCK, &harmless, &before_);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellation_);
}

Undisturbed::~Undisturbed() {
  pthread_setcancelstate(cancellation_, nullptr);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace memtrace::rt
