# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# functions.py: the functions of a generated program that ask for memory on
# their own lines.
from statements import effects_of

ATTRIBUTES = ["", "", "", "__attribute__((noinline)) ",
              "__attribute__((always_inline)) "]


class Function:
    """void f(void *argument), which is also what plain libraries call."""
    before, after = (), ()
    loose = ()

    def __init__(self, random, name, unit, body):
        self.name, self.unit, self.body = name, unit, body
        self.attribute = random.choice(ATTRIBUTES)
        self.may_be_static = random.random() < .3
        self.effects = effects_of(body)

    def bodies(self):
        return [self.body]

    def prototypes(self):
        return [f"void {self.name}(void *argument)"]

    def render(self, w, linkage):
        w.helpers(self.body)
        w.put(f"{linkage}{self.attribute}void {self.name}(void *argument) {{")
        w.put("(void)argument;")
        w.block(self.body)
        w.put("}")

    def run(self, m):
        m.run(self.body)


class Pair:
    """Two functions that call each other, at their ends or amid them."""
    may_be_static = True

    def __init__(self, random, name, unit, bodies):
        self.name, self.unit = name, unit
        self.before, self.after, self.other = bodies
        self.call = random.choice(
            ["MUSTTAIL return {f}({a});", "return {f}({a});", "{f}({a});"])
        if "return" in self.call:
            self.after = []
        self.effects = effects_of(*bodies)

    def bodies(self):
        return [self.before, self.after, self.other]

    def prototypes(self):
        return [f"void {self.name}(void *left)",
                f"void {self.name}_other(void *left)"]

    def render(self, w, linkage):
        call = "  " + self.call.format(f=self.name + "{o}",
                                       a="(void *)((size_t)left - 1)")
        w.helpers(self.before, self.other, self.after)
        w.put(f"{linkage}void {self.name}(void *left) {{")
        w.block(self.before)
        w.put("  if (left) {")
        self.sites = [w.put(call.replace("{o}", "_other"))]
        w.put("  }")
        w.block(self.after)
        w.put("}")
        w.put(f"{linkage}void {self.name}_other(void *left) {{")
        w.block(self.other)
        w.put("  if (left) {")
        self.sites.append(w.put(call.replace("{o}", "")))
        # The second is at the end of its function however it is written.
        self.loose = self.sites if "return" in self.call else self.sites[1:]
        w.put("  }")
        w.put("}")

    def run(self, m, depth, other=False):
        m.run(self.other if other else self.before)
        if depth:
            with m.calling(self.sites[other]):
                self.run(m, depth - 1, not other)
        if not other:
            m.run(self.after)
