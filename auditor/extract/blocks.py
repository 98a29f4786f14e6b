"""Lines to tables, lists and amounts in running text. Every number ends up in one of them, or is told why not."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.extract.lines import (
    BLANK,
    CONTENTS,
    FURNITURE,
    HEADING,
    ITEM,
    PERIODS,
    PROSE,
    ROW,
    RULE,
    TEXT,
    Look,
    look_at,
)
from auditor.extract.sentences import sentences
from auditor.extract.tokens import CLOSE, NUMBER, OPEN, SKIP, WORD, Tok, tokenise
from auditor.model.document import Document, Line
from auditor.model.draft import (
    Amount,
    Extract,
    Fragment,
    ItemDraft,
    ListDraft,
    Number,
    Passage,
    RowDraft,
    Slot,
    TableDraft,
    number,
    readings,
)
from auditor.model.span import Span
from auditor.model.units import MONEY
from auditor.vocabulary import Vocabulary

# Lines of text between two rows that can still be labels or a header; more than that is prose.
_MAX_PENDING = 24
# so many words before a lone figure are no label
_WORDS_OF_A_SENTENCE = 8
_LONGEST_CAPTION = 90
_TELLING_DIGITS = 3
_LETTERS = re.compile(r"[^\W\d_]+")
_MAX_LABEL_CHARS = 90
# more figures in a row than a page has room for
_MOST_COLUMNS = 60
_SENTENCE_WORDS = 9
_FIRST_WORDS = re.compile(r"\S+(?: \S+)?")
_LOWER = re.compile(r"^[a-zåäöé(&/+]")
_OPEN_END = re.compile(
    r"(?:[,(\-–/&]|\b(?:och|eller|av|för|på|i|till|med|samt|från|inom|vid|per|om|under|the|of|and|mot))\s*$",
    re.IGNORECASE,
)


def extract(document: Document, vocabulary: Vocabulary) -> Extract:
    """All figures of a document, in their possible readings."""
    looks = look_at(document, vocabulary)
    looks = _mark_contents(looks)
    tables, used = _Tables(looks, vocabulary).run()
    looks = _carry_units(looks, used, vocabulary)
    lists = _lists(looks, used, vocabulary)
    amounts, skipped = _rest(looks, used, vocabulary)
    by_line = {
        index: [amount for amount in found if amount.line is looks[index].line] for index, found in amounts.items()
    }
    told = sentences(looks, used, by_line)
    flat = [amount for index in sorted(amounts) for amount in amounts[index]]
    passages = tuple(
        Passage(look.kind, look.line, index in used) for index, look in enumerate(looks) if look.kind != BLANK
    )
    unit = _stated_unit(passages, vocabulary)
    return Extract(tuple(tables), tuple(lists), tuple(flat), tuple(skipped), tuple(told), passages, unit)


def _stated_unit(passages: Sequence[Passage], vocabulary: Vocabulary) -> str | None:
    """The unit that a line says all amounts are in: "(tkr)" below the title, "Alla belopp anges i mnkr"."""
    for passage in passages:
        text = passage.line.text.strip()
        if passage.tabled or not _may_state_unit(text, vocabulary):
            continue
        unit = vocabulary.unit_in(text)
        if unit in MONEY:
            return unit
    return None


def _may_state_unit(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line is of the amounts of a table or report: a unit alone in brackets, or "belopp" in it, and no
    figure.
    """
    if any(character.isdigit() for character in text):
        return False
    return text[:1] + text[-1:] == "()" or any(
        word in vocabulary.amount_words for word in _LETTERS.findall(text.lower())
    )


# ---- tables of contents -----------------------------------------------------------------------------------------


