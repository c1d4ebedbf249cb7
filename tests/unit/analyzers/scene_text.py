"""Maya scenes as text, for tests that need one and want to change one thing of it."""

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "golden", "maya")

CAMERA = """createNode transform -n "shotCam";
createNode camera -n "shotCamShape" -p "shotCam";
"""

END = """select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".an" yes;
	setAttr ".ef" 5;
// End of shot.ma
"""


def head(version="2022", codeset="UTF-8", time="film"):
    """Returns the first lines of a scene; ``codeset`` None leaves its line out."""
    return "".join(
        [
            "//Maya ASCII %s scene\n//Name: shot.ma\n" % version,
            "//Codeset: %s\n" % codeset if codeset else "",
            'requires maya "%s";\ncurrentUnit -l centimeter -a degree -t %s;\n' % (version, time),
        ]
    )


def texture(path, name="file1", extra=""):
    """Returns a texture node; ``path`` is put between quotes as it is."""
    return 'createNode file -n "%s";\n%s\tsetAttr ".ftn" -type "string" "%s";\n' % (
        name,
        extra,
        path,
    )


def scene(body="", end=END, **words):
    """Returns a whole scene with one renderable camera and frames 1 to 5."""
    return head(**words) + CAMERA + body + end


def put(path, content):
    """Writes text (as UTF-8) or bytes and returns the path as text with forward slashes."""
    if not isinstance(content, bytes):
        content = content.encode("utf-8")
    path = full(path)
    with io.open(native(path), "wb") as stream:
        stream.write(content)
    return path


def full(path):
    """Returns a path of any kind (py.path, bytes, text) as text with forward slashes."""
    path = path if isinstance(path, bytes) else "%s" % path
    path = path.decode("utf-8") if isinstance(path, bytes) else path
    return path.replace("\\", "/")


def native(path):
    return path.encode("utf-8") if os.name == "posix" and not isinstance(path, bytes) else path


def golden(case, name="shot.ma"):
    """Returns the bytes of a scene of the golden tests."""
    with io.open(os.path.join(GOLDEN, case, "scenes", name), "rb") as stream:
        return stream.read()
