// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// memtrace.hpp: memtrace.h for C++17: scopes, ranges, and limits for tests.
// Header only; needs neither exceptions nor RTTI. Nothing here throws but what
// makes a std::string (std::bad_alloc), and the caller's own callables.
//
// Sizes are bytes as the program requested them. All functions may be called by
// any thread, but not from signal handlers; an object belongs to one thread at
// a time, copies of it may belong to others. Without the runtime everything
// compiles, links and runs: status::unavailable, zeros and empty ranges.
#ifndef MEMTRACE_MEMTRACE_HPP
#define MEMTRACE_MEMTRACE_HPP

#if __cplusplus < 201703L
#error "memtrace.hpp needs C++17; memtrace.h is for older C++ and for C"
#endif

#include "memtrace/memtrace.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cxxabi.h>
#include <initializer_list>
#include <iterator>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace memtrace {

/// What can go wrong; the words of memtrace_status in memtrace.h.
enum class status : int {
  ok = MEMTRACE_OK,
  unavailable = MEMTRACE_UNAVAILABLE,
  not_ours = MEMTRACE_NOT_OURS,
  too_late = MEMTRACE_TOO_LATE,
  not_tracing = MEMTRACE_NOT_TRACING,
  no_memory = MEMTRACE_NO_MEMORY,
  no_ids = MEMTRACE_NO_IDS,
  invalid = MEMTRACE_INVALID,
  no_file = MEMTRACE_NO_FILE,
  bad_file = MEMTRACE_BAD_FILE
};

/// A status in words, without an end of line. Static.
inline const char *text(status code) noexcept {
  return memtrace_status_text(static_cast<int>(code));
}

/// Whether tracing is on, or can be started here.
inline bool available() noexcept { return memtrace_available() != 0; }
/// Begins to record, or goes on; nothing happens if it does so already.
inline status start() noexcept { return static_cast<status>(memtrace_start()); }
/// Records no new blocks. What was recorded stays; frees of it still count.
inline void stop() noexcept { memtrace_stop(); }
/// Whether what is allocated is recorded.
inline bool is_tracing() noexcept { return memtrace_is_tracing() != 0; }
/// Forgets all that was recorded, the peak too. On failure nothing is lost.
inline status clear() noexcept { return static_cast<status>(memtrace_clear()); }
/// Bytes that are allocated now, and the most that ever were. Zero if tracing
/// was never started.
inline memtrace_traced traced_memory() noexcept {
  return memtrace_traced_memory();
}
/// The peak is what is current, from now on.
inline void reset_peak() noexcept { memtrace_reset_peak(); }
/// Writes the text report of now to a file, which it replaces, or to stderr.
inline status report(const char *path = nullptr) noexcept {
  return static_cast<status>(memtrace_report(path));
}
/// Bytes that MemTrace itself needs.
inline std::uint64_t overhead() noexcept { return memtrace_overhead(); }
/// Calls that are kept of each stack; 1: lines only; 0: never started.
inline unsigned frame_limit() noexcept { return memtrace_frame_limit(); }

/// Counts `size` bytes at an address for the caller's line until untrack().
MEMTRACE_TRANSPARENT inline status track(unsigned domain, const void *address,
                                         std::size_t size) noexcept {
  return static_cast<status>(memtrace_track(domain, address, size));
}
/// Nothing happens if the address is not tracked.
inline void untrack(unsigned domain, const void *address) noexcept {
  memtrace_untrack(domain, address);
}

