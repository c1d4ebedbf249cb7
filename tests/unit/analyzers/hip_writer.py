"""Writes small Houdini scenes for tests, in every container of the format.

A scene is a list of members, ``[(name, bytes or text), ...]``, or a dict of them. ``scene``
makes the usual members from descriptions of nodes, the others wrap members into a file::

    members = hip_writer.scene(
        {
            "/obj/cam1": {"type": "cam", "parms": {"res": ["1280", "720"]}},
            "/out/geometry1": {"type": "geometry", "parms": {"sopoutput": "$HIP/a.$F.bgeo"}},
            "/out/mantra1": {
                "type": "ifd",
                "parms": {
                    "vm_picture": "$HIP/render/a.$F4.exr",
                    "trange": "normal",
                    "f": [["f1", "1", "$FSTART"], ["f2", "240", "$FEND"], "1"],
                    "camera": [["camera", "", 'chs("../x/camera")']],
                },
                "inputs": ["geometry1"],
            },
        },
        fps=25, tset=(0, 4), frange=(1, 96), variables={"SHOT": "sh010"},
    )
    open("shot.hip", "wb").write(hip_writer.cpio(members))
    open("shot.hipnc", "wb").write(hip_writer.houdini_nc(members))
    open("shot.hiplc", "wb").write(hip_writer.houdini_nc(members, "limited"))
    open("shot.hip", "wb").write(hip_writer.mime(members))

Managers (/obj, /out, ...) need not be described; they are written when a node stands in them.

A node description has, all optional but ``type``:

* ``parms``: {tuple name: component or list of components}. A component is a text or number as
  the file holds it, or ``[channel, cached value, expression]`` with a fourth item
  ``"python"`` or a list of segments in place of the expression: ``{"length": 1, "start": 0,
  "value": (1, 2), "expr": "bezier()", "language": "python"}``.
* ``inputs``: names of neighbours in the order of the inputs, "" where none is connected.
* ``flags``: words that are on, such as ["bypass"] or ["display", "render"].
* ``spare``: text of the node's own parameter definitions.
* ``locked``: True for an asset as its library has it (default: False).
* ``language``: "python" when expressions of the node are Python by default.
* ``members``: {kind: bytes or text} of more members, such as {"order": "..."}.

Words of ``scene`` besides the nodes: ``version`` ("19.5.303"), ``fps``, ``tset`` and
``frange`` (two numbers each), ``tcur`` (all times in seconds as in the file, ``frange`` in
frames), ``hip`` (the folder it was saved in), ``name`` (of the file), ``variables`` (set -g),
``local_variables`` (set -l), ``libraries``, ``fallbacks`` [(type, path)], ``session`` (text),
``context`` {option: value}, ``take`` (the active one), ``takes`` as ``takes()`` wants them,
``dummies`` and ``definitions`` {"Category/type": {section: bytes or text}} for .OPdummydefs
and .defotl, ``wrap`` (what makes the archives nested in them; default ``cpio``).
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import base64
import struct
from collections import OrderedDict

MARKS = {
    "noncommercial": (b"HouNC\x1a", "NON_COMMERCIAL_FILE!!!"),
    "limited": (b"HouLC\x1a", "LIMITED_COMMERCIAL_FILE!!!"),
}
BOUNDARY = b"HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY"
FLAGS = ["lock", "model", "template", "footprint", "xray", "bypass", "display", "render"]
FLAGS += ["highlight", "unload", "savedata", "compress", "colordefault", "exposed"]
TIME = 1500000000


def raw(value):
    """Returns a text as bytes; bytes stay."""
    return value if isinstance(value, bytes) else ("%s" % (value,)).encode("utf-8")


def rows(members):
    pairs = members.items() if hasattr(members, "items") else members
    return [(raw(name), raw(value)) for name, value in pairs]


# -- containers -------------------------------------------------------------------------------


def entry(name, value, size=None):
    """Returns one member of a cpio archive; ``size`` lies about its length."""
    name, value = raw(name) + b"\0", raw(value)
    head = "070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o" % (
        1, 0, 0o666, 0, 0, 1, 0, TIME, len(name), len(value) if size is None else size,
    )  # fmt: skip
    return head.encode("ascii") + name + value


def cpio(members, trailer=True):
    """Returns a .hip as a cpio archive of the old portable form."""
    data = b"".join(entry(name, value) for name, value in rows(members))
    return data + (entry("TRAILER!!!", b"") if trailer else b"")


def houdini_nc(members, kind="noncommercial", trailer=True):
    """Returns a .hipnc, or a .hiplc where ``kind`` is "limited"."""
    magic, end = MARKS[kind]
    out = []
    for name, value in rows(members) + ([(raw(end), b"")] if trailer else []):
        check = len(value) * 2654435761 % 2**32
        stamp = "%02x0%08x0%08x" % ((len(name) + 1) % 256 ^ 0xAD, TIME, check)
        out.append(magic + b"1033600b" + stamp.encode("ascii") + name + b"\0" + value)
    return b"".join(out)


def mime(members, end=True):
    """Returns a .hip in the text form."""
    out = [
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="', BOUNDARY, b'"\n\n',
    ]  # fmt: skip
    for name, value in rows(members):
        out.append(b"--" + BOUNDARY + b"\n")
        out.append(b'Content-Disposition: attachment; filename="' + name + b'"\n')
        if is_text(value):
            out.append(b"Content-Type: text/plain\n\n" + value + b"\n")
        else:
            out.append(b"Content-Type: application/octet-stream\n")
            out.append(b"Content-Transfer-Encoding: base64\n\n")
            coded = base64.b64encode(value)
            lines = [coded[at : at + 76] for at in range(0, len(coded), 76)]
            out.append(b"\n".join(lines) + b"\n")
    return b"".join(out) + (b"--" + BOUNDARY + b"--\n" if end else b"")


def is_text(value):
    try:
        value.decode("ascii")
    except UnicodeError:
        return False
    return b"\0" not in value and b"\r" not in value


def indx(title, sections):
    """Returns an INDX archive: a binary .hda, .OPdummydefs, .defotl or one operator of them."""
    sections = rows(sections)
    title = raw(title)
    out = [b"INDX", struct.pack(str(">II"), 0, len(title)), title]
    out.append(struct.pack(str(">I"), len(sections)))
    at = 0
    for name, value in sections:
        out.append(struct.pack(str(">I"), len(name)) + name)
        out.append(struct.pack(str(">III"), at, len(value), TIME))
        at += len(value)
    return b"".join(out + [value for _, value in sections])


def library(definitions, title="Houdini Digital Asset Library"):
    """Returns a binary .hda of ``{"Category/type": {section: content}}``."""
    parts = [("INDEX_SECTION", index_section(definitions)), ("houdini.hdalibrary", b"")]
    parts += [(name, indx("Operator Type: " + name, rest)) for name, rest in definitions.items()]
    return indx(title, parts)


def index_section(definitions):
    out = []
    for name in definitions:
        table, _, short = name.rpartition("/")
        out.append(
            "Operator: %s\nLabel: %s\nPath: oplib:/%s?%s\nTable: %s\nInputs: 0 to 1\n\n"
            % (short, short, name, name, table)
        )
    return "".join(out)


# -- members ----------------------------------------------------------------------------------


def quoted(value):
    """Returns a value as .parm writes it: bare where it can be, else quoted; escaped in both."""
    value = "%s" % (value,)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    if value and value[0] not in "()[]{}" and not any(char in value for char in " \t\r\n"):
        return escaped
    return '"%s"' % escaped


def components(value):
    if isinstance(value, (list, tuple)):
        return list(value)
    return [value]


def is_driven(component):
    return isinstance(component, (list, tuple))


def parm_member(parms, extra="locks=0"):
    """Returns the text of a .parm."""
    out = ["{", "version 0.8"]
    for name, value in parms.items():
        shown = [
            "[ %s\t%s ] " % (one[0], quoted(one[1])) if is_driven(one) else quoted(one)
            for one in components(value)
        ]
        out.append("%s\t[ 0\t%s ]\t(\t%s\t)" % (name, extra, "\t".join(shown)))
    return "\n".join(out + ["}", ""]) + "\n"


def segments(value):
    value = value if isinstance(value, list) else [{"expr": value}]
    out = []
    for one in value:
        text = "segment { "
        if "start" in one:
            text += "start = %s " % one["start"]
        text += "length = %s " % one.get("length", 0)
        if one.get("value") is not None:
            text += "value = %s %s " % tuple(one["value"])
        text += "expr = %s " % quoted(one["expr"])
        if one.get("language"):
            text += "language = %s " % one["language"]
        out.append(text + "}")
    return out


def chn_member(channels):
    """Returns the text of a .chn; ``channels`` are components [name, cached, expression, ...]."""
    out = ["{"]
    for name, _, expression, language in channels:
        out.append("    channel %s {" % name)
        out += ["      lefttype = extend", "      righttype = extend"]
        out += ["      default = 0", "      flags = 0"]
        if language and not isinstance(expression, list):
            expression = [{"expr": expression, "language": language}]
        out += ["      " + line for line in segments(expression)]
        out.append("    }")
    return "\n".join(out + ["  }", ""]) + "\n"


def def_member(inputs=(), flags=(), language="hscript"):
    """Returns the text of a .def."""
    shown = " ".join("%s %s" % (word, "on" if word in flags else "off") for word in FLAGS)
    out = ['comment ""', "position 0 0", "connectornextid 0", "flags =  " + shown]
    out += ["outputsNamed3", "{", "}", "inputsNamed3", "{"]
    out += [
        '%d \t%s 0 1 "input%d"' % (index, name or '""', index + 1)
        for index, name in enumerate(inputs)
    ]
    out += ["}", "inputs", "{"]
    out += ["%d \t%s 0 1" % (index, name or '""') for index, name in enumerate(inputs)]
    out += ["}", "stat", "{", "  create 1", "  modify 2", "  author me@here", "  access 0777", "}"]
    out += ["color UT_Color RGB 0.8 0.8 0.8 ", 'delscript ""', "exprlanguage " + language]
    out += ["end", ""]
    return "\n".join(out) + "\n"


def takes(tree, current="Main"):
    """Returns the content of a .takes.

    ``tree`` is ``{name: {"parent": name or None, "parms": {(node path, tuple name): value}}}``,
    parents before children, values as in a node's ``parms``.
    """
    out = [b"HoudiniTakeFile 1.0\n"]
    interned = OrderedDict()

    def put(record):
        return struct.pack(str(">I"), len(record)) + record

    def number(text):
        if text not in interned:
            interned[text] = len(interned)
            out.append(put(raw("s %d %s\n" % (interned[text], text))))
        return interned[text]

    def write(name):
        children = [child for child in tree if tree[child].get("parent") == name]
        out.append(raw("take name %s kids %d\n" % (name, len(children))))
        for (node, parm), value in tree[name].get("parms", {}).items():
            first, second = number(node), number(parm)
            block = raw(parm_member({parm: value}, "locks=0\tautoscope=0")).rstrip(b"\n") + b"\n"
            head = raw("d %d %d\n" % (first, second))
            out.append(put(head + put(block)))
        out.append(put(b"e\n"))
        for child in children:
            write(child)

    for name in tree:
        if tree[name].get("parent") is None:
            write(name)
    return b"".join(out) + b"\n"


def node_members(path, node):
    """Returns the members of one node; ``path`` has a leading slash."""
    name = path.lstrip("/")
    out = []
    if node.get("type") is not None:
        init = "type = %s\nmatchesdef = %d\n\n" % (node["type"], 1 if node.get("locked") else 0)
        out.append((name + ".init", init))
    out.append(
        (
            name + ".def",
            def_member(
                node.get("inputs", ()), node.get("flags", ()), node.get("language", "hscript")
            ),
        )
    )
    parms = node.get("parms", OrderedDict())
    driven = [
        list(one[:3]) + [one[3] if len(one) > 3 else None]
        for value in parms.values()
        for one in components(value)
        if is_driven(one)
    ]
    if driven:
        out.append((name + ".chn", chn_member(driven)))
    if node.get("spare"):
        out.append((name + ".spareparmdef", node["spare"]))
    out.append((name + ".parm", parm_member(parms)))
    for kind, value in node.get("members", {}).items():
        out.append((name + "." + kind, value))
    return out


def scene(nodes=(), **start):
    """Returns the members of a whole scene; the module's docstring says what goes in."""
    nodes = OrderedDict(sorted(dict(nodes).items()))
    hip, name = start.get("hip", "/proj/shots"), start.get("name", "scene.hip")
    variables = OrderedDict(
        [("ACTIVETAKE", start.get("take", "Main")), ("HIP", hip), ("HIPFILE", hip + "/" + name)]
    )
    variables["HIPNAME"] = name.rpartition(".")[0]
    variables["JOB"] = hip
    variables["_HIP_SAVEVERSION"] = start.get("version", "19.5.303")
    variables.update(start.get("variables", {}))
    out = [(".start", start_member(start))]
    lines = ["set -g %s = '%s'" % pair for pair in variables.items()]
    lines += ["set -l %s = '%s'" % pair for pair in start.get("local_variables", {}).items()]
    out.append((".variables", "\n".join(lines) + "\n\n"))
    out.append((".hou.session", start.get("session", "")))
    wrap = start.get("wrap", cpio)
    if start.get("definitions"):
        title = "HIP Internal Operator Definitions"
        out.append((".defotl", nested(start["definitions"], wrap, title)))
    out.append((".OPlibraries", "".join(path + "\n" for path in start.get("libraries", ())) + "\n"))
    rest = "".join("%s %s\n" % pair for pair in start.get("fallbacks", ()))
    out.append((".OPfallbacks", rest + "\n"))
    out.append((".OPdummydefs", nested(start.get("dummies", {}), wrap, "HIP Dummy Definitions")))
    out += managers(nodes)
    out.append((".takes", takes(start.get("takes", {"Main": {}}))))
    if "context" in start:
        out.append((".contextoptions", context_member(start["context"])))
    out.append((".cwd", "opcf /\ntakeset %s\n\n" % start.get("take", "Main")))
    return out


