"""Means that are less than all, or more than all, of what they are the mean of: no weights make them so."""

from collections.abc import Iterator, Sequence

from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table
from auditor.model.finding import Place
from auditor.model.observation import Observation, Order
from auditor.vocabulary import Vocabulary

_LEAST = 2


def means(tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary) -> list[Observation]:
    """The rows and columns called a mean that lie outside the others in one place, and among them in the rest."""
    found: list[Observation] = []
    for table in tables:
        columns = [at for at, column in enumerate(table.columns) if column.kind == "figure"]
        rows = [at for at, row in enumerate(table.rows) if row.role != "heading" and at not in table.ragged]
        names = {at: table.rows[at].label for at in rows}
        heads = {at: table.columns[at].header for at in columns}
        # an item that is no total and no mean can be a part of one
        items = [
            row
            for row in rows
            if table.rows[row].role == "item" and not vocabulary.series.is_mean(table.rows[row].label)
        ]
        for mean in rows:
            if vocabulary.series.is_mean(names[mean]):
                lines = [
                    (table.figure_at(mean, column), [table.figure_at(row, column) for row in items if row < mean])
                    for column in columns
                ]
                found.extend(_outside(lines, table, figures))
        for mean in columns:
            if vocabulary.series.is_mean(heads[mean]):
                own = [
                    column
                    for column in columns
                    if column < mean and vocabulary.meaning(heads[column]).measure in (None, "utfall", "antal")
                ]
                lines = [(table.figure_at(row, mean), [table.figure_at(row, column) for column in own]) for row in rows]
                found.extend(_outside(lines, table, figures))
    return found


def _outside(
    lines: Sequence[tuple[int | None, list[int | None]]], table: Table, figures: Sequence[Figure]
) -> Iterator[Observation]:
    """The means outside their figures, where most of the same row or column lie among theirs."""
    inside: list[int] = []
    outside: list[tuple[int, int, Order]] = []
    for mean, members in lines:
        own = [figure for figure in members if figure is not None]
        if mean is None or len(own) < max(_LEAST, len(members)):
            continue
        finest = max(figures[figure].quantity.decimals for figure in (mean, *own))
        values = {figure: _scaled(figures[figure], finest) for figure in (mean, *own)}
        least, most = min(own, key=lambda one: values[one]), max(own, key=lambda one: values[one])
        if values[mean] > values[most]:
            outside.append((mean, most, Order((mean, 1), (most, 1))))
        elif values[mean] < values[least]:
            outside.append((mean, least, Order((least, 1), (mean, 1))))
        else:
            inside.append(mean)
    if len(inside) <= len(outside):
        return
    for mean, other, order in outside:
        own_figure, nearest = figures[mean], figures[other]
        title = " · ".join(part for part in (table.title, own_figure.label) if part)
        yield Observation(
            what="mean",
            title=title,
            places=(_place(own_figure),),
            others=(_place(nearest),),
            orders=(order,),
            figures=(mean, other),
            names=(own_figure.label, nearest.label),
        )


def _scaled(figure: Figure, finest: int) -> int:
    return figure.quantity.scaled * power_of_ten(finest - figure.quantity.decimals)


def _place(figure: Figure) -> Place:
    return Place(figure.span, figure.text, figure.label)
