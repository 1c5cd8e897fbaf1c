// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which linkage names are one function.
#include <gtest/gtest.h>

#include "report/callee.h"

using memtrace::rt::is_same_function;

namespace {

TEST(Callee, IsTheFunctionOfItsName) {
  EXPECT_TRUE(is_same_function("f", "f"));
  EXPECT_FALSE(is_same_function("f", "g"));
  EXPECT_FALSE(is_same_function("f", "ff"));
  EXPECT_FALSE(is_same_function("ff", "f"));
  EXPECT_TRUE(is_same_function("_Z4readRSi", "_Z4readRSi"));
  EXPECT_FALSE(is_same_function("_Z4readRSi", "_Z4readRSo"));
  EXPECT_FALSE(is_same_function("_Z4readv", "_Z4readvi"));
  EXPECT_FALSE(is_same_function("_Z4readv", "_Z4re"));
}

TEST(Callee, MayHaveTheMarkOfNamesThatAreTakenAsTheyAre) {
  EXPECT_TRUE(is_same_function("\1read", "read"));
  EXPECT_TRUE(is_same_function("read", "\1read"));
  EXPECT_FALSE(is_same_function("\1read", "write"));
}

TEST(Callee, MayBeAnotherVariantOfAConstructorOrDestructor) {
  EXPECT_TRUE(is_same_function("_ZN3fooC1Ev", "_ZN3fooC2Ev"));
  EXPECT_TRUE(is_same_function("_ZN3fooC1Ev", "_ZN3fooC5Ev"));
  EXPECT_TRUE(is_same_function("_ZN3fooD0Ev", "_ZN3fooD2Ev"));
  EXPECT_TRUE(is_same_function("_ZN3fooCI13barEi", "_ZN3fooCI23barEi"));
  EXPECT_FALSE(is_same_function("_ZN3fooC1Ev", "_ZN3fooD1Ev"));
  EXPECT_FALSE(is_same_function("_ZN3fooC1Ev", "_ZN3fooC2Ei"));
  EXPECT_FALSE(is_same_function("_ZN3fooC1Ev", "_ZN3barC2Ev"));
  EXPECT_TRUE(is_same_function("_ZN3fooIiEC1IdEET_", "_ZN3fooIiEC2IdEET_"));
  EXPECT_TRUE(is_same_function("_ZNSt6vectorIiSaIiEEC1EmRKiRKS0_",
                               "_ZNSt6vectorIiSaIiEEC2EmRKiRKS0_"));
  // A class in a constructor.
  EXPECT_TRUE(
      is_same_function("_ZZN3fooC1EvEN3barD1Ev", "_ZZN3fooC2EvEN3barD2Ev"));
}

TEST(Callee, IsNotTakenForAConstructorByItsIdentifier) {
  EXPECT_FALSE(is_same_function("_ZN2ns6testC1Ev", "_ZN2ns6testC2Ev"));
  EXPECT_FALSE(is_same_function("_Z2C1v", "_Z2C2v"));
  EXPECT_FALSE(is_same_function("_ZN2C1C1Ev", "_ZN2C2C1Ev"));
  EXPECT_TRUE(is_same_function("_ZN2C1C1Ev", "_ZN2C1C2Ev"));
  // Digits in identifiers and as arguments of templates aren't lengths.
  EXPECT_TRUE(is_same_function("_ZN8Int16BoxC1Ev", "_ZN8Int16BoxC2Ev"));
  EXPECT_TRUE(is_same_function("_ZN3BoxILi16EEC1Ev", "_ZN3BoxILi16EEC2Ev"));
  EXPECT_TRUE(is_same_function("_ZN3BoxILin16EEC1Ev", "_ZN3BoxILin16EEC2Ev"));
  EXPECT_FALSE(is_same_function("_ZN3BoxILi1EEC1Ev", "_ZN3BoxILi2EEC1Ev"));
  EXPECT_TRUE(
      is_same_function("_ZN3BoxIL4Enum3EEC1Ev", "_ZN3BoxIL4Enum3EEC2Ev"));
  EXPECT_TRUE(
      is_same_function("_ZN1AC1ERKS_S1_3fooT0_", "_ZN1AC2ERKS_S1_3fooT0_"));
  EXPECT_TRUE(
      is_same_function("_ZN1AC1ERA5_iDv9_fNS_1BE", "_ZN1AC2ERA5_iDv9_fNS_1BE"));
  EXPECT_FALSE(is_same_function("C1", "C2"));
  EXPECT_FALSE(is_same_function("initC1", "initC2"));
}

TEST(Callee, MayBeACopyThatACompilerMade) {
  EXPECT_TRUE(is_same_function("read", "read.llvm.123"));
  EXPECT_TRUE(is_same_function("_Z4readv.part.0", "_Z4readv"));
  EXPECT_TRUE(is_same_function("_ZN3fooC2Ev.1", "_ZN3fooC1Ev"));
  // The dots of Rust are in identifiers.
  EXPECT_FALSE(is_same_function("_ZN6a..b_c1fE", "_ZN6a..b_d1fE"));
}

TEST(Callee, MayBeAnyBytes) {
  for (const char *name :
       {"_Z", "_Z9", "_Z99999999999999999999", "_ZL", "_ZLi", "_ZLin", "_ZS",
        "_ZT", "_ZC", "_ZCI", "_ZD", "_ZL99", "\1", ""}) {
    EXPECT_TRUE(is_same_function(name, name)) << name;
    EXPECT_FALSE(is_same_function(name, "_Z1fv")) << name;
    EXPECT_FALSE(is_same_function("_Z1fv", name)) << name;
  }
}

} // namespace
