# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mkdocs' hook: the book is laid out as the repository is, so that a link that
works where the pages are kept works in the book, too."""
import os

from mkdocs.structure.files import File, Files

# Beside what is in docs/: pages, and what pages link to.
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")


def names_of(root):
    yield from TOP
    for folder in ("docs", "examples"):
        for place, _, names in os.walk(os.path.join(root, folder)):
            for name in names:
                yield os.path.relpath(os.path.join(place, name), root)


def on_files(files, config):
    root = os.path.dirname(config.config_file_path)
    own = [File(name, root, config.site_dir, config.use_directory_urls)
           for name in sorted(names_of(root))]
    theme = [file for file in files if file.abs_src_path is None
             or not file.abs_src_path.startswith(root + os.sep)]
    return Files(own + theme)
