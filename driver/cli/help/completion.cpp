// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// completion.cpp: see completion.h. What isn't a word of the command is a file.
#include "help/completion.h"

#include "help/formatter.h"

#include <functional>
#include <vector>

namespace memtrace::driver {
namespace {

struct Word {
  std::string name; // with its dashes
  const CLI::Option *option;
};

// Of one verb, each name of each option.
std::vector<Word> options_of(const CLI::App &verb) {
  std::vector<Word> words;
  for (const CLI::Option *option : verb.get_options()) {
    for (const std::string &name : option->get_snames())
      words.push_back({"-" + name, option});
    for (const std::string &name : option->get_lnames())
      words.push_back({"--" + name, option});
  }
  return words;
}

// What may stand at the place of a verb's operand.
std::vector<std::string> operand_words(const CLI::App &verb) {
  for (const CLI::Option *option : verb.get_options())
    if (option->get_positional())
      return value_words(*option);
  return {};
}

std::string joined(const std::vector<std::string> &words) {
  return CLI::detail::join(words, " ");
}

std::string first_sentence(const CLI::App &verb) {
  const std::string text = verb.get_description();
  return text.substr(0, text.find_first_of(":.;,"));
}

std::string replaced(std::string text, const std::string &from,
                     const std::string &to) {
  return CLI::detail::find_and_replace(std::move(text), from, to);
}

std::string bash(const std::vector<const CLI::App *> &verbs) {
  std::string names, cases, values;
  for (const CLI::App *verb : verbs) {
    std::string options;
    for (const Word &word : options_of(*verb)) {
      options += " " + word.name;
      std::string choices = joined(value_words(*word.option));
      if (!value_name(*word.option).empty())
        values += "  '" + verb->get_name() + " " + word.name + "')" +
                  (choices.empty() ? " compopt -o filenames; mapfile -t "
                                     "COMPREPLY < <(compgen -f -- \"$cur\")"
                                   : " mapfile -t COMPREPLY < <(compgen -W '" +
                                         choices + "' -- \"$cur\")") +
                  "; return ;;\n";
    }
    names += " " + verb->get_name();
    cases += "  " + verb->get_name() + ") words='" + options.substr(1) +
             "' operands='" + joined(operand_words(*verb)) + "' ;;\n";
  }
  return R"(# Completion of the memtrace command in bash.
_memtrace() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  local verb=${COMP_WORDS[1]} words= operands=
  # With `=` a word of its own: --at=cur
  [[ $cur == '=' ]] && cur=
  if [[ $prev == '=' ]]; then
    prev=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ ${COMP_WORDS[COMP_CWORD]} == '=' ]]; then
    prev=${COMP_WORDS[COMP_CWORD-1]}
  fi
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W ')" +
         names.substr(1) + R"( --help --version' -- "$cur")
    return
  fi
  case "$verb $prev" in
)" + values +
         R"(  esac
  case $verb in
)" + cases +
         R"(  *) return ;;
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  elif [[ $operands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$operands" -- "$cur")
  else
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}
complete -F _memtrace memtrace
)";
}

// Text in single quotes within one of _arguments' specifications.
std::string in_brackets(const std::string &text) {
  std::string safe = replaced(text, "'", "'\\''");
  for (const char *c : {"[", "]", ":"})
    safe = replaced(safe, c, std::string("\\") + c);
  return "[" + safe + "]";
}

std::string zsh_options(const CLI::App &verb) {
  std::string lines;
  for (const Word &word : options_of(verb)) {
    std::string value = value_name(*word.option);
    std::string choices = joined(value_words(*word.option));
    // A long option takes its value with or without `=`.
    bool is_long = word.name.compare(0, 2, "--") == 0;
    lines += "      '*" + word.name +
             (value.empty() ? ""
              : is_long     ? "="
                            : "+") +
             in_brackets(word.option->get_description());
    if (!value.empty())
      lines += ":" + replaced(value, ":", "\\:") + ":" +
               (choices.empty() ? "_files" : "(" + choices + ")");
    lines += "' \\\n";
  }
  std::string operands = joined(operand_words(verb));
  return lines + "      '*:operand:" +
         (operands.empty() ? "_files" : "(" + operands + ")") + "'";
}

std::string zsh(const std::vector<const CLI::App *> &verbs) {
  std::string names, cases;
  for (const CLI::App *verb : verbs) {
    names += "    '" + verb->get_name() + ":" +
             replaced(first_sentence(*verb), "'", "'\\''") + "'\n";
    cases += "  " + verb->get_name() + ")\n    _arguments -s \\\n" +
             zsh_options(*verb) + "\n    ;;\n";
  }
  return "#compdef memtrace\n"
         "# Completion of the memtrace command in zsh.\n"
         "_memtrace() {\n"
         "  local -a verbs=(\n" +
         names +
         "  )\n"
         "  if ((CURRENT == 2)); then\n"
         "    _describe verb verbs\n"
         "    _arguments --help --version\n"
         "    return\n"
         "  fi\n"
         "  local verb=$words[2]\n"
         "  shift words\n"
         "  ((CURRENT--))\n"
         "  case $verb in\n" +
         cases +
         "  esac\n"
         "}\n"
         "if [[ $funcstack[1] == _memtrace ]]; then\n"
         "  _memtrace \"$@\"\n"
         "else\n"
         "  compdef _memtrace memtrace\n"
         "fi\n";
}

std::string quoted_for_fish(const std::string &text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish(const std::vector<const CLI::App *> &verbs) {
  std::string text = "# Completion of the memtrace command in fish.\n"
                     "complete -c memtrace -n __fish_use_subcommand -f\n"
                     "complete -c memtrace -n __fish_use_subcommand -l help\n"
                     "complete -c memtrace -n __fish_use_subcommand -l "
                     "version\n";
  for (const CLI::App *verb : verbs) {
    const std::string name = verb->get_name();
    text += "complete -c memtrace -n __fish_use_subcommand -a " + name +
            " -d " + quoted_for_fish(first_sentence(*verb)) + "\n";
    std::string here =
        "complete -c memtrace -n '__fish_seen_subcommand_from " + name + "'";
    for (const CLI::Option *option : verb->get_options()) {
      if (option->get_positional())
        continue;
      text += here;
      for (const std::string &letter : option->get_snames())
        text += " -s " + letter;
      for (const std::string &word : option->get_lnames())
        text += " -l " + word;
      std::vector<std::string> choices = value_words(*option);
      if (!choices.empty())
        text += " -x -a " + quoted_for_fish(joined(choices));
      else if (!value_name(*option).empty())
        text += " -r";
      text += " -d " + quoted_for_fish(option->get_description()) + "\n";
    }
    if (std::string operands = joined(operand_words(*verb)); !operands.empty())
      text += here + " -f -a " + quoted_for_fish(operands) + "\n";
  }
  return text;
}

} // namespace

std::string completion_for(const std::string &shell, const CLI::App &command) {
  std::vector<const CLI::App *> verbs =
      command.get_subcommands(std::function<bool(const CLI::App *)>());
  return shell == "bash"  ? bash(verbs)
         : shell == "zsh" ? zsh(verbs)
                          : fish(verbs);
}

} // namespace memtrace::driver
