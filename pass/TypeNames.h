// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// TypeNames.h: types in the words of their source, from debug information.
#ifndef MEMTRACE_PASS_TYPENAMES_H
#define MEMTRACE_PASS_TYPENAMES_H

#include "llvm/IR/DebugInfoMetadata.h"

#include <string>

namespace memtrace {

/// Type as a C++ reader would write it, qualified: `ns::Box<int>::Item *`.
/// Inline namespaces (std::__cxx11, std::__1) are left out. Empty: no name.
std::string typeName(const llvm::DIType *Type);

/// The name of the first template argument of Type, if that is a type.
std::string firstTypeArgument(const llvm::DICompositeType &Type);

} // namespace memtrace

#endif
