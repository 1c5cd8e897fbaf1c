# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# inputs.py: what the programs work on. The same arguments give the same text.
import json
import random


class Words:
    """Words as they come in a text: few often, many seldom."""

    def __init__(self):
        self.random = random.Random(7)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.all = ["".join(self.random.choices(letters,
                                                k=self.random.randint(2, 14)))
                    for _ in range(3000)]

    def one(self):
        return self.all[int(self.random.random() ** 2 * len(self.all))]

    def some(self, least, most):
        return [self.one() for _ in range(self.random.randint(least, most))]

    def number(self, most):
        return self.random.randint(0, most)


def _record(words, i):
    return {"id": i, "user": words.one(), "tags": words.some(0, 6),
            "score": round(words.random.random() * 1000, 3),
            "nested": {"a": words.number(99), "b": " ".join(words.some(2, 2)),
                       "c": [words.number(9) for _ in range(3)]},
            "ok": words.random.random() < .5, "none": None}


def write_json(path, records):
    words = Words()
    with open(path, "w") as out:
        out.write("[\n" + ",\n".join(json.dumps(_record(words, i))
                                     for i in range(records)) + "\n]\n")


def write_xml(path, records):
    words = Words()
    with open(path, "w") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n'
                  '<root xmlns:x="urn:x">\n')
        for i in range(records):
            out.write(f'<rec id="{i}" x:k="{words.one()}">'
                      f'<name>{words.one()} {words.one()}</name>'
                      f'<v a="{words.number(99)}" b="{words.one()}"/>'
                      f'<!-- {words.one()} -->'
                      f'<t>{words.one()} &amp; {" ".join(words.some(1, 9))}'
                      '</t></rec>\n')
        out.write("</root>\n")


def write_xml_names(path, elements):
    """XML where hardly a name comes twice: declarations, entities, elements in
    each other, attributes, namespaces."""
    words = Words()
    with open(path, "w") as out:
        out.write('<?xml version="1.0"?>\n<!DOCTYPE root [\n')
        for i in range(elements // 10):
            out.write(f'<!ENTITY e{i} "{" ".join(words.some(3, 20))}">\n'
                      f"<!ELEMENT d{i} ({words.one()}|{words.one()}?)*>\n"
                      f'<!ATTLIST d{i} {words.one()} CDATA "{words.one()}">\n')
        out.write("]>\n<root>\n")
        open_names = []
        for i in range(elements):
            name = f"n{i}:{words.one()}"
            out.write(f'<{name} xmlns:n{i}="urn:{words.one()}:{i}" '
                      f'{words.one()}{i}="{words.one()}">'
                      f"{words.one()} &e{i % (elements // 10)};")
            open_names.append(name)
            while len(open_names) > words.number(50):
                out.write(f"</{open_names.pop()}>\n")
        for name in reversed(open_names):
            out.write(f"</{name}>\n")
        out.write("</root>\n")


def write_makefile(path, rules):
    words = Words()
    with open(path, "w") as out:
        out.write("all: " + " ".join(f"t{i}" for i in range(0, rules, 10))
                  + "\n")
        for i in range(rules):
            names = " ".join(word + ".c" for word in words.some(12, 12))
            after = f"t{i + 1}" if i % 10 else ""
            out.write(f"V{i} := $(patsubst %.c,%.o,$(sort {names}))\n"
                      f"t{i}: {after}\n"
                      f"\t@:$(foreach x,$(V{i}),$(subst a,b,$(x)))\n")
        out.write(f"t{rules}:\n")


def write_ninja(path, edges):
    """Returns the names of the files that the rules start from."""
    words, files, edge = Words(), set(), 0
    with open(path, "w") as out:
        out.write("rule cc\n  command = touch $out\n  description = CC $out\n"
                  "rule ln\n  command = cat $in > $out\n")
        while edge < edges:
            objects = []
            for i in range(5 + words.number(35)):
                source, *headers = (f"src/{words.one()}.c",
                                    f"{words.one()}.h", f"{words.one()}.h")
                files.update([source, *headers])
                objects.append(f"o/{words.one()}/{words.one()}_{edge}.o")
                out.write(f"build {objects[-1]}: cc {source} | "
                          f"{' '.join(headers)}\n"
                          f"  flags = -D{words.one()}={i}\n")
                edge += 1
            out.write(f"build lib/{words.one()}_{edge}.a: ln "
                      f"{' '.join(objects)}\n")
    return files


def write_sql(path, rows):
    words = Words()
    with open(path, "w") as out:
        out.write("create table t(id integer primary key, u text, tag text, "
                  "v real, j text);\nbegin;\n")
        for i in range(rows):
            out.write("insert into t(u,tag,v,j) values("
                      f"'{words.one()}','{words.one()}',"
                      f"{words.random.random():f},"
                      f"'{json.dumps(_record(words, i))}');\n")
        out.write(f"""commit;
create index i on t(u, tag);
create view x as select u, group_concat(tag) g, avg(v) a from t group by u;
select sum(length(g)) from x;
select count(*) from (select json_extract(j, '$.nested.a') a,
  json_extract(j, '$.user') u, count(*) from t group by 1, 2);
with recursive c(i, s) as (select 1, 'x' union all
  select i + 1, substr(s || i, -20) from c where i < {rows})
  select count(distinct s) from c;
""")


def write_commands(path, commands):
    """For a Redis server, in its protocol."""
    words = Words()

    def command(out, *parts):
        out.write(f"*{len(parts)}\r\n"
                  + "".join(f"${len(part)}\r\n{part}\r\n" for part in parts))

    script = ("local t={} for i=1,20 do t[i]=KEYS[1]..i end "
              "return #table.concat(t)")
    with open(path, "w", newline="") as out:
        for _ in range(commands):
            kind, key = words.random.random(), words.one()
            if kind < .3:
                command(out, "SET", f"s:{key}:{words.number(200)}",
                        " ".join(words.some(1, 20)))
            elif kind < .5:
                command(out, "HSET", "h:" + key, words.one(), words.one())
            elif kind < .65:
                command(out, "RPUSH", "l:" + key, words.one(), words.one())
            elif kind < .8:
                command(out, "ZADD", "z:" + key, str(words.number(1000)),
                        words.one())
            elif kind < .9:
                command(out, "DEL", f"s:{words.one()}:{words.number(200)}")
            else:
                command(out, "EVAL", script, "1", key)
