"""The proof of a frame: a picture that says which frame it stands for. It is never a render.

A dark page, a colour for each pass and camera, and a disc on a path that shows how far the
sequence is, so that a contact sheet moves. What is drawn is an argument, bytes come out.
"""

import dataclasses
import io
import math
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw

from rayvision_plugins.farm import layout, parts
from rayvision_plugins.farm.layout import Color, Layout
from rayvision_plugins.farm.lettering import Lettering

_WORD = "PROOF"
_DOTS = 33
_CACHED = 4_000_000
"""Pixels: the backdrop of a larger picture is drawn anew each time."""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What the proofs of one part share; ``low`` and ``high`` are its first and last frame."""

    scene: str
    layer: str
    camera: str
    frames: str
    low: int
    high: int
    width: int
    height: int
    format: str
    inputs: int


class Painter:
    """Draws proofs; holds fonts and the last backdrop, so each thread has its own."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._letters = Lettering(table["fonts"])
        self._backdrop: tuple[Look, Image.Image] | None = None

    def paint(self, look: Look, number: int) -> bytes:
        """Returns the proof of frame ``number`` as a file in the format that the part asks for."""
        place = Layout(look.width, look.height, layout.number(look.camera))
        accent = layout.color(f"{look.layer}\n{look.camera}")
        page = self._page(look, place, accent)
        self._motion(page, look, number, place, accent)
        kind = parts.picture(look.format, self._table)["pillow"]
        stream = io.BytesIO()
        page.save(stream, kind, **self._table["save"][kind])
        return stream.getvalue()

    def _page(self, look: Look, place: Layout, accent: Color) -> Image.Image:
        if self._backdrop is None or self._backdrop[0] != look:
            page = self._draw_backdrop(look, place, accent)
            if look.width * look.height > _CACHED:
                return page
            self._backdrop = (look, page)
        return self._backdrop[1].copy()

    def _draw_backdrop(self, look: Look, place: Layout, accent: Color) -> Image.Image:
        page = Image.new("RGB", (look.width, look.height), layout.PAGE)
        draw = ImageDraw.Draw(page)
        ghost = self._letters.font(
            max(1, round(min(look.width * 0.245, (place.ground - place.sky) * 0.95)))
        )
        middle = (look.width / 2, (place.sky + place.ground) / 2)
        draw.text(middle, _WORD, font=ghost, fill=layout.GHOST, anchor="mm")
        draw.line(
            [(0, place.ground), (look.width, place.ground)], fill=layout.LINE, width=place.hair
        )
        for at in range(_DOTS):
            _dot(draw, place, at, layout.LINE)
        left = self._tag(page, draw, place, accent)
        edge, room = float(place.margin), left - 2.0 * place.margin
        self._letters.write(
            draw, (edge, edge), look.scene, size=place.title, fill=layout.TEXT, room=room
        )
        seen = f"{look.layer}  ·  {look.camera}" if look.camera else look.layer
        self._letters.write(
            draw,
            (edge, edge + place.title * 1.45),
            seen,
            size=place.subtitle,
            fill=accent,
            room=look.width - 2 * edge,
        )
        self._foot(draw, look, place)
        return page

    def _tag(
        self, page: Image.Image, draw: ImageDraw.ImageDraw, place: Layout, accent: Color
    ) -> float:
        """Writes the word in the corner; returns where it starts."""
        size = place.size(20, 11)
        font = self._letters.font(size)
        wide, high = round(font.getlength(_WORD) + 1.6 * size), round(1.8 * size)
        left, top = place.width - place.margin - wide, place.margin
        mask = Image.new("L", (wide * 4, high * 4))
        ImageDraw.Draw(mask).rounded_rectangle(
            [0, 0, wide * 4 - 1, high * 4 - 1], radius=high * 2, fill=255
        )
        page.paste(accent, (left, top), mask.resize((wide, high), Image.Resampling.BOX))
        draw.text(
            (left + wide / 2, top + high / 2), _WORD, font=font, fill=layout.PAGE, anchor="mm"
        )
        return left

    def _foot(self, draw: ImageDraw.ImageDraw, look: Look, place: Layout) -> None:
        files = "1 input" if look.inputs == 1 else f"{look.inputs} inputs"
        lines = [
            ("by the embedded farm, not a render", layout.DIM),
            (f"{files} arrived and checked", layout.DIM),
        ]
        if look.format and look.format not in self._table["formats"]:
            written = parts.picture(look.format, self._table)["pillow"]
            lines.append((f"asked for {look.format}, proof is {written}", layout.NOTE))
        right, low = place.width - place.margin, place.height - place.margin
        for at, (text, fill) in enumerate(lines):
            point = (right, low - at * place.small * 1.4)
            self._letters.write(
                draw, point, text, size=place.small, fill=fill, room=place.width * 0.62, anchor="rs"
            )

    def _motion(
        self, page: Image.Image, look: Look, number: int, place: Layout, accent: Color
    ) -> None:
        draw = ImageDraw.Draw(page)
        share = (number - look.low) / (look.high - look.low) if look.high > look.low else 0.5
        for at in range(math.ceil(share * (_DOTS - 1))):
            _dot(
                draw,
                place,
                at,
                layout.mix(layout.LINE, accent, 1 - 0.75 * (share - at / (_DOTS - 1))),
            )
        x, y = place.path(share)
        draw.line(
            [(x, y), (x, place.ground)],
            fill=layout.mix(layout.PAGE, accent, 0.45),
            width=place.hair,
        )
        _disc(page, x, y, place.disc * 1.5, layout.mix(layout.PAGE, accent, 0.25))
        _disc(page, x, y, place.disc, accent)
        edge, low = float(place.margin), float(place.height - place.margin)
        frames, room = f"frames {look.frames}", place.width * 0.34
        self._letters.write(
            draw, (edge, low), frames, size=place.small, fill=layout.DIM, room=room, anchor="ls"
        )
        self._letters.write(
            draw,
            (edge, low - place.small * 1.5),
            f"{number:04d}",
            size=place.size(58, 22),
            fill=layout.TEXT,
            room=room,
            anchor="ls",
        )
        bar = place.size(5, 2)
        draw.rectangle([0, place.height - bar, place.width * share, place.height], fill=accent)


def _dot(draw: ImageDraw.ImageDraw, place: Layout, at: int, fill: Color) -> None:
    x, y = place.path(at / (_DOTS - 1))
    draw.ellipse([x - place.dot, y - place.dot, x + place.dot, y + place.dot], fill=fill)


def _disc(page: Image.Image, x: float, y: float, radius: float, fill: Color) -> None:
    """Pillow draws no smooth edges; a mask drawn larger and reduced does."""
    fine = 4 if radius < 200 else 1
    side = math.ceil(radius) * 2 + 2
    mask = Image.new("L", (side * fine, side * fine))
    low, high = (side / 2 - radius) * fine, (side / 2 + radius) * fine
    ImageDraw.Draw(mask).ellipse([low, low, high, high], fill=255)
    smooth = mask if fine == 1 else mask.resize((side, side), Image.Resampling.BOX)
    page.paste(fill, (round(x) - side // 2, round(y) - side // 2), smooth)