def _mark_contents(looks: list[Look]) -> list[Look]:
    """A run of lines that each end in a page number, rising, most of them numbered sections: a table of contents."""
    marked: set[int] = set()
    chain: list[tuple[int, int]] = []

    def close() -> None:
        numbered = sum(looks[index].text[:1].isdigit() for index, _ in chain)
        if len(chain) >= 3 and (numbered * 2 >= len(chain) or leaders):
            marked.update(index for index, _ in chain)
        chain.clear()

    leaders = False
    for index, look in enumerate(looks):
        if look.kind in (BLANK, FURNITURE, RULE):
            continue
        if look.kind == TEXT and look.text.lower().startswith(("innehåll", "table of contents", "contents")):
            close()
            leaders = True
            continue
        page = _page_reference(look)
        if page is None or (chain and page < chain[-1][1]):
            close()
            leaders = False
            if page is None:
                continue
        chain.append((index, page))
    close()
    return [Look(look.line, CONTENTS, look.tokens) if index in marked else look for index, look in enumerate(looks)]


def _page_reference(look: Look) -> int | None:
    """The page number at the end of a contents line."""
    if look.kind == CONTENTS:
        digits = re.search(r"(\d+)\s*$", look.text)
        return int(digits.group(1)) if digits else None
    if look.kind not in (ROW, PROSE, ITEM) or look.delimited:
        return None
    numbers = [token for token in look.tokens if token.kind == NUMBER]
    if not numbers or numbers[-1] is not look.tokens[-1] or not any(token.kind == WORD for token in look.tokens):
        return None
    run = numbers[-1].run
    if run is None or run.decimals or run.unit or run.sign or len(run.groups) != 1 or len(run.groups[0][0]) > 3:
        return None
    if len(numbers) > 2 or (len(numbers) == 2 and numbers[0] is not look.tokens[0]):
        return None
    return int(run.groups[0][0])


# ---- tables -----------------------------------------------------------------------------------------------------


class _Row(msgspec.Struct):
    """A row under construction, and the lines that it has taken."""

    label: list[Fragment]
    slots: list[Slot]
    look: Look
    heading: bool = False


