"""The fair line."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.jobs import JobId, UserId
from bot.core.line import FairLine

people = st.lists(st.integers(0, 5), max_size=40)


def filled(owners: list[int]) -> FairLine:
    line = FairLine()
    for number, owner in enumerate(owners):
        line.join(UserId(owner), JobId(number))
    return line


def drained(line: FairLine) -> list[int]:
    order: list[int] = []
    while (job := line.next()) is not None:
        order.append(job)
    return order


@given(people)
def test_the_order_that_is_told_is_the_order_that_comes(owners: list[int]) -> None:
    line = filled(owners)
    told = line.order()
    assert len(told) == len(line) == len(owners)
    assert drained(line) == told


@given(people, st.integers(0, 5))
def test_the_place_that_is_promised_is_the_place_that_is_had(owners: list[int], newcomer: int) -> None:
    line = filled(owners)
    promised = line.place_if_joined(UserId(newcomer))
    line.join(UserId(newcomer), JobId(999))
    assert line.order().index(JobId(999)) + 1 == promised.number
    assert line.places()[JobId(999)] == promised


@given(people)
def test_nobody_gets_a_second_turn_before_everybody_waiting_had_a_first(owners: list[int]) -> None:
    turns = [owners[job] for job in drained(filled(owners))]
    firsts = [turns.index(owner) for owner in set(owners)]
    assert max(firsts, default=-1) < len(set(owners))


@given(people, st.data())
def test_who_leaves_is_gone_and_the_others_keep_their_order(owners: list[int], data: st.DataObject) -> None:
    line = filled(owners)
    if not owners:
        assert not line.leave(UserId(0), JobId(0))
        return
    gone = data.draw(st.integers(0, len(owners) - 1))
    assert line.leave(UserId(owners[gone]), JobId(gone))
    assert not line.leave(UserId(owners[gone]), JobId(gone))
    for owner in set(owners):
        mine = [job for job in line.order() if owners[job] == owner]
        assert mine == [job for job in range(len(owners)) if owners[job] == owner and job != gone]


def test_joining_twice_changes_nothing() -> None:
    line = filled([1])
    line.join(UserId(1), JobId(0))
    assert len(line) == 1


weighted = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), max_size=40)


@given(weighted, st.integers(0, 40), st.integers(0, 5), st.integers(1, 4))
def test_with_weights_and_turns_taken_what_is_promised_still_comes(
    joins: list[tuple[int, int]], taken: int, newcomer: int, weight: int
) -> None:
    line = FairLine()
    for number, (owner, its_weight) in enumerate(joins):
        line.join(UserId(owner), JobId(number), its_weight)
    for _ in range(taken):
        line.next()
    promised = line.place_if_joined(UserId(newcomer), weight)
    line.join(UserId(newcomer), JobId(999), weight)
    places, told = line.places(), line.order()
    assert places[JobId(999)] == promised
    assert list(places) == told == drained(line)


def test_a_weight_of_three_gives_three_turns_in_each_round() -> None:
    line = FairLine()
    for number in range(4):
        line.join(UserId(1), JobId(number), 3)
        line.join(UserId(2), JobId(10 + number))
    assert drained(line) == [0, 1, 2, 10, 3, 11, 12, 13]


def test_people_before_are_counted_once_and_never_oneself() -> None:
    line = filled([1, 1, 2, 3, 1])
    places = [(place.number, place.people) for place in line.places().values()]
    assert places == [(1, 0), (2, 1), (3, 2), (4, 2), (5, 2)]