namespace detail {

// What handles share. Nobody is charged for it.
struct block {
  std::atomic<std::size_t> owners{1};
  memtrace_snapshot *snapshot = nullptr;
  memtrace_statistics *statistics = nullptr;
  void *rows = nullptr;
};

inline void *take(std::size_t size) noexcept {
  void *memory = memtrace_uncounted_malloc(size);
  return memory ? memory : std::calloc(1, size);
}

// Scopes that trace, in all threads: the last one to end stops what the first
// one has started.
class starters {
public:
  memtrace::status enter() noexcept {
    hold with(*this);
    if (count_++ == 0)
      was_on_ = memtrace_is_tracing() != 0;
    return static_cast<memtrace::status>(memtrace_start());
  }
  void leave() noexcept {
    hold with(*this);
    if (--count_ == 0 && !was_on_)
      memtrace_stop();
  }

private:
  struct hold {
    explicit hold(starters &all) noexcept : held(all.held_) {
      while (held.test_and_set(std::memory_order_acquire)) {
      }
    }
    ~hold() { held.clear(std::memory_order_release); }
    std::atomic_flag &held;
  };
  std::atomic_flag held_ = ATOMIC_FLAG_INIT;
  unsigned count_ = 0;
  bool was_on_ = false;
};
inline starters all_starters;

class owner {
public:
  owner() noexcept = default;
  owner(const owner &other) noexcept : owner(other.block_) {}
  explicit owner(block *shared) noexcept : block_(shared) {
    if (block_)
      block_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  owner(owner &&other) noexcept
      : block_(std::exchange(other.block_, nullptr)) {}
  owner &operator=(owner other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~owner() {
    if (!block_ || block_->owners.fetch_sub(1, std::memory_order_acq_rel) != 1)
      return;
    memtrace_statistics_free(block_->statistics);
    memtrace_snapshot_free(block_->snapshot);
    std::free(block_->rows);
    std::free(block_);
  }
  bool make() noexcept {
    void *memory = take(sizeof(block));
    block_ = memory ? ::new (memory) block : nullptr;
    return block_ != nullptr;
  }
  block *get() const noexcept { return block_; }
  block *operator->() const noexcept { return block_; }
  explicit operator bool() const noexcept { return block_ != nullptr; }

private:
  block *block_ = nullptr;
};

// The text of a function that writes as snprintf does.
template <class Write> MEMTRACE_TRANSPARENT std::string written(Write write) {
  std::string made(write(static_cast<char *>(nullptr), std::size_t{0}), '\0');
  std::size_t length = write(made.data(), made.size() + 1);
  if (length < made.size())
    made.resize(length);
  return made;
}

} // namespace detail

/// `15.2 MiB`, as Python's tracemalloc has it; empty without the runtime.
MEMTRACE_TRANSPARENT inline std::string format_size(std::int64_t bytes,
                                                    bool always_sign = false) {
  return detail::written([&](char *to, std::size_t size) {
    return memtrace_format_size(bytes, always_sign, to, size);
  });
}

/// Traces from its construction to its end. Scopes may overlap, in all threads:
/// the last one stops tracing, unless it was on before the first.
class scoped_tracing {
public:
  scoped_tracing() noexcept : status_(detail::all_starters.enter()) {}
  ~scoped_tracing() { detail::all_starters.leave(); }
  scoped_tracing(const scoped_tracing &) = delete;
  scoped_tracing &operator=(const scoped_tracing &) = delete;
  memtrace::status status() const noexcept { return status_; }
  explicit operator bool() const noexcept { return status_ == status::ok; }

private:
  memtrace::status status_;
};

/// The peak of the process while it exists. May be nested.
class scoped_peak {
public:
  scoped_peak() noexcept { memtrace_peak_open(&scope_); }
  ~scoped_peak() { close(); }
  scoped_peak(const scoped_peak &) = delete;
  scoped_peak &operator=(const scoped_peak &) = delete;
  /// Ends the scope before its time; peak() stays.
  void close() noexcept { memtrace_peak_close(&scope_); }
  /// The most bytes that were allocated, what was there before among them.
  std::uint64_t peak() const noexcept { return read().peak; }
  /// With several threads the true peak is between peak() and this.
  std::uint64_t peak_at_most() const noexcept { return read().peak_at_most; }
  /// Bytes that were allocated when it began.
  std::uint64_t at_start() const noexcept { return scope_.current; }
  /// peak() less at_start(), never less than 0.
  std::uint64_t grown() const noexcept {
    std::uint64_t most = peak();
    return most > at_start() ? most - at_start() : 0;
  }

private:
  memtrace_traced read() const noexcept { return memtrace_peak_read(&scope_); }
  memtrace_peak_scope scope_{};
};

/// A place in the source; strings live as long as what it was taken from.
class location {
public:
  location() noexcept = default;
  explicit location(const memtrace_location &at) noexcept : at_(at) {}
  /// Never null; `<unknown>` where nothing is known.
  const char *file() const noexcept {
    return at_.file ? at_.file : "<unknown>";
  }
  /// From 1; 0 if not known.
  std::uint32_t line() const noexcept { return at_.line; }
  /// From 1; 0 if not known, and in statistics.
  std::uint32_t column() const noexcept { return at_.column; }
  /// As the linker knows it, never null; empty if not known.
  const char *linkage_name() const noexcept {
    return at_.function ? at_.function : "";
  }
  /// As the source has it; the linkage name where that can't be told.
  MEMTRACE_TRANSPARENT std::string function() const {
    int failed = 0;
    char *made = abi::__cxa_demangle(linkage_name(), nullptr, nullptr, &failed);
    if (!made)
      return linkage_name();
    struct freed {
      char *text;
      ~freed() { std::free(text); }
    } hold{made};
    return made;
  }
  /// `file:line`.
  MEMTRACE_TRANSPARENT std::string str() const {
    return std::string(file()) + ':' + std::to_string(line());
  }
  friend std::ostream &operator<<(std::ostream &out, const location &at) {
    return out << at.file() << ':' << at.line();
  }

private:
  memtrace_location at_{};
};

class statistics;
struct statistic;

/// Locations, innermost first. Keeps alive what it points to.
class traceback {
public:
  /// Gives locations by value.
  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::forward_iterator_tag;
    using value_type = location;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = location;
    iterator() noexcept = default;
    explicit iterator(const memtrace_location *at) noexcept : at_(at) {}
    location operator*() const noexcept { return location(*at_); }
    iterator &operator++() noexcept {
      ++at_;
      return *this;
    }
    iterator operator++(int) noexcept { return iterator(at_++); }
    friend bool operator==(iterator a, iterator b) noexcept {
      return a.at_ == b.at_;
    }
    friend bool operator!=(iterator a, iterator b) noexcept {
      return a.at_ != b.at_;
    }