class _Tables:
    """Walks the looks once and cuts out the tables. `used` are the lines (by index) whose numbers a table has taken."""

    def __init__(self, looks: list[Look], vocabulary: Vocabulary) -> None:
        self.looks = looks
        self.vocabulary = vocabulary
        self.tables: list[TableDraft] = []
        self.used: set[int] = set()
        self.section = ""
        self.places = {look.line.number: index for index, look in enumerate(looks)}
        self._clear()

    def _clear(self) -> None:
        self.rows: list[_Row] = []
        self.header: list[tuple[int, Look]] = []
        self.pending: list[tuple[int, Look]] = []
        self.taken: set[int] = set()

    def run(self) -> tuple[list[TableDraft], set[int]]:
        paragraph = 0
        self.last_row_index = self.prose_index = self.row_paragraph = -9
        for index, look in enumerate(self.looks):
            kind = look.kind
            if kind == BLANK:
                paragraph += 1
            elif kind in (FURNITURE, RULE):
                continue
            elif kind == CONTENTS:
                self._close()
            elif kind == HEADING:
                self._close()
                self.section = look.text
            elif kind == ROW or (kind == ITEM and look.slots and self._takes_item(look)):
                self._row(index, look, paragraph)
            elif kind in (TEXT, PERIODS):
                if self.rows and index == self.last_row_index + 1 and self._continues_label(look):
                    last = self.rows[-1]
                    last.label.append(_whole(look, paragraph))
                    self.taken.add(index)
                elif self._is_prose(look) or (index == self.prose_index + 1 and _LOWER.match(look.text)):
                    self.prose_index = index
                    self._close()
                else:
                    self.pending.append((paragraph, look))
                    if len(self.pending) > _MAX_PENDING:
                        if self.rows:
                            self._close(keep_pending=True)
                        self.pending = self.pending[-_MAX_PENDING:]
            else:
                self.prose_index = index
                self._close()
        self._close()
        return self.tables, self.used

    # ---- rows -----------------------------------------------------------------------------------------------

    def _takes_item(self, look: Look) -> bool:
        """A bulleted line with one figure is a row only inside a table whose rows have one too."""
        return (
            bool(self.rows)
            and not self.pending
            and bool(look.label)
            and all(len(row.slots) == 1 for row in self.rows if row.slots)
            and look.bullet[:1] in "-–—"
        )

    def _row(self, index: int, look: Look, paragraph: int) -> None:
        self.paragraph = paragraph
        if self._is_page_number(index, look):
            return
        if self._is_aside(look, paragraph):
            self.prose_index = index
            self._close()
            return
        if self.rows and self._starts_anew(look):
            self._close(keep_pending=True)
        if not self.rows:
            self.header = [(number, text) for number, text in self.pending]
            self.pending = []
            label = self._take_lead(look, paragraph, self.header)
        else:
            label = self._take_lead(look, paragraph, self.pending)
            for _, text in self.pending:
                # the name of a group of rows, on a line of its own
                self.rows.append(_Row([_whole(text, 0)], [], text, heading=True))
            self.pending = []
        previous = self.rows[-1] if self.rows else None
        if (
            previous is not None
            and not label
            and not look.label
            and not look.delimited
            and not previous.heading
            and self._bare_run(previous, look)
        ):
            adjacent = index == self.last_row_index + 1
            previous.slots.extend(_joining(previous.slots, list(look.slots), adjacent))
        else:
            self.rows.append(_Row(label + list(look.label), list(look.slots), look))
        self.taken.add(index)
        self.last_row_index = index
        self.row_paragraph = paragraph

    def _is_page_number(self, index: int, look: Look) -> bool:
        """A small number alone between complete rows of several figures: the page has turned."""
        if not self.rows or look.label or look.delimited or len(look.slots) != 1 or index == self.last_row_index + 1:
            return False
        run = look.slots[0].run
        counts = [len(row.slots) for row in self.rows if row.slots]
        if self.pending and any(len({slot.line.number for slot in row.slots}) > 1 for row in self.rows):
            # a table of cells one below the other, and the label right above
            return False
        if run is None or run.decimals or run.unit or run.sign or len(run.groups) != 1 or len(run.groups[0][0]) > 3:
            return False
        return bool(counts) and min(counts) >= 2 and counts[-1] == max(counts)

    def _is_aside(self, look: Look, paragraph: int) -> bool:
        """Words with one amount and its unit, or many words, apart from a table of several figures a row: a heading or
        a sentence.
        """
        if not self.rows or not look.label or look.delimited or len(look.slots) != 1 or paragraph == self.row_paragraph:
            return False
        run = look.slots[0].run
        counts = [len(row.slots) for row in self.rows if row.slots]
        several = sum(count >= 2 for count in counts)
        wordy = not look.gapped and sum(len(part.text.split()) for part in look.label) >= _WORDS_OF_A_SENTENCE
        return run is not None and (bool(run.unit.strip(" %")) or wordy) and several * 4 >= len(counts) * 3

    def _bare_run(self, previous: _Row, look: Look) -> bool:
        """Whether figures without a label go on with the row above: cells set one below the other."""
        if look.gapped or previous.look.gapped:
            return False
        counts = [len(row.slots) for row in self.rows[:-1] if row.slots]
        if counts:
            return len(previous.slots) + len(look.slots) <= max(counts)
        return len(look.slots) == 1 or not previous.label or len(previous.slots) != len(look.slots)

    def _take_lead(self, look: Look, paragraph: int, pending: list[tuple[int, Look]]) -> list[Fragment]:
        """The text lines above a row that begin its label; they leave `pending`."""
        taken: list[Fragment] = []
        if look.delimited:
            return taken
        first = look.label[0].text if look.label else ""
        if not first:
            # figures alone: the last paragraph is their label, unless there is nothing else that could be the header
            if self.rows and pending:
                last = pending[-1][0]
                while pending and pending[-1][0] == last and len(taken) < 4:
                    taken.insert(0, _whole(pending.pop()[1], 0))
            return taken
        while pending:
            number, text = pending[-1]
            continues = (
                _LOWER.match(first) is not None or _OPEN_END.search(text.text) is not None or _unclosed(text.text)
            )
            near = number == paragraph
            if not near or not continues or len(taken) >= 4 or text.kind == PERIODS:
                break
            if text.gapped and look.gapped and not self.rows and len(_cells_of(text.text)) > 1:
                break
            if self._opens_parts(text.text):
                break
            taken.insert(0, _whole(text, 0))
            first = text.text
            pending.pop()
        return taken

    def _continues_label(self, look: Look) -> bool:
        """A short lower-case line right under a row goes on with its label."""
        last = self.rows[-1]
        text = look.text
        return (
            bool(last.label)
            and look.kind == TEXT
            and (_LOWER.match(text) is not None or _unclosed(last.label[-1].text))
            and len(text) < 60
            and not text.endswith(".")
            and not self._opens_parts(text)
            and not look.delimited
            and not last.look.delimited
            and not (look.gapped and len(_cells_of(text)) > 1)
        )

    def _opens_parts(self, text: str) -> bool:
        """Whether a line announces that the rows below are parts of the one above: "varav inhyrd personal:"."""
        return text.endswith(":") and self.vocabulary.role(text) == "part"

    def _is_prose(self, look: Look) -> bool:
        """A line of text too long, or too much of a sentence, to be a label or a header."""
        if look.delimited or look.kind == PERIODS:
            return False
        text = look.text
        words = text.split()
        if look.gapped and len(_cells_of(text)) > 2:
            return False
        if self._known_share(words) >= 0.6:
            return False
        if (
            text.endswith((".", "!", "?"))
            and len(words) > 3
            and not text.lower().endswith(("m.m.", "mm.", "m.fl.", "etc.", "kr.", "avv.", "utf.", "år."))
        ):
            return True
        return len(words) >= _SENTENCE_WORDS or len(text) > _MAX_LABEL_CHARS

    def _known_share(self, words: list[str]) -> float:
        plain = [word.lower().strip(".,:;()") for word in words]
        plain = [word for word in plain if word]
        known = sum(self.vocabulary.knows(word) or self.vocabulary.is_stub(word) for word in plain)
        return known / len(plain) if plain else 0.0

    def _starts_anew(self, look: Look) -> bool:
        """Whether what stands between the last row and this one heads a new table."""
        if look.delimited != self.rows[-1].look.delimited:
            return True
        if not self.pending:
            return False
        texts = [text.text for _, text in self.pending]
        words = [word for text in texts for word in re.findall(r"[^\W_]+", text)]
        # in "Prognos budgetavvikelse" one measure begins: a label. A header begins a new one with every capital
        if any(word[0].isupper() for word in words):
            words = [word for word in words if not word[0].islower()]
        strong = sum(
            self.vocabulary.is_strong_measure(word.lower())
            or (len(word) == 4 and word.isdigit() and "1950" <= word <= "2099")
            for word in words
        )
        if strong >= 2:
            return not self._repeats_header(texts)
        if self.paragraph != self.row_paragraph and any(self._is_header_line(text) for _, text in self.pending):
            return not self._repeats_header(texts)
        return strong == 1 and any(
            self.vocabulary.is_stub(text.split()[0].lower().strip(",:")) for text in texts if text.split()
        )

    def _is_header_line(self, look: Look) -> bool:
        """Whether a line of cells is the header of two columns or more: the words over all but one are known."""
        cells = _cells_of(look.line.text) if look.gapped else []
        meanings = [self.vocabulary.meaning(cell) for cell in cells[1:]]
        known = sum(meaning.known > 0 and meaning.unknown == 0 for meaning in meanings)
        return known >= 2 and known >= len(cells) - 2

    def _repeats_header(self, texts: list[str]) -> bool:
        """The table's own header again, after a page break."""
        own = _squeeze(" ".join(text.text for _, text in self.header))
        again = _squeeze(" ".join(texts))
        if not again or (not own.endswith(again) and again not in own):
            return False
        self.pending = []
        return True

    # ---- the end of a table -----------------------------------------------------------------------------------

    def _close(self, keep_pending: bool = False) -> None:
        pending = self.pending if keep_pending else []
        rows = list(self.rows)
        while rows and rows[-1].heading:
            rows.pop()
        if rows and self._is_table(rows):
            self.used |= self.taken
            self._emit(rows)
        self._clear()
        self.pending = pending

    def _is_table(self, rows: list[_Row]) -> bool:
        counted = [row for row in rows if row.slots]
        widest = max(len(row.slots) for row in counted)
        if widest > _MOST_COLUMNS:
            return False
        if widest >= 2:
            headed = any(self._has_measure(text.text) for _, text in self.header)
            return len(counted) >= 2 or headed or any(row.look.delimited for row in counted) or widest >= 3
        labelled = [row for row in counted if row.label]
        return len(labelled) >= 2 and len(labelled) == len(counted)

    def _has_measure(self, text: str) -> bool:
        return (
            any(self.vocabulary.measure_of(word) for word in re.findall(r"[^\W\d_]+", text.lower()))
            or re.search(r"\b(?:19|20)\d\d\b", text) is not None
        )

    def _emit(self, rows: list[_Row]) -> None:
        counted = [row for row in rows if row.slots]
        delimited = any(row.look.delimited for row in counted)
        several = [row for row in counted if len(row.slots) > 1 or row.label]
        gapped = sum(_gaps_everywhere(row) for row in several)
        mode = "delimited" if delimited else "aligned" if several and gapped * 5 >= len(several) * 3 else "loose"
        header: list[Fragment] = []
        for paragraph, look in self.header:
            header.extend(_header_fragments(look, paragraph, mode))
        first = self.header[0][1].line if self.header else rows[0].look.line
        drafts = tuple(
            RowDraft(tuple(row.label), tuple(row.slots), row.look.line, row.look.indent, row.heading) for row in rows
        )
        self.tables.append(
            TableDraft(
                mode,
                tuple(header),
                drafts,
                self.section,
                counted[0].look.line.number,
                counted[-1].slots[-1].line.number,
                self._caption(first, counted[-1].slots[-1].line),
            )
        )

    def _caption(self, first: Line, last: Line) -> str:
        """The short line right above a table's first, with what is said of its amounts right below its last."""
        above = self._near(self.places[first.number], -1)
        below = self._near(self.places[last.number], 1)
        caption = above if len(above) <= _LONGEST_CAPTION and not above.endswith((".", ":")) else ""
        return f"{caption} {below}".strip() if _may_state_unit(below, self.vocabulary) else caption

    def _near(self, index: int, step: int) -> str:
        """The line before or behind another, over a blank line at most."""
        for at in (index + step, index + 2 * step):
            if 0 <= at < len(self.looks) and self.looks[at].kind not in (BLANK, FURNITURE, RULE):
                return self.looks[at].text
        return ""


