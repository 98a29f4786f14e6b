"""Relations between figures as laws between cells, and which of several explanations of a cell is told."""

import pytest

from auditor.exact import Quantity
from auditor.model.relation import Judgement, Relation, Term
from auditor.model.sheet import Law, Sheet
from auditor.relate import sheets

CELLS = {number: (0, number) for number in range(5)}


def relation(result, terms, kind="linear", verdict="exact", formula="summa", table=None):
    own = tuple(Term(figure, factor, "item", under) for figure, factor, under in terms)
    return Relation("RK101", kind, formula, result, own, ("label",), table=table, judgement=Judgement(verdict))


@pytest.mark.parametrize(
    ("told", "law"),
    [
        (relation(2, [(0, 1, 0), (1, 1, 0)]), ("sum", 2, (0, 1))),
        (relation(2, [(0, 1, 0), (1, -1, 0)]), ("sum", 0, (2, 1))),  # a = b - c as b = a + c
        (relation(3, [(0, 1, 0), (1, -1, 0), (2, -1, 0)]), ("sum", 0, (3, 1, 2))),
        (relation(3, [(0, 1, 0), (1, 1, 0), (2, -1, 0)]), None),  # no sum of either
        (relation(2, [(0, 2, 0), (1, 1, 0)]), None),
        (relation(2, [(0, 1, 0), (1, 0, 1)], "quotient"), ("division", 2, (0, 1))),
        (relation(2, [(0, 1, 0), (1, -1, 1)], "quotient"), ("relative-change", 2, (1, 0))),
        (relation(2, [(0, 1, 0), (1, 1, 1)], "quotient"), None),  # of the whole of both
        (relation(1, [(0, 1, 0)], formula="upprepning"), None),
        (relation(1, [(0, 1, 0)], formula="upprepning", table=0), ("sum", 1, (0,))),  # two sides that are one sum
        (relation(2, [(0, 1, 0), (1, 1, 0)], verdict="undecided"), None),
        (relation(2, [(0, 1, 0), (9, 1, 0)]), None),  # a figure of another table
    ],
)
def test_what_a_relation_is_told_as(told, law):
    wanted = [] if law is None else [Law(law[0], (0, law[1]), tuple((0, at) for at in law[2]), "exact")]
    assert sheets.laws([told], CELLS) == wanted


def sum_of(result, *operands, verdict="exact"):
    return Law("sum", (0, result), tuple((0, operand) for operand in operands), verdict)


def test_a_cell_has_one_explanation_along_its_row():
    along_column = Law("sum", (0, 3), ((1, 3), (2, 3)), "exact")
    assert sheets.merged([sum_of(3, 0, 1)], [sum_of(3, 0, 1, 2), along_column]) == (sum_of(3, 0, 1), along_column)


def test_the_order_of_what_is_added_makes_no_other_law():
    assert sheets.merged([sum_of(3, 0, 1)], [sum_of(3, 1, 0)]) == (sum_of(3, 0, 1),)
    both = [Law("division", (0, 2), ((0, 0), (0, 1)), "exact"), Law("division", (0, 2), ((0, 1), (0, 0)), "exact")]
    assert len(sheets.merged(both)) == 2


def test_blank_cells_belong_to_a_sum_where_other_rows_have_them():
    def row(first):
        one = Quantity(1, 0)
        return (first, one, one, one)

    sheet = Sheet((("1",) * 4, ("",) + ("1",) * 3, ("1",) * 4), (row(Quantity(1, 0)), row(None), row(Quantity(1, 0))))
    laws = [
        Law("sum", (0, 3), ((0, 0), (0, 1), (0, 2)), "exact"),
        Law("sum", (1, 3), ((1, 1), (1, 2)), "exact"),
        Law("sum", (2, 3), ((2, 1), (2, 2)), "exact"),
    ]
    blank, full = sheets.completed(laws, sheet)[1:]
    assert blank.operands == ((1, 0), (1, 1), (1, 2))
    assert full.operands == ((2, 1), (2, 2))  # the cell left out holds a figure
