"""What a sentence begins with to say whose words it tells."""

import pytest

from rag.attribution import attribution
from rag.types import Metadata

LEE = Metadata("Cyber Advice for the Border States", "Stacia Lee", "Jackson School", "2017-01-17")


@pytest.mark.parametrize(
    ("begins", "rest"),
    [
        ("According to Stacia Lee (2017), ", "it grew."),
        ("According to Lee, ", "it grew."),
        ("According to the Jackson School, ", "it grew."),
        ("Lee wrote that ", "it grew."),
        ("Lee (2017) argues that ", "it grew."),
        ("As Lee notes, ", "it grew."),
        ("According to Cyber Advice for the Border States, ", "it grew."),
        ("Según Lee, ", "creció."),
    ],
)
def test_the_author_publisher_or_title_is_told_by_the_citation(begins, rest):
    assert attribution(begins + rest, [LEE]) == len(begins)


@pytest.mark.parametrize(
    "text",
    [
        "In 2017, it grew.",  # when it was is a claim
        "According to the 2017 figures, it grew.",
        "According to Fox, it grew.",
        "Mexico says that it grew.",
        "Border states say that it grew.",  # of the title, but not the most of it
        "It grew, according to Lee.",
        "Lee grew.",
    ],
)
def test_anything_else_is_a_part_of_the_claim(text):
    assert attribution(text, [LEE]) == 0
