# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# program.py: a generated program as a whole: its files and what it must report.
import os

from machine import Machine

HEADER = "wrappers.h"
NOTICE = "/* Written by line_fuzz. */"
PROLOGUE = """\
#ifndef FUZZ_H
#define FUZZ_H
#include "plain.h"
#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#define DUE(turn, period) (turns[turn]++ % (period) == (period) - 1)
struct node { size_t number; };
struct buffer { void *data; size_t size; };
struct pool { size_t size; };
#ifdef __cplusplus
#define MUSTTAIL [[clang::musttail]]
template <size_t N> struct Blob { char x[N] = {}; };
struct SmallBase { int kind = 1; };
struct BigBase { int kind = 2; };
template <size_t N> struct Small : SmallBase { char x[N - 4]; };
template <size_t N> struct Big : BigBase { char x[N - 4]; };
struct Base { virtual void go() {} virtual ~Base() {} };
struct Other : Base {};
struct Allocator { virtual void *get(size_t n) = 0; };
template <class Body> void twice(Body body) { body(); body(); }
extern "C" {
#else
#define MUSTTAIL __attribute__((musttail))
#endif
extern unsigned turns[];
"""
EPILOGUE = """\
#ifdef __cplusplus
}
#endif
#endif
"""


# Only what is used is included: these headers are most of a build's time.
LIBRARY = {
    "algorithm": ["std::sort", "std::for_each", "std::transform",
                  "std::generate_n"],
    "functional": ["std::function"], "iterator": ["std::back_inserter"],
    "list": ["std::list"], "map": ["std::map"],
    "memory": ["std::make_", "std::allocator"], "mutex": ["std::once_flag"],
    "new": ["std::nothrow", "std::align_val_t"], "string": ["std::string"],
    "vector": ["std::vector"]}


def headers_for(text):
    return [name for name, words in LIBRARY.items()
            if any(word in text for word in words)]


class Writer:
    """The text of one file."""

    def __init__(self, name):
        self.name, self.lines = name, []

    def put(self, text):
        assert "\n" not in text
        self.lines.append(text)
        return self.name, len(self.lines)

    def block(self, statements):
        for statement in statements:
            statement.render(self)

    def helpers(self, *blocks):
        """Of the statements, and of those within them, which come first."""
        for block in blocks:
            for statement in block:
                self.helpers(*statement.bodies())
                statement.render_helpers(self)

    def text(self):
        return "\n".join(self.lines) + "\n"


class Program:
    def __init__(self, units, items, main, early):
        self.units = units      # file names; C++ if they end in .cpp
        self.items = items      # functions and wrappers; callees come first
        self.main = main        # a block
        self.early_sites = []
        self.early = early      # a block that runs before main, and its unit

    def statements(self):
        """All of them, outer ones first."""
        def walk(block):
            for statement in block:
                yield block, statement
                for body in statement.bodies():
                    yield from walk(body)
        blocks = [b for item in self.items for b in item.bodies()]
        for block in blocks + [self.main, self.early[0]]:
            yield from walk(block)

    def keep_only(self, uids):
        for block, statement in list(self.statements()):
            if statement.uid not in uids and statement in block:
                block.remove(statement)

    def reachable(self):
        """The items that main needs; item -> the files that name it."""
        users = {}

        def visit(block, file):
            for statement in block:
                for item in statement.uses():
                    need(item, file)
                for body in statement.bodies():
                    visit(body, file)

        def need(item, file):
            known = item in users
            users.setdefault(item, set()).add(file)
            if not known:
                for body in item.bodies():
                    visit(body, item.unit)
                for other in getattr(item, "uses", list)():
                    need(other, item.unit)

        visit(self.main, self.units[0])
        visit(self.early[0], self.early[1])
        return users

    def files(self):
        """Their names and texts; decides the sites of all statements."""
        users = self.reachable()
        items = [item for item in self.items if item in users]
        linkage = {
            item: "static inline " if item.unit == HEADER else
            "static " if item.may_be_static and users[item] == {item.unit}
            else "" for item in items}
        declarations = [NOTICE, PROLOGUE.rstrip()]
        for item in items:
            if not linkage[item]:
                declarations += [p + ";" for p in item.prototypes()]
        yield "fuzz.h", "\n".join(declarations + [EPILOGUE])
        for file in [HEADER] + self.units:
            mine = [item for item in items if item.unit == file]
            text = self.render(file, mine, linkage, [])
            headers = headers_for(text)
            yield file, (self.render(file, mine, linkage, headers)
                         if headers else text)

    def render(self, file, items, linkage, headers):
        w = Writer(file)
        w.put(NOTICE)
        for header in headers:
            w.put(f"#include <{header}>")
        if file == HEADER:
            w.put("#pragma once")
            w.put('#include "fuzz.h"')
        else:
            w.put(f'#include "{HEADER}"')
        for item in items:
            if linkage[item]:
                for prototype in item.prototypes():
                    w.put(f"{linkage[item]}{prototype};")
        for item in items:
            item.render(w, linkage[item])
        if file == self.units[0]:
            self.render_main(w)
        if file == self.early[1]:
            self.render_early(w)
        return w.text()

    def render_main(self, w):
        last = max((s.uid for _, s in self.statements()), default=0)
        w.put(f"unsigned turns[{last + 1}];")
        w.helpers(self.main)
        w.put("int main(void) {")
        w.block(self.main)
        w.put("return 0;")
        w.put("}")

    def render_early(self, w):
        w.helpers(self.early[0])
        begin = w.put("static struct Early { Early() {")
        w.block(self.early[0])
        self.early_sites = [begin, w.put("} } early;")]

    def loose(self):
        """Lines that may be frames or not; after render."""
        found = set()
        for part in [*self.reachable(), *(s for _, s in self.statements())]:
            found.update(part.loose)
        return found | set(self.early_sites)

    def write(self, folder):
        for name, text in self.files():
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)

    def run(self):
        """What it must report. Its files must have been made before."""
        m = Machine()
        m.run(self.early[0])
        m.run(self.main)
        return m
