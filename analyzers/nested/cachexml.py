"""Cache descriptions of Maya: the ``.xml`` beside the data files it describes.

One data file has the name of the description; one per frame is ``<name>Frame<n>``, with
``Tick<n>`` behind it between frames. Any other XML names nothing.

Source: Maya developer kit, cache file reader; public scripts that write them.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import paths
from analyzers.nested import xmlscan
from analyzers.nested.rows import Named, Reading


def read(path, table):
    """Returns the Reading of one description.

    Raises:
        IOError, OSError: when it cannot be opened.
    """
    reading = Reading()
    base = paths.split(path)[1].rpartition(".")[0]
    element, kind, form = table["kind"]
    seen = []

    def start(tag, attrs, line):
        if not seen and tag != table["root"]:
            del reading.problems[:]
            raise xmlscan.Stop()
        seen.append(tag)
        if tag != element:
            return
        suffix = table["formats"].get(attrs.get(form))
        names = table["types"].get(attrs.get(kind))
        if suffix is None or names is None:
            reading.problem("nested_damaged", "%s %s" % (attrs.get(kind), attrs.get(form)))
        for middle, optional in names or () if suffix else ():
            reading.add(
                Named(
                    base + middle + suffix,
                    base,
                    tag,
                    kind,
                    where=line,
                    role=table["role"],
                    optional=optional,
                )
            )
        raise xmlscan.Stop()

    xmlscan.scan(path, reading, start)
    if not seen:
        reading.problems = []
    return reading
