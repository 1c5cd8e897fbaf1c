// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// name_cache.cpp: see name_cache.h.
#include "live/name_cache.h"

#include "model/readable_names.h"

#include <cstring>
#include <unordered_set>
#include <utility>
#include <vector>

namespace memtrace::driver {
namespace {

// Many names may share the bytes of a ledger, but not of the cache. What goes
// beyond stays as it is.
constexpr size_t kMostBytes = 64 << 20;

} // namespace

void NameCache::learn(const Ledger &ledger) {
  std::unordered_set<uint32_t> seen; // offsets
  std::vector<const char *> unknown;
  auto add = [&](uint32_t function) {
    const char *name = ledger.strings.data() + function;
    if (std::strncmp(name, "_Z", 2) != 0 || !seen.insert(function).second ||
        bytes_ >= kMostBytes || !readable_.try_emplace(name).second)
      return;
    bytes_ += std::strlen(name);
    unknown.push_back(name);
  };
  for (const memtrace_ledger_frame &frame : ledger.frames)
    add(frame.function);
  for (const memtrace_ledger_site &site : ledger.sites)
    add(site.callee);
  if (unknown.empty())
    return;
  std::vector<std::string> readable = demangle(unknown);
  for (size_t i = 0; i < readable.size(); ++i)
    readable_[unknown[i]] = std::move(readable[i]);
}

rt::Names NameCache::for_report() const {
  return {[](void *context, const char *name) {
            const auto &self = *static_cast<const NameCache *>(context);
            if (std::strncmp(name, "_Z", 2) != 0)
              return name;
            auto found = self.readable_.find(name);
            return found == self.readable_.end() || found->second.empty()
                       ? name
                       : found->second.c_str();
          },
          const_cast<NameCache *>(this)};
}

} // namespace memtrace::driver
