"""How long a search may go on: counted in steps, not in seconds, so that the answer is the same on every machine."""


class Bound:
    """Steps that a search may still take. A step is about a microsecond; what costs more takes more."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    @property
    def reached(self) -> bool:
        return self.left < 0

    def take(self, steps: int = 1) -> bool:
        """Take so many steps; False when they are too many, and the search has to stop."""
        self.left -= steps
        return self.left >= 0
