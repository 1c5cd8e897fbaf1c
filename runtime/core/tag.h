// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tag.h: what a block carries of us: 4 bytes at the end of its usable size,
// 24 bits of id and 8 of slack, xored with the block's address so that garbage
// doesn't pass for a tag. Slack is usable - 4 - requested; kSlackApart means
// that it didn't fit and stands in the 8 bytes before the tag.
#ifndef MEMTRACE_CORE_TAG_H
#define MEMTRACE_CORE_TAG_H

#include "core/state.h"

namespace memtrace::rt {

constexpr size_t kTagBytes = 4;
constexpr uint32_t kSlackApart = 255;
constexpr size_t kApartBytes = 8;
// glibc's smallest usable size is 24: with this slack at most, a damaged tag
// can't make a block's size negative.
constexpr uint32_t kFastSlack = 20;
// A block of glibc's without a mapping of its own never has more: a remainder
// of 32 bytes is split off. More is a tag that the program has damaged.
constexpr uint32_t kMostHeaderSlack = 63;
// A size that leaves no room for a tag; no allocator can serve it anyway.
constexpr size_t kTooLarge = SIZE_MAX - 4096;

// glibc keeps the size of a block in the word before it, with three flags;
// a block with a mapping of its own lacks the next block's first word.
constexpr size_t kHeaderFlags = 7;
constexpr size_t kHeaderMapped = 2;

// Not the program's memory, so sanitizers of the unit tests look away.
__attribute__((no_sanitize("address"))) inline size_t
header_of(const void *block) {
  return static_cast<const size_t *>(block)[-1];
}

inline size_t usable_from_header(size_t header) {
  return (header & ~kHeaderFlags) - (header & kHeaderMapped ? 16 : 8);
}

inline size_t usable_size(void *block) {
  return g_state.reads_headers ? usable_from_header(header_of(block))
                               : g_next.malloc_usable_size(block);
}

inline uint32_t address_key(const void *block) {
  return (uint32_t)(uintptr_t)block;
}

// A tag may stand at any address: usable sizes are what the allocator likes.
using TagWord = uint32_t __attribute__((may_alias, aligned(1)));
using SlackWord = uint64_t __attribute__((may_alias, aligned(1)));

inline TagWord &tag_of(void *block, size_t usable) {
  return *reinterpret_cast<TagWord *>(static_cast<char *>(block) + usable -
                                      kTagBytes);
}

inline SlackWord &apart_slack_of(void *block, size_t usable) {
  return *reinterpret_cast<SlackWord *>(static_cast<char *>(block) + usable -
                                        kTagBytes - kApartBytes);
}

inline void write_tag(void *block, size_t usable, size_t size, uint32_t tag) {
  uint64_t slack = usable - kTagBytes - size;
  if (slack >= kSlackApart) {
    apart_slack_of(block, usable) = slack;
    slack = kSlackApart;
  }
  tag_of(block, usable) = (tag | (uint32_t)slack) ^ address_key(block);
}

// The id of a block that no counter took; never a site's.
constexpr uint32_t kUncountedId = (1u << 24) - 1;

struct TaggedBlock {
  uint32_t id;
  size_t size; // as requested
  bool apart;  // the slack stands apart
};

// False when the block carries no tag that makes sense.
inline bool read_tag(void *block, size_t usable, uint32_t id_count,
                     TaggedBlock *out) {
  if (usable < kTagBytes)
    return false;
  uint32_t word = tag_of(block, usable) ^ address_key(block);
  out->id = word >> 8;
  uint64_t slack = word & 255;
  out->apart = slack == kSlackApart;
  if (out->id == 0 || out->id >= id_count)
    return false;
  if (out->apart) {
    if (usable < kTagBytes + kSlackApart)
      return false;
    slack = apart_slack_of(block, usable);
    if (slack < kSlackApart)
      return false;
  }
  if (slack > usable - kTagBytes)
    return false;
  if (g_state.reads_headers && slack > kMostHeaderSlack &&
      !(header_of(block) & kHeaderMapped))
    return false;
  out->size = usable - kTagBytes - slack;
  return true;
}

} // namespace memtrace::rt

#endif