def _gaps_everywhere(row: _Row) -> bool:
    """Whether wide spaces stand between the label and the figures, and between the figures."""
    slots = row.slots
    text = row.look.line.text
    if not row.look.gapped:
        return False
    edges = [(first.end, second.start) for first, second in pairwise(slots) if first.line is second.line]
    if row.label and row.label[-1].line is slots[0].line:
        edges.insert(0, (row.label[-1].end, slots[0].start))
    wide = sum(second - first >= 2 or "\t" in text[first:second] for first, second in edges)
    return bool(edges) and wide * 3 >= len(edges) * 2


def _joining(before: list[Slot], after: list[Slot], adjacent: bool) -> list[Slot]:
    """Marks the first of `after` when it can be the second half of a figure that a line break cut in two."""
    last, first = before[-1], after[0]
    if (
        adjacent
        and len(before) < _MOST_COLUMNS
        and last.run is not None
        and first.run is not None
        and not (last.run.decimals or last.run.unit or last.run.mark or first.run.sign)
        and len(first.run.groups[0][0]) == 3
    ):
        after[0] = msgspec.structs.replace(first, joins=True)
    return after


def _whole(look: Look, paragraph: int) -> Fragment:
    text = look.line.text
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return Fragment(text[start:end], look.line, start, end, paragraph=paragraph)


