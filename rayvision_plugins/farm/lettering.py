"""Text on a proof: a font that has the characters, and text that fits the room."""

import dataclasses
from collections.abc import Sequence

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Color = tuple[int, int, int]


@dataclasses.dataclass(slots=True)
class Lettering:
    """Fonts by size; ``names`` are those of the system to try when Pillow's lacks a character.

    FreeType faces are not to be shared between threads: each thread has its own Lettering.
    """

    names: Sequence[str]
    _own: dict[int, Font] = dataclasses.field(default_factory=dict)
    _others: dict[int, list[Font]] = dataclasses.field(default_factory=dict)
    _there: list[str] | None = None

    def font(self, size: int) -> Font:
        """Returns Pillow's own font, which has the characters of English; ``size`` in pixels."""
        if size not in self._own:
            self._own[size] = ImageFont.load_default(size=size)
        return self._own[size]

    def write(
        self,
        draw: ImageDraw.ImageDraw,
        at: tuple[float, float],
        text: str,
        *,
        size: int,
        fill: Color,
        room: float,
        anchor: str = "la",
    ) -> None:
        """Writes ``text`` at a point, cut with an ellipsis when it is wider than ``room``."""
        font, text = self._readable(text, size)
        if font.getlength(text) > room:
            while text and font.getlength(text + "…") > room:
                text = text[:-1]
            text += "…" if text else ""
        draw.text(at, text, font=font, fill=fill, anchor=anchor)

    def _readable(self, text: str, size: int) -> tuple[Font, str]:
        """Returns a font that has the characters of ``text``, or the text with escapes."""
        text = "".join(sign if sign.isprintable() else "_" for sign in text[:300])
        if all(" " <= sign <= "~" or sign in "·…" for sign in text):
            return self.font(size), text
        for font in self._system(size):
            unknown = bytes(font.getmask("\uffff"))
            if all(sign.isspace() or bytes(font.getmask(sign)) != unknown for sign in text):
                return font, text
        return self.font(size), text.encode("ascii", "backslashreplace").decode("ascii")

    def _system(self, size: int) -> list[Font]:
        if size not in self._others:
            names = self.names if self._there is None else self._there
            found = {name: font for name in names if (font := _open(name, size))}
            self._there = list(found)
            self._others[size] = list(found.values())
        return self._others[size]


def _open(name: str, size: int) -> Font | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None
