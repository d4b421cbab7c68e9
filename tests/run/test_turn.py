"""One runner at a time, and what a killed one had been at."""

import json
import threading

import pytest
from filelock import FileLock

from hamyari_lib.errors import HamyariError
from hamyari_lib.run.turn import turn


def _no_word(line):
    raise AssertionError(f"nobody was at work, and it was said: {line}")


def test_a_runner_that_ends_leaves_nothing_to_take_up(tmp_path):
    with turn(tmp_path, "sample", tell=_no_word) as first:
        assert not first.resumes
        assert json.loads((tmp_path / ".run.json").read_text())["batch"] == first.batch
    with turn(tmp_path, "sample", tell=_no_word) as second:
        assert not second.resumes
        assert second.batch != first.batch


def test_an_error_is_an_end_too(tmp_path):
    with pytest.raises(KeyboardInterrupt), turn(tmp_path, "sample", tell=_no_word):
        raise KeyboardInterrupt
    with turn(tmp_path, "sample", tell=_no_word) as second:
        assert not second.resumes


@pytest.mark.parametrize(("what", "resumes"), [("sample", True), ("sample --force", False)])
def test_a_killed_runners_batch_is_taken_up_by_who_is_asked_for_the_same(tmp_path, what, resumes):
    (tmp_path / ".run.json").write_text(json.dumps({"what": "sample", "batch": "abc", "process": 1, "began": "x"}))
    with turn(tmp_path, what, tell=_no_word) as found:
        assert found.resumes is resumes
        assert (found.batch == "abc") is resumes


@pytest.mark.parametrize("left", ["", "{", "[]", "3", '{"what": "sample"}', '{"what": "sample", "batch": 3}'])
def test_a_damaged_note_is_none(tmp_path, left):
    (tmp_path / ".run.json").write_text(left)
    with turn(tmp_path, "sample", tell=_no_word) as found:
        assert not found.resumes


def test_who_comes_second_is_told_and_waits(tmp_path):
    said, entered = [], threading.Event()
    with turn(tmp_path, "first", tell=_no_word):

        def come():
            with turn(tmp_path, "second", tell=said.append):
                entered.set()

        second = threading.Thread(target=come)
        second.start()
        assert not entered.wait(0.5)
        assert len(said) == 1
        assert said[0].startswith("another run is at work in ")
        assert "(first, process " in said[0]
    second.join(10)
    assert entered.is_set()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "reports").touch()
    with pytest.raises(HamyariError, match="reports cannot be kept there"), turn(tmp_path / "reports", "x", tell=print):
        pass


def test_the_lock_is_let_go(tmp_path):
    with turn(tmp_path, "sample", tell=_no_word):
        pass
    FileLock(tmp_path / ".run.lock").acquire(timeout=0)
