# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions of examples that a page shows."""
import re

PAGE = "docs/lesson.md"
SOURCE = "examples/hotspots/generator/rows.cpp"
FUNCTIONS = ["read_rows", "each_row"]


def function_of(source, name):
    return re.search(rf"^\w[^\n]* {name}\(.*?^}}\n", source, re.M | re.S)[0]


def blocks(tools):
    source = tools.read(SOURCE)
    return {PAGE: {name: f"```c++\n{function_of(source, name)}```\n"
                   for name in FUNCTIONS}}
