"""What a scene says of itself: licence, time, takes, variables, libraries."""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers import tables
from analyzers.houdini.tablenames import FILES


def facts(scene):
    """Returns the facts of a scene for the answer: texts, numbers, lists and objects of texts.

    ``time_range`` is the global range in frames ($FSTART to $FEND), ``playbar`` that of the
    playbar; ``variables`` are those that somebody has set, not the ones of every scene. What the
    scene does not say is None.
    """
    info = scene.info
    own = tables.load(FILES)["variables"]["own"]
    variables = info.get("variables") or {}
    return OrderedDict(
        [
            ("licence", info.get("licence")),
            ("time_range", _pair(info.get("time_range"))),
            ("playbar", _pair(info.get("playbar"))),
            ("frame", info.get("frame")),
            ("take", info.get("take")),
            ("takes", list(info.get("takes") or ())),
            (
                "variables",
                OrderedDict(
                    (name, value)
                    for name, value in variables.items()
                    if name not in own and not name.startswith("_")
                ),
            ),
            ("libraries", list(info.get("libraries") or ())),
        ]
    )


def _pair(numbers):
    return None if numbers is None else list(numbers)
