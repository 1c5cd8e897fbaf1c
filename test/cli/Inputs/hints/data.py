#!/usr/bin/env python3
"""The input of the programs here: `data.py FOLDER`."""

import json
import os
import sys


def main():
    folder = sys.argv[1]
    rows = [
        {"id": i, "name": f"customer number {i} of the northern branch",
         "tags": [f"tag-{i % 17:020}", f"tag-{i % 5:020}"], "total": i / 8}
        for i in range(12000)
    ]

    def file(name):
        return open(os.path.join(folder, name), "w", encoding="ascii")

    with file("rows.json") as out:
        json.dump(rows, out)
    with file("rows.csv") as out:
        for row in rows:
            out.write(f"{row['id']},{row['name']},{row['tags'][0]},"
                      f"{row['total']}\n")
    with file("log.txt") as out:
        for i in range(60000):
            out.write(f"{i % 86400:06} host-{i % 37} request {i * 7919 % 20011} "
                      f"took {i * 31 % 977} ms\n")
    with file("numbers.txt") as out:
        for i in range(200000):
            out.write(f"{i * 2654435761 % 1000003 / 7:.3f}\n")


main()
