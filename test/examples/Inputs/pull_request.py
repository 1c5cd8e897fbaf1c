#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: pull_request.py POST_SCRIPT FOLDER

Runs the script that posts a comment against a server that answers as far as
GitHub's API is needed, through GitHub's own gh, whose requests a setting
sends to a Unix socket. The comment has to be made once, and then changed; what
others wrote stays."""
import http.server
import json
import os
import re
import socketserver
import subprocess
import sys
import threading

post, folder = map(os.path.abspath, sys.argv[1:])
REPOSITORY = "me/project"
PAGE = 2  # comments in one answer, so that there are several
OTHERS = [f"Looks good {i}" for i in range(2 * PAGE)]


class GitHub(http.server.BaseHTTPRequestHandler):
    comments = {}
    wrong = []

    def answer(self, content, status=200, **headers):
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        size = int(self.headers["Content-Length"])
        return json.loads(self.rfile.read(size))["body"]

    def refuse(self):
        self.wrong.append(f"{self.command} {self.path}")
        self.answer({"message": "Not Found"}, 404)

    def do_GET(self):
        found = re.fullmatch(
            rf"/repos/{REPOSITORY}/issues/7/comments(?:\?(.*))?", self.path)
        if not found:
            return self.refuse()
        page = re.search(r"\bpage=(\d+)", found[1] or "")
        number = int(page[1]) if page else 1
        rows = [{"id": id, "body": body}
                for id, body in sorted(self.comments.items())]
        more = {}
        if len(rows) > number * PAGE:
            more["Link"] = (
                f"<https://api.github.com/repos/{REPOSITORY}/issues/7/"
                f'comments?page={number + 1}>; rel="next"')
        self.answer(rows[(number - 1) * PAGE:number * PAGE], **more)

    def do_POST(self):
        if self.path != f"/repos/{REPOSITORY}/issues/7/comments":
            return self.refuse()
        self.comments[100 + len(self.comments)] = self.body()
        self.answer({}, 201)

    def do_PATCH(self):
        found = re.fullmatch(
            rf"/repos/{REPOSITORY}/issues/comments/(\d+)", self.path)
        if not found or int(found[1]) not in self.comments:
            return self.refuse()
        self.comments[int(found[1])] = self.body()
        self.answer({})

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        request, _ = super().get_request()
        return request, ("gh", 0)


def run(text):
    file = os.path.join(folder, "comment.md")
    with open(file, "w", encoding="utf-8") as out:
        out.write(text)
    subprocess.run([post, file, "7"], check=True, env=dict(
        os.environ, GH_TOKEN="none", GITHUB_REPOSITORY=REPOSITORY,
        GH_CONFIG_DIR=folder, GH_NO_UPDATE_NOTIFIER="1"))


def main():
    # Short: a socket's path has 107 characters at most.
    os.chdir(folder)
    with open("config.yml", "w", encoding="utf-8") as out:
        out.write("http_unix_socket: socket\n")
    server = Server("socket", GitHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    GitHub.comments.update(enumerate(OTHERS, 1))
    for text in ("<!-- memory -->\nfirst, @me\n",
                 "<!-- memory -->\nsecond | `a`\n"):
        run(text)
        assert not GitHub.wrong, GitHub.wrong
        expected = OTHERS + [text]
        bodies = [GitHub.comments[id] for id in sorted(GitHub.comments)]
        assert bodies == expected, (bodies, expected)
    print(f"1 comment of {len(GitHub.comments)}, made and changed")


main()
