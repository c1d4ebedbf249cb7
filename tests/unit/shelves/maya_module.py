"""Reads a module file as Maya does, and the MEL around our Python.

Source: Maya Developer Help 2025, module description files; blank lines end an entry.
"""
from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re


class Module(object):
    """An entry that applies: where its parts lie, and the variables it sets or extends."""

    def __init__(self, name, version, folder):
        self.name = name
        self.version = version
        self.folder = folder
        self.scripts = os.path.join(folder, "scripts")
        self.variables = {}


def load(path, version, platform):
    """Returns the Modules of a file that a Maya of ``version`` on ``platform`` would load."""
    with io.open(path, encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    found, current = [], None
    for line in lines:
        if line.startswith("+ "):
            current = _entry(line, os.path.dirname(path), version, platform)
            found += [current] if current else []
        elif not line.strip():
            current = None
        elif current:
            name, append, relative, value = re.match(
                r"(\w+)\s*(\+?)(:?)=\s*(.*?)\s*$", line
            ).groups()
            value = os.path.join(current.folder, value) if relative else value
            old = current.variables.get(name, "") if append else ""
            current.variables[name] = old + os.pathsep + value if append else value
    return found


def _entry(line, base, version, platform):
    words = line[2:].split(" ")
    conditions = dict(word.split(":", 1) for word in words if re.match("[A-Z]+:", word))
    assert set(conditions) <= {"MAYAVERSION", "PLATFORM", "LOCALE"}
    name, number, folder = [word for word in words if not re.match("[A-Z]+:", word)]
    if conditions.get("MAYAVERSION", version) != version:
        return None
    if conditions.get("PLATFORM", platform) != platform:
        return None
    return Module(name, number, os.path.normpath(os.path.join(base, folder)))


TOKEN = re.compile(
    r'\s+|//[^\n]*|"((?:[^"\\\n]|\\.)*)"|`|[$A-Za-z_]\w*|-[A-Za-z]\w*|\d+|[-+*/=!<>&|;,(){}\[\].]'
)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def tokens(text):
    """Returns the tokens of a MEL file; texts keep their quotes.

    Fails on what no token begins with, on brackets and back quotes that do not close.
    """
    found, at, open_ones, quoted = [], 0, [], False
    pairs = {")": "(", "}": "{", "]": "["}
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match, "no MEL token at %r" % text[at : at + 40]
        at = match.end()
        token = match.group()
        if not token.strip() or token.startswith("//"):
            continue
        quoted = quoted != (token == "`")
        if token in pairs.values():
            open_ones.append(token)
        elif token in pairs:
            assert open_ones and open_ones.pop() == pairs[token]
        found.append(token)
    assert not open_ones and not quoted
    return found


def text_of(token):
    """Returns what a MEL text stands for."""
    return re.sub(r"\\(.)", lambda match: ESCAPES[match.group(1)], token[1:-1])


def python_of(path):
    """Returns the Python of a MEL file: python("...") and buttons whose source type is python."""
    with io.open(path, encoding="utf-8") as stream:
        found = tokens(stream.read())
    snippets = []
    for at, token in enumerate(found):
        if token == "-command":
            own = found[at : found.index(";", at)]
            if "-sourceType" in own and text_of(own[own.index("-sourceType") + 1]) == "python":
                snippets.append(text_of(found[at + 1]))
        elif token.startswith('"') and "python(" in token:
            inner = tokens(text_of(token))
            snippets += [text_of(inner[at + 2]) for at, row in enumerate(inner) if row == "python"]
    return snippets
