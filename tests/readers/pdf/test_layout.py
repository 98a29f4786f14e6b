"""Pages to lines: the order of reading, tables with their cells, text without tabs."""

from tests.readers.pdf.placing import at, page, read, texts


def test_a_table_without_rules_has_a_tab_between_its_cells() -> None:
    rows = [("Skola", "1 234", "1 200", "34"), ("Vård", "987", "1 001", "–14"), ("Totalt", "2 221", "2 201", "20")]
    words = [at("Nämnd", 50, 100), at("Utfall", 300, 100, align="right"), at("Budget", 380, 100, align="right")]
    words += [at("Avvikelse", 460, 100, align="right")]
    for number, (label, *figures) in enumerate(rows):
        words.append(at(label, 50, 115 + 15 * number))
        words += [
            at(figure, x, 115 + 15 * number, align="right") for figure, x in zip(figures, (300, 380, 460), strict=True)
        ]
    assert texts(page(*words)) == [
        "Nämnd\tUtfall\tBudget\tAvvikelse",
        "Skola\t1 234\t1 200\t34",
        "Vård\t987\t1 001\t–14",
        "Totalt\t2 221\t2 201\t20",
    ]


def test_an_empty_cell_keeps_the_others_in_their_columns() -> None:
    words = [at("Skola", 50, 100), at("12", 380, 100, align="right")]
    words += [at("Vård", 50, 115), at("7", 300, 115, align="right"), at("8", 380, 115, align="right")]
    words += [at("Kultur", 50, 130), at("5", 300, 130, align="right")]
    assert texts(page(*words)) == ["Skola\t\t12", "Vård\t7\t8", "Kultur\t5"]


def test_text_in_two_columns_is_read_one_after_the_other() -> None:
    left = [
        "Kommunen redovisar ett gott resultat",
        "för året som helhet och kostnaderna",
        "har ökat långsammare än väntat.",
    ]
    right = ["Antalet invånare ökade under året med", "drygt två procent och skolorna har fler", "elever än någonsin."]
    words = []
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        words += [at(one, 50, 100 + 13 * number), at(other, 300, 100 + 13 * number)]
    assert texts(page(*words)) == [*left, "", *right]


def test_words_in_a_wrong_order_inside_the_file_are_read_as_they_stand() -> None:
    lines = ["Resultatet uppgick till 12,3 mnkr under året.", "Det är 1,2 mnkr bättre än budget."]
    words = [word for number, line in enumerate(lines) for word in at(line, 50, 100 + 13 * number)]
    assert texts(page(iter(words[::-1]))) == lines


def test_running_text_with_figures_has_no_tabs() -> None:
    lines = [
        "Kostnaderna uppgick till 1 234,5 mnkr, varav 234,1 mnkr avser personal",
        "och 12,3 mnkr lokaler. Intäkterna blev 1 240,0 mnkr, en ökning med 3,4",
        "procent jämfört med 2023 då de uppgick till 1 199,2 mnkr enligt budget.",
    ]
    words = [at(line, 50, 100 + 13 * number) for number, line in enumerate(lines)]
    assert texts(page(*words)) == lines


def test_each_character_has_its_box() -> None:
    part = next(part for part in read(page(at("12 345", 100, 200))) if part.text)
    assert part.text == "12 345"
    stretch = part.stretches[0]
    assert stretch.page == 1
    assert stretch.origin.printed == "1"
    assert stretch.boxes is not None
    assert len(stretch.boxes) == 4 * len("12 345")
    # two digits of 5 points each, then the blank between them, which stands nowhere
    assert list(stretch.boxes[4:8]) == [105, 600, 110, 610]
    assert list(stretch.boxes[8:12]) == [0, 0, 0, 0]
