// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// called.cpp: see called.h.
#include "hints/called.h"

#include <cctype>
#include <cstring>
#include <vector>

namespace memtrace::driver::hints {
namespace {

struct Component {
  std::string name;
  std::string arguments; // of the template
};

bool is_inline_namespace(const std::string &name) {
  return name.compare(0, 2, "__") == 0 ||
         name.find("_abi_") != std::string::npos;
}

// Where the brackets that open at `at` are closed: behind them.
size_t skip_brackets(const std::string &text, size_t at) {
  size_t depth = 0;
  for (; at < text.size(); ++at) {
    char c = text[at];
    if (std::strchr("<([{", c))
      ++depth;
    else if (std::strchr(")]}", c) || (c == '>' && text[at - 1] != '-'))
      if (--depth == 0)
        return at + 1;
  }
  return at;
}

// What follows `operator`, up to its arguments.
size_t operator_end(const std::string &text, size_t at) {
  if (text.compare(at, 2, "()") == 0)
    return at + 2;
  while (at < text.size() && std::strchr("<>=+-*/%^&|~![],", text[at]))
    ++at;
  return at;
}

std::string trimmed(const std::string &text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

class Parser {
public:
  explicit Parser(const std::string &text) : text_(text) {}

  std::vector<Component> run() {
    while (at_ < text_.size() && step())
      ;
    if (!now_.name.empty())
      components_.push_back(now_);
    return components_;
  }

private:
  // False at the end of the name.
  bool step() {
    if (text_.compare(at_, 2, "::") == 0) {
      push();
      at_ += 2;
    } else if (text_[at_] == ' ') {
      ++at_;
      if (now_.name.compare(0, 8, "operator") == 0)
        return true;       // `operator<< <int>`
      components_.clear(); // it was the type of the result
      now_ = Component();
    } else if (std::strchr("<([{", text_[at_])) {
      return step_over_brackets();
    } else {
      now_.name += text_[at_++];
      step_over_operator();
    }
    return true;
  }

  bool step_over_brackets() {
    static const char kNameless[] = "(anonymous namespace)";
    bool is_nameless = text_.compare(at_, sizeof kNameless - 1, kNameless) == 0;
    if (text_[at_] == '(' && !is_nameless && !now_.name.empty())
      return false;
    size_t end = skip_brackets(text_, at_);
    if (text_[at_] == '<')
      now_.arguments = text_.substr(at_ + 1, end - at_ - 2);
    else if (text_[at_] == '{')
      now_.name += "lambda";
    at_ = end;
    return true;
  }

  void step_over_operator() {
    static const char kOperator[] = "operator";
    if (now_.name != kOperator)
      return;
    size_t end = operator_end(text_, at_);
    now_.name += text_.substr(at_, end - at_);
    at_ = end;
  }

  void push() {
    if (!now_.name.empty() && !is_inline_namespace(now_.name))
      components_.push_back(now_);
    now_ = Component();
  }

  const std::string &text_;
  size_t at_ = 0;
  std::vector<Component> components_;
  Component now_;
};

std::string first_argument(const std::string &arguments) {
  for (size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == ',')
      return trimmed(arguments.substr(0, at));
    if (arguments[at] == '<' || arguments[at] == '(')
      at = skip_brackets(arguments, at) - 1;
  }
  return trimmed(arguments);
}

std::string short_type(const std::string &type, int depth) {
  std::vector<Component> parts = Parser(type).run();
  bool has_space = type.substr(0, type.find('<')).find(' ') !=
                   std::string::npos; // `unsigned long`
  if (parts.empty() || has_space)
    return type;
  std::string text;
  for (const Component &part : parts)
    text += (text.empty() ? "" : "::") + part.name;
  const std::string &arguments = parts.back().arguments;
  if (text == "std::basic_string")
    return "std::string";
  if (arguments.empty())
    return text;
  bool is_pair = text == "std::pair" || text == "std::map";
  return text + "<" +
         (depth == 0 || is_pair
              ? "..."
              : short_type(first_argument(arguments), depth - 1)) +
         ">";
}

} // namespace

Called called(const char *name) {
  Called result;
  if (std::strncmp(name, "_Z", 2) == 0) {
    result.function = name;
    return result;
  }
  std::string text = name;
  std::vector<Component> parts = Parser(text).run();
  if (parts.empty())
    return result;
  result.function = parts.back().name;
  parts.pop_back();
  for (const Component &part : parts)
    result.scope += (result.scope.empty() ? "" : "::") + part.name;
  if (!parts.empty()) {
    result.container = parts.back().name;
    result.element = first_argument(parts.back().arguments);
  }
  return result;
}

std::string arguments_of(const std::string &text, const char *name) {
  std::string opening = std::string(name) + "<";
  size_t at = text.find(opening);
  if (at == std::string::npos)
    return "";
  at += opening.size();
  return trimmed(text.substr(at, skip_brackets(text, at - 1) - at - 1));
}

std::string short_type(const std::string &type) { return short_type(type, 3); }

bool has_word(const std::string &name, const char *word) {
  size_t length = std::strlen(word);
  auto lower = [](char c) {
    return std::tolower(static_cast<unsigned char>(c));
  };
  auto is = [](int (*kind)(int), char c) {
    return kind(static_cast<unsigned char>(c)) != 0;
  };
  // Between words of `read_all`, `ReadAll` and `readAll`.
  auto is_edge = [&](size_t at) {
    return at == 0 || at == name.size() || !is(std::isalpha, name[at - 1]) ||
           !is(std::isalpha, name[at]) ||
           (is(std::islower, name[at - 1]) && is(std::isupper, name[at]));
  };
  for (size_t at = 0; at + length <= name.size(); ++at) {
    size_t same = 0;
    while (same < length && lower(name[at + same]) == word[same])
      ++same;
    if (same == length && is_edge(at) && is_edge(at + length))
      return true;
  }
  return false;
}

} // namespace memtrace::driver::hints
