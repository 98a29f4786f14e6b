"""The JSON Schema of everything that the tool prints as JSON; shipped beside this file."""

from pathlib import Path


def render() -> str:
    """The schema as it is shipped."""
    return (Path(__file__).parent / "rkaudit-1.schema.json").read_text(encoding="utf-8")
