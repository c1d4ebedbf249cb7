"""Where Maya looks for a file: the project, its rules and the order of places.

Source: Maya user guide, project windows and file rules; 48 public workspace.mel files;
the order of places from Maya's own behaviour as farm scripts describe it.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re
from collections import OrderedDict

from analyzers import paths, tables

_RULE = re.compile(
    r'workspace\s+-(?:fr|fileRule|rt|renderType|ot|objectType)\s+"([^"]*)"\s+"([^"]*)"'
)
_COPY = re.compile(r"\{\d+\}$")


def project_of(scene_path, disk, table):
    """Returns the project folder of a scene: the nearest folder above with a workspace file.

    Without one, the folder above ``scenes``; else the scene's own folder.
    """
    folder = own = paths.split(scene_path)[0]
    while True:
        if disk.is_file(paths.join(folder, table["file"])):
            return folder
        above = paths.split(folder)[0].rstrip("/") or "/"
        if above == folder or not folder.strip("/"):
            break
        folder = above
    above, name = paths.split(own)
    return above if name.lower() in table["scene_folders"] else own


def rules_of(project, disk, table):
    """Returns {file rule: folder} of a project: Maya's usual ones, then its own."""
    rules = dict(table["rules"])
    rules.update(_RULE.findall(disk.text(paths.join(project, table["file"]))))
    return rules


class Places(object):
    """Turns a path as written into the places to look for it, in order."""

    def __init__(self, project, rules, scene_path, environment):
        self.project = project
        self.rules = rules
        self.folder = paths.split(scene_path)[0]
        self.environment = environment

    def candidates(self, written, rule=None):
        """Returns (places to look, index of the natural one, unknown variables) for a path.

        ``rule`` is the file rule of its kind; the natural place is the one to name when the
        file is in none of them.

        An inner ``//`` marks the project the scene was saved in: what stands behind it is
        looked for in the project of today first. A path with an unknown variable has no place.
        """
        path, unknown = paths.variables(
            _COPY.sub("", paths.slashes(written.strip())), self.environment
        )
        if unknown or not path:
            return [], 0, unknown
        found = []
        inner = path.rfind("//")
        if inner > 0:
            found.append(paths.join(self.project, path[inner + 2 :]))
        natural = len(found)
        folder = self.rules.get(rule)
        if paths.is_absolute(path):
            path = paths.normalise(path)
            found.append(path)
            if folder:
                found += self._in_rule(path, folder, self._usual(rule))
        else:
            found.append(paths.join(self.project, path))
            if folder:
                found.append(paths.join(paths.join(self.project, folder), path))
            found.append(paths.join(self.folder, path))
        found = list(OrderedDict.fromkeys(found))
        return found, min(natural, len(found) - 1), unknown

    @staticmethod
    def _usual(rule):
        return tables.load("maya/nodes.json")["workspace"]["rules"].get(rule) or ""

    def _in_rule(self, path, folder, usual):
        """Returns the places below the rule's folder for an absolute path from elsewhere.

        What stands behind a folder of the rule's name, there or usually, keeps its folders.
        """
        root = paths.join(self.project, folder)
        tails = []
        for name in (folder, usual):
            _, mark, tail = path.rpartition("/" + name.strip("/") + "/")
            tails += [tail] if mark else []
        return [paths.join(root, tail) for tail in tails + [paths.split(path)[1]]]
