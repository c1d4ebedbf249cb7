"""Names of output files: what a prefix or an output path of a scene stands for. Pure text.

A name made here never leaves its folder, and can be written on Windows, macOS and Linux:
drives, roots and ``..`` are taken out, characters that some system refuses become ``_``.

Source: Maya user guide, "File name prefix" tokens; Houdini and Clarisse output paths as saved.
"""

import dataclasses
import re
from collections.abc import Collection

LONGEST = 120
"""Bytes of one folder or file name; frame number and suffix come on top."""

DEEPEST = 16
"""Folders below one another."""

_ILLEGAL = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
_TOKEN = re.compile(
    r"<(scene|renderlayer|layer|camera|renderpass|version|extension)>|%([slc])", re.I
)
_FRAME = re.compile(r"[._-]?(\$F\d*|\$\{F\d*\}|<F\d*>|#+|%0?\d*d)", re.I)
_SCENE = re.compile(r"\$HIPNAME|\$\{HIPNAME\}")
_SHORT = {"s": "scene", "l": "layer", "c": "camera"}


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """What the tokens of a name stand for; ``suffix`` is written without its dot."""

    scene: str
    layer: str
    camera: str
    suffix: str


def safe(name: str) -> str:
    """Returns ``name`` as one folder or file name that every system takes; never empty."""
    name = _ILLEGAL.sub("_", name)
    while len(name.encode("utf-8")) > LONGEST:
        name = name[:-1]
    name = name.strip().rstrip(". ")
    return "_" + name if not name or _DEVICE.match(name) else name


def scene_name(path: str) -> str:
    """Returns the name of a scene without its folder and suffix."""
    name = _last(path)
    return name.rpartition(".")[0] or name


def suffix(path: str, known: Collection[str]) -> str:
    """Returns the suffix of ``path`` in small letters when it is a known one, else nothing."""
    last = _last(path).rpartition(".")[2].lower()
    return last if last in known else ""


def from_prefix(prefix: str, meaning: Meaning) -> str:
    """Returns the output path that a prefix stands for, without frame number and suffix."""
    words = {
        "scene": meaning.scene,
        "renderlayer": meaning.layer,
        "layer": meaning.layer,
        "camera": meaning.camera,
        "renderpass": "beauty",
        "version": "",
        "extension": meaning.suffix,
    }

    def word(match: re.Match[str]) -> str:
        key = (match[1] or _SHORT[match[2].lower()]).lower()
        return words[key].replace("/", "_").replace("\\", "_")

    return _inside(_TOKEN.sub(word, prefix)) or safe(meaning.scene)


def from_output(output: str, meaning: Meaning, known: Collection[str]) -> str:
    """Returns the last name of an output or node path, without frame number and suffix."""
    name = _last(output)
    if suffix(name, known):
        name = name.rpartition(".")[0]
    name = _FRAME.sub("", _SCENE.sub(lambda _: meaning.scene, name))
    return safe(name.strip(".")) if name.strip(".") else safe(meaning.layer or meaning.scene)


def output(stem: str, number: int, suffix: str) -> str:
    """Returns the path of one frame below the output folder of its part."""
    return f"{stem}.{number:04d}.{suffix}"


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _inside(path: str) -> str:
    steps = [step for step in path.replace("\\", "/").split("/") if step.strip(". ")]
    return "/".join(safe(step) for step in steps[-DEEPEST:])
