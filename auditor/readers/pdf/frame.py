"""The page as a person holds it to read: points from its upper left corner, whatever way the file turns it."""

from array import array

import msgspec


class Frame(msgspec.Struct, frozen=True):
    """The part of a page that is shown, x0, y0, x1, y1 in the space of the file, held so that text of the direction
    `angle` (degrees counter-clockwise in that space: 0, 90, 180 or 270) runs from left to right.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    angle: int = 0

    @property
    def width(self) -> float:
        return self.x1 - self.x0 if self.angle in (0, 180) else self.y1 - self.y0

    @property
    def height(self) -> float:
        return self.y1 - self.y0 if self.angle in (0, 180) else self.x1 - self.x0

    def extents(self, boxes: "array[float]", first: int, end: int) -> tuple[list[float], list[float]]:
        """Where the characters `first` to `end` begin and end along the line, from the left of the page as read."""
        part = boxes[4 * first : 4 * end]
        if self.angle == 0:
            return [x - self.x0 for x in part[0::4]], [x - self.x0 for x in part[2::4]]
        if self.angle == 90:
            return [y - self.y0 for y in part[1::4]], [y - self.y0 for y in part[3::4]]
        if self.angle == 180:
            return [self.x1 - x for x in part[2::4]], [self.x1 - x for x in part[0::4]]
        return [self.y1 - y for y in part[3::4]], [self.y1 - y for y in part[1::4]]

    def across(self, base: float) -> float:
        """How far below the top of the page as read a base line lies, given its coordinate in the space of the file."""
        if self.angle == 0:
            return self.y1 - base
        if self.angle == 90:
            return base - self.x0
        return base - self.y0 if self.angle == 180 else self.x1 - base

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box of the space of the file as x0, top, x1, bottom of the page as read."""
        if self.angle == 0:
            return x0 - self.x0, self.y1 - y1, x1 - self.x0, self.y1 - y0
        if self.angle == 90:
            return y0 - self.y0, x0 - self.x0, y1 - self.y0, x1 - self.x0
        if self.angle == 180:
            return self.x1 - x1, y0 - self.y0, self.x1 - x0, y1 - self.y0
        return self.y1 - y1, self.x1 - x1, self.y1 - y0, self.x1 - x0

    def back(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """A box of the page as read as x0, y0, x1, y1 in the space of the file."""
        if self.angle == 0:
            return self.x0 + x0, self.y1 - bottom, self.x0 + x1, self.y1 - top
        if self.angle == 90:
            return self.x0 + top, self.y0 + x0, self.x0 + bottom, self.y0 + x1
        if self.angle == 180:
            return self.x1 - x1, self.y0 + top, self.x1 - x0, self.y0 + bottom
        return self.x1 - bottom, self.y1 - x1, self.x1 - top, self.y1 - x0
