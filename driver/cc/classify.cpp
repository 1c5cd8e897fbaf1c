// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// classify.cpp: see classify.h. One walk over the arguments; the table in
// options.def says what each of them means.
#include "classify.h"

#include "conflicts.h"
#include "options.h"

#include <algorithm>
#include <iterator>

namespace memtrace::driver {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         text.substr(text.size() - end.size()) == end;
}

// What clang takes for a header by its name: it makes a PCH of it.
bool has_header_name(std::string_view path) {
  constexpr std::string_view kHeaderEndings[] = {".h",   ".H",   ".hh", ".hp",
                                                 ".hpp", ".hxx", ".h++"};
  return std::any_of(
      std::begin(kHeaderEndings), std::end(kHeaderEndings),
      [&](std::string_view end) { return ends_with(path, end); });
}

// What -Wl,... or -Xlinker asks the linker to make.
Meaning linker_meaning(std::string_view option) {
  if (option == "-r" || option == "-i" || option == "--relocatable")
    return Meaning::kRelocatable;
  if (option == "-shared" || option == "--shared" || option == "-Bshareable")
    return Meaning::kShared;
  return Meaning::kUnread;
}

// --memtrace-skip=PREFIX as -memtrace-skip=PREFIX, and flags as -flag=1 or 0.
std::string plugin_option(const std::string &argument) {
  if (argument.compare(0, 5, "--no-") == 0)
    return "-" + argument.substr(5) + "=0";
  std::string option = argument.substr(1);
  return option.find('=') == std::string::npos ? option + "=1" : option;
}

class Classifier {
public:
  Classifier(const std::vector<Argument> &arguments, bool plus_plus)
      : arguments_(arguments) {
    result_.cxx_library = {plus_plus, plus_plus ? "the compiler is for C++"
                                                : "the compiler is for C"};
  }

  Understanding run() {
    for (at_ = 0; at_ < arguments_.size(); ++at_)
      read(arguments_[at_]);
    result_.conflict = conflicts_.refusal();
    decide_work();
    decide_product();
    if (result_.profile.reason.empty())
      result_.profile.reason = "there is no --profile-memory";
    return std::move(result_);
  }

private:
  void read(const Argument &argument) {
    if (only_inputs_ || argument.text.empty() || argument.text[0] != '-' ||
        argument.text == "-") {
      input(argument);
      return;
    }
    if (argument.text == "--") {
      only_inputs_ = true;
      return;
    }
    Match match = match_option(argument.text);
    if (!match.option)
      return;
    std::string value(match.value);
    if (match.option->values > 0 && at_ + 1 < arguments_.size())
      value = arguments_[at_ + 1].text;
    at_ += match.option->values;
    option(match.option->meaning, argument, value);
  }

  void option(Meaning meaning, const Argument &argument,
              const std::string &value) {
    switch (meaning) {
    case Meaning::kQuestion:
      question_ = from(argument);
      break;
    case Meaning::kNoCode:
      no_code_ = from(argument);
      break;
    case Meaning::kNoLink:
      no_link_ = from(argument);
      break;
    case Meaning::kLinkInput:
      linked_ = from(argument);
      if (argument.text == "-lc" || (argument.text == "-l" && value == "c"))
        libc_ = from(argument);
      // -lstdc++, -lc++, -l:libstdc++.a
      if (value.find("c++") != std::string::npos)
        result_.cxx_library = {true, from(argument)};
      linker_options(argument, value);
      break;
    case Meaning::kLanguage:
      language_ = value == "none" ? "" : value;
      break;
    case Meaning::kShared:
      shared_ = from(argument);
      break;
    case Meaning::kStatic:
      static_ = from(argument);
      break;
    case Meaning::kRelocatable:
      relocatable_ = from(argument);
      break;
    case Meaning::kBare:
      bare_ = from(argument);
      break;
    case Meaning::kNoCxxLibrary:
      result_.cxx_library = {false, from(argument)};
      break;
    case Meaning::kProfile:
      result_.profile = {true, from(argument)};
      result_.profile_value =
          argument.text.find('=') == std::string::npos ? "lines" : value;
      result_.own.push_back(at_);
      break;
    case Meaning::kNoProfile:
      result_.profile = {false, from(argument)};
      result_.own.push_back(at_);
      break;
    case Meaning::kSummary:
      result_.summaries.push_back(value);
      [[fallthrough]];
    case Meaning::kPluginOption:
      result_.plugin_options.push_back(plugin_option(argument.text));
      result_.own.push_back(at_);
      break;
    case Meaning::kDriverMode:
      // clang's preprocessor mode never compiles.
      if (value == "cpp")
        no_code_ = from(argument);
      if (value == "g++" || value == "gcc")
        result_.cxx_library = {value == "g++", from(argument)};
      conflicts_.read(meaning, argument.text, value);
      break;
    default:
      conflicts_.read(meaning, argument.text, value);
    }
  }