def managers(nodes):
    """Returns the members of all nodes, each manager before what stands in it."""
    out = []
    tops = []
    for path in nodes:
        top = path.strip("/").split("/")[0]
        if top not in tops:
            tops.append(top)
    for top in tops:
        out += node_members("/" + top, nodes.get("/" + top, {}))
        for path, node in nodes.items():
            if path.startswith("/" + top + "/"):
                out += node_members(path, node)
        out.append((top + ".net", "1\n\n"))
    return out


def nested(definitions, wrap, title):
    """Returns an INDX archive in which members of a section Contents are wrapped."""
    done = OrderedDict()
    for name, sections in definitions.items():
        done[name] = OrderedDict(
            (key, wrap(value) if isinstance(value, (list, dict)) else value)
            for key, value in sections.items()
        )
    return library(done, title)


def start_member(start):
    return (
        "fplayback -i on -r off -f 1 -e on -h on -t on -a on -k on -s 1\n"
        "tcur %s\nfps %s\ntset %s %s\nfrange %s %s\nunitlength 1\nunitmass 1\n\n"
    ) % (
        (start.get("tcur", 0), start.get("fps", 24))
        + tuple(start.get("tset", (0, 10)))
        + tuple(start.get("frange", (1, 240)))
    )


def context_member(options):
    shown = [
        '\t{\n\t\t"name":"%s",\n\t\t"value":{"type":"%s","value":%s}\n\t}'
        % (
            name,
            "string" if isinstance(value, type("")) else "float",
            '"%s"' % value if isinstance(value, type("")) else value,
        )
        for name, value in options.items()
    ]
    return "[\n%s\n]\n" % ",\n".join(shown)
