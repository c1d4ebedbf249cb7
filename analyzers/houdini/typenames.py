"""Names of operator types: "namespace::name::version", where only the name is always there.

Namespaces may be nested; a last part that begins with a digit is a version. A kind is a type
with the category it belongs to: "Sop/labs::rbd_to_fbx::3.0".
Source: SideFX help, namespaces and versions of assets; saved scenes.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict


def split(type):
    """Returns (namespace, name, version) of a type; "" for what it does not have."""
    parts = (type or "").split("::")
    version = parts.pop() if len(parts) > 1 and parts[-1][:1].isdigit() else ""
    return "::".join(parts[:-1]), parts[-1], version


def short(type):
    """Returns a type without its namespace and version: "a::b::1.0" is "b"."""
    return split(type)[1]


def names_of(type):
    """Returns the names a type may have in a table: whole, without version, without namespace."""
    space, name, version = split(type)
    plain = "%s::%s" % (space, name) if space else name
    found = [type or "", plain, "%s::%s" % (name, version) if version else name, name]
    return list(OrderedDict.fromkeys(found))


def type_of(kind):
    """Returns the type of a kind, "Sop/a::b" is "a::b"."""
    return kind.partition("/")[2]


def kind_of(name):
    """Returns the kind of an asset as its library calls it: "a::Sop/b::1.0" is "Sop/a::b::1.0"."""
    table, _, type = name.partition("/")
    space, colons, category = table.rpartition("::")
    return "%s/%s::%s" % (category, space, type) if colons else name
