// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// escrow.cpp: see escrow.h.
#include "core/escrow.h"

#include "core/peak_limit.h"

namespace memtrace::rt {
namespace {

constexpr uint64_t kSmallestShare = 4096;
// With more idle credit than this many least shares a thread, it is called in.
constexpr int64_t kIdleShares = 4;
// What a growth may allocate before its peak is entered again. Larger blocks
// are counted when they are there.
constexpr uint64_t kGrowthCredit = uint64_t(1) << 20;

int64_t credit_of(const Account &account) {
  return (int64_t)(read_shared(account.credit) - 1);
}

int64_t live_of(const Account &account) {
  return read_shared(account.base) - credit_of(account);
}

int64_t live_of(const Seen &seen) { return seen.base - seen.credit; }

// Lets `make` change base, credit and generation together.
template <typename Make>
void change(Account &account, uint64_t generation, Make make) {
  uint32_t sequence = account.sequence;
  write_own(account.sequence, sequence + 1);
  make(); // by stores that release this
  __atomic_store_n(&account.generation, generation, __ATOMIC_RELEASE);
  __atomic_store_n(&account.sequence, sequence + 2, __ATOMIC_RELEASE);
}

template <typename T> void release_own(T &value, T now) {
  __atomic_store_n(&value, now, __ATOMIC_RELEASE);
}

// Adds, where it would be simpler to set: what a signal handler does to the
// credit in between isn't lost.
void add(Account &account, int64_t committed, int64_t credit,
         uint64_t generation) {
  change(account, generation, [&] {
    release_own(account.base, read_shared(account.base) + committed);
    release_own(account.credit, read_shared(account.credit) + (uint64_t)credit);
  });
}

void make_void(Account &account, uint64_t generation) {
  change(account, generation, [&] {
    release_own(account.base, int64_t(0));
    release_own(account.credit, uint64_t(1));
  });
}

int64_t least_of(int64_t a, int64_t b) { return a < b ? a : b; }

void note_committed(memtrace_ledger_header *header, uint64_t bytes) {
  if (bytes > header->committed_bytes)
    write_own(header->committed_bytes, bytes);
}

} // namespace

// Another thread's account may change meanwhile.
Seen Escrow::look_at(const Account &account) const {
  for (;;) {
    uint32_t before = __atomic_load_n(&account.sequence, __ATOMIC_ACQUIRE);
    Seen seen;
    seen.base = __atomic_load_n(&account.base, __ATOMIC_ACQUIRE);
    seen.credit =
        (int64_t)__atomic_load_n(&account.credit, __ATOMIC_ACQUIRE) - 1;
    seen.generation = __atomic_load_n(&account.generation, __ATOMIC_ACQUIRE);
    if (!(before & 1) && before == read_shared(account.sequence))
      return seen.generation < cleared_ ? Seen{0, 0, seen.generation} : seen;
    let_others_run();
  }
}

void Escrow::open(memtrace_ledger_header *header, Gates *gates,
                  Account *account, uint64_t live) {
  header_ = header;
  gates_ = gates;
  lock_ = {};
  accounts_ = growing_ = nullptr;
  threads_ = 0;
  frozen_ = false;
  departed_ = (int64_t)live;
  pool_ = 0;
  trimmed_to_ = 0;
  header_->peak_bytes = live;
  header_->committed_bytes = live;
  header_->is_growing = 0;
  if (generation_ == 0)
    generation_ = 1; // counters that were never used are of generation 0
  begin_generation(true);
  cleared_ = generation_;
  if (account)
    join(*account);
}

void Escrow::expect() { __atomic_add_fetch(&threads_, 1, __ATOMIC_RELAXED); }
void Escrow::expect_no_more() {
  __atomic_sub_fetch(&threads_, 1, __ATOMIC_RELEASE);
}

void Escrow::join(Account &account) {
  Locked hold(lock_);
  end_growth_locked(); // which began under the lock, too
  account = {};
  account.credit = 1;
  account.generation = generation_;
  account.next = accounts_;
  account.previous = &accounts_;
  if (accounts_)
    accounts_->previous = &account.next;
  accounts_ = &account;
  expect();
}

void Escrow::leave(Account &account) {
  Locked hold(lock_);
  end_growth_locked();
  if (account.generation >= cleared_)
    departed_ += live_of(account);
  *account.previous = account.next;
  if (account.next)
    account.next->previous = account.previous;
  account = {};
  expect_no_more();
}

uint64_t Escrow::least_share() const {
  uint64_t threads = read_shared(threads_);
  if (threads < 2)
    return 0;
  uint64_t share = read_shared(header_->peak_bytes) / 1024 / threads;
  return share > kSmallestShare ? share : kSmallestShare;
}

// All credit is this account's: it alone decides what is a peak.
bool Escrow::is_alone(const Account &account) const {
  return __atomic_load_n(&threads_, __ATOMIC_ACQUIRE) == 1 &&
         accounts_ == &account &&
         account.base + departed_ == (int64_t)header_->peak_bytes;
}

uint64_t Escrow::wait_for_generation() const {
  while (__atomic_load_n(&frozen_, __ATOMIC_ACQUIRE))
    let_others_run();
  return __atomic_load_n(&generation_, __ATOMIC_ACQUIRE);
}

uint64_t Escrow::refresh_old(Account &account) {
  if (read_shared(growing_) != &account)
    end_growth();
  uint64_t now = wait_for_generation();
  // Whatever its thread was in the middle of when all was cleared belongs to
  // what is void now.
  if (account.generation < read_shared(cleared_)) {
    make_void(account, now);
  } else if (account.generation != now) {
    int64_t credit = credit_of(account);
    int64_t kept = least_of(credit, (int64_t)read_shared(trimmed_to_));
    // One thread's own peaks cost it nothing.
    if (is_alone(account))
      kept = credit;
    add(account, kept - credit, kept - credit, now);
  }
  return now;
}

// What is promised is added to the base before it is taken from the pool, so
// that nobody ever sees too little committed.
bool Escrow::take_from_pool(Account &account, uint64_t size) {
  int64_t pool = read_shared(pool_);
  int64_t share = pool / (2 * (int64_t)read_shared(threads_) + 1);
  int64_t least = (int64_t)least_share();
  int64_t credit = credit_of(account);
  if (size > INT64_MAX / 4)
    return false;
  int64_t wanted = (share > least ? share : least) + (int64_t)size - credit;
  if (wanted > pool)
    return false;
  add(account, wanted, wanted, account.generation);
  while (wanted <= pool)
    if (__atomic_compare_exchange_n(&pool_, &pool, pool - wanted, true,
                                    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
      return true;
  add(account, -wanted, -wanted, account.generation);
  return false;
}

void Escrow::make_good(Account &account) {
  int64_t credit = credit_of(account);
  if (credit < 0)
    add(account, -credit, -credit, read_shared(account.generation));
}

// What is read of other accounts after this must not be older than what they
// have read of it.
void Escrow::publish(uint64_t generation, uint64_t births, uint64_t deaths) {
  __atomic_store_n(&generation_, generation, __ATOMIC_SEQ_CST);
  if (gates_) {
    write_own(gates_->births, births);
    __atomic_store_n(&gates_->deaths, deaths, __ATOMIC_SEQ_CST);
  }
  write_own(header_->generation, generation);
}

// The peak's generation is known before anyone counts in it.
void Escrow::begin_generation(bool with_peak) {
  uint64_t next = generation_ + 1;
  if (with_peak)
    write_own(header_->peak_generation, next);
  publish(next, gate_for(next), gate_for(next));
}

void Escrow::raise(uint64_t live) {
  Locked hold(lock_);
  write_own(header_->peak_bytes, live);
  compare_peak(live);
  begin_generation(true);
}

// Peak, generation, and after that the block: whoever reads the ledger of a
// killed process finds them no more than this one block apart.
void Escrow::grow(Account &account, uint64_t size) {
  uint64_t live = (uint64_t)live_of(account) + size;
  uint64_t peak = (uint64_t)departed_ + live;
  write_own(header_->peak_bytes, peak);
  compare_peak(peak);
  if (!growing_) {
    uint64_t next = generation_ + 1;
    write_own(header_->peak_generation, next + 1);
    write_own(header_->is_growing, 1u);
    write_own(pool_, int64_t(0));
    publish(next, kShut, kShut);
  }
  // Not past what has to be noticed.
  uint64_t room = g_noticed_peak > peak ? g_noticed_peak - peak : 0;
  if (room > kGrowthCredit)
    room = kGrowthCredit;
  int64_t more = (int64_t)room - credit_of(account);
  add(account, more + (int64_t)size, more, generation_);
  write_own(growing_, &account);
  // To any counter that was used since all was cleared.
  if (gates_)
    write_own(gates_->births, gate_for(cleared_));
}

// The credit that is left is of an older generation now, so it is worth
// nothing.
void Escrow::end_growth_locked() {
  if (!growing_)
    return;
  bool frozen = frozen_;
  __atomic_store_n(&frozen_, true, __ATOMIC_RELEASE);
  write_own(trimmed_to_, uint64_t(0));
  begin_generation(true);
  // Its thread counts no more, but for what it is in the middle of.
  enter_growth(departed_ + live_of(look_at(*growing_)));
  write_own(header_->is_growing, 0u);
  __atomic_store_n(&growing_, nullptr, __ATOMIC_RELEASE);
  __atomic_store_n(&frozen_, frozen, __ATOMIC_RELEASE);
}

void Escrow::enter_growth(int64_t live) {
  if (live > peak())
    write_own(header_->peak_bytes, (uint64_t)live);
}

__attribute__((noinline)) void Escrow::end_growth_of_someone() {
  Locked hold(lock_);
  end_growth_locked();
}

bool Escrow::end_own_growth(Account &account) {
  if (read_shared(growing_) != &account)
    return false; // only its own thread could change that
  Locked hold(lock_);
  if (growing_ != &account)
    return false;
  end_growth_locked();
  int64_t credit = credit_of(account);
  add(account, -credit, -credit, generation_);
  return true;
}

void Escrow::note_growth() {
  const Account *growing = read_shared(growing_);
  // Its thread may be this one, in the middle of changing it.
  if (growing && !(read_shared(growing->sequence) & 1))
    enter_growth(departed_ + live_of(*growing));
}

int64_t Escrow::give_up_accounts() {
  Locked hold(lock_);
  end_growth_locked();
  __atomic_store_n(&frozen_, true, __ATOMIC_RELEASE);
  publish(generation_, kShut, kShut);
  gates_ = nullptr;
  begin_generation(false);
  int64_t live = departed_;
  for (Account *account = accounts_; account; account = account->next) {
    write_own(account->given_up, live_of(look_at(*account)));
    live += account->given_up;
  }
  __atomic_store_n(&frozen_, false, __ATOMIC_RELEASE);
  return live;
}

Escrow::Settled Escrow::settle(Account &account, uint64_t size) {
  bool grows = read_shared(growing_) || is_alone(account);
  if (!grows && take_from_pool(account, size))
    return Settled::kCredit;
  if (settle_alone(account, size))
    return Settled::kGrowth;
  Locked hold(lock_);
  return settle_locked(account, size);
}

bool Escrow::settle_alone(Account &account, uint64_t size) {
  if (read_shared(growing_) != &account && threads() != 1)
    return false;
  Locked hold(lock_);
  // The allocator may have freed something, and the block makes no peak then.
  bool needs = credit_of(account) < (int64_t)size;
  bool grows = account.generation >= cleared_ &&
               (growing_ == &account || (needs && is_alone(account)));
  if (grows)
    grow(account, size);
  return grows;
}

int64_t Escrow::others_live(const Account &account) const {
  int64_t live = departed_;
  for (const Account *other = accounts_; other; other = other->next)
    if (other != &account)
      live += live_of(look_at(*other));
  return live;
}

int64_t Escrow::others_committed(const Account *account) const {
  int64_t committed = departed_;
  for (const Account *other = accounts_; other; other = other->next)
    if (other != account) {
      Seen seen = look_at(*other);
      committed += seen.base;
      if (seen.generation != generation_)
        committed -= seen.credit - least_of(seen.credit, (int64_t)trimmed_to_);
    }
  return committed;
}

Escrow::Settled Escrow::settle_locked(Account &account, uint64_t size) {
  if (account.generation < cleared_)
    return Settled::kVoid;
  __atomic_store_n(&pool_, 0, __ATOMIC_RELAXED); // it is shared out anew
  auto threads = (int64_t)read_shared(threads_);
  auto least = (int64_t)least_share();
  auto peak = (int64_t)header_->peak_bytes;
  int64_t own = live_of(account) + (int64_t)size;
  int64_t room = peak - own - others_committed(&account);
  bool is_peak = false;
  if (room < least) {
    // Read while others count, so this may be off, to either side: then it
    // costs a generation, or commits a little more, which is noted.
    int64_t live = own + others_live(account);
    bool too_much = room < -(threads - 1) * least;
    if (live > peak || too_much ||
        peak - live > kIdleShares * threads * least) {
      __atomic_store_n(&frozen_, true, __ATOMIC_RELEASE);
      write_own(trimmed_to_, (uint64_t)least);
      begin_generation(false);
      // From here on nobody else counts.
      live = own + others_live(account);
      if (live > peak) {
        is_peak = true;
        peak = live;
        write_own(header_->peak_bytes, (uint64_t)peak);
        compare_peak((uint64_t)peak);
        write_own(header_->peak_generation, generation_);
      }
      room = peak - own - others_committed(&account);
      __atomic_store_n(&frozen_, false, __ATOMIC_RELEASE);
    }
  }
  int64_t share = threads == 1 ? room : room / (2 * threads);
  if (share < least)
    share = least;
  if (room > share)
    __atomic_store_n(&pool_, room - share, __ATOMIC_RELEASE);
  else
    note_committed(header_, (uint64_t)(peak + share - room));
  // The caller takes the size of a block that makes no peak from the credit.
  int64_t more = own + share - account.base;
  add(account, more, is_peak ? more - (int64_t)size : more, generation_);
  return is_peak ? Settled::kPeak : Settled::kCredit;
}

void Escrow::hold() {
  lock_.acquire();
  __atomic_store_n(&frozen_, true, __ATOMIC_RELEASE);
  end_growth_locked();
  write_own(trimmed_to_, least_share());
  begin_generation(false);
  // Credit of an ended growth was worth nothing until now.
  note_committed(header_, (uint64_t)others_committed(nullptr));
}

void Escrow::clear() {
  departed_ = 0;
  pool_ = 0;
  header_->peak_bytes = 0;
  header_->committed_bytes = 0;
  write_own(cleared_, generation_ + 1);
  begin_generation(true);
}

int64_t Escrow::live() {
  Locked hold(lock_);
  return live_held();
}

int64_t Escrow::live_held() const {
  int64_t live = departed_;
  for (const Account *account = accounts_; account; account = account->next)
    live += live_of(look_at(*account));
  return live;
}

void Escrow::restart_peak(uint64_t live) {
  write_own(header_->peak_bytes, live);
  write_own(header_->committed_bytes, live);
  begin_generation(true);
}

void Escrow::restart_peak(Account &account) {
  // hold() has called in what was of an older generation than this one.
  pool_ = 0;
  int64_t live = live_held();
  restart_peak(live > 0 ? (uint64_t)live : 0);
  // What others may still allocate without asking; the caller asks.
  int64_t credit = credit_of(account);
  if (account.generation < cleared_)
    make_void(account, generation_);
  else
    add(account, -credit, -credit, generation_);
  note_committed(header_,
                 (uint64_t)(live_of(account) + others_committed(&account)));
}

void Escrow::release() {
  __atomic_store_n(&frozen_, false, __ATOMIC_RELEASE);
  lock_.release();
}

} // namespace memtrace::rt
