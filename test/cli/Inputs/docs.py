"""usage: docs.py MEMTRACE DOCS README

Whether the pages agree with the command: each option of a verb stands on its
page, and each verb's line in an example has options that it knows. Blocks of
code end, and links between pages lead somewhere.
"""
import os
import re
import subprocess
import sys

PAGES = {"run": "running", "stats": "running", "report": "cli",
         "diff": "comparing", "check": "comparing", "merge": "comparing",
         "top": "top", "annotate": "annotate", "inspect": "inspect",
         "export": "exports", "flamegraph": "exports", "hints": "hints",
         "help": "cli", "completion": "cli"}
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def options_of(memtrace, verb):
    text = subprocess.run([memtrace, verb, "--help"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


def anchor_of(heading):
    text = re.sub(r"[^\w\- ]", "", heading.lower())
    return text.strip().replace(" ", "-")


def check_page(path, wrong):
    with open(path) as page:
        text = page.read()
    if len(re.findall(r"^```", text, re.MULTILINE)) % 2:
        wrong.append(f"{path}: a block of code has no end")
    for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)",
                                     FENCE.sub("", text)):
        there = os.path.normpath(
            os.path.join(os.path.dirname(path), target)) if target else path
        if not os.path.exists(there):
            wrong.append(f"{path}: there is no {target}")
        elif anchor:
            with open(there) as page:
                headings = re.findall(r"^#+ (.*)", page.read(), re.MULTILINE)
            if anchor not in map(anchor_of, headings):
                wrong.append(f"{path}: {target or 'it'} has no #{anchor}")
    return text


def check_examples(name, text, options, wrong):
    for verb, rest in re.findall(r"\bmemtrace ([a-z]+)\b([^\n`|#]*)", text):
        used = set(re.findall(r"(?<=[\s\[])--[a-z-]+", rest.split(" -- ")[0]))
        for option in used - options.get(verb, used):
            wrong.append(f"{name}: memtrace {verb} has no {option}")


def main():
    memtrace, docs, readme = sys.argv[1:]
    wrong, texts = [], {}
    for name in sorted(os.listdir(docs)):
        if name.endswith(".md"):
            texts[name[:-3]] = check_page(os.path.join(docs, name), wrong)
    texts["README"] = check_page(readme, wrong)
    options = {verb: options_of(memtrace, verb) for verb in PAGES}
    # Those of all views are on one page.
    views = set(re.findall(r"`(--[a-z-]+)`", texts["cli"]))
    for verb, page in PAGES.items():
        for option in sorted(options[verb] - views - {"--help"}):
            if option not in texts[page]:
                wrong.append(f"docs/{page}.md has no {option} of {verb}")
    for name, text in texts.items():
        check_examples(name, text, options, wrong)
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
