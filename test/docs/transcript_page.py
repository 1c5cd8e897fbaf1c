# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What transcripts a Markdown page has: its ```console blocks, and what the
line before each of them says about running it."""
import re

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
MARK = re.compile(r"<!-- run(?:: in (?P<folder>\S+)|: no(?P<reason>.*?))? -->")
# What a reader doesn't see, and what is no sentence of the page.
HIDDEN = re.compile(r"<!--.*?-->|^```.*?^```$", re.M | re.S)
STATUS = re.compile(r"\(exit status (\d+)\)")


class PageError(Exception):
    """The page itself is wrong, whatever its commands print."""


class Command:
    """A command as it stands in the page, and the lines printed by it."""

    def __init__(self, text):
        self.text = text
        self.expected = []

    @property
    def status(self):
        """The exit status that the page says the command has."""
        last = self.expected[-1] if self.expected else ""
        said = STATUS.fullmatch(last)
        return int(said.group(1)) if said else 0

    @property
    def output(self):
        """What the page says it prints, without the line on its status."""
        return self.expected[:-1] if self.status else self.expected


class Block:
    def __init__(self, start, end, line, folder, commands):
        self.start, self.end = start, end  # of what is between the fences
        self.line = line
        self.folder = folder
        self.commands = commands


def commands_of(text, where):
    commands = []
    going_on = False
    for line in text.splitlines():
        if going_on:
            commands[-1].text += "\n" + line
        elif line.startswith("$ "):
            commands.append(Command(line[2:]))
        elif commands:
            commands[-1].expected.append(line)
            continue
        else:
            raise PageError(f"{where}: the first line is no command")
        going_on = line.endswith("\\")
    if going_on or not commands:
        raise PageError(f"{where}: a command is missing, or its end")
    return commands


def names(text, folder):
    """Whether the sentences of a text name a folder of the examples."""
    return re.search(rf"`(examples/)?{re.escape(folder)}/?`",
                     HIDDEN.sub("", text))


def blocks_of(path, text):
    """The blocks that are to be run. One that nothing is said of is wrong."""
    blocks = []
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        where = f"{path}:{line}"
        before = text[:found.start()].rstrip("\n").rsplit("\n", 1)[-1]
        mark = MARK.fullmatch(before)
        if not mark:
            raise PageError(f"{where}: no line before this block says whether "
                            "to run it: <!-- run -->")
        if mark["reason"] is not None:
            if not re.fullmatch(r", \w.+", mark["reason"]):
                raise PageError(f"{where}: it has to say why it isn't run: "
                                "<!-- run: no, REASON -->")
            continue
        if mark["folder"] and not names(text[:found.start()], mark["folder"]):
            raise PageError(f"{where}: nothing above says that it is typed in "
                            f"`examples/{mark['folder']}`")
        blocks.append(Block(*found.span(1), line, mark["folder"] or ".",
                            commands_of(found[1], where)))
    return blocks


def shown(commands):
    """The text of a block again."""
    lines = []
    for command in commands:
        lines += ["$ " + command.text, *command.expected]
    return "\n".join(lines) + "\n"
