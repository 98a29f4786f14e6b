"""The lines of the statutory statements: which line a label prints, whose figures a column holds."""

import re

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOTE = re.compile(r"\b(?:not(?:er)?|note|notes)\s*\d[\d\s,–-]*$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d)-?(0[1-9]|1[0-2])(?:-?[0-3]\d)?(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_WORDS = re.compile(r"[^\W\d_]+(?::[^\W\d_]+)?")


class StatementWords:
    """The labels of lines by their names in rule formulas ("nettokostnader")."""

    def __init__(self, lines: dict[str, list[str]], words: dict[str, list[str]], units: frozenset[str]) -> None:
        self.names = frozenset(lines)
        self._alike = dict(pair.split(" ", 1) for pair in words["alike"])
        self._exact: dict[str, list[str]] = {}
        self._begins: list[tuple[str, str]] = []
        for name, forms in lines.items():
            for form in forms:
                if form.endswith("*"):
                    self._begins.append((form.rstrip("*"), name))
                else:
                    self._exact.setdefault(form, []).append(name)
        self._begins.sort(key=lambda pair: (-len(pair[0]), pair))
        self._cost, self._not_cost = tuple(words["cost"]), tuple(words["not_cost"])
        self._group, self._own = set(words["group"]), set(words["own"])
        self._dropped = units | set(words["dropped"])
        self._found: dict[str, tuple[str, ...]] = {}

    def lines(self, label: str) -> tuple[str, ...]:
        """The lines that a label may print: "Intäkter" is a municipality's or a company's. Empty for other labels."""
        if label not in self._found:
            self._found[label] = self._read(self.plain(label))
        return self._found[label]

    def _read(self, plain: str) -> tuple[str, ...]:
        exact = self._exact.get(plain)
        if exact is not None:
            return tuple(exact)
        longest = next((begin for begin, _ in self._begins if plain.startswith(begin)), None)
        return tuple(name for begin, name in self._begins if begin == longest)

    def plain(self, label: str) -> str:
        """A label as the forms are written: small letters, no notes, brackets, digits, punctuation, units and "varav".

        >>> from auditor.vocabulary import load
        >>> words = load().statements
        >>> words.plain("S:A EGET KAPITAL (not 12)"), words.plain("Periodens resultat, mnkr not 3")
        ('summa eget kapital', 'årets resultat')
        """
        bare = _NOTE.sub(" ", _BRACKETS.sub(" ", label.lower())).strip()
        return " ".join(self._alike.get(word, word) for word in _WORDS.findall(bare) if word not in self._dropped)

    def is_total(self, label: str) -> bool:
        """Whether a label begins with a word for sum."""
        return self.plain(label).startswith("summa ")

    def is_cost(self, label: str) -> bool:
        """Whether a label names a cost, which some reports print without minus."""
        words = _WORDS.findall(label.lower())
        return any(word.endswith(self._cost) for word in words) and not any(
            word.startswith(self._not_cost) or word.endswith(self._not_cost) for word in words
        )

    def stamp(self, header: str) -> tuple[int, int] | None:
        """The year of a header and the month that its figures reach to, 12 where no month stands; None without a year.

        >>> from auditor.vocabulary import load
        >>> words = load().statements
        >>> words.stamp("Kommunen 2024"), words.stamp("2024-08-31"), words.stamp("Utfall jan-aug 2023")
        ((2024, 12), (2024, 8), (2023, 8))
        """
        years = _YEAR.findall(header) or [found[:4] for found in re.findall(r"(?<!\d)(?:19|20)\d{6}(?!\d)", header)]
        if len(set(years)) != 1:
            return None
        date = _DATE.search(header)
        if date is not None:
            return int(years[0]), int(date.group(1))
        months = [word[:3] for word in re.findall(r"[^\W\d_]+", header.lower()) if word[:3] in _MONTHS]
        return int(years[0]), _MONTHS.index(months[-1]) + 1 if months else 12

    def entity(self, text: str) -> str:
        """Whose figures a header or a title speaks of: "group", "own", or "" where it does not say."""
        words = set(re.findall(r"[^\W\d_]+", text.lower()))
        if words & self._group:
            return "group"
        return "own" if words & self._own else ""