  void linker_options(const Argument &argument, std::string_view value) {
    bool several = argument.text.compare(0, 4, "-Wl,") == 0;
    while (true) {
      std::size_t end = several ? value.find(',') : std::string_view::npos;
      Meaning meaning = linker_meaning(value.substr(0, end));
      if (meaning == Meaning::kRelocatable)
        relocatable_ = from(argument);
      if (meaning == Meaning::kShared)
        shared_ = from(argument);
      if (end == std::string_view::npos)
        return;
      value.remove_prefix(end + 1);
    }
  }

  void input(const Argument &argument) {
    bool header = language_.empty() ? has_header_name(argument.text)
                                    : ends_with(language_, "-header") ||
                                          ends_with(language_, "-header-unit");
    (header ? header_ : linked_) = "input " + argument.text;
  }

  void decide_work() {
    if (!question_.empty())
      result_.work = {Work::kNothing, question_ + " compiles nothing"};
    else if (linked_.empty() && header_.empty())
      result_.work = {Work::kNothing, "there is no input"};
    else if (!no_code_.empty())
      result_.work = {Work::kRead, no_code_ + " makes no code"};
    else if (!no_link_.empty())
      result_.work = {Work::kCompile, no_link_ + " stops before the linker"};
    else if (linked_.empty())
      result_.work = {Work::kCompile,
                      header_ + " is a header, and no linker runs for it"};
    else
      result_.work = {Work::kLink, linked_ + ", and nothing stops before it"};
  }

  void decide_product() {
    if (!relocatable_.empty())
      result_.product = {Product::kWithoutRuntime,
                         relocatable_ + ": it is linked again later"};
    // libtool links C++ libraries with -nostdlib and names all libraries.
    else if (!bare_.empty() && libc_.empty())
      result_.product = {Product::kWithoutRuntime,
                         bare_ + " asks for no default libraries"};
    else if (!shared_.empty() && !static_.empty())
      result_.product = {Product::kWithoutRuntime,
                         static_ + " lets a shared library have no other"};
    else if (!shared_.empty())
      result_.product = {Product::kSharedLibrary, shared_};
    else if (!static_.empty())
      result_.product = {Product::kStaticExecutable, static_};
    else
      result_.product = {Product::kExecutable, "the default"};
  }

  static std::string from(const Argument &argument) {
    return argument.file.empty() ? argument.text
                                 : argument.text + " in " + argument.file;
  }

  const std::vector<Argument> &arguments_;
  std::size_t at_ = 0;
  bool only_inputs_ = false;
  std::string language_;
  Conflicts conflicts_;
  Understanding result_{};
  // The argument that said so; empty: none did.
  std::string question_, no_code_, no_link_, linked_, header_;
  std::string shared_, static_, relocatable_, bare_, libc_;
};

} // namespace

Understanding classify(const std::vector<Argument> &arguments, bool plus_plus) {
  return Classifier(arguments, plus_plus).run();
}

const char *name_of(Work work) {
  switch (work) {
  case Work::kNothing:
    return "nothing";
  case Work::kRead:
    return "read";
  case Work::kCompile:
    return "compile";
  case Work::kLink:
    return "link";
  }
  return "?";
}

const char *name_of(Product product) {
  switch (product) {
  case Product::kExecutable:
    return "executable";
  case Product::kSharedLibrary:
    return "shared library";
  case Product::kStaticExecutable:
    return "static executable";
  case Product::kWithoutRuntime:
    return "without the runtime";
  }
  return "?";
}

} // namespace memtrace::driver
