"""Where Clarisse looks for a file: variables of the project that writes the path, then beside it.

Source: Clarisse user guide 5.0, global variables: ``$NAME``, ended by any sign that is no
letter, digit or underscore; ``:`` ends a name and vanishes (``$F:_final``).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers import paths, tables
from analyzers.clarisse.names import TABLE

_VARIABLE = re.compile(
    r"\$\{(\w+)\}|\$(\d{0,2}F)(?!\w)(:?)|\$([A-Za-z_]\w*)(?::(?![/\\]))?|%(\w+)%"
)


class Places(object):
    """Turns a path as written into the places to look for it, in order."""

    def __init__(self, scene_path, environment):
        self.scene_path = scene_path
        self.environment = environment
        self.table = tables.load(TABLE)["variables"]

    def candidates(self, written, rule=None):
        """Returns (places to look, index of the natural one, unknown variables) for a path.

        ``rule`` is the project that writes the path, which has its own folder; None is the
        project that is analyzed. A path with an unknown variable has no place.
        """
        scene = rule or self.scene_path
        path, unknown = self.filled(paths.slashes(written.strip()), scene)
        if unknown or not path:
            return [], 0, unknown
        return [paths.join(paths.split(scene)[0], path)], 0, unknown

    def filled(self, path, scene):
        """Returns (path with its variables replaced, names of unknown ones); $F stays."""
        unknown = []
        values = self.values(scene)

        def value(match):
            braced, frame, ended, name, percent = match.groups()
            if frame is not None:  # without its ":" it would run into the next word
                return "#" * max(1, int(frame[:-1] or 1)) if ended else "$" + frame
            name = braced or name or percent
            if name not in values:
                unknown.append(name)
                return match.group(0)
            return paths.slashes(values[name])

        path = _VARIABLE.sub(value, path)
        if path[:2] in ("~", "~/") and "HOME" in values:
            path = values["HOME"] + path[1:]
        return path, unknown

    def values(self, scene):
        """Returns the variables as a project has them: its own go before the environment."""
        folder, name = paths.split(scene)
        values = dict(self.environment)
        values.update((key, folder.rstrip("/") or "/") for key in self.table["folder"])
        values.update((key, name) for key in self.table["name"])
        return values
