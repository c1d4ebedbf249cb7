"""Finding nodes by path, and parameters by the name of a tuple or a component, as a take has them.

A tuple of one has one component of its own name. Others are named by numbers, ``f1 f2 f3``, or
by letters, ``tx ty tz``; where a component is driven the scene says its name.

Source: SideFX help, parameter templates, naming schemes; saved scenes.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import tables
from analyzers.houdini.expressions.unknown import NotKnown
from analyzers.houdini.expressions.values import SWITCH

TABLE = "houdini/functions.json"
_SCHEMES = (
    dict((letter, at) for at, letter in enumerate("xyzw")),
    dict((letter, at) for at, letter in enumerate("rgba")),
    dict((letter, at) for at, letter in enumerate("uvw")),
    {"min": 0, "max": 1},
    {"start": 0, "end": 1},
    {"begin": 0, "end": 1},
)
_NUMBERED = re.compile(r"(.*?[^\d])(\d{1,4})\Z", re.S)
MOST_TAKES = 1000


def path_from(node, path):
    """Returns the full path that ``path`` means at the node path ``node``."""
    path = path.strip()
    if path.startswith("op:"):
        path = path[3:]
    kept = [] if path.startswith("/") else [part for part in node.split("/") if part]
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def above(path):
    """Yields the paths of the nodes around one, nearest first, without "/"."""
    path = path.rpartition("/")[0]
    while path:
        yield path
        path = path.rpartition("/")[0]


class Tuples(object):
    """The parameters of the nodes of a scene, those that a take changes as it has them.

    ``changed`` is {(node path, tuple name): Parm} of what the take and those above it change,
    nothing of it for the take that was current at save: the parameters are its own.
    """

    def __init__(self, scene, take=None):
        self.scene = scene
        self.changed, self._channels = _changed(scene, take)
        self.menus = tables.load(TABLE)["menus"]
        self._driven = {}

    def parm(self, node, name):
        """Returns the Parm of a tuple, or None."""
        return self.changed.get((node.name, name)) or node.attrs.get(name)

    def channel(self, node, name):
        """Returns the Channel that drives the component ``name``, or None."""
        found = self._channels.get((node.name, name)) or node.channels.get(name)
        return found if found is not None and found.segments else None

    def find(self, node, name):
        """Returns (Parm, position) of a tuple's first component or of a component, or None."""
        whole = self.parm(node, name)
        if whole is not None and len(whole.values) == 1:
            return whole, 0
        found = self._by_channel(node, name) or self._by_name(node, name)
        if found is None and whole is not None and whole.values:
            return whole, 0
        return found

    def choice(self, name, written):
        """Returns the number that a word of a switch or of a menu stands for, or None."""
        if written in SWITCH and name not in self.menus:
            return SWITCH[written]
        words = self.menus.get(name, ())
        return float(words.index(written)) if written in words else None

    def _by_channel(self, node, name):
        """Returns where a component of this name is driven, or None."""
        if name not in node.channels and (node.name, name) not in self._channels:
            return None
        if node.name not in self._driven:
            rows = self._driven[node.name] = {}
            for parm_name in node.attrs:
                parm = self.parm(node, parm_name)
                for at, channel in parm.driven.items():
                    if at < len(parm.values):
                        rows.setdefault(channel, (parm, at))
        return self._driven[node.name].get(name)

    def _by_name(self, node, name):
        """Returns where the schemes of names put a component, or None."""
        match = _NUMBERED.match(name)
        if match:
            found = self._at(node, match.group(1), int(match.group(2)) - 1)
            if found is not None:
                return found
        for scheme in _SCHEMES:
            for ending, at in scheme.items():
                if name.endswith(ending):
                    found = self._at(node, name[: -len(ending)], at)
                    if found is not None:
                        return found
        return None

    def _at(self, node, name, at):
        parm = self.parm(node, name) if name else None
        return (parm, at) if parm is not None and 0 <= at < len(parm.values) > 1 else None

    def path(self, node, path):
        """Returns the full path of what a path means at a node (an Operator or its path)."""
        return path_from(getattr(node, "name", node), path)

    def operator(self, node, path):
        """Returns the Operator at a path.

        Raises:
            NotKnown: it is not in the file.
        """
        found = self.path(node, path)
        if found not in self.scene.nodes:
            raise NotKnown(self._absent(found))
        return self.scene.nodes[found]

    def split(self, node, path):
        """Returns (Operator, name) of the parameter at a path.

        Raises:
            NotKnown: it is not in the file.
        """
        folder, slash, name = path.strip().rpartition("/")
        found = self.operator(node, folder or ("/" if slash else "."))
        if self.find(found, name) is None:
            raise NotKnown("no parameter %s on %s" % (name[:60], found.name))
        return found, name

    def has_node(self, node, path):
        """Returns 1.0 or 0.0: whether a node is there."""
        found = self.path(node, path)
        if found not in self.scene.nodes and self._asset(found):
            raise NotKnown(self._absent(found))
        return float(found in self.scene.nodes)

    def has_channel(self, node, path):
        """Returns 1.0 or 0.0: whether a parameter is there."""
        folder, slash, name = path.strip().rpartition("/")
        if not self.has_node(node, folder or ("/" if slash else ".")):
            return 0.0
        found = self.operator(node, folder or ("/" if slash else "."))
        return float(self.find(found, name) is not None)

    def _asset(self, path):
        """Returns the locked asset that a path goes into, or None."""
        around = next((path for path in above(path) if path in self.scene.nodes), None)
        return around if around and self.scene.nodes[around].locked else None

    def _absent(self, path):
        asset = self._asset(path)
        if asset:
            return "what is inside the asset %s" % asset
        return "no node %s in the scene" % path[:200]


def _changed(scene, take):
    """Returns ({(node path, tuple name): Parm}, {(node path, component): Channel}) of a take.

    A take that is not there changes nothing.
    """
    parms, channels = OrderedDict(), {}
    takes = scene.info.get("takes") or {}
    if take is None or take == scene.info.get("take"):
        return parms, channels
    seen = set()
    while take in takes and take not in seen and len(seen) < MOST_TAKES:
        seen.add(take)
        for key, parm in takes[take].parms.items():
            if key in parms:
                continue
            parms[key] = parm
            for name in parm.driven.values():
                if (key[0], name) in takes[take].channels:
                    channels[key[0], name] = takes[take].channels[key[0], name]
        take = takes[take].parent
    return parms, channels
