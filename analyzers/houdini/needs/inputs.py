"""The files that the nodes of a scene read, parameter by parameter.

What a node does not use is told but neither sent nor missed: a bypassed node keeps the role of
its files, one whose own switch is off says "declared". A value that is only what a new node
says counts when it is on disk or switched on.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables
from analyzers.houdini import evaluate, words
from analyzers.houdini.needs import produced
from analyzers.houdini.needs.kinds import INPUT, Kinds, suspected
from analyzers.houdini.places import ANY, EACH_FOLDER, ON_DISK, tokened
from analyzers.houdini.tablenames import FILES
from analyzers.scene import FileRef

MOST_SUSPECTS = 10000
LONGEST = 32767
"""Signs in a path; Windows takes no more, and no other system as many."""


class Inputs(object):
    """What is found in the nodes of one scene; each (node, parameter, places) is told once."""

    def __init__(self, scene, find, sequences, frame=None):
        """``sequences`` say what is asked for, ``frame`` is the one to name where all lack."""
        self.scene = scene
        self.find = find
        self.sequences = sequences
        self.frame = frame
        self.long = OrderedDict()
        self.kinds = Kinds(scene.info.get("definitions"))
        used = tables.load(FILES)["roles"]["used"]
        self.declared, self.suspected = used["declared"], used["suspected"]
        self.values = evaluate.of(scene)
        self.known = set()
        self.asked = set()
        self._bypassed = {"": False}

    def every(self):
        """Returns the FileRefs of all nodes."""
        return [ref for node in self.scene.nodes.values() for ref in self.of_node(node)]

    def of_take(self, take):
        """Returns what the files of the nodes that a take changes become in it."""
        self.values = evaluate.of(self.scene, take)
        changed = set(name for name, _ in self.values.tuples.changed)
        nodes = [node for name, node in self.scene.nodes.items() if name in changed]
        found = [ref for node in nodes for ref in self.of_node(node)]
        self.values = evaluate.of(self.scene)
        return found

    def of_node(self, node):
        """Yields the FileRefs of one node."""
        for name, row in self.kinds.files(node):
            self.asked.add((node.name, name))
            for ref in self.of_parm(node, name, row):
                yield ref

    def of_parm(self, node, name, row):
        """Yields the FileRefs of a parameter that ``row`` says holds a file."""
        parm = self.values.tuples.parm(node, name)
        if parm is None or not parm.values or self.is_nothing(parm):
            return
        used = self.is_used(node, row)
        is_default = not parm.driven and parm.values[0].strip() in row.get("defaults", ())
        if used is not True and (is_default and used is False or row.get("direction") == "both"):
            return
        value, is_sure = self.value(node, name, row, parm)
        if used is not False and max(len(value), len(parm.values[0])) > LONGEST:
            self.long["%s.%s" % (node.name, name)] = True
            return
        if not self.is_file(value, row):
            return
        # What nobody wrote, or nobody could work out, is no fault when it is not there.
        is_loose = not is_sure or (is_default and not (row.get("when") and used))
        for place in self.places(value) if is_sure is not None else [None]:
            is_there = not is_loose or bool(place and self.find(place, ON_DISK)[0])
            if is_there or not is_default:
                ref = self.ref(node, name, row, parm, value, place)
                ref.needed = used is not False and is_there and not self.is_bypassed(node)
                ref.role = ref.role if used is not False else self.declared
                ref.natural = ref.natural if ref.needed else 0
                if self.is_new(ref):
                    if ref.needed and not is_loose and place == value:
                        ref.frames = self.frames(node, name, row, parm, value)
                    yield ref

    def ref(self, node, name, row, parm, value, place):
        """Returns the FileRef of one place that a value stands for; None: nobody knows where."""
        candidates, natural, _ = self.find(place, None) if place is not None else ([], 0, [])
        if candidates and "<F" in place and place == value:
            text = self.asking(node, row, parm).text(node, name, self.frame).value
            first = self.find(text, None)[0][:1]
            natural = len(candidates) if first else natural
            candidates = candidates + first
        return FileRef(
            _as_written(value) if parm.driven else parm.values[0],
            node.name,
            node.type,
            name,
            where=_where(node, parm),
            role=row.get("role") or self.kinds.role(value),
            candidates=candidates,
            natural=natural,
            expand=row.get("expand"),
        )

    def frames(self, node, name, row, parm, value):
        """Returns the Asked of a sequence in every range of frames that is rendered."""
        if row.get("expand"):
            return []
        values = self.asking(node, row, parm)
        return self.sequences.asked(values, node, name, value, row.get("cut"))

    def is_nothing(self, parm):
        """Returns whether a parameter is empty, or holds what is none of the user's files."""
        written = parm.values[0].strip()
        return not parm.driven and (not written or self.kinds.is_stock(written))

    def is_file(self, value, row):
        """Returns whether an evaluated text names a file."""
        plain = value.replace(ANY, "")
        if "\n" in value or not re.search(r"(?u)\w", plain):
            return False
        if self.kinds.is_stock(value):
            return False
        return not row.get("looks") or self.kinds.looks(value)

    def value(self, node, name, row, parm):
        """Returns (text with tokens, whether Houdini would take just that) of a parameter.

        An expression that only Houdini works out is (its text, None).
        """
        result = self.asking(node, row, parm).template(node, name)
        value, is_sure = (result.value or "").strip(), result.known and not result.wild
        if not result.trusted:
            if parm.driven:
                return value, None
            is_sure = "`" not in value  # a variable that nobody knows is told by its name
            value = re.sub(r"`[^`]*`?", "*", value)
        if row.get("cut"):
            value = value.partition(row["cut"])[0]
        return produced.slices(tokened(value)), is_sure and "*" not in parm.values[0]

    def asking(self, node, row, parm):
        """Returns the Evaluator of a parameter, to which what a merge counts with is anything."""
        names = [self.said(node, other) for other in row.get("merge", ())]
        names = [one for one in names if one] + produced.counted(parm.values[0])
        if not names:
            return self.values
        return evaluate.of(self.scene, self.values.take, dict.fromkeys(names, "*"))

    def places(self, value):
        """Returns one path, or one per folder on disk that tokens in its folders stand for."""
        if paths.tokens(paths.split(value)[0].replace("/", " ")) is None:
            return [value]
        return self.find(value, EACH_FOLDER)[0] or [value]

    def is_used(self, node, row):
        """Returns whether the switches of a row are on; None when that is not known."""
        found = True
        for name, wanted in row.get("when", {}).items():
            said = self.said(node, name)
            if said is None:
                found = None
            elif not words.is_one_of(self.values, node, name, wanted):
                return False
        return found

    def said(self, node, name):
        """Returns what a switch or a menu says; None where there is none or it is not known."""
        if name not in node.attrs:
            return None
        result = self.values.text(node, name)
        return (result.value or "").strip() if result.trusted else None

    def is_bypassed(self, node):
        """Returns whether a node, or one that it stands in, is bypassed."""
        todo = []
        name = node.name
        while name not in self._bypassed:
            todo.append(name)
            name = name.rpartition("/")[0]
        for name in reversed(todo):
            above = self._bypassed[name.rpartition("/")[0]]
            here = self.scene.nodes.get(name)
            self._bypassed[name] = above or (here is not None and "bypass" in here.flags)
        return self._bypassed[node.name]

    def is_new(self, ref):
        key = ref.node, ref.attr, "\n".join(ref.candidates[:1]) or ref.path
        if key in self.known:
            return False
        self.known.add(key)
        return True

    def suspects(self):
        """Returns what looks like a path in parameters that nobody knows, outputs left out."""
        members = self.scene.info.get("members")
        found = []
        for row in members.search(_suspected()) if members else ():
            found += self.suspect(*row)
            if len(found) >= MOST_SUSPECTS:
                break
        return found

    def suspect(self, node, name, component, text, _):
        """Returns the FileRefs of a text that looks like a path."""
        if (node.name, name) in self.asked or component in node.attrs[name].driven:
            return []
        use, row = self.kinds.by_name(name)
        if use == INPUT and component == 0:
            self.asked.add((node.name, name))
            return list(self.of_parm(node, name, row))
        if use is not None or not self.kinds.may_be_input(node, name, text):
            return []
        result = self.values.expand(text, node, marking=True)
        value = result.value if result.known else text
        ref = self.ref(node, name, {"role": self.suspected}, node.attrs[name], value, value)
        ref.path = text
        ref.needed = False
        return [] if self.kinds.is_stock(value) or not self.is_new(ref) else [ref]


def _as_written(value):
    """Returns a text with tokens as Houdini writes them."""
    return re.sub(r"<F(\d*)>", r"$F\1", value).replace(ANY, "*")


def _where(node, parm):
    if not node.member or parm.line is None:
        return None
    return "%s line %s" % (node.member, parm.line)


def _suspected():
    """Returns the expression that the raw parameters of a node must match to be read."""
    ends = sorted(suspected(tables.load(FILES)))
    return r"(?i)\.(?:%s)(?![A-Za-z0-9_])" % "|".join(re.escape(end) for end in ends)