def _header_fragments(look: Look, paragraph: int, mode: str) -> list[Fragment]:
    """The words of a header line; cells instead of words where the table's cells are set apart."""
    text = look.line.text
    if mode == "delimited":
        separator = "|" if "|" in text else "\t"
        fragments, at = [], 0
        cells = text.split(separator)
        offset = 1 if separator == "|" and text.strip().startswith("|") else 0
        for index, cell in enumerate(cells):
            start = at + len(cell) - len(cell.lstrip())
            if cell.strip():
                fragments.append(
                    Fragment(cell.strip(), look.line, start, start + len(cell.strip()), index - offset, paragraph)
                )
            at += len(cell) + 1
        return fragments
    # a year glued to the next header: "2026Summa"
    pattern = r"\S+(?: \S+)*" if mode == "aligned" else r"(?:19|20)\d\d(?=[A-ZÅÄÖ])|\S+"
    return [
        Fragment(match.group(), look.line, match.start(), match.end(), None, paragraph)
        for match in re.finditer(pattern, text)
    ]


def _cells_of(text: str) -> list[str]:
    return [cell for cell in re.split(r"\s{2,}", text.strip()) if cell]


def _unclosed(text: str) -> bool:
    return text.count("(") > text.count(")")


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


# ---- lists ------------------------------------------------------------------------------------------------------


