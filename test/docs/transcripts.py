#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the transcripts in Markdown pages and compares what they print.

A transcript is a block ```console. The line before it says how it is run:

  <!-- run -->               in a scratch copy of examples/
  <!-- run: in records -->   in a folder of that, which a sentence above the
                             block has to name: `examples/records`, `records`
  <!-- run: no, REASON -->   not at all

The README of an example runs in the copy of its own folder. All blocks of a
page share one copy, and run one after the other. Each has a bash of its own,
so what `cd`, `export` and `&` do lasts until the end of its block.

A line `$ command` goes on after a trailing `\\`; the lines after it are what
it prints, on stdout and stderr. transcript_match.py says which of them may
differ, and `...` is any lines. The exit status has to be 0, unless the last
line of the output is `(exit status N)`.

memtrace, memtrace-cc and memtrace-c++ are first in PATH. The copy shows as
/home/me/memtrace/examples.
"""
import argparse
import concurrent.futures
import difflib
import os
import sys
import tempfile

import transcript_match
from transcript_page import PageError, blocks_of, shown
from transcript_scratch import Scratch


def difference(command, output, status):
    """What is wrong with the output of a command, or None."""
    if status == command.status and transcript_match.matches(
            command.output, output):
        return None
    actual = output + ([f"(exit status {status})"] if status else [])
    lines = difflib.unified_diff(command.expected, actual, "page", "run",
                                 lineterm="", n=1)
    return "\n".join([f"$ {command.text}", *lines])


def renew(command, output, status):
    """Puts the run's output into the page; says what can't be put there."""
    if status != command.status:
        return difference(command, output, status)
    lines = transcript_match.renewed(command.output, output)
    if lines is None:
        return ("there is no telling which lines `...` are:\n"
                + difference(command, output, status))
    command.expected = lines + (
        [f"(exit status {status})"] if status else [])
    return None


def treat_block(scratch, block, treat):
    """All that is wrong with a block."""
    results = scratch.run(block)
    wrong = [treat(command, *result)
             for command, result in zip(block.commands, results)]
    if len(results) < len(block.commands):
        wrong.append("the shell ended at: $ "
                     + block.commands[len(results)].text)
    return [problem for problem in wrong if problem]


def treat_page(page, bin_dir, work, update):
    """How many commands a page has, and all that is wrong with it."""
    with open(page, encoding="utf-8") as file:
        text = file.read()
    count, wrong, renewed = 0, [], text
    try:
        blocks = blocks_of(page, text)
        scratch = Scratch(page, bin_dir, work) if blocks else None
        for block in blocks:
            count += len(block.commands)
            wrong += [f"{page}:{block.line}: {problem}"
                      for problem in treat_block(
                          scratch, block, renew if update else difference)]
        for block in reversed(blocks):
            renewed = (renewed[:block.start] + shown(block.commands)
                       + renewed[block.end:])
    except PageError as error:
        wrong.append(str(error) if str(error).startswith(page)
                     else f"{page}: {error}")
    if update and renewed != text:
        with open(page, "w", encoding="utf-8") as file:
            file.write(renewed)
    return count, wrong


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bin", required=True, metavar="DIR",
                        help="where memtrace and its compilers are")
    parser.add_argument("--work", metavar="DIR",
                        help="where pages run; made anew")
    parser.add_argument("--update", action="store_true",
                        help="write what was printed into the pages")
    parser.add_argument("pages", nargs="+", metavar="FILE")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        work = options.work or temporary
        results = list(pool.map(
            lambda item: treat_page(
                item[1], os.path.realpath(options.bin),
                os.path.join(work, str(item[0])), options.update),
            enumerate(options.pages)))
    for problem in (problem for _, wrong in results for problem in wrong):
        print(problem)
    failed = sum(len(wrong) for _, wrong in results)
    print(f"{sum(count for count, _ in results)} commands of "
          f"{len(results)} pages, {failed} wrong")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
