"""The frames of a driver: its range, one frame, or those of a work item.

Source: Houdini scenes of 13 to 21; SideFX documentation, output drivers: "Valid Frame Range"
renders the current frame, a range, or a range that may not be widened.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers.errors import FramesError
from analyzers.frames import Frames
from analyzers.houdini import evaluate
from analyzers.houdini.words import has, is_one_of, number_of, word


class Range(object):
    """The ``frames`` of a driver, None when not known; ``fraction``: not all are whole ones."""

    __slots__ = ("frames", "fraction")

    def __init__(self, frames=None, fraction=False):
        self.frames = frames
        self.fraction = fraction


def range_of(values, node, row, table, info):
    """Returns the Range of a driver; what asks for a time range nobody knows is not known.

    ``values`` is the Evaluator of its take, ``info`` what the scene says of itself.
    """
    now = info.get("frame")
    rule = table["frames"][row.get("frames", "usual")]
    if rule is None:
        return Range()
    if "one" in rule and any(
        is_one_of(values, node, name, words) for name, words in rule["one"].items()
    ):
        return Range(_single(_number(values, node, rule["frame"], table)))
    if "mode" in rule and word(values, node, rule["mode"]) in rule["now"]:
        return Range(_single(now))
    names = ["%s%d" % (rule["range"], at) for at in (1, 2, 3)]
    if not has(values, node, names[0]):
        return Range(_single(now))
    start, end, step = (_number(values, node, name, table) for name in names)
    if not has(values, node, names[2]):
        step = 1
    return Range() if None in (start, end, step) else between(start, end, step)


def _number(values, node, name, table):
    """Returns a number, None where it changes with what the scene does not say of its time."""
    scene = values.scene
    unknown = [
        variable
        for key, variables in sorted(table["times"].items())
        if (scene.fps if key == "fps" else scene.info.get(key)) is None
        for variable in variables
    ]
    if unknown:
        probes = (evaluate.of(scene, values.take, dict.fromkeys(unknown, at)) for at in "35")
        first, second = (number_of(probe, node, name) for probe in probes)
        if first != second:
            return None
    return number_of(values, node, name)


def between(start, end, step):
    """Returns the Range from ``start`` to ``end``, which may lie before it.

    The frames of a range that runs down are those it visits, in rising order.
    """
    step = abs(step)
    try:
        if end < start and step > 0:
            start, end = start - int((start - end) / step + 1e-6) * step, start
        frames = _tidy(Frames.from_range(start, end, step))
    except (FramesError, OverflowError, ValueError):
        return Range()
    return Range(frames, step != int(step) or start != int(start))


def _tidy(frames):
    """Returns frames that stand at even distances as one part."""
    if len(frames.parts) < 3:
        return frames
    numbers = [part[0] for part in frames.parts]
    step = numbers[1] - numbers[0]
    if any(two - one != step for one, two in zip(numbers, numbers[1:])):
        return frames
    return Frames([(numbers[0], numbers[-1], step)])


def _single(number):
    try:
        return None if number is None else Frames.from_range(number, number)
    except (FramesError, OverflowError, ValueError):
        return None