def _lists(looks: list[Look], used: set[int], vocabulary: Vocabulary) -> list[ListDraft]:
    """Lead-ins and the bulleted items under them."""
    lists: list[ListDraft] = []
    index = 0
    while index < len(looks):
        if looks[index].kind != ITEM or index in used:
            index += 1
            continue
        first = index
        items: list[list[int]] = []
        glyph = looks[index].bullet
        blanks = 0
        while index < len(looks):
            look = looks[index]
            if index in used and look.kind != ITEM:
                break
            if look.kind == ITEM and (not items or _same_glyph(look.bullet, glyph)):
                items.append([index])
            elif look.kind in (BLANK, FURNITURE):
                blanks += look.kind == BLANK
            elif (
                look.kind in (TEXT, PROSE, ROW, PERIODS, ITEM)
                and items
                and (index == items[-1][-1] + 1 or _page_between(looks, items[-1][-1], index))
            ):
                items[-1].append(index)
            else:
                break
            index += 1
        lead = _lead_lines(looks, first, used)
        draft = _list_draft(looks, lead, items, vocabulary)
        if draft is not None:
            lists.append(draft)
    return lists


def _same_glyph(bullet: str, glyph: str) -> bool:
    return bullet == glyph or (bullet[:-1].isalnum() and glyph[:-1].isalnum())


def _page_between(looks: list[Look], first: int, second: int) -> bool:
    """Whether an item goes on behind a page break: nothing but blank lines and furniture, and a lower-case start."""
    between = looks[first + 1 : second]
    return (
        len(between) >= 3
        and all(look.kind in (BLANK, FURNITURE) for look in between)
        and not looks[first].text.endswith((".", ":"))
        and looks[second].text[:1].islower()
    )


def _lead_lines(looks: list[Look], first: int, used: set[int]) -> list[int]:
    """The paragraph above the first item, over one blank line at most."""
    index = first - 1
    blanks = 0
    while index >= 0 and looks[index].kind in (BLANK, FURNITURE) and blanks < 3:
        blanks += 1
        index -= 1
    lines: list[int] = []
    while (
        index >= 0
        and index not in used
        and looks[index].kind in (TEXT, PROSE, ROW, HEADING, PERIODS)
        and len(lines) < 8
    ):
        lines.insert(0, index)
        index -= 1
    return lines


def _list_draft(looks: list[Look], lead: list[int], items: list[list[int]], vocabulary: Vocabulary) -> ListDraft | None:
    if not lead:
        return None
    fragments = tuple(_whole(looks[index], 0) for index in lead)
    text = " ".join(fragment.text for fragment in fragments)
    amounts = [amount for index in lead for amount in _amounts(looks[index], vocabulary)]
    cut = _last_sentence(text)
    # amounts of the last sentence only: those whose place in the joined text is behind its beginning
    offset, kept = 0, []
    for index, fragment in zip(lead, fragments, strict=True):
        for amount in amounts:
            if amount.line is looks[index].line and offset + amount.number.start - fragment.start >= cut:
                kept.append(amount)
        offset += len(fragment.text) + 1
    drafts = []
    for item in items:
        parts = tuple(_whole(looks[index], 0) for index in item)
        drafts.append(
            ItemDraft(
                " ".join(part.text for part in parts),
                parts,
                tuple(amount for index in item for amount in _amounts(looks[index], vocabulary)),
            )
        )
    return ListDraft(text[cut:].strip(), fragments, tuple(kept), tuple(drafts))


