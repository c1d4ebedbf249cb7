"""Scenes that draw in other scenes: one walk that reads each file once and never in circles."""
from __future__ import absolute_import, division, print_function, unicode_literals

import os

from analyzers import tables
from analyzers.errors import SceneNotRead, UnknownScene

DEEPEST = 64
"""References nested deeper than this are a slip or an attack."""


def follow(scene, read, find, disk, tips):
    """Fills ``resolved``, ``found`` and ``scene`` of every reference below ``scene``.

    ``read`` returns the Scene in a file, ``find`` the places of (path, file rule), ``tips``
    takes what went wrong. A scene that is drawn in twice is one Scene with two references;
    a link that would close a circle is not made, so the whole stays a tree to walk.
    """
    _Walk(read, find, disk, tips, tables.load("%s/nodes.json" % scene.dcc)["references"]).follow(
        scene, [scene.path]
    )


class _Walk(object):
    """What one walk remembers: the scenes read so far, by path; None for those that failed."""

    def __init__(self, read, find, disk, tips, table):
        self.read = read
        self.find = find
        self.disk = disk
        self.tips = tips
        self.table = table
        self.scenes = {}

    def follow(self, scene, above):
        """Follows the references of one scene; ``above`` are the paths of those around it."""
        kept = []
        known = False  # whether the last reference at the top was read, and says the rest itself
        for reference in scene.references:
            if reference.depth > 1 and known:
                continue
            self.look_up(reference, scene)
            if reference.depth == 1:
                reference.scene = self.child(reference, above)
                known = reference.scene is not None
            kept.append(reference)
        scene.references = kept

    def look_up(self, reference, scene):
        """Looks for the file of a reference; without a file rule, as seen from its own scene."""
        candidates, natural, _ = self.find(reference.path, self.table["rule"] or scene.path)
        if reference.resolved:  # the DCC has looked it up itself
            candidates, natural = [reference.resolved] + candidates, 0
        found = self.disk.first(candidates)
        reference.found = found is not None
        reference.resolved = found or (candidates[natural] if candidates else None)

    def child(self, reference, above):
        """Returns the scene a reference draws in, or None with a tip that says why not."""
        path = reference.resolved
        if reference.scene is not None:  # read by the DCC with the scene around it
            self.follow(reference.scene, above + [path])
            return reference.scene
        if not reference.found or not reference.loaded:
            return None
        suffix = os.path.splitext(path)[1].lower()
        if suffix in self.table["unread"]:
            self.tips.add("reference_not_read", "%s: %s files are not read yet" % (path, suffix))
        if suffix not in self.table["scenes"]:
            return None
        if path in above:
            self.tips.add("reference_cycle", " > ".join(above[above.index(path) :] + [path]))
            return None
        if len(above) > DEEPEST:
            self.tips.add("too_deep", path)
            return None
        if path not in self.scenes:
            self.scenes[path] = self.open(path)
            if self.scenes[path] is not None:
                self.follow(self.scenes[path], above + [path])
        return self.scenes[path]

    def open(self, path):
        try:
            return self.read(path)
        except (SceneNotRead, UnknownScene) as err:
            self.tips.add("reference_not_read", err.text)
            return None
