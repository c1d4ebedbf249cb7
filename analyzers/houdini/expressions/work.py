"""How much work one question may be, and all questions to a scene together.

A step is what takes about a microsecond: an operand, a reference, some hundred characters of a
text. A question ends after MOST_STEPS; a scene has MOST_WORK for all its questions, then each
has FEW_STEPS, which plain variables do with.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers.houdini.expressions.unknown import WORK, NotKnown

MOST_STEPS = 20000
MOST_WORK = 5000000
FEW_STEPS = 100
DEEPEST = 100
REFERENCE = 20
"""Steps of the scene's work that a value takes which another one asks for."""
CHARACTERS = 100
"""Characters of a text that are worth a step."""


class Work(object):
    """The steps ``used`` by all questions to one scene; ``told`` once somebody said it is over."""

    def __init__(self):
        self.used = 0
        self.told = False


class Deeper(Exception):
    """References go deeper than is followed in one go: start afresh from the last one asked."""


class Run(object):
    """One question to the evaluator. ``moved`` says that the frame was asked for.

    ``asked`` are the keys of the values that wait for one another, the first one first.
    """

    def __init__(self, evaluator, marking=False):
        self.evaluator = evaluator
        self.variables = evaluator.variables
        self.take = evaluator.take or evaluator.scene.info.get("take")
        self.marking = marking
        self.moved = False
        self.work = evaluator.work
        self.steps = 0
        self.depth = 0
        self.asked = []
        self._waiting = set()
        self._floor = 0

    def step(self, count=1):
        """Counts steps.

        Raises:
            NotKnown: there were too many.
        """
        self.steps += count
        self.work.used += count
        if self.steps > MOST_STEPS:
            raise NotKnown("more than %d steps to work it out" % MOST_STEPS, passing=True)
        if self.work.used > MOST_WORK and self.steps > FEW_STEPS:
            reason = "more work than %d steps in the whole scene" % MOST_WORK
            raise NotKnown(reason, passing=True, kind=WORK)

    def read(self, characters):
        """Counts the steps of going through a text."""
        if characters >= CHARACTERS:
            self.step(characters // CHARACTERS)

    def deeper(self):
        """Counts a step and a nesting; what ends it sets ``depth`` back.

        Raises:
            NotKnown: there were too many.
            Deeper: there were too many, but fewer from the value that was asked for last.
        """
        self.step()
        if self.depth >= DEEPEST:
            if self.asked and self._floor:
                raise Deeper()
            raise NotKnown("references nested more than %d deep" % DEEPEST)
        self.depth += 1

    def begin(self, key):
        """Begins with a value; returns what ``end`` wants.

        Raises:
            NotKnown: it waits for itself.
        """
        if key in self._waiting:
            raise NotKnown("it refers to itself")
        if self.asked:
            self.work.used += REFERENCE
            if self.work.used > MOST_WORK:
                self.steps += REFERENCE
        before = self._floor, self.depth
        self.asked.append(key)
        self._waiting.add(key)
        self._floor = self.depth
        return before

    def end(self, before, is_done=True):
        """Ends a value, which stays among those ``asked`` when it is not done."""
        self._floor, self.depth = before
        if is_done:
            self._waiting.discard(self.asked.pop())

    def back(self, count):
        """Forgets all that were asked but the first ``count``."""
        while len(self.asked) > count:
            self._waiting.discard(self.asked.pop())

    def settle(self, ask):
        """Returns what ``ask()`` returns; a chain too deep for one go is worked out from its end.

        Where even that is too much, the half of the chain that is farthest from its end is not
        asked for again.

        Raises:
            NotKnown: it cannot be worked out.
        """
        rows = []  # (key, how many were asked before it)
        while True:
            self.back(rows[-1][1] if rows else 0)
            try:
                if not rows:
                    return ask()
                self.evaluator.keep(rows[-1][0], self)
                rows.pop()
            except Deeper:
                rows.append((self.asked[-1], len(self.asked) - 1))
            except NotKnown as err:
                if err.passing:
                    self.evaluator.give_up(self.asked[: (len(self.asked) + 1) // 2], err)
                raise
