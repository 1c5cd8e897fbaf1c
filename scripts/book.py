# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mkdocs' hook: the book is laid out as the repository is, so that a link that
works where the pages are kept works in the book, too. It has all pages, and
the files that they link to."""
import glob
import os
import re

from mkdocs.structure.files import File, Files

PAGES = ("*.md", "docs/*.md", "examples/**/*.md")
LINK = re.compile(r"\]\(([^)#: ]+)")


def linked_from(page):
    with open(page, encoding="utf-8") as file:
        targets = LINK.findall(file.read())
    paths = (os.path.normpath(os.path.join(os.path.dirname(page), target))
             for target in targets)
    return filter(os.path.isfile, paths)


def on_files(files, config):
    root = os.path.dirname(config.config_file_path)
    pages = {path for pattern in PAGES for path in glob.glob(
        os.path.join(root, pattern), recursive=True)}
    linked = {path for page in pages for path in linked_from(page)}
    own = [File(os.path.relpath(path, root), root, config.site_dir,
                config.use_directory_urls) for path in sorted(pages | linked)]
    theme = [file for file in files if file.abs_src_path is None
             or not file.abs_src_path.startswith(root + os.sep)]
    return Files(own + theme)
