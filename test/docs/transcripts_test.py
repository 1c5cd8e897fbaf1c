# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""That transcripts.py finds what is wrong with a page, and passes over what
differs from run to run. usage: transcripts_test.py BIN"""
import os
import subprocess
import sys
import tempfile
import unittest

import transcript_match
import transcript_scratch

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = sys.argv.pop(1)


def run(text, *options):
    """(exit status, what is printed, the page afterwards)"""
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "page.md")
        with open(page, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, "transcripts.py"), "--bin",
             BIN, *options, page], text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        with open(page, encoding="utf-8") as file:
            return done.returncode, done.stdout, file.read()


def block(body, mark="<!-- run -->"):
    return f"Words.\n\n{mark}\n```console\n{body}\n```\n\nMore.\n"


class Pages(unittest.TestCase):
    def passes(self, text):
        status, output, _ = run(text)
        self.assertEqual(status, 0, output)

    def fails(self, text, why):
        status, output, _ = run(text)
        self.assertEqual(status, 1, output)
        self.assertIn(why, output)

    def test_right(self):
        self.passes(block("$ echo one; echo two >&2\none\ntwo\n$ true"))

    def test_wrong_output(self):
        self.fails(block("$ echo one\ntwo"), "-two\n+one")

    def test_missing_output(self):
        self.fails(block("$ echo one"), "+one")

    def test_output_too_much(self):
        self.fails(block("$ echo one\none\ntwo"), "-two")

    def test_wrong_status(self):
        self.fails(block("$ false"), "+(exit status 1)")
        self.fails(block("$ true\n(exit status 1)"), "-(exit status 1)")

    def test_said_status(self):
        self.passes(block("$ echo no; exit 3\nno\n(exit status 3)")
                    .replace("exit 3", "(exit 3)"))

    def test_shell_that_ends(self):
        self.fails(block("$ exit 0\n$ echo one\none"), "the shell ended at")

    def test_unmarked(self):
        self.fails(block("$ true", ""), "page.md:4: no line before")

    def test_not_run(self):
        self.passes(block("$ false", "<!-- run: no, it takes an hour -->"))
        self.fails(block("$ false", "<!-- run: no -->"), "why")

    def test_folder(self):
        self.passes("In `examples/records`:\n"
                    + block("$ ls list.cpp\nlist.cpp",
                            "<!-- run: in records -->"))
        self.fails("In `nowhere`:\n"
                   + block("$ true", "<!-- run: in nowhere -->"), "no folder")

    def test_folder_is_named(self):
        there = block("$ true", "<!-- run: in records -->")
        self.passes("All are typed in `records`.\n" + there + there)
        why = "page.md:%d: nothing above says that it is typed in"
        self.fails(there, why % 4)
        self.fails(there + "In `examples/records`.\n", why % 4)
        self.fails("<!-- `examples/records` -->\n" + there, why % 5)
        self.fails("```\n`examples/records`\n```\n" + there, why % 7)
        self.fails("`examples/records/list.cpp` and records\n" + there,
                   why % 5)

    def test_blocks_share_a_copy(self):
        self.passes(block("$ mkdir a && cd a && touch b") + block("$ ls a\nb"))

    def test_what_git_ignores_is_not_copied(self):
        root = os.path.dirname(transcript_scratch.EXAMPLES)
        folder = os.path.join(root, "examples", "hotspots", "whole_file")
        self.assertEqual(transcript_scratch.ignored(
            folder, ["hungry", "hungry.cpp", "lean.txt", "README.md"]),
            {"hungry", "lean.txt"})
        self.assertEqual(transcript_scratch.ignored(
            os.path.join(root, "examples", "records"), ["hungry"]), set())

    def test_continued_line(self):
        self.passes(block("$ echo one \\\n  two\none two"))

    def test_background(self):
        self.passes(block("$ sleep 1000 &\n$ echo on\non"))

    def test_commands_are_there(self):
        self.passes(block("$ memtrace --version | grep -c ^memtrace\n1")
                    + block("$ memtrace-cc --version >/dev/null"))

    def test_update(self):
        page = block("$ echo one; seq 9 90\none\n...\n70\n...")
        self.assertEqual(run(page.replace("70", "71"), "--update")[2],
                         page.replace("70", "9"))
        self.assertEqual(run(block("$ seq 3"), "--update")[2],
                         block("$ seq 3\n1\n2\n3"))

    def test_update_keeps_what_fails(self):
        page = block("$ false")
        status, _, after = run(page, "--update")
        self.assertEqual((status, after), (1, page))


class Lines(unittest.TestCase):
    def same(self, ours, theirs):
        self.assertTrue(transcript_match.same_line(ours, theirs))
        self.assertTrue(transcript_match.same_line(theirs, ours))

    def other(self, ours, theirs):
        self.assertFalse(transcript_match.same_line(ours, theirs))
        self.assertFalse(transcript_match.same_line(theirs, ours))

    def test_sizes(self):
        self.same("a.c:4: size=591 KiB, count=1958",
                  "a.c:4: size=600 KiB, count=1970")
        self.same("a.c:4 (+591 KiB)", "a.c:4 (+600 KiB)")
        self.other("a.c:4 (+591 KiB)", "a.c:4 (-591 KiB)")
        self.same("9.9 KiB", "10239 B")
        self.other("size=591 KiB", "size=691 KiB")
        self.other("size=591 KiB", "size=591 B")

    def test_counts(self):
        self.same("peak  694670  678 KiB  2001", "peak 690000   674 KiB  2010")
        self.other("count=3", "count=4")
        self.same("1.5 % of the peak", "2.1 % of the peak")
        self.other("10 % of the peak", "20 % of the peak")

    def test_places(self):
        self.other("a.c:142: size=1 B", "a.c:143: size=1 B")
        self.other("-std=c++17", "-std=c++20")
        self.other("line 100 of a.c:7", "line 101 of a.c:8")

    def test_kinds(self):
        self.same("pid 12, ran 0.2 s, exit status 0",
                  "pid 4242, ran 10 s, exit status 0")
        self.other("pid 12, ran 1 s, exit status 0",
                   "pid 12, ran 1 s, exit status 1")
        self.same("list.12.memtrace", "list.4242.memtrace")
        self.other("list.memtrace", "lost.memtrace")
        self.same("2026-01-02 10:00:00 at 0x12", "2027-10-12 11:30:01 at 0xff")

    def test_spaces(self):
        self.same("a   b", "a b")
        self.other("  a", "a")

    def test_own_memory(self):
        self.same("peak RSS   4214784   4116 KiB", "peak RSS 6214784 6069 KiB")
        self.other("peak RSS   4214784   4116 KiB", "peak RSS 9214784 9 MiB")
        self.same("in all 3716, RSS 3792 KiB", "in all 3716, RSS 4792 KiB")
        self.other("in all 3716, RSS 3792 KiB", "in all 3716, RSS 7792 KiB")


if __name__ == "__main__":
    unittest.main()
