// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// view.cpp: see view.h.
#include "views/view.h"

#include "views/key_rows.h"
#include "views/tree.h"
#include "views/words.h"

namespace memtrace::driver {
namespace {

const char *rest_of_title(const ViewOptions &options) {
  switch (options.tree) {
  case Tree::kCallers:
    return " and their callers";
  case Tree::kCallees:
    return " and what they call, from the outermost";
  case Tree::kNone:
    break;
  }
  return options.inclusive ? " with what they call" : "";
}

} // namespace

bool is_plain(const ViewOptions &options) {
  return options.by == By::kLine && !options.inclusive &&
         options.tree == Tree::kNone;
}

void put_view(rt::Writer &out, const rt::LedgerView &view,
              const rt::Names &names, const ViewOptions &options) {
  out << rt::title_of(options.sort) << ", " << word_of(options.by) << 's'
      << rest_of_title(options) << ":\n";
  if (options.tree != Tree::kNone)
    put_tree(out, view, names, options);
  else
    put_key_rows(out, view, names, options);
}

} // namespace memtrace::driver