def _last_sentence(text: str) -> int:
    """Where the last sentence of a paragraph begins."""
    starts = [match.end() for match in re.finditer(r"[.!?]\s+(?=[A-ZÅÄÖ])", text)]
    return starts[-1] if starts else 0


# ---- amounts in running text ------------------------------------------------------------------------------------


def _carry_units(looks: list[Look], used: set[int], vocabulary: Vocabulary) -> list[Look]:
    """Gives a number the unit that the next line begins with, and the first of "från 7,2 till 6,8 procent" that of the
    second.
    """
    for index, look in enumerate(looks):
        if index in used or look.delimited or look.kind not in (TEXT, PROSE, ROW, ITEM, HEADING):
            continue
        tokens = list(look.tokens)
        while tokens and tokens[-1].kind in ("space", "gap"):
            tokens.pop()
        following = looks[index + 1] if index + 1 < len(looks) else None
        last = tokens[-1] if tokens else None
        changed = False
        if last is not None and last.run is not None and not last.run.unit and following is not None:
            begin = _FIRST_WORDS.match(following.text)
            words = [word.rstrip(".,;:)") for word in begin.group().lower().split()] if begin else []
            unit = next((form for form in (" ".join(words), *words[:1]) if vocabulary.unit(form)), None)
            if unit is not None and index + 1 not in used and following.kind in (TEXT, PROSE, ROW, PERIODS):
                tokens[-1] = _with_unit(last, unit)
                changed = True
        solid = [at for at, token in enumerate(tokens) if token.kind not in ("space", "gap")]
        for first, from_, middle, to in zip(solid[1:], solid, solid[2:], solid[3:], strict=False):
            start, end = tokens[first], tokens[to]
            if tokens[from_].text.lower() == "från" and tokens[middle].text.lower() == "till":
                if start.run is not None and end.run is not None and end.run.unit and not start.run.unit:
                    tokens[first] = _with_unit(start, end.run.unit)
                    changed = True
        for amount, opening, inner, closing in zip(solid, solid[1:], solid[2:], solid[3:], strict=False):
            if (tokens[opening].kind, tokens[closing].kind) == (OPEN, CLOSE) and _is_beside(
                tokens[amount], tokens[inner]
            ):
                tokens[inner] = _with_unit(tokens[inner], _unit_of(tokens[amount]))
                changed = True
        if changed:
            looks[index] = msgspec.structs.replace(look, tokens=tuple(tokens))
    return looks


def _is_beside(first: Tok, second: Tok) -> bool:
    """Whether an amount and the one alone in a bracket behind it are printed alike: "214,6 mnkr (198,3)"."""
    one, other = first.run, second.run
    if one is None or other is None or not one.unit or other.unit or len(one.decimals) != len(other.decimals):
        return False
    # "(2)" is a reference, "(2023)" a year
    return bool(other.decimals) or len(other.groups) > 1 or len(other.groups[0][0]) == _TELLING_DIGITS


def _unit_of(token: Tok) -> str:
    assert token.run is not None
    return token.run.unit


def _with_unit(token: Tok, unit: str) -> Tok:
    assert token.run is not None
    return msgspec.structs.replace(token, run=msgspec.structs.replace(token.run, unit=unit))


