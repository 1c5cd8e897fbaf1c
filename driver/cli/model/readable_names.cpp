// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// readable_names.cpp: see readable_names.h.
#include "model/readable_names.h"

#include "memtrace/abi.h"
#include "report/rows.h"

#include <cstring>
#include <utility>

namespace memtrace::driver {
namespace {

// The frame that a site is charged to, if its line is not known.
const memtrace_ledger_frame *lineless(const Ledger &ledger, size_t site) {
  rt::Place place = rt::place_of(ledger.view(), static_cast<uint32_t>(site));
  if (place.function == nullptr)
    return nullptr;
  const memtrace_ledger_site &described = ledger.sites[site];
  return &ledger.frames[described.first_frame + described.user_frame];
}

// Without clang's mark of a name that is to be taken as it is.
const char *without_mark(const char *name) {
  return *name == '\1' ? name + 1 : name;
}

} // namespace

ReadableNames::ReadableNames(const Ledger &ledger, Of which) : ledger_(ledger) {
  std::vector<const char *> names;
  std::vector<uint32_t> offsets;
  auto add = [&](uint32_t function) {
    const char *name = without_mark(ledger.strings.data() + function);
    if (std::strncmp(name, "_Z", 2) == 0 &&
        readable_.try_emplace(function).second) {
      names.push_back(name);
      offsets.push_back(function);
    }
  };
  for (size_t site = 1; site < ledger.sites.size(); ++site)
    if (which == Of::kPlacesWithoutLine) {
      if (const memtrace_ledger_frame *frame = lineless(ledger, site))
        add(frame->function);
    } else {
      add(ledger.sites[site].callee);
    }
  if (which == Of::kAllFrames)
    for (const memtrace_ledger_frame &frame : ledger.frames)
      add(frame.function);

  std::vector<std::string> readable = demangle(names);
  for (size_t i = 0; i < readable.size(); ++i)
    readable_[offsets[i]] = std::move(readable[i]);
}

const char *ReadableNames::of(uint32_t function) const {
  auto found = readable_.find(function);
  return found == readable_.end() || found->second.empty()
             ? without_mark(ledger_.strings.data() + function)
             : found->second.c_str();
}

rt::Names ReadableNames::for_report() const {
  return {[](void *context, const char *name) {
            const auto &self = *static_cast<const ReadableNames *>(context);
            return self.of(
                static_cast<uint32_t>(name - self.ledger_.strings.data()));
          },
          const_cast<ReadableNames *>(this)};
}

} // namespace memtrace::driver
