"""Puts smooth shapes, gradients and light on a picture; knows nothing of what they depict.

Coordinates: x grows to the right, y grows upwards, and 1.0 is the size of the frame (the height of the picture for
the first brush). `at` gives a brush with a frame of its own, so that a fox is drawn once and stands anywhere.
"""

import math
from collections.abc import Sequence
from typing import cast

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[int, int, int, int]

CURVE_STEPS = 10
"""Straight pieces between two points of a curve; more is not visible at our sizes."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one."""
    return cast("Colour", tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True)))


def darker(colour: Colour, share: float = 0.2) -> Colour:
    """Towards a bluish black, as shadows are."""
    return mix(colour, (18, 16, 38), share)


def lighter(colour: Colour, share: float = 0.2) -> Colour:
    """Towards a warm white."""
    return mix(colour, (255, 250, 238), share)


def brightness(colour: Colour) -> float:
    """0 for black, 1 for white, as the eye sees it."""
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255


def curve(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
    """A smooth line through all points (Catmull-Rom)."""
    count = len(points)
    if count < 3:
        return list(points)
    line: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(index + step) % count] for step in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(index + step, 0), count - 1)] for step in (-1, 0, 1, 2))
        line.extend(_between(a, b, c, d, step / CURVE_STEPS) for step in range(CURVE_STEPS))
    return line if closed else [*line, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def axis(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t)

    return axis(a[0], b[0], c[0], d[0]), axis(a[1], b[1], c[1], d[1])


class Brush:
    """Draws on one picture, in a frame of its own."""

    def __init__(
        self,
        image: Image.Image,
        x: float = 0.0,
        y: float = 0.0,
        size: float = 1.0,
        mirror: int = 1,
        turn: float = 0.0,
    ) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)
        self._x = x
        self._y = image.height - y
        self._unit = image.height * size
        self._mirror = mirror
        self._turn = turn
        self._cos, self._sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        self.aspect = image.width / image.height
        """Width of the whole picture in units of the first brush."""

    def at(self, x: float, y: float, size: float = 1.0, *, flip: bool = False, turn: float = 0.0) -> "Brush":
        """A brush whose frame begins at (x, y), is `size` large, may be mirrored and turned by degrees to the left."""
        left, top = self._px(x, y)
        share = self._unit * size / self.image.height
        mirror = -self._mirror if flip else self._mirror
        turned = (-self._turn if flip else self._turn) + turn
        return Brush(self.image, left, self.image.height - top, share, mirror, turned)

    def pane(self, width: float, height: float) -> "Brush":
        """A brush on an empty picture of its own, to be shown in this one."""
        size = (max(2, round(width * self._unit)), max(2, round(height * self._unit)))
        return Brush(Image.new("RGB", size))

    def show(self, pane: "Brush", x: float, y: float) -> None:
        """Put a pane's picture here, its lower left corner (lower right where the frame is mirrored) at (x, y)."""
        left, bottom = self._px(x, y)
        wide, high = pane.image.size
        self.image.paste(pane.image, (round(left if self._mirror > 0 else left - wide), round(bottom - high)))

    def shape(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A filled polygon."""
        self._fill([self._px(*point) for point in points], colour, alpha)

    def blob(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A filled smooth shape through the points."""
        self.shape(curve(points), colour, alpha)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, alpha: float = 1.0) -> None:
        """A rectangle from its lower left corner."""
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour, alpha)

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """A circle."""
        self.oval(x, y, radius, radius, colour, alpha)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        """An ellipse."""
        if self._turn and rx != ry:
            steps = [math.tau * step / 48 for step in range(48)]
            self.shape([(x + rx * math.cos(t), y + ry * math.sin(t)) for t in steps], colour, alpha)
            return
        cx, cy = self._px(x, y)
        px, py = rx * self._unit, ry * self._unit
        if alpha >= 1:
            self._draw.ellipse((cx - px, cy - py, cx + px, cy + py), fill=colour)
            return
        box = (round(cx - px), round(cy - py), round(cx + px) + 1, round(cy + py) + 1)
        mask = Image.new("L", _size(box), 0)
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=round(255 * alpha))
        self._paste(colour, box, mask)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """A circle's outline."""
        cx, cy = self._px(x, y)
        px = radius * self._unit
        thick = max(1, round(width * self._unit))
        self._draw.ellipse((cx - px, cy - px, cx + px, cy + px), outline=colour, width=thick)

    def line(self, points: Sequence[Point], width: float, colour: Colour, alpha: float = 1.0) -> None:
        """A line with round ends."""
        pixels = [self._px(*point) for point in points]
        thick = max(1, round(width * self._unit))
        if alpha >= 1:
            _stroke(self._draw, pixels, thick, colour)
            return
        box = _bounds(pixels, thick)
        mask = Image.new("L", _size(box), 0)
        shifted = [(x - box[0], y - box[1]) for x, y in pixels]
        _stroke(ImageDraw.Draw(mask), shifted, thick, round(255 * alpha))
        self._paste(colour, box, mask)

    def arc(self, points: Sequence[Point], width: float, colour: Colour, alpha: float = 1.0) -> None:
        """A smooth open line."""
        self.line(curve(points, closed=False), width, colour, alpha)

    def limb(self, points: Sequence[Point], widths: Sequence[float], colour: Colour, alpha: float = 1.0) -> None:
        """A smooth line that is as wide at each point as said there, with round ends."""
        spine = curve(points, closed=False)
        left: list[Point] = []
        right: list[Point] = []
        for index, (x, y) in enumerate(spine):
            (ax, ay), (bx, by) = spine[max(0, index - 1)], spine[min(len(spine) - 1, index + 1)]
            length = math.hypot(bx - ax, by - ay) or 1.0
            place = index / (len(spine) - 1) * (len(widths) - 1)
            first = min(int(place), len(widths) - 2)
            half = (widths[first] + (widths[first + 1] - widths[first]) * (place - first)) / 2
            dx, dy = -(by - ay) / length * half, (bx - ax) / length * half
            left.append((x + dx, y + dy))
            right.append((x - dx, y - dy))
        self.shape([*left, *reversed(right)], colour, alpha)
        if alpha >= 1:
            self.disc(*points[0], widths[0] / 2, colour)
            self.disc(*points[-1], widths[-1] / 2, colour)

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """Light that fades out to the radius."""
        cx, cy = self._px(x, y)
        px = radius * self._unit
        box = (round(cx - px), round(cy - px), round(cx + px) + 1, round(cy + px) + 1)
        light = Image.radial_gradient("L").point([round(max(0, 255 - v * 1.42) ** 2 / 255 * alpha) for v in range(256)])
        self._paste(colour, box, light.resize(_size(box), Image.Resampling.BILINEAR))

    def wash(self, low: float, high: float, stops: Sequence[Colour]) -> None:
        """A vertical gradient over the whole width, from `high` (first colour) down to `low`."""
        box = self._band(low, high)
        column = Image.new("RGB", (1, len(stops)))
        column.putdata(list(stops))  # pyright: ignore[reportArgumentType]
        tall = _stretched(column, _size(box)[1])
        self.image.paste(tall.resize(_size(box), Image.Resampling.NEAREST), box[:2])

    def veil(self, low: float, high: float, colour: Colour, top: float, bottom: float) -> None:
        """A vertical fade of one colour over the whole width; `top` and `bottom` say how dense it is."""
        box = self._band(low, high)
        column = Image.new("L", (1, 2))
        column.putpixel((0, 0), round(255 * top))
        column.putpixel((0, 1), round(255 * bottom))
        self._paste(colour, box, _stretched(column, _size(box)[1]).resize(_size(box), Image.Resampling.NEAREST))

    def tint(self, mask: Image.Image, colour: Colour) -> None:
        """The colour over the whole picture, as dense as the mask (of any size) says."""
        rows = mask.getbbox()
        if rows is None:
            return
        top, low = (round(row / mask.height * self.image.height) for row in (rows[1], rows[3]))
        part = mask.crop((0, rows[1], mask.width, rows[3]))
        size = (self.image.width, max(1, low - top))
        self.image.paste(colour, (0, top), part.resize(size, Image.Resampling.BILINEAR))

    def reflect(self, line: float, depth: float, strength: float) -> None:
        """Mirror what is above the line into the `depth` below it, fading out."""
        upper = self._band(line, line + depth)
        lower = self._band(line - depth, line)
        if _size(lower)[1] < 2 or _size(upper)[1] < 2:
            return
        mirrored = self.image.crop(upper).transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(_size(lower))
        column = Image.new("L", (1, 2))
        column.putpixel((0, 0), round(255 * strength))
        mask = _stretched(column, _size(lower)[1]).resize(_size(lower), Image.Resampling.NEAREST)
        self.image.paste(mirrored, lower[:2], mask)

    def _px(self, x: float, y: float) -> Point:
        if self._turn:
            x, y = x * self._cos - y * self._sin, x * self._sin + y * self._cos
        return self._x + x * self._unit * self._mirror, self._y - y * self._unit

    def _band(self, low: float, high: float) -> Box:
        top, bottom = (round(self._px(0, y)[1]) for y in (high, low))
        return 0, max(0, top), self.image.width, min(self.image.height, max(bottom, top + 1))

    def _fill(self, pixels: Sequence[Point], colour: Colour, alpha: float) -> None:
        if alpha >= 1:
            self._draw.polygon(list(pixels), fill=colour)
            return
        box = _bounds(pixels, 0)
        mask = Image.new("L", _size(box), 0)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in pixels], fill=round(255 * alpha))
        self._paste(colour, box, mask)

    def _paste(self, colour: Colour, box: Box, mask: Image.Image) -> None:
        self.image.paste(colour, box, mask)


def _bounds(pixels: Sequence[Point], margin: int) -> Box:
    xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
    return int(min(xs)) - margin, int(min(ys)) - margin, int(max(xs)) + margin + 2, int(max(ys)) + margin + 2


def _size(box: Box) -> tuple[int, int]:
    return max(1, box[2] - box[0]), max(1, box[3] - box[1])


def _stretched(column: Image.Image, height: int) -> Image.Image:
    """The column's pixels as an even ramp: its ends are the first and the last colour."""
    ends = (0.0, 0.5, 1.0, column.height - 0.5)
    return column.resize((1, height), Image.Resampling.BILINEAR, box=ends)


def _stroke(draw: ImageDraw.ImageDraw, pixels: Sequence[Point], thick: int, fill: Colour | int) -> None:
    draw.line(list(pixels), fill=fill, width=thick, joint="curve")
    half = thick / 2
    for x, y in (pixels[0], pixels[-1]):
        draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)
