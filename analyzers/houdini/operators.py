"""What a Houdini scene is made of beside the neutral model: operators, parameters, channels.

Readers fill these, ``evaluate`` and the rules ask them. Nothing here reads a file.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict

from analyzers.scene import Node, Row


def _read(name):
    """Returns a property that asks the ``stored`` member of its object when first used."""
    slot = "_" + name

    def get(self):
        value = getattr(self, slot)
        if value is None:
            value = getattr(self.stored, name)()
            setattr(self, slot, value)
        return value

    return property(get, lambda self, value: setattr(self, slot, value))


class Nothing(object):
    """What is stored of a node that no file describes."""

    attrs = channels = spare = staticmethod(OrderedDict)
    inputs = staticmethod(list)
    flags = staticmethod(frozenset)

    @staticmethod
    def language():
        return "hscript"


class Operator(Node):
    """A node of Houdini; ``name`` is its full path, "/obj/geo1".

    ``type`` is the operator type as written ("labs::rbd_to_fbx::3.0"), ``category`` that of
    the network it stands in ("Driver", "Sop", ...; "" when not known, "Manager" for /obj and
    its like). ``attrs`` maps names of parameter tuples to Parm, ``channels`` names of
    components to Channel, ``spare`` names of parameters to their kind as the node's own
    definition has it. ``inputs`` are full paths in the order of the inputs, "" where none is
    connected. ``flags`` are the words that are on, ``language`` is that of its expressions.
    All six are read from ``stored`` when first asked for.
    A ``locked`` node is an asset as its library has it; ``member`` is the part of the file
    that holds the parameters.
    """

    __slots__ = (
        "category",
        "locked",
        "member",
        "stored",
        "_attrs",
        "_channels",
        "_spare",
        "_inputs",
        "_flags",
        "_language",
    )

    def __init__(self, name, type, category, parent=None, stored=None):
        self.name = name
        self.type = type
        self.category = category
        self.parent = parent
        self.line = None
        self.lines = {}
        self.shared = False
        self.locked = False
        self.member = None
        self.stored = stored or Nothing
        self._attrs = self._channels = self._spare = None
        self._inputs = self._flags = self._language = None

    @property
    def kind(self):
        """What tables call it: "Category/type"."""
        return "%s/%s" % (self.category, self.type)

    attrs = _read("attrs")
    channels = _read("channels")
    spare = _read("spare")
    inputs = _read("inputs")
    flags = _read("flags")
    language = _read("language")


class Parm(Row):
    """A parameter tuple as written.

    ``values`` are texts, one per component; that of a driven component is the one that was
    cached, which may be stale. ``driven`` maps positions to names of channels. ``line`` is
    the line in the node's member where it stands.
    """

    __slots__ = ("name", "values", "driven", "line")

    def __init__(self, name, values, driven=None, line=None):
        self.name = name
        self.values = values
        self.driven = driven or {}
        self.line = line


class Segment(Row):
    """A stretch of a channel, from ``start`` for ``length`` seconds.

    ``expression`` is its text, ``language`` "hscript" or "python", ``values`` the numbers at
    both ends, None where the file does not say.
    """

    __slots__ = ("start", "length", "expression", "language", "values")

    def __init__(self, start, length, expression, language="hscript", values=(None, None)):
        self.start = start
        self.length = length
        self.expression = expression
        self.language = language
        self.values = values


class Channel(Row):
    """What drives a component: ``segments`` in order."""

    __slots__ = ("name", "segments")

    def __init__(self, name, segments):
        self.name = name
        self.segments = segments


class Take(Row):
    """A take: ``parent`` by name (None at the top), ``parms`` {(node path, tuple name): Parm}.

    A flag that the take changes is a tuple too: ".flags.r" with the value "on" or "off" (r
    render, d display, b bypass). ``channels`` {(node path, component): Channel} drive its
    parameters where ``Parm.driven`` says so.
    """

    __slots__ = ("name", "parent", "parms", "channels")

    def __init__(self, name, parent=None, parms=None, channels=None):
        self.name = name
        self.parent = parent
        self.parms = parms if parms is not None else OrderedDict()
        self.channels = channels if channels is not None else OrderedDict()


class Definition(object):
    """An asset that the scene brings along.

    ``name`` is "Category/type", ``library`` the file it came from ("" when it lives in the
    scene), ``spare`` names of parameters to their kind, or a function that returns them.
    """

    def __init__(self, name, library, spare):
        self.name = name
        self.library = library
        self._spare = spare

    @property
    def spare(self):
        if callable(self._spare):
            self._spare = self._spare()
        return self._spare

    def __repr__(self):
        return "Definition(%r, %r)" % (self.name, self.library)


class ParmKind(Row):
    """What a definition says of a parameter.

    ``type`` is its word ("file", "image", "geometry", "string", "oppath", "toggle", ...),
    ``default`` a list of texts, ``tags`` a mapping of its parmtags.
    """

    __slots__ = ("name", "type", "default", "tags")

    def __init__(self, name, type, default=(), tags=None):
        self.name = name
        self.type = type
        self.default = list(default)
        self.tags = tags or {}
