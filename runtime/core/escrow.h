// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// escrow.h: live bytes and their peak, without a number that all threads write.
//
// Each thread has an account with a credit: what it may allocate without
// asking. Allocating takes from it, freeing adds to it, so live bytes and all
// credits together, the committed bytes, don't change; while they are no more
// than the peak, no new peak is possible. Who has no credit left settles:
// raises the peak if live bytes have passed it, and takes a share of what is
// left between the committed bytes and the peak.
//
// One thread has all of it: its peak is exact. With more, a settling thread
// gets the least share at least, even if that commits more than the peak. So
// the true peak may pass the recorded one, but never the largest number of
// bytes that were ever committed, which the ledger keeps.
//
// A generation ends with each new peak, and whenever credit that lies idle is
// called in: credit of an older generation is worth at most the least share.
// All other threads learn of it at their next event, whose counter is of an
// older generation.
//
// One thread's new peaks come in runs: a program that builds something frees
// nothing for a while. During such a growth every block makes a new peak, so
// nobody compares: the peak is what is live. The thread has credit as if there
// were no peak, its counters stay as old as they are, since the peak's
// generation is yet to come, and the first free, or whatever else isn't a block
// of this thread's, ends the growth.
#ifndef MEMTRACE_CORE_ESCROW_H
#define MEMTRACE_CORE_ESCROW_H

#include "memtrace/ledger.h"
#include "os/lock.h"

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// What the short way of an event asks of its counter: whether generation and
// gate add up to 2^64 or more. So a gate lets that generation through whose
// negative it is, and 0 nobody, which it is in a page that a fork has emptied.
struct Gates {
  uint64_t births, deaths;
};
constexpr uint64_t kShut = 0;
constexpr uint64_t gate_for(uint64_t generation) { return -generation; }
inline bool passes(uint64_t generation, uint64_t gate) {
  return __builtin_add_overflow(generation, gate, &generation);
}

// Only the account's thread writes it, except that its end may be noted by
// whoever closes it. Valid when zero: not open.
struct Account {
  // What may be allocated without asking, plus 1. 0: ask in any case.
  uint64_t credit;
  // Live bytes of this account's doing, and its credit.
  int64_t base;
  uint64_t generation; // of the credit
  uint32_t sequence;   // odd while the three above change together
  bool is_taken_in;    // by an ExactPeak; and what was live when it took over:
  int64_t given_up;
  Account *next;
  Account **previous;
};

// What a thread does to its own, for others to read at any time.
template <typename T> inline T read_shared(const T &value) {
  return __atomic_load_n(&value, __ATOMIC_RELAXED);
}
template <typename T> inline void write_own(T &value, T now) {
  __atomic_store_n(&value, now, __ATOMIC_RELAXED);
}
template <typename T> inline void add_own(T &value, T more) {
  write_own(value, read_shared(value) + more);
}

// An account as it was at one moment.
struct Seen {
  int64_t base, credit;
  uint64_t generation;
};

class Escrow {
public:
  // The peak goes to the header. Who may take the short way goes to *gates,
  // unless that is null. The caller's account is the only one from now on;
  // null: there is none yet. `live` bytes are live already, as in the child of
  // a fork.
  void open(memtrace_ledger_header *header, Gates *gates, Account *account,
            uint64_t live);

  // Another thread is about to start, or wasn't started after all.
  void expect();
  void expect_no_more();

  // A thread begins, and ends. What it has live stays.
  void join(Account &account);
  void leave(Account &account);

  // The current one, when nobody is in the middle of changing it.
  uint64_t wait_for_generation() const;

  // Brings the account to the current generation, which it returns. Ends a
  // growth of another one.
  uint64_t refresh(Account &account) {
    uint64_t now = __atomic_load_n(&generation_, __ATOMIC_ACQUIRE);
    bool is_current = account.generation == now && is_free_of_growth(account) &&
                      !__atomic_load_n(&frozen_, __ATOMIC_ACQUIRE);
    return __builtin_expect(is_current, 1) ? now : refresh_old(account);
  }

  // Before anything but a birth of the growing account's.
  void end_growth() {
    if (read_shared(growing_))
      end_growth_of_someone();
  }
  // The same where only the caller's can be meant, whose account is current
  // then. False: it is not growing.
  bool end_own_growth(Account &account);
  // The same for the header alone, at the process's end: waits for nobody.
  void note_growth();

  // For a block larger than the account's credit, after refresh().
  enum class Settled {
    kCredit, // the account has the credit that is needed
    kPeak,   // the block makes a new peak, and is accounted for with it
    kGrowth, // the same, and so may all that follow
    kVoid    // the account became void, and has to be refreshed
  };
  Settled settle(Account &account, uint64_t size);
  // The same at once for a thread that is alone, whatever the generation of its
  // account. False: it isn't alone.
  bool settle_alone(Account &account, uint64_t size);

  // A signal handler that allocates in the middle of an event can take more
  // than the credit is; left so, the thread would never ask again. Now and
  // then.
  void make_good(Account &account);

  // For an exact peak among threads: what is live in all accounts, which are
  // not asked any more; generations are not published any more, so that every
  // event takes the slow way. And the peak, which is raised from outside then.
  int64_t give_up_accounts();
  int64_t peak() const { return (int64_t)read_shared(header_->peak_bytes); }
  void raise(uint64_t live);

  // Accounts, and threads that are about to start.
  uint32_t threads() const { return read_shared(threads_); }

  // Every other thread's next event has to ask, until release().
  void hold();
  void release();

  // What is live in all accounts; and the same while it is held.
  int64_t live();
  int64_t live_held() const;

  // These are called while it is held, too.

  // Nothing is live any more, of what is counted, and there was no peak.
  void clear();
  // The peak is what is live now. The caller's account is brought to the
  // current generation.
  void restart_peak(Account &account);
  // The same with the number that an exact peak has.
  void restart_peak(uint64_t live);

  // Accounts of older generations are void.
  uint64_t cleared() const { return read_shared(cleared_); }

private:
  bool is_free_of_growth(const Account &account) const {
    const Account *growing = read_shared(growing_);
    return !growing || growing == &account;
  }
  uint64_t refresh_old(Account &account);
  uint64_t least_share() const;
  bool is_alone(const Account &account) const;
  Seen look_at(const Account &account) const;
  bool take_from_pool(Account &account, uint64_t size);
  void grow(Account &account, uint64_t size);
  void end_growth_of_someone();
  void end_growth_locked();
  void enter_growth(int64_t live);
  Settled settle_locked(Account &account, uint64_t size);
  void begin_generation(bool with_peak);
  void publish(uint64_t generation, uint64_t births, uint64_t deaths);
  int64_t others_live(const Account &account) const;
  int64_t others_committed(const Account *account) const;

  memtrace_ledger_header *header_;
  Gates *gates_;
  uint64_t generation_;
  Lock lock_;
  Account *accounts_;
  Account *growing_; // whose thread is alone; null: none
  uint32_t threads_;
  bool frozen_;      // a new generation is not complete yet
  int64_t departed_; // live bytes of accounts that were closed
  int64_t pool_;     // of the current generation's committed bytes to the peak
  uint64_t trimmed_to_; // what credit of older generations is worth at most
  uint64_t cleared_;    // the generation that began with open() or clear()
};

} // namespace memtrace::rt

#endif