def _spelled(look: Look, vocabulary: Vocabulary) -> list[tuple[Amount, str | None]]:
    """Amounts whose number is written out: "två miljoner kronor", "en halv procent"."""
    found: list[tuple[Amount, str | None]] = []
    for match in vocabulary.spelled.finditer(look.line.text):
        scaled, decimals = vocabulary.numerals[" ".join(match.group(1).lower().split())]
        unit = vocabulary.unit(match.group(2))
        if unit is not None:
            number = Number(scaled, decimals, match.start(1), match.end(1), match.group(2))
            found.append((Amount(number, look.line, unit), None))
    return found


def _amounts(look: Look, vocabulary: Vocabulary) -> list[Amount]:
    """The amounts of a line in their first readings: those that could not be a year, a reference or a list number."""
    return [amount for amount, reason in _numbers(look, vocabulary) if reason is None]


def _numbers(look: Look, vocabulary: Vocabulary) -> list[tuple[Amount, str | None]]:
    found = _spelled(look, vocabulary) if look.kind in (TEXT, PROSE, ITEM, HEADING) else []
    tokens = [token for token in look.tokens if token.kind not in ("space", "gap")]
    if not tokens and look.kind in (TEXT,):
        return found
    for position, token in enumerate(tokens):
        if token.run is None:
            continue
        previous = tokens[position - 1] if position else None
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        reason = _no_amount(look, token, previous, following, vocabulary)
        for reading in _prose_reading(token):
            why = reason
            if (
                why is None
                and len(reading.digits) == 4
                and not (reading.decimals or reading.sign or reading.unit or reading.hedge)
            ):
                if "1950" <= reading.digits <= "2099" and look.line.text[reading.start : reading.end].isdigit():
                    why = "year"
            found.append((Amount(reading, look.line, vocabulary.unit(reading.unit)), why))
    return found


def _prose_reading(token: Tok) -> tuple:  # type: ignore[type-arg]
    """In running text the groups of a run are one figure where they can be; a year before an amount stays a year."""
    run = token.run
    assert run is not None
    first = run.groups[0][0]
    if len(run.groups) > 1 and len(first) == 4 and "1950" <= first <= "2099":
        return (number(run, 0, 1), number(run, 1, len(run.groups)))
    return next(readings(run))


def _no_amount(
    look: Look, token: Tok, previous: Tok | None, following: Tok | None, vocabulary: Vocabulary
) -> str | None:
    run = token.run
    assert run is not None
    plain = not (run.unit or run.sign or run.hedge) and len(run.groups) == 1
    # "# 2 Personal" is a heading of Markdown
    if look.kind == HEADING and plain and (previous is None or previous.text == "#"):
        return "section"
    if plain and previous is not None and previous.kind == WORD:
        if previous.text.lower().rstrip(".") in vocabulary.reference_before and len(run.groups[0][0]) <= 4:
            return "reference"
    if look.kind in (ROW, PROSE, ITEM) and previous is None and plain and run.decimals and following is not None:
        if (
            following.kind == WORD
            and following.text[0].isupper()
            and look.line.text[token.start : token.end].count(".") == 1
        ):
            return "section"
    return None


def _rest(
    looks: list[Look], used: set[int], vocabulary: Vocabulary
) -> tuple[dict[int, list[Amount]], list[tuple[str, Span, str]]]:
    """The numbers that no table holds: amounts of running text by line (those of lists too), and what is no figure."""
    amounts: dict[int, list[Amount]] = {}
    skipped: list[tuple[str, Span, str]] = []
    for index, look in enumerate(looks):
        line = look.line
        tokens = look.tokens
        if look.kind == CONTENTS and not tokens:
            tokens = tuple(tokenise(line.text) or ())
        for token in tokens:
            if token.kind == SKIP:
                skipped.append((line.text[token.start : token.end], line.span(token.start, token.end), token.reason))
        if index in used:
            continue
        blanket = {FURNITURE: "page", CONTENTS: "contents"}.get(look.kind)
        for amount, reason in _numbers(msgspec.structs.replace(look, tokens=tokens), vocabulary):
            why = blanket or reason
            if why is None:
                amounts.setdefault(index, []).append(amount)
            else:
                start, end = amount.number.start, amount.number.end
                skipped.append((line.text[start:end], line.span(start, end), why))
    return amounts, skipped
