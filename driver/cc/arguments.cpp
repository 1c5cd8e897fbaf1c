// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// arguments.cpp: see arguments.h.
#include "arguments.h"

#include "files.h"
#include "options.h"
#include "tokens.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

class Opener {
public:
  explicit Opener(std::vector<Argument> &out) : out_(out) {}

  void open_word(const std::string &word, const std::string &from,
                 std::size_t index) {
    // A file that can't be read, or that leads back to itself, is clang's to
    // complain of.
    if (word.size() > 1 && word[0] == '@') {
      std::string path = word.substr(1);
      bool open_already =
          std::find(stack_.begin(), stack_.end(), path) != stack_.end();
      std::optional<std::string> text;
      if (!open_already)
        text = read_file(path);
      if (text) {
        stack_.push_back(path);
        for (const std::string &token : response_tokens(*text))
          open_word(token, path, index);
        stack_.pop_back();
        return;
      }
    }
    out_.push_back({word, from, index, false});
  }

  // Names in a configuration file are relative to it.
  void open_config(const std::string &path, std::size_t index) {
    if (std::find(stack_.begin(), stack_.end(), path) != stack_.end())
      return;
    std::optional<std::string> text = read_file(path);
    if (!text)
      return;
    stack_.push_back(path);
    for (const std::string &token : config_tokens(*text)) {
      if (token.size() > 1 && token[0] == '@')
        open_config(token[1] == '/'
                        ? token.substr(1)
                        : directory_of(path) + "/" + token.substr(1),
                    index);
      else
        out_.push_back({token, path, index, true});
    }
    stack_.pop_back();
  }

private:
  std::vector<Argument> &out_;
  std::vector<std::string> stack_; // files being read
};

std::optional<std::string>
find_config(const std::string &name, const std::vector<std::string> &folders) {
  if (name.find('/') != std::string::npos) {
    if (is_readable(name))
      return name;
    return std::nullopt;
  }
  for (const std::string &folder : folders) {
    std::string path = folder + "/" + name;
    if (is_readable(path))
      return path;
  }
  return std::nullopt;
}

// The --config options among `list`, found without knowing what they hold.
std::vector<UserConfig> find_configs(const std::vector<Argument> &list,
                                     const std::string &clang) {
  std::vector<UserConfig> configs;
  std::vector<std::string> folders;
  for (std::size_t i = 0; i < list.size() && list[i].text != "--"; ++i) {
    Match match = match_option(list[i].text);
    if (!match.option)
      continue;
    if (match.option->meaning == Meaning::kConfigFolder)
      folders.emplace_back(match.value);
    if (match.option->meaning == Meaning::kConfig) {
      bool apart = match.option->form == Form::kWhole;
      if (apart && i + 1 == list.size())
        break;
      std::size_t words = apart ? 2 : 1;
      configs.push_back({list[i].index, list[i].file.empty() ? words : 0,
                         apart ? list[i + 1].text : std::string(match.value),
                         std::nullopt});
    }
    i += match.option->values;
  }
  folders.push_back(directory_of(clang));
  for (UserConfig &config : configs)
    config.path = find_config(config.name, folders);
  return configs;
}

} // namespace

Arguments open_arguments(const std::vector<std::string> &words,
                         const std::string &clang) {
  std::vector<Argument> line;
  Opener line_opener(line);
  for (std::size_t i = 0; i < words.size(); ++i)
    line_opener.open_word(words[i], "", i);

  Arguments result;
  result.configs = find_configs(line, clang);
  Opener config_opener(result.list);
  for (const UserConfig &config : result.configs)
    if (config.path)
      config_opener.open_config(*config.path, config.index);
  result.list.insert(result.list.end(), line.begin(), line.end());
  return result;
}

} // namespace memtrace::driver
