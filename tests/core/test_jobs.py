"""The state machine: the table, and nothing beside it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.jobs import ENDS, TRANSITIONS, Charge, IllegalMove, JobState, state_diagram, transition
from tests.makers import a_job

ALLOWED = {(move.source, move.target) for move in TRANSITIONS}


@given(st.sampled_from(JobState), st.sampled_from(JobState))
def test_a_job_moves_exactly_where_the_table_lets_it(source: JobState, target: JobState) -> None:
    job = a_job(state=source)
    if (source, target) in ALLOWED:
        assert job.moved(target).state is target
    else:
        with pytest.raises(IllegalMove):
            job.moved(target)


def test_the_table_has_no_row_twice() -> None:
    assert len(ALLOWED) == len(TRANSITIONS)


def test_nothing_leaves_an_end_and_only_the_three_known_states_are_ends() -> None:
    assert {JobState.DELIVERED, JobState.CANCELLED, JobState.FAILED} == ENDS
    assert not any(move.source in ENDS for move in TRANSITIONS)


def test_a_charge_is_settled_by_every_move_into_an_end_and_by_no_other() -> None:
    for move in TRANSITIONS:
        assert (move.charge is Charge.HELD) == (move.target not in ENDS), move


def test_only_delivery_spends() -> None:
    assert [move.target for move in TRANSITIONS if move.charge is Charge.SPENT] == [JobState.DELIVERED]


@given(st.lists(st.integers(0, len(TRANSITIONS)), max_size=30))
def test_every_walk_through_the_table_settles_at_most_once(choices: list[int]) -> None:
    state, settled = JobState.ACCEPTED, 0
    for choice in choices:
        moves = [move for move in TRANSITIONS if move.source is state]
        if not moves:
            break
        move = moves[choice % len(moves)]
        settled += transition(move.source, move.target).charge is not Charge.HELD
        state = move.target
    assert settled == (state in ENDS)


def test_every_state_can_be_reached_and_can_come_to_an_end() -> None:
    reached = {JobState.ACCEPTED}
    for _ in JobState:
        reached |= {move.target for move in TRANSITIONS if move.source in reached}
    assert reached == set(JobState)
    ending = set(ENDS)
    for _ in JobState:
        ending |= {move.source for move in TRANSITIONS if move.target in ending}
    assert ending == set(JobState)


def test_a_job_is_done_only_when_its_person_was_told() -> None:
    job = a_job(state=JobState.READY).moved(JobState.DELIVERED, ended_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert job.ended
    assert not job.done


def test_the_token_of_a_reply_never_shows_in_its_repr() -> None:
    assert "secret-token" not in repr(a_job(token="secret-token"))


def test_the_diagram_names_every_state_and_every_reason() -> None:
    diagram = state_diagram()
    assert all(state.name in diagram for state in JobState)
    assert all(move.because in diagram for move in TRANSITIONS)
