"""usage: zsh_completion.py FOLDER LINE

What zsh lists for a line when Tab is pressed, with the completion _memtrace in
that folder.
"""
import os
import pty
import select
import sys

SETUP = "; ".join([
    "unset zle_bracketed_paste", "fpath=({folder} $fpath)",
    "autoload -U compinit", "compinit -u -d {folder}/dump",
    "zstyle ':completion:*' list-prompt ''", "LISTMAX=10000",
    "setopt auto_list no_list_beep", "unsetopt auto_menu", "print set''up"])


def read_until(fd, end, seconds=60):
    text = b""
    while not text.endswith(end):
        if not select.select([fd], [], [], seconds)[0]:
            sys.exit(f"zsh says nothing more: {text!r}")
        text += os.read(fd, 1)
    return text


def main():
    folder, line = sys.argv[1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", HOME=folder, ZDOTDIR=folder,
                          PS1="ready>")
        os.execvp("zsh", ["zsh", "-f", "-i"])
    read_until(fd, b"ready>")
    os.write(fd, SETUP.format(folder=folder).encode() + b"\n")
    read_until(fd, b"setup")
    read_until(fd, b"ready>")
    # The second time it lists what it has found.
    os.write(fd, line.encode() + b"\t\t")
    os.write(fd, b"\x15print do''ne\n")
    print(read_until(fd, b"done").decode(errors="replace"))
    os.write(fd, b"exit\n")
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
