"""Risk and coverage of thresholds, by hand, and the threshold named for a risk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.curve import Point, at_most, aurc, curve, point, reaching

JUDGED = [(0.9, True), (0.8, True), (0.8, False), (0.3, True), (0.1, False)]


def test_a_threshold_answers_what_reaches_it():
    assert point(JUDGED, 0.8) == Point(0.8, 3 / 5, 1 / 3, 3)
    assert point(JUDGED, 0.81) == Point(0.81, 1 / 5, 0.0, 1)
    assert point(JUDGED, 0.0) == Point(0.0, 1.0, 2 / 5, 5)
    assert point(JUDGED, 1.0) == Point(1.0, 0.0, None, 0)


def test_the_curve_goes_in_hundredths_from_all_to_nothing():
    points = curve(JUDGED)
    assert [p.threshold for p in points[:2]] == [0.0, 0.01]
    assert len(points) == 101
    assert points[80] == point(JUDGED, 0.8)
    assert points[35].to_json() == (
        {"threshold": 0.35, "coverage": 0.6, "risk": 0.3333, "answered": 3}
    )


def test_the_area_is_the_mean_risk_over_every_coverage_with_ties_shared():
    # wrong after 1 to 5 answers: 0, 0.5, 1, 1, 2
    assert aurc(JUDGED) == pytest.approx((0 + 0.5 / 2 + 1 / 3 + 1 / 4 + 2 / 5) / 5)
    assert aurc([(0.9, True), (0.5, True)]) == 0.0
    assert aurc([(0.9, False)]) == 1.0


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), min_size=1))
def test_the_order_of_the_cases_makes_no_difference(judged):
    assert aurc(judged) == pytest.approx(aurc(judged[::-1]))
    assert 0 <= aurc(judged) <= 1
    coverages = [p.coverage for p in curve(judged)]
    assert coverages == sorted(coverages, reverse=True)


def test_the_threshold_for_a_risk_answers_as_much_as_it_may():
    assert reaching(JUDGED, 0.25) == point(JUDGED, 0.11)  # 1 of 4 wrong
    assert reaching(JUDGED, 0.1) == point(JUDGED, 0.81)
    assert reaching(JUDGED, 1.0) == point(JUDGED, 0.0)
    assert reaching([(0.7, False)], 0.5) is None


def test_how_wrong_a_threshold_may_be_by_few_answers():
    # no mistake in n: 1 - 0.05 ** (1 / n); one in two: sqrt(0.95); the others from tables
    assert at_most(0, 29) == pytest.approx(1 - 0.05 ** (1 / 29), abs=1e-6)
    assert at_most(1, 2) == pytest.approx(0.95**0.5, abs=1e-6)
    assert at_most(3, 3) == pytest.approx(1.0)
    assert str(point(JUDGED, 0.81)) == (
        "20.0% answered, 0.000 of that wrong (at most 0.950 with 95% confidence)"
    )
    assert str(point(JUDGED, 1.0)) == "nothing is answered"
