// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options.cpp: the command line, as LLVM options of the plug-in. Before LLVM 22
// clang knows them only when the plug-in is loaded early, too:
//   -Xclang -load -Xclang MemTrace.so -Xclang -mllvm -Xclang -memtrace-...
#include "Options.h"

#include "llvm/Support/CommandLine.h"

#include <atomic>
#include <cstdlib>

using namespace llvm;

namespace memtrace {

namespace {

// Lists without commas: a comma belongs to the regular expression or the path.
struct Declared {
  cl::list<std::string> Transparent{
      "memtrace-transparent", cl::value_desc("regex"),
      cl::desc("MemTrace: functions that are wrappers: what they allocate is "
               "charged to their callers")};
  cl::list<std::string> Opaque{
      "memtrace-opaque", cl::value_desc("regex"),
      cl::desc("MemTrace: functions that are no wrappers, whatever their "
               "shape")};
  cl::list<std::string> Skip{
      "memtrace-skip", cl::value_desc("prefix"),
      cl::desc("MemTrace: files under this path are not the user's")};
  cl::list<std::string> Own{
      "memtrace-own", cl::value_desc("prefix"),
      cl::desc("MemTrace: only files under one of these are the user's")};
  cl::list<std::string> Summaries{
      "memtrace-summary", cl::value_desc("file"),
      cl::desc("MemTrace: what functions of other files do, as written by an "
               "earlier build")};
  cl::opt<std::string> WriteSummary{
      "memtrace-write-summary", cl::value_desc("file"), cl::ZeroOrMore,
      cl::desc("MemTrace: add to this file what functions do")};
  cl::opt<bool> FindWrappers{
      "memtrace-find-wrappers", cl::init(true), cl::ZeroOrMore,
      cl::desc("MemTrace: tell wrappers by their shape")};
  cl::opt<bool> Stacks{"memtrace-stacks", cl::init(false), cl::ZeroOrMore,
                       cl::desc("MemTrace: keep callers of allocations")};
  cl::opt<bool> Shareable{
      "memtrace-shareable", cl::init(false), cl::ZeroOrMore,
      cl::desc("MemTrace: shared libraries may be made of it without -fPIC")};
};

// Never destroyed: LLVM keeps pointers to options until its own end.
Declared &declared() {
  static auto *Options = new Declared;
  return *Options;
}

// At load, since the command line is read right afterwards; but after
// VersionCheck.cpp, which has a priority.
[[maybe_unused]] const Declared &DeclaredAtLoad = declared();

struct Understood {
  Options Values;
  std::vector<std::string> Errors;

  Understood();
  void addRegex(std::vector<Regex> &To, const Twine &Origin, StringRef Text);
  void addPrefix(std::vector<std::string> &To, const Twine &Origin,
                 StringRef Text);
};

void Understood::addRegex(std::vector<Regex> &To, const Twine &Origin,
                          StringRef Text) {
  Regex Expression(Text);
  std::string Why;
  if (Expression.isValid(Why))
    To.push_back(std::move(Expression));
  else
    Errors.push_back(("MemTrace: " + Origin + "=" + Text +
                      " is no regular expression: " + Why)
                         .str());
}

void Understood::addPrefix(std::vector<std::string> &To, const Twine &Origin,
                           StringRef Text) {
  if (!Text.empty())
    To.push_back(Text.str());
  else
    Errors.push_back(
        ("MemTrace: " + Origin + " needs a path; . is the current directory")
            .str());
}

Understood::Understood() {
  const Declared &Given = declared();
  for (const std::string &Text : Given.Transparent)
    addRegex(Values.Transparent, "--memtrace-transparent", Text);
  const char *More = getenv("MEMTRACE_TRANSPARENT");
  if (More && *More)
    addRegex(Values.Transparent, "MEMTRACE_TRANSPARENT", More);
  for (const std::string &Text : Given.Opaque)
    addRegex(Values.Opaque, "--memtrace-opaque", Text);
  for (const std::string &Text : Given.Skip)
    addPrefix(Values.Skip, "--memtrace-skip", Text);
  for (const std::string &Text : Given.Own)
    addPrefix(Values.Own, "--memtrace-own", Text);
  Values.FindWrappers = Given.FindWrappers;
  Values.Stacks = Given.Stacks;
  Values.Shareable = Given.Shareable;
  Values.Summaries.assign(Given.Summaries.begin(), Given.Summaries.end());
  Values.WriteSummary = Given.WriteSummary;
  if (!Values.Summaries.empty() && !Values.WriteSummary.empty())
    Errors.push_back("MemTrace: --memtrace-summary can't be combined with "
                     "--memtrace-write-summary: one build writes what the next "
                     "one reads; leave one of the two out");
}

} // namespace

const Options &Options::get(LLVMContext &Context) {
  static const Understood Once;
  static std::atomic<bool> Said{false};
  if (!Once.Errors.empty() && !Said.exchange(true))
    for (const std::string &Error : Once.Errors)
      Context.emitError(Error);
  return Once.Values;
}

} // namespace memtrace
