"""Usage: release.py SOURCE FOLDER

Makes releases of a small repository in FOLDER that has SOURCE's script."""
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

source, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:])
repository = folder / "repository"
FILES = ["CMakeLists.txt", "scripts/release.sh", "scripts/setup.sh"]
TEXTS = {
    ".gitignore": "build\n",
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3 - 2030-01-02\n",
    "debian/changelog": "memtrace (1.2.3) unstable; urgency=medium\n",
}
os.environ.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")


def git(*words):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example",
                    *words], cwd=repository, check=True, stdout=sys.stderr)


def release(output="build/release", *options):
    return subprocess.run(
        [repository / "scripts/release.sh", "--output", folder / output,
         *options],
        capture_output=True, text=True, cwd=folder)


def refused(words):
    done = release()
    assert done.returncode == 1 and words in done.stderr, done
    assert not list(folder.rglob("*.tar.*")), "a refused release has a tarball"


def change(name, old, new):
    path = repository / name
    text = path.read_text()
    assert old in text, (name, old)
    path.write_text(text.replace(old, new, 1))
    git("commit", "-q", "-a", "-m", name)


for name in FILES:
    (repository / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / name, repository / name)
for name, text in TEXTS.items():
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).write_text(text)

refused("this is no clone")
git("init", "-q")
git("add", ".")
git("commit", "-q", "-m", "all")
refused("CHANGELOG.md has no '## 0.")
version = (repository / "CMakeLists.txt").read_text().split(
    "project(MemTrace VERSION ")[1].split()[0]
done = release("snapshot", "--snapshot")
assert done.returncode == 0, done
assert [path.name.split("~git")[0] for path
        in (folder / "snapshot").glob("*.tar.xz")] == [f"memtrace-{version}"]
shutil.rmtree(folder / "snapshot")
change("CHANGELOG.md", "1.2.3", version)
refused("debian/changelog begins with 1.2.3")
change("debian/changelog", "1.2.3", version)
(repository / "new").write_text("")
refused("?? new")
(repository / "new").unlink()
with open(repository / "CMakeLists.txt", "a") as file:
    file.write("#\n")
refused(" M CMakeLists.txt")
git("checkout", "-q", ".")

tarballs = []
for output in ["one", "two"]:
    done = release(output)
    assert done.returncode == 0, done
    tarballs.append(folder / output / f"memtrace-{version}.tar.xz")
assert tarballs[0].read_bytes() == tarballs[1].read_bytes()
subprocess.run(["sha256sum", "--quiet", "-c", f"{tarballs[0].name}.sha256"],
               cwd=folder / "one", check=True)
with tarfile.open(tarballs[0]) as tar:
    names = {name for name in tar.getnames()
             if tar.getmember(name).isfile()}
assert names == {f"memtrace-{version}/{name}" for name in [*FILES, *TEXTS]}
