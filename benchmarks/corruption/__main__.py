"""`python -m benchmarks.corruption`: the tables of what is found. With a folder the clean reports are written to it."""

import re
import sys
import time
from pathlib import Path

from benchmarks.corruption import clean, scores, shares
from benchmarks.corruption.layouts import setting
from benchmarks.corruption.sources import reports


def main(folder: str | None = None) -> int:
    """1 where a clean report gets a finding."""
    if folder is not None:
        for report in reports():
            name = re.sub(r"\W+", "-", report.name) + report.style.suffix
            text = setting(report.style, report.blocks, report.tables).text
            (Path(folder) / name).write_text(text, "utf-8", newline="\n")
        return 0
    started = time.monotonic()
    told = list(clean())
    print(f"{len(told)} clean reports, {sum(figures for _, figures, _ in told)} figures in tables, "
          f"{sum(findings for *_, findings in told)} errors and warnings")  # fmt: skip
    for counted in (True, False):
        where = "in totals and deviations" if counted else "all figures"
        print(f"\n| {where} | wrong | found | blamed | cause | restored |")
        print("|:---|---:|---:|---:|---:|---:|")
        for what, wrong, *parts in shares(scores(counted)):
            print(f"| {what} | {wrong} | {' | '.join(f'{part:.1f} %' for part in parts)} |")
    print(f"\n{time.monotonic() - started:.0f} s")
    return 1 if any(findings for *_, findings in told) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
