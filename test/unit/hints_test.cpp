// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hints_test.cpp: what hints read in names and in amounts.
#include "hints/amounts.h"
#include "hints/called.h"
#include "hints/libraries.h"

#include <gtest/gtest.h>

namespace memtrace::driver::hints {
namespace {

TEST(Called, TakesNamesApart) {
  Called name = called("std::__1::vector<P, std::__1::allocator<P>>::"
                       "push_back[abi:ne190107](P&&)");
  EXPECT_EQ(name.scope, "std::vector");
  EXPECT_EQ(name.container, "vector");
  EXPECT_EQ(name.element, "P");
  EXPECT_EQ(name.function, "push_back");
}

TEST(Called, PassesOverResultsAndBrackets) {
  EXPECT_EQ(called("void std::vector<std::pair<int, char> >::"
                   "emplace_back<int, char>(int&&, char&&)")
                .element,
            "std::pair<int, char>");
  EXPECT_EQ(called("(anonymous namespace)::read(char const*)").full(), "read");
  EXPECT_EQ(called("a::b(int)::{lambda()#1}::operator()() const").function,
            "b"); // what a lambda is in says more
  EXPECT_EQ(called("std::ostream& std::operator<< <int>(std::ostream&)").full(),
            "std::operator<<");
  EXPECT_EQ(called("_ZN3fooEv").full(), "_ZN3fooEv");
  EXPECT_EQ(called("").full(), "");
}

TEST(Called, StandsWhatNoCompilerWrites) {
  for (const char *name : {"<", ">", "<<<<", ">>>>", "((((", "a<", "a<b",
                           "::", "a::<>::", "operator", "operator<", " ", "a(",
                           ")", "{", "a[", "->", "a<->>"}) {
    called(name);
    short_type(name);
    arguments_of(name, "a");
  }
}

TEST(ShortType, IsAsPeopleWriteIt) {
  EXPECT_EQ(short_type("std::__cxx11::basic_string<char, "
                       "std::char_traits<char>, std::allocator<char> >"),
            "std::string");
  EXPECT_EQ(short_type("std::vector<std::__1::basic_string<char, int>, int >"),
            "std::vector<std::string>");
  EXPECT_EQ(short_type("unsigned long"), "unsigned long");
}

TEST(HasWord, TellsWordsApart) {
  EXPECT_TRUE(has_word("read_all", "read"));
  EXPECT_TRUE(has_word("File::ReadAll", "read"));
  EXPECT_TRUE(has_word("PageCache::get", "cache"));
  EXPECT_FALSE(has_word("spread", "read"));
  EXPECT_FALSE(has_word("thread", "read"));
  EXPECT_FALSE(has_word("", "read"));
  EXPECT_FALSE(has_word("ready_queue", "read"));
  EXPECT_FALSE(has_word("MemoryMap::add", "memo"));
  EXPECT_FALSE(has_word("memory_resource", "memo"));
  EXPECT_TRUE(has_word("readAll", "read"));
  EXPECT_TRUE(has_word("do_read", "read"));
  EXPECT_TRUE(has_word("GetMemo", "memo"));
}

TEST(Libraries, AreToldByTheirFunctions) {
  EXPECT_NE(library_of("nlohmann::basic_json::parse"), nullptr);
  EXPECT_EQ(library_of("my::nlohmann::parse"), nullptr);
  EXPECT_TRUE(is_parser("xmlParseFile"));
}

Amounts of(int64_t all_bytes, int64_t all_blocks, int64_t bytes,
           int64_t blocks) {
  Amounts amounts;
  amounts.allocated.bytes = all_bytes;
  amounts.allocated.blocks = all_blocks;
  amounts.peak.bytes = bytes;
  amounts.peak.blocks = blocks;
  return amounts;
}

TEST(Growth, IsSeenInItsSteps) {
  EXPECT_TRUE(growth_of(of(8388600, 20, 4194304, 1)).is_clear); // it doubles
  EXPECT_TRUE(growth_of(of(8388600, 20, 4194304, 1)).is_single);
  EXPECT_TRUE(growth_of(of(3 * 8388600, 60, 4194304, 1)).is_clear); // thrice
  EXPECT_FALSE(growth_of(of(3 * 8388600, 60, 4194304, 1)).is_single);
  // With the elements' own blocks.
  EXPECT_TRUE(growth_of(of(3327120, 30016, 2278576, 30001)).is_clear);
  EXPECT_FALSE(growth_of(of(4194304, 1, 4194304, 1)).is_clear); // reserve()
  EXPECT_FALSE(growth_of(of(20 * 4096, 20, 4096, 1)).is_clear); // a loop
  EXPECT_FALSE(growth_of(of(60000, 30000, 30000, 15000)).is_clear);
}

TEST(Growth, StandsWhatNoProgramCounts) {
  for (int64_t bytes : {INT64_MIN, int64_t{-1}, int64_t{0}, INT64_MAX})
    for (int64_t blocks : {INT64_MIN, int64_t{-1}, int64_t{0}, INT64_MAX}) {
      growth_of(of(bytes, blocks, bytes, blocks));
      growth_of(of(bytes, blocks, 1, 1));
      growth_of(of(1, 1, bytes, blocks));
    }
}

} // namespace
} // namespace memtrace::driver::hints
