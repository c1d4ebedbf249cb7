"""What parameters hold at a frame: texts with variables, expressions, channels, takes.

``of(scene)`` gives the Evaluator of a scene, ``prepare`` tells it the environment first. A
live reader (``scene.info["live"]``) is asked before anything is worked out here. What cannot be
worked out is a Result that is not known: its reason says what only Houdini can do, its
value is the text as written, or what the scene file cached where that can be trusted.

Source: SideFX help (see variables, functions, syntax); saved scenes of Houdini 11 to 21:
cached values of $FSTART and the like are often 0, cached texts from 19.0 on often the
expression itself; a take holds what differs from its parent, the parameters those of the
take that was current; what a segment does not say of its values is 0.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers.houdini.expressions import caches, keys, syntax
from analyzers.houdini.expressions.interpret import Place
from analyzers.houdini.expressions.moving import tokened
from analyzers.houdini.expressions.tuples import Tuples
from analyzers.houdini.expressions.unknown import WORK, NotKnown
from analyzers.houdini.expressions.values import (
    SWITCH,
    WILD,
    is_moving,
    is_number,
    is_text,
    is_wild,
    moving,
    number,
    text,
    tokens,
)
from analyzers.houdini.expressions.variables import Variables
from analyzers.houdini.expressions.work import Deeper, Run, Work
from analyzers.houdini.operators import Operator
from analyzers.scene import Row

MOST_KEPT = 50000
INFO = "evaluation"


class Result(Row):
    """A value and how it was come by.

    ``value`` is text or a float; one that is not ``known`` is the text as written (None for a
    number), or the ``cached`` value, and ``reason`` says what is needed. A ``wild`` one holds a
    "*" for what only the farm knows.
    """

    __slots__ = ("value", "known", "reason", "cached", "wild")

    def __init__(self, value, known=True, reason=None, cached=False, wild=False):
        self.value = value
        self.known = known
        self.reason = reason
        self.cached = cached
        self.wild = wild

    @property
    def trusted(self):
        """Whether the value counts: it is known, or was cached where that can be trusted."""
        return self.known or self.cached


class Problem(Row):
    """Why a parameter is not known: the ``reason`` as text, its ``kind`` (see unknown.NotKnown).

    ``cached`` says whether the scene file holds a value of it that can be trusted.
    """

    __slots__ = ("reason", "kind", "cached")

    def __init__(self, reason, kind=None, cached=False):
        self.reason = reason
        self.kind = kind
        self.cached = cached


def prepare(scene, environment):
    """Tells the evaluators of a scene the environment; before the first ``of``."""
    given = dict(environment)
    scene.info[INFO] = {"environment": given, "takes": OrderedDict(), "work": Work()}


def of(scene, take=None, given=None):
    """Returns the Evaluator of a take, made once; None is the scene as it was saved.

    Variables that are ``given`` go before all others, {"SLICE": "0"}. All that were made stand
    in ``scene.info[INFO]["takes"]``.
    """
    if INFO not in scene.info:
        prepare(scene, {})
    held = scene.info[INFO]
    key = take, tuple(sorted((given or {}).items()))
    if key not in held["takes"]:
        held["takes"][key] = Evaluator(scene, held["environment"], take, given)
    return held["takes"][key]


def problems(scene):
    """Returns {(node path, parameter): Problem} of all Evaluators of a scene, the first of each."""
    found = OrderedDict()
    for values in scene.info.get(INFO, {"takes": {}})["takes"].values():
        for key, problem in values.problems.items():
            found.setdefault(key, problem)
    return found


class Evaluator(object):
    """Works out parameters of a scene, as a take has them.

    It is made by ``of``. ``problems`` maps (node path, parameter) to the Problem why it is not
    known.
    """

    def __init__(self, scene, environment, take=None, given=None):
        self.scene = scene
        self.take = take
        self.problems = OrderedDict()
        self.variables = Variables(scene, environment, given)
        self.options = _options(scene.info.get("context_options") or {})
        is_as_open = take in (None, scene.info.get("take")) and not given
        self.live = scene.info.get("live") if is_as_open else None
        self.tuples = Tuples(scene, take)
        self.work = scene.info[INFO]["work"] if INFO in scene.info else Work()
        self._trees = {}
        self._values = {}

    # -- questions from outside -----------------------------------------------------------------

    def text(self, node, name, frame=None):
        """Returns the Result of a parameter as text, by the name of its tuple or component."""
        return self._live(node, name, frame) or _shown(self._answer(node, name, "text", frame))

    def number(self, node, name, frame=None):
        """Returns the Result of a parameter as a float; a switch is 1 or 0."""
        live = self._live(node, name, frame)
        if live is None:
            return self._answer(node, name, "number", frame)
        found = SWITCH.get(live.value)
        if found is None and is_number(live.value):
            found = float(live.value)
        if found is None:  # the name of a choice in a menu
            return self._answer(node, name, "number", frame)
        return Result(found)

    def is_on(self, node, name):
        """Returns whether a switch is on; None when there is none, or it is not known."""
        if self.tuples.find(self._operator(node), name) is None:
            return None
        found = self.number(node, name)
        return bool(found.value) if found.known or found.cached else None

    def template(self, node, name):
        """Returns the Result of a text for all frames: the frame is a token, "<F4>"."""
        found = self._answer(node, name, "text", None, marking=True)
        if not found.known and self.live is not None:
            live = tokened(self.live, self._operator(node).name, name, self.variables.frame)
            return _shown(found) if live is None else Result(live)
        return _shown(found)

    def expand(self, written, node, frame=None, marking=False):
        """Returns the Result of a text as if it stood in a parameter of a node.

        ``marking`` leaves the frame as a token, as ``template`` does.
        """
        run = Run(self, marking)
        place = Place(run, self._operator(node), self._frame(frame))
        try:
            found = text(run.settle(lambda: place.expand(written)))
        except NotKnown as err:
            return Result(written, False, err.reason)
        except RuntimeError:  # deeper than the interpreter goes
            return Result(written, False, "references nested too deep")
        return _shown(Result(found))

    def _live(self, node, name, frame):
        if self.live is None:
            return None
        found = self.live.text(self._operator(node).name, name, self._frame(frame))
        return None if found is None else Result(found)

    def _answer(self, node, name, want, frame, marking=False):
        """Returns the Result of a parameter; notes the reason when it is not known."""
        node, run = self._operator(node), Run(self, marking)
        frame = self._frame(frame)
        try:
            found = run.settle(lambda: self.value(run, node, name, want, frame))
            return Result(found, wild=is_wild(found))
        except NotKnown as err:
            reason, kind = err.reason, err.kind
        except RuntimeError:  # deeper than the interpreter goes
            reason, kind = "references nested too deep", None
        self._note(node, name, reason, kind)
        return self._fallback(node, name, want, frame, reason)

    def _note(self, node, name, reason, kind):
        """Notes why a parameter is not known; that the scene is too much work only once."""
        if kind == WORK:
            if self.work.told:
                return
            self.work.told = True
        now = self._frame(None)
        found = [self._fallback(node, name, want, now, reason) for want in ("number", "text")]
        cached = any(one.cached for one in found)
        self.problems[node.name, name] = Problem(reason, kind, cached)

    def _fallback(self, node, name, want, frame, reason):
        """Returns the Result of what is not known: cached, or as written."""
        found = self.tuples.find(node, name)
        if found is None:
            return Result(None if want == "number" else "", False, reason)
        parm, at = found
        written = parm.values[at] if at < len(parm.values) else ""
        channel = self._channel(node, parm, at)
        if channel is not None:
            segment = keys.segment(channel, self.variables.seconds(frame))
            is_now = abs(frame - self.variables.frame) < 1e-6
            cached = keys.trusted(written, segment, want, is_now)
            if cached is not None:
                return Result(cached, False, reason, cached=True)
            written = segment.expression
        return Result(None if want == "number" else written, False, reason)

    # -- questions from expressions -------------------------------------------------------------

    def tree(self, expression):
        """Returns the tree of an expression, parsed once.

        Raises:
            NotKnown: it is none.
        """
        if expression not in self._trees:
            if len(self._trees) > MOST_KEPT:
                self._trees.clear()
            try:
                self._trees[expression] = syntax.parse(expression)
            except NotKnown as err:
                self._trees[expression] = err.again()
        found = self._trees[expression]
        if isinstance(found, NotKnown):
            raise found.again()
        return found

    def value(self, run, node, name, want, frame):
        """Returns a parameter as "text", "number" or "either" of them.

        Raises:
            NotKnown: it cannot be worked out.
        """
        key = (node.name, name, want, frame, run.marking)
        if key not in self._values:
            self.keep(key, run, node)
        found, moved = self._values[key]
        run.moved = run.moved or moved
        if isinstance(found, NotKnown):
            raise found.again()
        return found

    def give_up(self, keys, reason):
        """Remembers of values that they are not known, for the ``reason`` in a NotKnown."""
        for key in keys:
            self._values[key] = reason.again(), False

    def keep(self, key, run, node=None):
        """Works out a value once; remembers it, and why it is not known.

        Raises:
            NotKnown: it refers to itself, or took too many steps from here.
            Deeper: it has to be asked for before what refers to it.
        """
        is_first = not run.steps
        begun, is_done = run.begin(key), True
        before, run.moved = run.moved, False
        try:
            run.deeper()
            found = self._worked_out(run, node or self.scene.nodes[key[0]], *key[1:4])
        except NotKnown as err:
            if err.passing and not is_first:
                raise
            found = err.again()
        except Deeper:
            is_done = False
            raise
        finally:
            run.end(begun, is_done)
            moved, run.moved = run.moved, run.moved or before
        if len(self._values) > MOST_KEPT:
            self._values.clear()
        self._values[key] = found, moved

    def _worked_out(self, run, node, name, want, frame):
        found = self.tuples.find(node, name)
        if found is None:
            raise NotKnown("no parameter %s on %s" % (name, node.name))
        parm, at = found
        place = Place(run, node, frame, parm.driven.get(at))
        if at in parm.driven:
            channel = self._channel(node, parm, at)
            if channel is None:
                raise NotKnown("the channel %s is not in the file" % parm.driven[at])
            value = self._driven(place, channel, name)
        else:
            value = self._plain(place, parm.name, parm.values[at], want)
        if want == "text":
            return text(value)
        if want == "number" or not is_text(value):
            return moving(number(value), value)
        return value

    def _plain(self, place, name, written, want):
        """Returns the value of a component that nothing drives."""
        if want != "text":
            if is_number(written):
                return number(written)
            found = self.tuples.choice(name, written)
            if found is not None:
                return found
        return place.expand(written)

    def _driven(self, place, channel, name):
        """Returns the value of a channel."""
        try:
            return keys.value(place, channel, self.variables.seconds(place.frame))
        except NotKnown as err:
            if err.passing or not caches.is_cache(place.node, name):
                raise
        return caches.value(place, name)

    def _channel(self, node, parm, at):
        return self.tuples.channel(node, parm.driven[at]) if at in parm.driven else None

    def channel(self, place, path, want, frame=None):
        """Returns the value of the parameter at a path, as an expression of a place asks for it."""
        node, name = self.tuples.split(place.node, path)
        frame = place.frame if frame is None else frame
        return self.value(place.run, node, name, want, frame)

    def raw(self, place, path):
        """Returns the parameter at a path as written, its expression if it has one."""
        node, name = self.tuples.split(place.node, path)
        parm, at = self.tuples.find(node, name)
        channel = self._channel(node, parm, at)
        if channel is not None:
            return keys.segment(channel, self.variables.seconds(place.frame)).expression
        return parm.values[at]

    def _operator(self, node):
        return node if isinstance(node, Operator) else self.scene.nodes[node]

    def _frame(self, frame):
        return float(self.variables.frame if frame is None else frame)


def _shown(found):
    """Returns a Result with the marks in its text turned to tokens."""
    if not found.known or not (is_moving(found.value) or is_wild(found.value)):
        return found
    return Result(tokens(found.value), wild=WILD in found.value)


def _options(rows):
    """Returns {name: value} of context options."""
    return dict((name.lstrip("@"), value) for name, value in rows.items())
