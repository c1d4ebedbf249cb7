"""Houdini scenes made of operators by hand, for tests of what evaluates them."""

from __future__ import absolute_import, division, print_function, unicode_literals

import collections

from analyzers.houdini import evaluate
from analyzers.houdini.operators import Channel, Operator, Parm, Segment
from analyzers.scene import Scene

HERE = "/obj/geo1/here"


def scene(path="D:/show/scenes/shot.hip", **info):
    """Returns a Scene without nodes: frames 1 to 240, playbar 10 to 96, at frame 5, 24 fps."""
    made = Scene("houdini", path, "hip")
    made.fps = info.pop("fps", 24)
    made.info.update({"time_range": (1, 240), "playbar": (10, 96), "frame": 5})
    made.info.update(info)
    return made


def driven(expression, cached="0", language="hscript"):
    """Returns a component that an expression drives; a list holds Segments."""
    if not isinstance(expression, list):
        expression = [Segment(0.0, 0.0, expression, language)]
    return (expression, cached)


def node(scene, path, parms=(), kind="Sop/null", **more):
    """Adds a node; ``parms`` maps tuples to a component or a list of them.

    A component is a text, a number, or what ``driven`` returns; its channel is called like the
    tuple where it stands alone, else with a number after it.
    """
    category, _, type_name = kind.partition("/")
    made = Operator(path, type_name, category)
    for name, components in collections.OrderedDict(parms).items():
        rows = components if isinstance(components, list) else [components]
        values, channels = [], {}
        for at, row in enumerate(rows):
            if isinstance(row, tuple):
                channels[at] = name if len(rows) == 1 else "%s%d" % (name, at + 1)
                made.channels[channels[at]] = Channel(channels[at], row[0])
                row = row[1]
            values.append("%s" % (row,))
        made.attrs[name] = Parm(name, values, channels)
    for name, value in more.items():
        setattr(made, name, value)
    scene.nodes[path] = made
    return made


def text_of(written, scene_=None, frame=None, environment=None, **parms):
    """Returns the Result of a text that stands in the parameter ``p`` of a node."""
    scene_ = scene_ if scene_ is not None else scene()
    made = node(scene_, HERE, dict(parms, p=written))
    return evaluate.Evaluator(scene_, environment or {}).text(made, "p", frame)


def value(expression, scene_=None, frame=None, **parms):
    """Returns what an expression between backticks gives, or the reason why it does not."""
    found = text_of("`%s`" % expression, scene_, frame, **parms)
    return found.value if found.known else NotWorkedOut(found.reason)


def number(expression, scene_=None, frame=None, language="hscript", **parms):
    """Returns the number that an expression gives as a channel, or the reason."""
    scene_ = scene_ if scene_ is not None else scene()
    made = node(scene_, HERE, dict(parms, p=driven(expression, "", language)))
    found = evaluate.Evaluator(scene_, {}).number(made, "p", frame)
    return found.value if found.known else NotWorkedOut(found.reason)


class NotWorkedOut(object):
    """A reason; unlike any value."""

    def __init__(self, reason):
        self.reason = reason

    def __repr__(self):
        return "NotWorkedOut(%r)" % (self.reason,)