  private:
    const memtrace_location *at_ = nullptr;
  };

  traceback() noexcept = default;
  iterator begin() const noexcept { return iterator(first_); }
  iterator end() const noexcept { return iterator(first_ + size()); }
  std::size_t size() const noexcept { return owner_ ? count_ : 0; }
  bool empty() const noexcept { return size() == 0; }
  /// An index past the end gives an unknown location.
  location operator[](std::size_t i) const noexcept {
    return i < size() ? location(first_[i]) : location();
  }
  /// As Python's Traceback.format(), in one text; see
  /// memtrace_format_traceback().
  MEMTRACE_TRANSPARENT std::string
  format(int limit = 0, bool most_recent_first = false) const {
    return detail::written([&](char *to, std::size_t size) {
      return memtrace_format_traceback(first_, this->size(), limit,
                                       most_recent_first, to, size);
    });
  }

private:
  friend traceback traceback_of(const void *block) noexcept;
  friend struct statistic;
  detail::owner owner_;
  const memtrace_location *first_ = nullptr;
  std::size_t count_ = 0;
};

/// Where a live block was allocated; empty if it was not recorded.
inline traceback traceback_of(const void *block) noexcept {
  traceback made;
  std::size_t count = memtrace_traceback_of(block, nullptr, 0);
  if (count == 0 || !made.owner_.make())
    return made;
  auto *first = static_cast<memtrace_location *>(
      detail::take(count * sizeof(memtrace_location)));
  if (!first)
    return made;
  made.owner_->rows = first;
  std::size_t found = memtrace_traceback_of(block, first, count);
  made.first_ = first;
  made.count_ = found < count ? found : count;
  return made;
}

/// What a row of statistics stands for.
enum class key {
  line = MEMTRACE_BY_LINE,
  file = MEMTRACE_BY_FILE,
  function = MEMTRACE_BY_FUNCTION,
  type = MEMTRACE_BY_TYPE,
  stack = MEMTRACE_BY_STACK,
  domain = MEMTRACE_BY_DOMAIN
};

/// Which blocks count.
enum class when {
  current = MEMTRACE_CURRENT,
  peak = MEMTRACE_PEAK,
  total = MEMTRACE_TOTAL
};

/// Which stacks are meant; patterns are those of memtrace_filter. The pattern
/// has to live until the call that the filter is given to.
struct filter : memtrace_filter {
  filter() noexcept : memtrace_filter{} {}
  filter(bool keeps, const char *glob, std::uint32_t at_line = 0) noexcept
      : memtrace_filter{keeps, glob, at_line, 0, 0, 0} {}
  /// Any frame may match, not only the one that allocated.
  filter all_frames() const noexcept {
    filter made = *this;
    made.memtrace_filter::all_frames = 1;
    return made;
  }
  /// Only what is in this domain.
  filter domain(unsigned number) const noexcept {
    filter made = *this;
    made.only_domain = 1;
    made.memtrace_filter::domain = number;
    return made;
  }
};
/// Keeps what matches.
inline filter include(const char *glob, std::uint32_t line = 0) noexcept {
  return {true, glob, line};
}
/// Leaves out what matches.
inline filter exclude(const char *glob, std::uint32_t line = 0) noexcept {
  return {false, glob, line};
}

/// One group. Valid as long as statistics that it is in, or a copy of them.
struct statistic {
  std::int64_t size = 0;       ///< bytes
  std::int64_t count = 0;      ///< blocks
  std::int64_t size_diff = 0;  ///< of a comparison
  std::int64_t count_diff = 0; ///< of a comparison
  unsigned domain = 0;         ///< by domain
  const char *type = nullptr;  ///< by type; else null

