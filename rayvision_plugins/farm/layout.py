"""Where things stand on a proof, and in which colours. Pure."""

import colorsys
import dataclasses
import math

import xxhash

Color = tuple[int, int, int]

PAGE, GHOST, LINE = (17, 20, 26), (23, 27, 34), (44, 51, 62)
TEXT, DIM, NOTE = (232, 235, 240), (138, 149, 165), (240, 184, 84)

_LINES = 3
"""Lines of small text at the foot."""


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """A page of ``width`` x ``height`` pixels; made at 960 x 540, readable down to 320 x 180."""

    width: int
    height: int
    shape: int = 0

    def size(self, pixels: float, least: int = 1) -> int:
        """Returns a length of the design in pixels of this page, at least ``least``."""
        return max(least, round(pixels * min(self.width / 960, self.height / 540)))

    @property
    def title(self) -> int:
        return self.size(34, 15)

    @property
    def subtitle(self) -> int:
        return self.size(22, 12)

    @property
    def small(self) -> int:
        return self.size(17, 11)

    @property
    def margin(self) -> int:
        return self.size(44, 8)

    @property
    def hair(self) -> int:
        return self.size(1.5)

    @property
    def dot(self) -> float:
        return max(1.0, 3 * min(self.width / 960, self.height / 540))

    @property
    def disc(self) -> float:
        return self.dot * 8

    @property
    def ground(self) -> float:
        """The height of the line that the path stands on; the foot is below."""
        return min(
            self.height * 0.72, self.height - self.margin - (_LINES + 0.4) * 1.4 * self.small
        )

    @property
    def sky(self) -> float:
        """The height where the heading ends; the path is between sky and ground."""
        return self.margin + self.title * 1.45 + self.subtitle * 1.3

    def path(self, share: float) -> tuple[float, float]:
        """Returns the point of the path that the disc has reached; 0 is its start, 1 its end."""
        wave = math.sin(math.pi * (0.1 + 0.8 * share))
        rise = (wave, 1.3 - wave, 0.5 + 0.5 * math.sin(2 * math.pi * share))[self.shape % 3]
        room = max(0.0, min(self.ground - self.sky - 3.6 * self.disc, self.width * 0.2))
        return self.width * (0.1 + 0.8 * share), self.ground - 1.9 * self.disc - room * rise


def number(text: str) -> int:
    """Returns a number that stands for ``text``: the same in every run."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "replace"))


def color(text: str) -> Color:
    """Returns the colour that stands for ``text``."""
    red, green, blue = colorsys.hsv_to_rgb(number(text) % 360 / 360, 0.52, 0.95)
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(one: Color, other: Color, share: float) -> Color:
    """Returns the colour between two; 0 is ``one``, 1 is ``other``."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
