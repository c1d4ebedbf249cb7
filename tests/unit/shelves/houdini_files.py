"""Reads what Houdini reads when it starts: text assets, dialog scripts, menus, shelves, packages.

Source: expanded asset folders and dialog scripts as public tools and scenes hold them; Houdini
20.5 help, Customize menus, Tool scripts, Houdini packages.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os
import re
import xml.etree.ElementTree as ElementTree

CODES = {"/": "_1", "_": "__", ":": "_8"}
"""How characters of an operator's name are written in the name of its folder."""

TYPES = ["button", "float", "integer", "label", "ordinal", "string", "toggle"]
FLAGS = ["baseparm", "invisible", "joinnext", "nolabel"]
MENUS = ["menu", "menureplace", "menutoggle"]
ESCAPES = {"n": "\n", "t": "\t"}
VALUES = ["name", "label", "type", "export", "help", "hidewhen", "disablewhen"]


def read(path):
    with io.open(path, encoding="utf-8", newline="") as stream:
        return stream.read()


def encoded(name):
    """Returns the name of the folder of an operator "Driver/x"."""
    return "".join(CODES.get(char, char) for char in name)


def sections(folder):
    """Returns {section name: path} of an asset folder or of one operator in it."""
    lines = read(os.path.join(folder, "Sections.list")).split("\n")
    assert lines[0] == '""' and lines[-1] == ""
    found = {}
    for line in lines[1:-1]:
        name, section = line.split("\t")
        found[section] = os.path.join(folder, name)
    return found


def index(path):
    """Returns the rows of an INDEX__SECTION, [{key: value}]; an empty line ends each."""
    found = []
    for block in filter(None, read(path).split("\n\n")):
        rows = [re.match(r"(\w+): *(.*)$", line).groups() for line in block.split("\n")]
        found.append(dict(rows))
    return found


class Parm(object):
    """A parameter of a dialog script: values, flags, tags and the menu, [(token, label)].

    ``script`` is the text of a menu script; a menu has either.
    """

    def __init__(self):
        self.values = {}
        self.flags = set()
        self.tags = {}
        self.menu = []
        self.script = ""


def tokens(text):
    """Returns the tokens of a dialog script: braces, brackets, words, quoted texts with quotes."""
    pattern = r'#[^\n]*|"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\]"]+'
    rest = re.sub(pattern, "", text)
    assert not rest.strip(), rest
    return [row for row in re.findall(pattern, text) if not row.startswith("#")]


def text_of(token):
    """Returns what a token means."""
    if not token.startswith('"'):
        return token
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match.group(1), match.group(1)), token[1:-1])


def dialog(text):
    """Returns ({key: value}, [Parm]) of a dialog script; anything not understood is an error."""
    rows = tokens(text)[::-1]
    assert rows.pop() == "{"
    head, parms = {}, []
    while rows[-1] != "}":
        word = rows.pop()
        if word == "parm":
            parms.append(_parm(rows))
        elif word == "help":
            head["help"] = _block(rows)
        elif word == "inputlabel":
            number = int(rows.pop())
            head.setdefault("inputs", {})[number] = text_of(rows.pop())
        else:
            assert word in ("name", "script", "label"), word
            head[word] = text_of(rows.pop())
    rows.pop()
    assert not rows
    return head, parms


def _parm(rows):
    made = Parm()
    assert rows.pop() == "{"
    while rows[-1] != "}":
        word = rows.pop()
        if word in FLAGS:
            made.flags.add(word)
        elif word in VALUES:
            assert word not in made.values
            made.values[word] = text_of(rows.pop())
        elif word == "default":
            made.values["default"] = _block(rows)
        elif word == "parmtag":
            key, value = _block(rows)
            made.tags[key] = value
        else:
            assert word in MENUS, word
            made.values["menu"] = word
            _menu(rows, made)
    rows.pop()
    return made


def _menu(rows, made):
    block = _block(rows, keep=True)
    if block[:1] != ["["]:
        words = [text_of(row) for row in block]
        assert len(words) % 2 == 0
        made.menu = list(zip(words[::2], words[1::2]))
        return
    assert block[-2:] == ["language", "python"]
    lines = block[:-2]
    assert lines[::3] == ["["] * (len(lines) // 3) and lines[2::3] == ["]"] * (len(lines) // 3)
    made.script = "\n".join(text_of(row) for row in lines[1::3])


def _block(rows, keep=False):
    assert rows.pop() == "{"
    found = []
    while rows[-1] != "}":
        found.append(rows.pop() if keep else text_of(rows.pop()))
    rows.pop()
    return found


def tools(path):
    """Returns ([(shelf label, [tool name])], {tool name: element}) of a shelf file."""
    root = ElementTree.parse(path).getroot()  # noqa: S314
    assert root.tag == "shelfDocument"
    shelves = [
        (row.get("label"), [member.get("name") for member in row.findall("memberTool")])
        for row in root.findall("toolshelf")
    ]
    return shelves, dict((row.get("name"), row) for row in root.findall("tool"))


def menu(path):
    """Returns (root element, {id: scriptItem}) of a menu file."""
    root = ElementTree.parse(path).getroot()  # noqa: S314
    rows = [row for row in root.iter("scriptItem")]
    assert len(set(row.get("id") for row in rows)) == len(rows)
    return root, dict((row.get("id"), row) for row in rows)


def function_of(text):
    """Returns the source of the function that Houdini makes of an expression or a menu script."""
    return "def expression(kwargs):\n" + "".join(
        "    %s\n" % line for line in text.strip("\n").split("\n")
    )


def houdini_path(packages):
    """Returns the folders that the package files of a folder add to HOUDINI_PATH."""
    found = []
    for name in sorted(os.listdir(packages)):
        if name.endswith(".json"):
            row = json.loads(read(os.path.join(packages, name)))
            paths = row.get("hpath", row.get("path"))
            found += paths if isinstance(paths, list) else [paths]
    return found