  /// Bytes a block; 0 if there is none.
  double average() const noexcept {
    return count ? static_cast<double>(size) / static_cast<double>(count) : 0;
  }
  /// The line, the file, the function or the stack; keeps it alive.
  memtrace::traceback traceback() const noexcept {
    memtrace::traceback made;
    made.owner_ = detail::owner(owner_);
    made.first_ = row_->frames;
    made.count_ = row_->frame_count;
    return made;
  }
  /// Python's text of it.
  MEMTRACE_TRANSPARENT std::string str() const {
    return detail::written([&](char *to, std::size_t room) {
      return memtrace_format_statistic(row_, to, room);
    });
  }
  friend std::ostream &operator<<(std::ostream &out, const statistic &row) {
    return out << row.str();
  }

private:
  friend class statistics;
  statistic(const memtrace_statistic &row, detail::block *owner) noexcept
      : size(row.size), count(row.count), size_diff(row.size_diff),
        count_diff(row.count_diff), domain(row.domain), type(row.type),
        row_(&row), owner_(owner) {}
  const memtrace_statistic *row_;
  detail::block *owner_;
};

/// Rows, the largest first: a sized, contiguous range. Copies share the rows.
class statistics {
public:
  using value_type = statistic;
  using iterator = const statistic *;
  using const_iterator = iterator;

  statistics() noexcept = default;
  const statistic *data() const noexcept {
    return owner_ ? static_cast<const statistic *>(owner_->rows) : nullptr;
  }
  std::size_t size() const noexcept { return owner_ ? count_ : 0; }
  bool empty() const noexcept { return size() == 0; }
  iterator begin() const noexcept { return data(); }
  iterator end() const noexcept { return data() + size(); }
  /// There must be such a row.
  const statistic &operator[](std::size_t i) const noexcept {
    return data()[i];
  }
  /// The first rows, at most so many.
  statistics first(std::size_t most) const noexcept {
    statistics made = *this;
    made.count_ = most < count_ ? most : count_;
    return made;
  }
  memtrace::status status() const noexcept { return status_; }
  explicit operator bool() const noexcept { return status_ == status::ok; }

private:
  friend class snapshot;
  explicit statistics(memtrace::status failed) noexcept : status_(failed) {}
  explicit statistics(memtrace_statistics *made) noexcept
      : status_(status::ok) {
    if (!owner_.make()) {
      memtrace_statistics_free(made);
      status_ = status::no_memory;
      return;
    }
    owner_->statistics = made;
    std::size_t count = memtrace_statistics_count(made);
    const memtrace_statistic *from = memtrace_statistics_rows(made);
    void *memory = count ? detail::take(count * sizeof(statistic)) : nullptr;
    if (!memory) {
      status_ = count ? status::no_memory : status::ok;
      return;
    }
    owner_->rows = memory;
    auto *rows = static_cast<statistic *>(memory);
    for (; count_ < count; ++count_)
      ::new (static_cast<void *>(rows + count_))
          statistic(from[count_], owner_.get());
  }

