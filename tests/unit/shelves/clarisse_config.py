"""Reads what Clarisse reads when it starts: clarisse.env, shelf files, scripts as text.

Source: shelf.cfg and clarisse.env of public add-ons (see data/install.json).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re


def variables(path, separator=os.pathsep):
    """Returns {variable: [value]} of a clarisse.env; of two lines the last counts."""
    found = {}
    with io.open(path, encoding="utf-8") as stream:
        for line in stream.read().splitlines():
            name, mark, value = line.partition("=")
            if mark and not line.startswith("#"):
                found[name.strip()] = [part for part in value.split(separator) if part]
    return found


def shelf(path):
    """Returns [(category, {key: value})] of the items of a shelf file, with full paths."""
    with io.open(path, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    assert lines[0].startswith("#Isotropix_Serial_Version")
    stack, found = [], []
    for line in lines[1:]:
        words = re.findall(r'"(?:[^"\\]|\\.)*"|\S+', line)
        if words[-1:] == ["{"]:
            stack.append(words[:-1])
            if words[0] == "shelf_item":
                assert [row[0] for row in stack] == ["shelf", "slot", "category", "shelf_item"]
                found.append((stack[2][1].strip('"'), {}))
        elif words == ["}"]:
            stack.pop()
        elif words and stack[-1][0] == "shelf_item":
            value = words[1].strip('"')
            if value.startswith("./"):
                value = os.path.join(os.path.dirname(path), value[2:])
            found[-1][1][words[0]] = value
    assert not stack
    return found


def run(path, ix):
    """Runs a script as Clarisse does: its text, with ``ix`` and without ``__file__``."""
    with io.open(path, encoding="utf-8") as stream:
        code = compile(stream.read().encode("utf-8"), "<string>", "exec", 0, True)
    exec(code, {"ix": ix, "__name__": "__main__"})  # noqa: S102
