"""Expressions of Houdini as trees: the text of a channel or of what stands between backticks.

A tree is a tuple whose first item says what it is::

    ("number", 1.5)            ("text", text, expands)        ("word", "tx")
    ("variable", "FSTART")     ("attribute", "pdg_index")     ("call", name, [trees])
    ("chain", tree, [(operator, tree)])   operators of one rank, from left to right
    ("unary", "-!", tree)      signs before a tree, the innermost last
    ("index", tree, tree)      ("block", [statements])

Statements are ("return", tree), ("set", name, operator, tree), ("if", tree, block, block),
("while", tree, block, step or None), ("do", tree) and blocks. Nothing is worked out here.

Source: SideFX, Houdini 9.1 and 20.5 help, expression language operators, custom expression
functions, hou.hscriptExpression (a word alone is a text; ``'$F'`` stays, ``"$F"`` is
expanded), quoting; the ranks of the operators are those of C, as saved scenes expect.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

from analyzers.houdini.expressions.unknown import NotKnown
from analyzers.houdini.expressions.variables import ENDED, NAME

MOST_CHARACTERS = 32768
DEEPEST = 32
_RANKED = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_RANKS = dict((word, rank) for rank, words in enumerate(_RANKED) for word in words)
_POWER = ("^", "**")
_TYPES = frozenset(["float", "string", "vector", "vector4", "matrix", "int"])
_BLANK = re.compile(r"\s+")
_BLOCK_BLANK = re.compile(r"(?:\s+|//[^\n]*|#[^\n]*|/\*.*?\*/)+", re.S)
_OPERAND = re.compile(
    r"""(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%(ended)s)
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | \$\{(?P<braced>[^{}]{1,200})\} | \$(?P<variable>%(name)s)
      | @(?P<attribute>%(name)s(?:\.[A-Za-z0-9_]+)*)
      | (?P<word>(?:\.{1,2}(?![A-Za-z0-9_.]))%(path)s | /?[A-Za-z_][A-Za-z0-9_.:]*%(path)s)
      | (?P<sign>[-+!(\[{])"""
    % {"name": NAME, "ended": ENDED, "path": "(?:/[A-Za-z0-9_.:-]+)*"},
    re.S | re.X,
)
_OPERATOR = re.compile(r"\|\||&&|[=!<>+\-*/%]=|\*\*|\+\+|--|[-+*/%^<>=()\[\]{},;]")
_SIGNS = re.compile(r"[-+!\s]*")
_KEYWORD = re.compile(r"(return|if|while|for|else|float|string|vector4?|matrix|int)" + ENDED)
_TARGET = re.compile(r"\$?(%s)\s*(\+\+|--|[-+*/%%]?=(?!=)|(?=;))" % NAME)
_ESCAPE = re.compile(r"\\(.)", re.S)


def parse(text):
    """Returns the tree of an expression or of a block ``{ ... }``.

    Raises:
        NotKnown: the text is no expression, or longer or deeper than people write them.
    """
    if len(text) > MOST_CHARACTERS:
        raise NotKnown("an expression of %d characters" % len(text))
    parser = _Parser(text)
    parser.skip()
    tree = parser.block() if parser.peek() == "{" else parser.expression()
    if parser.at < len(text):
        raise parser.error()
    return tree


class _Parser(object):
    """A cursor over the text; every method leaves it behind the blanks that follow."""

    def __init__(self, text):
        self.text = text
        self.at = 0
        self.depth = 0
        self.blank = _BLANK

    def error(self):
        """Returns the NotKnown that says where the text stopped being an expression."""
        near = " ".join(self.text[self.at : self.at + 20].split())
        return NotKnown("no expression that can be read%s" % (near and ", from '%s' on" % near))

    def skip(self):
        """Passes blanks, and comments where a block has them."""
        match = self.blank.match(self.text, self.at)
        if match:
            self.at = match.end()

    def peek(self):
        """Returns the operator at the cursor, or None."""
        match = _OPERATOR.match(self.text, self.at)
        return match.group(0) if match else None

    def take(self, *operators):
        """Returns the operator at the cursor and passes it, when it is one of these."""
        found = self.peek()
        if found not in operators:
            return None
        self.at += len(found)
        self.skip()
        return found

    def need(self, operator):
        """Passes an operator that must stand here."""
        if not self.take(operator):
            raise self.error()

    def deeper(self):
        """Counts a nesting; what ends it sets ``depth`` back.

        Raises:
            NotKnown: nobody nests that deep.
        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotKnown("an expression nested more than %d deep" % DEEPEST)

    def expression(self, rank=0):
        """Returns the tree of operands joined by operators of this rank or a tighter one."""
        tree = self.power()
        chained = None
        while True:
            operator = self.peek()
            found = _RANKS.get(operator, -1)
            if found < rank:
                return tree
            self.take(operator)
            right = self.expression(found + 1)
            if found == chained:  # a long sum is one chain, not a deep tree
                tree[2].append((operator, right))
            else:
                tree, chained = ("chain", tree, [(operator, right)]), found

    def power(self):
        """Returns operands joined by ``^``; a sign binds tighter: ``-2^2`` is 4."""
        first = self.signed()
        rest = []
        while self.take(*_POWER):
            rest.append(("^", self.signed()))
        return ("chain", first, rest) if rest else first

    def signed(self):
        """Returns an operand with the signs before it."""
        match = _SIGNS.match(self.text, self.at)
        self.at = match.end()
        signs = match.group(0)
        tree = self.operand()
        while self.take("["):
            self.deeper()
            tree = ("index", tree, self.expression())
            self.need("]")
            self.depth -= 1
        signs = re.sub(r"[+\s]", "", signs)
        return ("unary", signs, tree) if signs else tree

    def operand(self):
        """Returns a number, text, name, call or what stands between brackets."""
        match = _OPERAND.match(self.text, self.at)
        if match is None:
            raise self.error()
        kind, found = match.lastgroup, match.group(match.lastgroup)
        if kind == "sign":
            return self.bracketed()
        self.at = match.end()
        if kind == "word" and self.text.startswith("(", self.at) and "/" not in found:
            return ("call", found, self.arguments())
        self.skip()
        if kind == "number":
            return ("number", float(found))
        if kind == "text":
            return ("text", _ESCAPE.sub(_escaped, found[1:-1]), found[0] == '"')
        if kind == "word":
            if self.text.startswith("(", self.at) and "/" not in found:
                return ("call", found, self.arguments())
            return ("word", found)
        return ("attribute", found) if kind == "attribute" else ("variable", found)

    def bracketed(self):
        self.need("(")
        self.deeper()
        tree = self.expression()
        self.depth -= 1
        self.need(")")
        return tree

    def arguments(self):
        """Returns the trees between the brackets of a call."""
        self.need("(")
        self.deeper()
        found = []
        if not self.take(")"):
            found.append(self.expression())
            while self.take(","):
                found.append(self.expression())
            self.need(")")
        self.depth -= 1
        return found

    def block(self):
        """Returns the statements between ``{`` and ``}``."""
        self.blank = _BLOCK_BLANK
        self.need("{")
        self.deeper()
        found = []
        while not self.take("}"):
            if self.at >= len(self.text):
                raise self.error()
            found.append(self.statement())
        self.depth -= 1
        return ("block", found)

    def statement(self):
        """Returns one statement."""
        if self.peek() == "{":
            return self.block()
        if self.take(";"):
            return ("block", [])
        keyword = self.word()
        if keyword == "return":
            found = ("return", self.expression())
            self.take(";")
            return found
        if keyword in ("if", "while", "for"):
            self.deeper()
            found = getattr(self, "_" + keyword)()
            self.depth -= 1
            return found
        found = self.assignment(keyword if keyword in _TYPES else None)
        self.take(";")
        return found

    def word(self):
        """Passes and returns a keyword or the name of a type; None, and the cursor stays."""
        match = _KEYWORD.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        self.skip()
        return match.group(1)

    def assignment(self, kind=None):
        """Returns ``a = 1``, ``a += 1``, ``a++``, ``float a`` or an expression for its own sake."""
        match = _TARGET.match(self.text, self.at)
        if match is None:
            return ("do", self.expression())
        name, operator = match.groups()
        self.at = match.end()
        self.skip()
        if operator in ("++", "--"):
            return ("set", name, operator[0] + "=", ("number", 1.0))
        if not operator:
            return ("set", name, "=", ("text", "", False) if kind == "string" else ("number", 0.0))
        return ("set", name, operator, self.expression())

    def _if(self):
        condition = self.bracketed()
        then = self.statement()
        otherwise = ("block", [])
        before = self.at
        keyword = self.word()
        if keyword == "else":
            otherwise = self.statement()
        else:
            self.at = before
        return ("if", condition, then, otherwise)

    def _while(self):
        condition = self.bracketed()
        return ("while", condition, self.statement(), None)

    def _for(self):
        self.need("(")
        kind = self.word()
        first = self.assignment(kind)
        self.need(";")
        condition = self.expression()
        self.need(";")
        step = self.assignment()
        self.need(")")
        return ("block", [first, ("while", condition, self.statement(), step)])


def _escaped(match):
    """Returns what an escape inside quotes stands for; ``\\$`` stays for the expansion."""
    found = match.group(1)
    if found in "$`":
        return match.group(0)
    return {"n": "\n", "t": "\t"}.get(found, found if found in "\"'\\" else match.group(0))
