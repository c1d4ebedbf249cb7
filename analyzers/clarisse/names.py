"""Names of objects and contexts: full ones, relative ones, and those below a reference.

``project://scene/image`` stands in the context ``scene``; ``project://scene/image.key`` is
embedded in the image.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables

TABLE = "clarisse/nodes.json"


def root():
    """Returns what every full name begins with."""
    return tables.load(TABLE)["paths"]["root"]


def is_own(written):
    """Returns whether a name means something that every Clarisse has, such as a default."""
    own = tables.load(TABLE)["paths"]["own"]
    return bool(written) and _plain(written).startswith(tuple(own))


def resolve(written, owner):
    """Returns the full name that ``written`` means on the object called ``owner``.

    ``.key`` is embedded in the owner, a bare name stands in its context; what Clarisse 5 puts
    before an ``@`` is the type.
    """
    written = _plain(written)
    for start in tables.load(TABLE)["paths"]["roots"]:
        if written.startswith(start):
            return root() + written[len(start) :].lstrip("/")
    if "://" in written:
        return written
    if written.startswith(".") and written[1:2] not in ("", ".", "/"):
        return owner + written
    steps = owner[len(root()) :].split("/")[:-1]
    for step in written.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return root() + "/".join(steps)


def below(name, namespace):
    """Returns a name of a referenced project as the project around it has it."""
    return root() + namespace + name[len(root()) :] if namespace else name


def namespace(context):
    """Returns what stands before the names of a project that ``context`` refers to."""
    return context[len(root()) :] + "/"


def _plain(written):
    head, mark, tail = written.partition("@")
    while mark and head.isalnum():
        written = tail
        head, mark, tail = written.partition("@")
    return written