  detail::owner owner_;
  std::size_t count_ = 0;
  memtrace::status status_ = status::invalid;
};

/// What was recorded up to a moment. Immutable; copies share it.
class snapshot {
public:
  /// None: status::invalid.
  snapshot() noexcept = default;
  /// Fails with status::not_tracing if tracing was never started.
  static snapshot take() noexcept {
    memtrace_snapshot *made = nullptr;
    int failed = memtrace_take_snapshot(&made);
    return snapshot(failed, made);
  }
  /// Reads any ledger.
  static snapshot load(const char *path) noexcept {
    memtrace_snapshot *made = nullptr;
    int failed = memtrace_snapshot_load(path, &made);
    return snapshot(failed, made);
  }
  /// Writes a ledger, whole or not at all.
  memtrace::status dump(const char *path) const noexcept {
    if (!*this)
      return status();
    return static_cast<memtrace::status>(memtrace_snapshot_dump(get(), path));
  }
  memtrace::status status() const noexcept {
    return status_ == status::ok && !owner_ ? status::invalid : status_;
  }
  explicit operator bool() const noexcept { return status() == status::ok; }

  /// Rows by a key. `cumulative`: each block counts for all frames of its
  /// stack.
  memtrace::statistics statistics(key by, when at = when::current,
                                  bool cumulative = false) const noexcept {
    if (!*this)
      return memtrace::statistics(status());
    memtrace_statistics *made = nullptr;
    int failed = memtrace_snapshot_statistics(
        get(), query_of(by, at, cumulative), &made);
    return rows_of(failed, made);
  }
  /// What changed since an older one, the largest change first.
  memtrace::statistics compare_to(const snapshot &old, key by,
                                  when at = when::current,
                                  bool cumulative = false) const noexcept {
    if (!*this || !old)
      return memtrace::statistics(*this ? old.status() : status());
    memtrace_statistics *made = nullptr;
    int failed = memtrace_snapshot_compare(get(), old.get(),
                                           query_of(by, at, cumulative), &made);
    return rows_of(failed, made);
  }
  /// A snapshot of what one inclusive filter keeps (if there is one) and no
  /// exclusive one leaves out.
  snapshot filter(const memtrace::filter *filters,
                  std::size_t count) const noexcept {
    if (!*this)
      return *this;
    // One by one they would mean something else, so they have to be an array.
    void *memory = detail::take((count + 1) * sizeof(memtrace_filter));
    if (!memory)
      return snapshot(MEMTRACE_NO_MEMORY, nullptr);
    auto *plain = static_cast<memtrace_filter *>(memory);
    for (std::size_t i = 0; i < count; ++i)
      ::new (static_cast<void *>(plain + i)) memtrace_filter(filters[i]);
    memtrace_snapshot *made = nullptr;
    int failed = memtrace_snapshot_filter(get(), plain, count, &made);
    std::free(memory);
    return snapshot(failed, made);
  }
  snapshot
  filter(std::initializer_list<memtrace::filter> filters) const noexcept {
    return filter(filters.begin(), filters.size());
  }
  /// All zero if it is none.
  memtrace_snapshot_totals totals() const noexcept {
    return memtrace_snapshot_totals_of(get());
  }

private:
  snapshot(int failed, memtrace_snapshot *made) noexcept
      : status_(static_cast<memtrace::status>(failed)) {
    if (!made)
      return;
    if (owner_.make()) {
      owner_->snapshot = made;
    } else {
      memtrace_snapshot_free(made);
      status_ = status::no_memory;
    }
  }
  const memtrace_snapshot *get() const noexcept {
    return owner_ ? owner_->snapshot : nullptr;
  }
  static memtrace_query query_of(key by, when at, bool cumulative) noexcept {
    return {static_cast<memtrace_key>(by), static_cast<memtrace_when>(at),
            cumulative};
  }
  static memtrace::statistics rows_of(int failed,
                                      memtrace_statistics *made) noexcept {
    if (!made)
      return memtrace::statistics(static_cast<memtrace::status>(failed));
    return memtrace::statistics(made);
  }

