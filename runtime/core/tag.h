// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tag.h: what a block carries of us: 4 bytes at the end of its usable size,
// 24 bits of id and 8 of slack, taken from a key of the block's address so that
// garbage doesn't pass for a tag. Slack is usable - 4 - requested; kSlackApart
// means that it didn't fit and stands in the 8 bytes before the tag.
#ifndef MEMTRACE_CORE_TAG_H
#define MEMTRACE_CORE_TAG_H

#include "core/state.h"
#include "os/memory.h"

namespace memtrace::rt {

constexpr size_t kTagBytes = 4;
constexpr uint32_t kSlackApart = 255;
constexpr size_t kApartBytes = 8;
// glibc's smallest usable size is 24: with this slack at most, a damaged tag
// can't make a block's size negative.
constexpr uint32_t kFastSlack = 20;
// A size that leaves no room for a tag; no allocator can serve it anyway.
constexpr size_t kTooLarge = SIZE_MAX - 4096;

// glibc keeps the size of a block in the word before it, with three flags: the
// block before it is in use; it has a mapping of its own, and so lacks the next
// block's first word; it isn't from the main arena.
constexpr size_t kHeaderFlags = 7;
constexpr size_t kHeaderAfterUsed = 1;
constexpr size_t kHeaderMapped = 2;
constexpr size_t kHeaderForeignArena = 4;
// Never set in a block of glibc's. In what was never a block, and is freed all
// the same, anything may be.
constexpr size_t kHeaderNever = 8;
// What to look at twice: a mapping, what is no header, and a size so large that
// if it is no size there may be no memory where the tag should be.
constexpr size_t kHeaderUnusual =
    ~((size_t(1) << 20) - 1) | kHeaderMapped | kHeaderNever;

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

// A slack is kept with 72 more. As eight times an address that is a multiple of
// 16 ends in 0 or 128, a zero where the tag's first byte was, of a string that
// is one byte too long, then reads as a slack that no block of glibc's has.
constexpr uint32_t kSlackZero = 72;

inline uint32_t address_key(const void *block) {
  uint32_t key = (uint32_t)(uintptr_t)block * 8 - kSlackZero;
  __asm__("" : "+r"(key)); // one lea, where the compiler would add at the end
  return key;
}

inline uint32_t key_tag(const void *block, uint32_t tag, size_t slack) {
  return address_key(block) - (tag + (uint32_t)slack);
}

// A tag may stand at any address: usable sizes are what the allocator likes.
using TagWord = uint32_t __attribute__((may_alias, aligned(1)));
using SlackWord = uint64_t __attribute__((may_alias, aligned(1)));

inline TagWord &tag_of(void *block, size_t usable) {
  return *reinterpret_cast<TagWord *>(static_cast<char *>(block) + usable -
                                      kTagBytes);
}

// The same in two steps: all that is known before the block is, which is one
// number to keep, and the rest, for a block of glibc's. A chunk is 8 bytes more
// than its usable size.
constexpr uint32_t kTagInChunk = uint32_t(kTagBytes + 8) - kSlackZero;
inline uint32_t begin_tag(uint32_t tag, size_t size) {
  uint32_t begun = (uint32_t)size + kTagInChunk;
  __asm__("" : "+r"(begun)); // now, where the compiler would add at the end
  return begun - tag;
}
inline uint32_t finish_tag(uint32_t begun, const void *block, size_t chunk) {
  return begun + (uint32_t)(uintptr_t)block * 8 - (uint32_t)chunk;
}
inline uint32_t tag_begun(uint32_t begun, size_t size) {
  return (uint32_t)size + kTagInChunk - begun;
}

// The tag without its key: id and slack.
inline uint32_t tag_word(void *block, size_t usable) {
  return address_key(block) - tag_of(block, usable);
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
  tag_of(block, usable) = key_tag(block, tag, slack);
}

// The id of a block that no counter took; never a site's.
constexpr uint32_t kUncountedId = (1u << 24) - 1;

// Says so in a block of glibc's, whose header can be read. False: it takes a
// closer look.
inline bool mark_quickly(void *block, size_t size) {
  size_t header = header_of(block);
  size_t usable = (header & ~kHeaderFlags) - 8;
  size_t slack = usable - kTagBytes - size;
  if (__builtin_expect((header & kHeaderMapped) || slack >= kSlackApart, 0))
    return false;
  tag_of(block, usable) = key_tag(block, kUncountedId << 8, slack);
  return true;
}

// Whether a block's header can be read and its tag says so. False: it takes a
// closer look.
inline bool is_marked(void *block) {
  size_t header = header_of(block);
  if (header & kHeaderUnusual)
    return false;
  size_t usable = (header & ~kHeaderFlags) - 8;
  return tag_word(block, usable) >> 8 == kUncountedId;
}

// What is given back to the allocator has nobody's tag where there are caches:
// if it is freed again, that is the allocator's to notice, not to be cached.
inline void clear_tag(void *block, size_t usable) {
  tag_of(block, usable) = key_tag(block, kUncountedId << 8, 0);
}

// The same for a block that may stay; null: for none.
class ClearedTag {
public:
  ClearedTag(void *block, size_t usable) {
    if (!block)
      return;
    tag_ = &tag_of(block, usable);
    was_ = *tag_;
    clear_tag(block, usable);
  }
  void restore() {
    if (tag_)
      *tag_ = was_;
  }

private:
  TagWord *tag_ = nullptr;
  uint32_t was_ = 0;
};

struct TaggedBlock {
  uint32_t id; // 0: no site's
  size_t size; // as requested
  bool apart;  // the slack stands apart
};

enum class Tag {
  kWhole,
  kUncounted, // of a block that no counter took
  kDamaged    // makes no sense; id is 0, or that of a site: only it survived
};

// Usable bytes of a block that glibc makes for a request: 24, 40, 56 and so on.
inline size_t rounded_by_glibc(size_t request) {
  return request <= 24 ? 24 : ((request + 7) & ~size_t(15)) + 8;
}

// Whether glibc may have served a request of so many bytes with so many usable
// ones: it leaves up to 32 more, too few for a block of their own.
inline bool is_from_glibc(size_t request, size_t usable) {
  return usable - rounded_by_glibc(request) <= 32;
}

// Of a block of glibc's, how much the program is told it can use: no more than
// it would be told without us, where some compare it with what they need, and
// take what is too much for a waste. The tag costs it 4 bytes, or made the
// block larger.
inline size_t usable_by_program(size_t usable, size_t slack) {
  constexpr size_t kSmallest = 24, kStep = 16;
  bool is_larger = slack >= kStep - kTagBytes && usable > kSmallest;
  return usable - (is_larger ? kStep : kTagBytes);
}

inline bool is_plausible(void *block, size_t usable, size_t slack) {
  return slack <= usable - kTagBytes &&
         (!g_state.reads_headers || (header_of(block) & kHeaderMapped) ||
          is_from_glibc(usable - slack, usable));
}

// For something that a program frees: it may not be a block at all.
inline bool may_have_tag(void *block, size_t usable) {
  if (usable < kTagBytes)
    return false;
  if (!g_state.reads_headers || !(header_of(block) & kHeaderUnusual))
    return true;
  return !(header_of(block) & kHeaderNever) &&
         is_readable(&tag_of(block, usable));
}

// The id whose tag lost its first byte. glibc's slacks borrow nothing from it.
inline uint32_t surviving_id(void *block, size_t usable, uint32_t id_count) {
  uint32_t id = (address_key(block) - (tag_of(block, usable) & ~255u)) >> 8;
  return id < id_count ? id : 0;
}

inline Tag read_tag(void *block, size_t usable, uint32_t id_count,
                    TaggedBlock *out) {
  *out = {};
  if (!may_have_tag(block, usable))
    return Tag::kDamaged;
  uint32_t word = tag_word(block, usable);
  uint32_t id = word >> 8;
  size_t slack = word & 255;
  out->apart = slack == kSlackApart;
  if (out->apart)
    slack =
        usable < kTagBytes + kApartBytes ? 0 : apart_slack_of(block, usable);
  if (id == 0 || (id >= id_count && id != kUncountedId) ||
      (out->apart && slack < kSlackApart) ||
      !is_plausible(block, usable, slack)) {
    out->id = surviving_id(block, usable, id_count);
    return Tag::kDamaged;
  }
  out->size = usable - kTagBytes - slack;
  if (id == kUncountedId)
    return Tag::kUncounted;
  out->id = id;
  return Tag::kWhole;
}

// Usable bytes of a block that gets a mapping of its own.
inline size_t mapped_by_glibc(size_t request) {
  size_t page = page_size();
  return ((rounded_by_glibc(request) + 16 + page - 1) & ~(page - 1)) - 16;
}

// What the program is told of a block with a tag.
inline size_t usable_beside_tag(void *block, size_t usable,
                                const TaggedBlock &tagged) {
  size_t left = usable - kTagBytes - (tagged.apart ? kApartBytes : 0);
  if (!g_state.reads_headers)
    return left;
  if (header_of(block) & kHeaderMapped) {
    size_t untagged = mapped_by_glibc(tagged.size);
    return untagged < left ? untagged : left;
  }
  return tagged.apart
             ? left
             : usable_by_program(usable, usable - kTagBytes - tagged.size);
}

} // namespace memtrace::rt

#endif
