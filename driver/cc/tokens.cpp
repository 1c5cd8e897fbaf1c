// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tokens.cpp: see tokens.h. The rules are those of llvm::cl's
// TokenizeGNUCommandLine and tokenizeConfigFile.
#include "tokens.h"

namespace memtrace::driver {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' ||
         c == '\f';
}

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

} // namespace

std::vector<std::string> response_tokens(std::string_view text) {
  if (text.substr(0, kUtf8Mark.size()) == kUtf8Mark)
    text.remove_prefix(kUtf8Mark.size());
  std::vector<std::string> tokens;
  std::string token;
  bool inside = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    // Unlike a shell, clang lets a backslash escape between ' and ' too.
    if (c == '\\' && i + 1 < text.size()) {
      token += text[++i];
      inside = true;
    } else if (quote) {
      if (c == quote)
        quote = 0;
      else
        token += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      inside = true;
    } else if (is_space(c)) {
      if (inside)
        tokens.push_back(token);
      token.clear();
      inside = false;
    } else {
      token += c;
      inside = true;
    }
  }
  if (inside)
    tokens.push_back(token);
  return tokens;
}

std::vector<std::string> config_tokens(std::string_view text) {
  std::vector<std::string> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    std::string line;
    bool more = true;
    while (more && at < text.size()) {
      std::size_t end = text.find('\n', at);
      std::string_view part =
          text.substr(at, end == std::string_view::npos ? end : end - at);
      at = end == std::string_view::npos ? text.size() : end + 1;
      if (!part.empty() && part.back() == '\r')
        part.remove_suffix(1);
      more = !part.empty() && part.back() == '\\';
      if (more)
        part.remove_suffix(1);
      line += part;
    }
    std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string::npos || line[first] == '#')
      continue;
    for (std::string &token : response_tokens(line))
      tokens.push_back(std::move(token));
  }
  return tokens;
}

std::string as_token(std::string_view argument) {
  if (argument.empty())
    return "\"\"";
  std::string text;
  for (char c : argument) {
    if (is_space(c) || c == '\'' || c == '"' || c == '\\' || c == '#')
      text += '\\';
    text += c;
  }
  return text;
}

bool has_newline(std::string_view argument) {
  return argument.find('\n') != std::string_view::npos;
}

} // namespace memtrace::driver
