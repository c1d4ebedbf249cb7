"""Paths as text: normalising, joining, tokens, and the farm's own form.

Nothing here touches a disk. All paths use forward slashes; which platform's rules hold is
read from the path itself (a drive letter, a leading slash), never from the machine.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import re

_DRIVE = re.compile(r"^[A-Za-z]:(?=/|$)")
_LONG = re.compile(r"^//\?/(?:(UNC/)|(?=[A-Za-z]:/))", re.I)
_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)|%(\w+)%")

# Token in a file name -> (kind, what stands for it in a real name).
# Source: Maya user guide, UV tiles and image sequences; mtoa, tokens; saved scenes; $F, $4F and
# {frame:04d}: Houdini and Clarisse user guides, conductor.
TOKENS = (
    ("udim", r"<udim>", r"[1-9]\d{3}"),
    ("tile", r"<tile>", r"_u\d+_v\d+"),
    ("tile", r"<uvtile>", r"u\d+_v\d+"),
    ("tile", r"<u(?:tile)?>", r"\d+"),
    ("tile", r"<v(?:tile)?>", r"\d+"),
    ("sequence", r"<f(?:rame)?\d{0,2}>", None),
    ("sequence", r"#{1,32}", None),
    ("sequence", r"%(?:0\d{1,2})?d(?![a-z])", None),
    ("sequence", r"\$\d{0,2}F(?![a-z0-9])", None),
    ("sequence", r"\{frame(?::0?\d{0,2}d?)?\}", None),
    ("any", r"<(?:attr:[^>]*|shapename|shapepath)>", r".+"),
)
MOST_TOKENS = 4
_TOKEN = re.compile("|".join("(?P<t%d>%s)" % (at, row[1]) for at, row in enumerate(TOKENS)), re.I)
_LAST_DIGITS = re.compile(r"^(.*?)(\d+)(\.[^.]*)$")
# One tile's name as stored when the tiling mode says there are more.
_ONE_UDIM = re.compile(r"^(.*[._-]|)([1-9]\d{3})(\.[^.]*(?:\.[^.\d][^.]*)?)$")
_ONE_TILE = re.compile(r"^(.*)_u(\d+)_v(\d+)(.*)$")


class Pattern(object):
    """A file name that stands for many: ``text`` shows its token, ``regex`` matches names.

    Every name it matches begins with ``start``, but for the case of letters.
    """

    __slots__ = ("kind", "text", "start", "_regex")

    def __init__(self, kind, text, regex, start=""):
        self.kind = kind
        self.start = start
        self.text = text
        self._regex = regex

    @property
    def regex(self):
        """The regular expression, made when a name is there to be matched."""
        if not hasattr(self._regex, "match"):
            self._regex = re.compile(self._regex + r"\Z", re.I | re.S)
        return self._regex


def slashes(path):
    """Returns ``path`` with forward slashes; a DCC means the same by both."""
    return path.replace("\\", "/")


def is_absolute(path):
    """Returns whether ``path`` starts at a drive, at a server or at the root."""
    return path.startswith("/") or bool(_DRIVE.match(path))


def normalise(path):
    """Returns ``path`` with ``.``, ``..`` and doubled slashes taken out.

    A leading ``//server`` stays, and so does a ``..`` that has nothing left to take out.
    """
    path = slashes(path)
    head = path[:2] if _DRIVE.match(path) else ""
    rest = path[len(head) :]
    root = "/" if rest.startswith("/") else ""
    if rest.startswith("//") and not rest.startswith("///") and not head:
        root = "//"
    kept = []
    for part in rest.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif part != ".." or not root:
            kept.append(part)
    return head + root + "/".join(kept) or "."


def join(folder, name):
    """Returns ``name`` below ``folder``, or ``name`` itself when it is absolute."""
    name = slashes(name)
    return normalise(name if is_absolute(name) or not folder else folder.rstrip("/") + "/" + name)


def split(path):
    """Returns (folder, name) of a normalised path; the folder keeps its root."""
    folder, slash, name = path.rpartition("/")
    if slash and (not folder or folder.endswith(":") or folder == "/"):
        folder += "/"
    return folder, name


def variables(path, values):
    """Returns (path with ``$A ${A} %A% ~`` replaced, names that ``values`` does not know)."""
    unknown = []

    def value(match):
        name = match.group(1) or match.group(2) or match.group(3)
        if name in values:
            return values[name]
        unknown.append(name)
        return match.group(0)

    path = _VARIABLE.sub(value, path)
    if path[:2] in ("~", "~/") and "HOME" in values:
        path = values["HOME"] + path[1:]
    return path, unknown


def tokens(name):
    """Returns the Pattern of a name that holds tokens, or None for a plain name.

    More than MOST_TOKENS in one name are no pattern that anybody meant.
    """
    matches = list(_TOKEN.finditer(name))
    if not 0 < len(matches) <= MOST_TOKENS:
        return None
    regex = []
    at = 0
    for match in matches:
        row = TOKENS[int(match.lastgroup[1:])]
        regex += [re.escape(name[at : match.start()]), "(%s)" % (row[2] or _digits(match.group(0)))]
        at = match.end()
    regex.append(re.escape(name[at:]))
    kind = TOKENS[int(matches[0].lastgroup[1:])][0]
    return Pattern(kind, name, "".join(regex), name[: matches[0].start()])


def _digits(written):
    """Returns what matches the frame number of ``#### <f4> %04d $4F {frame:04d}``.

    ``<F>`` is the $F of Houdini, a number that no zeros stand before.
    """
    if written == "<F>":
        return r"-?(?:0|[1-9]\d*)"
    width = written.count("#") or int("".join(re.findall(r"\d", written)) or 1)
    return r"-?\d+" if width < 2 else r"-?\d{%d,}" % width


def sequence_of(name):
    """Returns the Pattern of the frames that ``name`` is one of, or None without digits."""
    match = _LAST_DIGITS.match(name)
    if not match:
        return None
    before, digits, after = match.groups()
    number = r"(\d{%d,})" % len(digits) if len(digits) > 1 else r"(\d+)"
    return Pattern(
        "sequence",
        before + "#" * len(digits) + after,
        re.escape(before) + number + re.escape(after),
        before,
    )


def tiles_of(name):
    """Returns the Pattern of the UV tiles that ``name`` is one of, or None.

    A UDIM number (1001 to 9999) or the ``_u1_v1`` of ZBrush and Mudbox is looked for.
    """
    match = _ONE_UDIM.match(name)
    if match:
        before, _, after = match.groups()
        return Pattern(
            "udim",
            before + "<UDIM>" + after,
            re.escape(before) + r"([1-9]\d{3})" + re.escape(after),
            before,
        )
    match = _ONE_TILE.match(name)
    if match:
        before, _, _, after = match.groups()
        return Pattern(
            "tile",
            before + "<tile>" + after,
            re.escape(before) + r"(_u\d+_v\d+)" + re.escape(after),
            before,
        )
    return None


def prefix_of(name):
    """Returns the Pattern of the files of a cache called ``name``: description and frames."""
    return Pattern("prefix", name + "*", re.escape(name) + r"(?:[^0-9A-Za-z].*|Frame\d.*|\d+\..*)?")


def server_path(local):
    """Returns the farm's name of a local path.

    ``D:/a`` becomes ``/D/a``. The vendor cuts the first character of every other absolute
    path, and the farm expects that: ``/mnt/a`` becomes ``mnt/a``, ``//server/share`` becomes
    ``/server/share``. A relative path stays as it is, and so do names that some systems refuse:
    a file lies where the scene looks for it. Windows' long form ``//?/D:/a`` is the path it
    stands for.

    Source: rayvision_utils convert_path, 2024-07, and renderbus documentation 2020, upload.json;
    Microsoft, Maximum Path Length Limitation.
    """
    local = slashes(local)
    match = _LONG.match(local)
    if match:
        local = ("//" if match.group(1) else "") + local[match.end() :]
    if _DRIVE.match(local):
        return "/" + local[0] + local[2:]
    return local[1:] if local.startswith("/") else local


def is_safe(name):
    """Returns whether a name from elsewhere stays below the folder it is joined to."""
    name = slashes(name)
    parts = name.split("/")
    return bool(name) and not (
        "\0" in name
        or re.match(r"[A-Za-z]:", name)
        or any(part in ("", ".", "..") for part in parts)
    )
