"""What runs beside the page: what comes, what is raised, and an end when it is not wanted."""

from threading import Event

import pytest

from rag.ui.background import Background


def test_things_come_in_order_and_nothing_while_nothing_comes():
    go = Event()

    def things():
        yield 1
        go.wait(5)
        yield 2

    found = []
    for thing in Background(things()).fetch(0.01):
        found.append(thing)
        go.set()
    assert [thing for thing in found if thing is not None] == [1, 2]
    assert found[0] == 1


def test_there_is_a_sign_of_life_while_nothing_comes():
    go = Event()

    def late():
        go.wait(5)
        yield "late"

    fetched = Background(late()).fetch(0.01)
    assert next(fetched) is None
    go.set()
    assert [thing for thing in fetched if thing is not None] == ["late"]


def test_what_it_raises_is_raised_where_it_is_fetched():
    def failing():
        yield 1
        raise ValueError("no")

    fetched = Background(failing()).fetch(1)
    assert next(fetched) == 1
    with pytest.raises(ValueError, match="no"):
        next(fetched)


def test_a_generator_nobody_wants_is_closed():
    closed, more = Event(), Event()

    def endless():
        try:
            while True:
                yield 1
                more.wait(5)
        finally:
            closed.set()

    work = Background(endless())
    assert next(work.fetch(1)) == 1
    work.stop()
    more.set()
    assert closed.wait(5)
