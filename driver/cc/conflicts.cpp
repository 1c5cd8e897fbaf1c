// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// conflicts.cpp: see conflicts.h.
#include "conflicts.h"

#include <algorithm>
#include <iterator>

namespace memtrace::driver {
namespace {

// Sanitizers whose run-time library defines malloc (by their symbol tables,
// LLVM 14 to 22), or that rewrite the same calls. The others go together with
// profiling: undefined, bounds, cfi, safe-stack, fuzzer, ...
constexpr std::string_view kAllocatorSanitizers[] = {
    "address",     "hwaddress",      "memory",           "thread",
    "leak",        "dataflow",       "realtime",         "numerical",
    "type",        "scudo",          "alloc-token",      "memtag",
    "memtag-heap", "kernel-address", "kernel-hwaddress", "kernel-memory",
};

#if defined(__x86_64__)
constexpr std::string_view kArchitectures[] = {"x86_64", "amd64"};
constexpr const char *kHost = "x86_64-linux-gnu";
#elif defined(__aarch64__)
constexpr std::string_view kArchitectures[] = {"aarch64", "arm64"};
constexpr const char *kHost = "aarch64-linux-gnu";
#else
#error "MemTrace runs on x86-64 and AArch64"
#endif

template <typename Function>
void for_each_part(std::string_view list, char separator, Function function) {
  while (true) {
    std::size_t end = list.find(separator);
    function(list.substr(0, end));
    if (end == std::string_view::npos)
      return;
    list.remove_prefix(end + 1);
  }
}

// x86_64-linux-gnu, x86_64-pc-linux, amd64-unknown-linux-gnu, native, ...:
// this machine's architecture, Linux, and no other C library.
bool is_host(std::string_view target) {
  if (target == "native")
    return true;
  bool architecture = false, linux_kernel = false, other_library = false;
  bool first = true;
  for_each_part(target, '-', [&](std::string_view part) {
    if (first)
      architecture =
          std::find(std::begin(kArchitectures), std::end(kArchitectures),
                    part) != std::end(kArchitectures);
    else if (part == "linux")
      linux_kernel = true;
    else if (linux_kernel && part != "gnu")
      other_library = true;
    first = false;
  });
  return architecture && linux_kernel && !other_library;
}

bool is_allocator_sanitizer(std::string_view name) {
  return std::find(std::begin(kAllocatorSanitizers),
                   std::end(kAllocatorSanitizers),
                   name) != std::end(kAllocatorSanitizers);
}

} // namespace

void Conflicts::read(Meaning meaning, const std::string &argument,
                     std::string_view value) {
  switch (meaning) {
  case Meaning::kSanitize:
    for_each_part(value, ',', [&](std::string_view name) {
      if (is_allocator_sanitizer(name))
        sanitizers_.emplace(name, argument);
    });
    break;
  case Meaning::kNoSanitize:
    for_each_part(value, ',', [&](std::string_view name) {
      auto found = sanitizers_.find(name);
      if (name == "all")
        sanitizers_.clear();
      else if (found != sanitizers_.end())
        sanitizers_.erase(found);
    });
    break;
  case Meaning::kHeapProfile:
    heap_profile_ = argument;
    break;
  case Meaning::kNoHeapProfile:
    heap_profile_.clear();
    break;
  case Meaning::kTarget:
    target_ = is_host(value) ? "" : value;
    break;
  case Meaning::kOtherWidth:
    width_ = argument;
    break;
  case Meaning::kNativeWidth:
    width_.clear();
    break;
  case Meaning::kOldPasses:
    old_passes_ = argument;
    break;
  case Meaning::kNewPasses:
    old_passes_.clear();
    break;
  case Meaning::kDriverMode:
    mode_ = value == "cl" || value == "flang" || value == "dxc" ? argument : "";
    break;
  default:
    break;
  }
}

std::string Conflicts::refusal() const {
  const std::string leave_out = "; build these files without --profile-memory";
  if (!sanitizers_.empty())
    return "--profile-memory can't be combined with -fsanitize=" +
           sanitizers_.begin()->first +
           ", which has its own malloc; leave one of the two out";
  if (!heap_profile_.empty())
    return "--profile-memory can't be combined with " + heap_profile_ +
           ", which has its own malloc; leave one of the two out";
  if (!target_.empty())
    return "--profile-memory can't profile programs for " + target_ +
           ": this MemTrace is for " + kHost + leave_out;
  if (!width_.empty())
    return "--profile-memory can't be combined with " + width_ +
           ": this MemTrace is for " + kHost + leave_out;
  if (!old_passes_.empty())
    return "--profile-memory can't be combined with " + old_passes_ +
           ", which loads no plug-in; leave " + old_passes_ + " out";
  if (!mode_.empty())
    return "--profile-memory can't be combined with " + mode_ +
           ": MemTrace profiles C and C++ for Linux" + leave_out;
  return "";
}

} // namespace memtrace::driver
