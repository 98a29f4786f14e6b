"""What elements and their styles make of the text in them: not shown, struck out, raised, preformatted."""

import re
from typing import NamedTuple

_STYLES = re.compile(
    r"(display|visibility|text-decoration(?:-line)?|vertical-align|white-space|mso-list)\s*:\s*([^;]*)"
)
# those that are read of style sheets
_IN_SHEETS = ("vertical-align", "text-decoration", "text-decoration-line")
_CLASS = re.compile(r"(?:\s|-->|<!--)*\w*\.([\w-]{1,100})\s*")
SHOWN, BLANK_SPACE, AWAY = 0, 1, 2  # shown, an empty space on the page, not there
HIDDEN, STRUCK, DRAWN = "not-shown", "struck-text", "drawn-text"


class State(NamedTuple):
    """What the elements around a text make of it. `seen` is SHOWN, BLANK_SPACE or AWAY; `why` tells figures that are
    not shown, "" where none need be told.
    """

    seen: int = SHOWN
    why: str = ""
    raised: bool = False
    preformatted: bool = False
    heading: bool = False
    listed: int = 0
    marker: bool = False


def classes(sheet: str) -> dict[str, str]:
    """What a style sheet tells of classes that bears on how a figure reads: raised, or struck out."""
    told: dict[str, str] = {}
    for block in sheet.split("}"):
        selectors, _, style = block.rpartition("{")
        style = style.lower()
        if "vertical-align" in style or "line-through" in style:
            kept = "; ".join(f"{name}: {value}" for name, value in _STYLES.findall(style) if name in _IN_SHEETS)
            for selector in selectors.rpartition("{")[2].split(","):
                match = _CLASS.fullmatch(selector)
                if match is not None:
                    told[match[1]] = kept
    return told


def styled(state: State, style: str) -> State:
    """The state inside an element that has a style of its own."""
    for name, value in _STYLES.findall(style.lower()):
        if name == "display" and value.startswith("none"):
            state = state._replace(seen=AWAY, why=HIDDEN)
        elif name == "visibility" and value.startswith(("hidden", "collapse")) and state.seen == SHOWN:
            state = state._replace(seen=BLANK_SPACE, why=HIDDEN)
        elif name == "visibility" and value.startswith("visible") and state.seen == BLANK_SPACE:
            state = state._replace(seen=SHOWN, why="")
        elif name.startswith("text-decoration") and "line-through" in value:
            state = state._replace(seen=AWAY, why=STRUCK)
        elif name == "vertical-align":
            state = state._replace(raised=value.startswith("super"))
        elif name == "white-space":
            state = state._replace(preformatted=value.startswith(("pre", "break-spaces")))
        elif name == "mso-list" and value.startswith("ignore"):
            state = state._replace(marker=True)
    return state