  detail::owner owner_;
  memtrace::status status_ = status::invalid;
};

/// Whether something kept a limit. Where memtrace is unavailable it passes, and
/// message() says that nothing was measured: a test that must measure asks
/// available() first. Converts to testing::AssertionResult and the like.
class check {
public:
  explicit operator bool() const noexcept { return passed_; }
  /// Whether anything was measured.
  bool measured() const noexcept { return status_ == status::ok; }
  /// Bytes that were compared with the limit; negative: less than before.
  std::int64_t bytes() const noexcept { return bytes_; }
  /// What was measured, the limit, and the lines with the most bytes.
  MEMTRACE_TRANSPARENT std::string message() const {
    if (!measured())
      return std::string("memory was not measured: ") + text(status_);
    std::string made = std::string(what_) + " is " + format_size(bytes_) +
                       " (" + std::to_string(bytes_) + " B), the limit " +
                       (inclusive_ ? "at most " : "below ") +
                       std::to_string(limit_) + " B";
    for (const statistic &row : rows_)
      made += "\n  " + row.str();
    return made;
  }
  friend std::ostream &operator<<(std::ostream &out, const check &made) {
    return out << made.message();
  }
  // sizeof first: frameworks ask with incomplete types, too.
  template <class T, std::size_t = sizeof(T),
            class = std::enable_if_t<
                std::is_class_v<T> && std::is_constructible_v<T, bool> &&
                std::is_same_v<decltype(std::declval<T &>()
                                        << std::declval<const std::string &>()),
                               T &>>>
  operator T() const {
    T made(passed_);
    made << message();
    return made;
  }

private:
  template <class F> friend check expect_peak_below(std::uint64_t, F &&);
  template <class F> friend check expect_growth_below(std::int64_t, F &&);
  template <class F> friend check expect_no_growth(F &&);
  check(status failed) noexcept : status_(failed) {}
  check(const char *what, std::int64_t bytes, std::int64_t limit,
        bool inclusive) noexcept
      : what_(what), bytes_(bytes), limit_(limit), inclusive_(inclusive),
        passed_(inclusive ? bytes <= limit : bytes < limit) {}

  template <class F>
  static check growth(std::int64_t limit, bool inclusive, F &&callable) {
    scoped_tracing tracing;
    if (!tracing) {
      std::forward<F>(callable)();
      return check(tracing.status());
    }
    auto old = snapshot::take();
    auto before = static_cast<std::int64_t>(traced_memory().current);
    std::forward<F>(callable)();
    auto after = static_cast<std::int64_t>(traced_memory().current);
    if (!is_tracing())
      return check(status::not_tracing);
    check made("growth", after - before, limit, inclusive);
    if (!made)
      made.rows_ = snapshot::take().compare_to(old, key::line).first(5);
    return made;
  }

  const char *what_ = "";
  std::int64_t bytes_ = 0, limit_ = 0;
  bool inclusive_ = false;
  bool passed_ = true;
  memtrace::status status_ = status::ok;
  memtrace::statistics rows_;
};

/// Calls it and checks that, while it ran, less than so many bytes were
/// allocated at once beyond those from before, by any thread. Starts tracing
/// for it, if that is off. What it throws passes through.
template <class F>
[[nodiscard]] check expect_peak_below(std::uint64_t bytes, F &&callable) {
  scoped_tracing tracing;
  if (!tracing) {
    std::forward<F>(callable)();
    return check(tracing.status());
  }
  scoped_peak scope;
  std::forward<F>(callable)();
  scope.close();
  if (!is_tracing()) // the callable has stopped it
    return check(status::not_tracing);
  constexpr std::uint64_t most = INT64_MAX;
  check made("peak", static_cast<std::int64_t>(scope.grown()),
             static_cast<std::int64_t>(bytes < most ? bytes : most), false);
  if (!made)
    made.rows_ = snapshot::take().statistics(key::line, when::peak).first(5);
  return made;
}

/// Calls it and checks that it leaves less than so many bytes more behind.
template <class F>
[[nodiscard]] check expect_growth_below(std::int64_t bytes, F &&callable) {
  return check::growth(bytes, false, std::forward<F>(callable));
}

/// Calls it and checks that it leaves nothing more behind.
template <class F> [[nodiscard]] check expect_no_growth(F &&callable) {
  return check::growth(0, true, std::forward<F>(callable));
}

} // namespace memtrace

#endif
