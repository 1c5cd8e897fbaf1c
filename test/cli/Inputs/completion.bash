# usage: completion.bash SCRIPT WORD...: what bash completes the last word to.
source "$1"
shift
compopt() { :; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_memtrace
printf '%s\n' "${COMPREPLY[@]}"
