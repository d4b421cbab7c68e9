"""Files are written whole or not at all."""

import ast
import os
import stat
import threading

import pytest

from hamyari_lib import files
from hamyari_lib.errors import HamyariError
from hamyari_lib.files import parsed, state, write_atomically


def test_text_is_written_as_utf_8_and_bytes_as_they_are(tmp_path):
    write_atomically(tmp_path / "deep" / "er" / "a.txt", "استان\n")
    assert (tmp_path / "deep" / "er" / "a.txt").read_bytes() == "استان\n".encode()
    write_atomically(tmp_path / "b.bin", b"\x00\r\n")
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.bin", "deep"]


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_others_can_read_what_is_written(tmp_path):
    write_atomically(tmp_path / "a", "a")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PermissionError(13, "Permission denied"), "is open in another program; close it there and run again"),
        (OSError(28, "No space left on device"), r"cannot be written \(No space left on device\)"),
    ],
)
@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, fault, said, step):
    path = tmp_path / "page.html"
    path.write_text("old")

    def fail(*_):
        raise fault

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(HamyariError, match=said) as caught:
        write_atomically(path, "new")
    assert str(path) in caught.value.faults[0]
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]
    assert path.read_text() == "old"


def test_a_state_is_the_same_while_a_file_is(tmp_path):
    path = tmp_path / "a"
    path.write_text("one")
    os.utime(path, ns=(10**18, 10**18))
    before = state(path)
    assert state(path) == before
    path.write_text("two")
    os.utime(path, ns=(10**18, 10**18))  # as long and as old as before
    assert state(path) != before
    with pytest.raises(FileNotFoundError):
        state(tmp_path / "missing")


def test_the_state_of_a_file_that_has_just_changed_is_never_the_same_twice(tmp_path):
    path = tmp_path / "a"
    path.write_text("one")
    assert state(path) != state(path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "reports").write_text("a file where a folder is wanted")
    with pytest.raises(HamyariError, match="cannot be written"):
        write_atomically(tmp_path / "reports" / "page.html", "new")


def test_a_folder_in_the_files_place_is_told(tmp_path):
    (tmp_path / "page.html").mkdir()
    with pytest.raises(HamyariError, match=r"page\.html"):
        write_atomically(tmp_path / "page.html", "new")
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_one_tree_is_built_at_a_time(monkeypatch):
    at_once, most = 0, 0

    def slow(source):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        threading.Event().wait(0.02)
        at_once -= 1
        return ast.Module([], [])

    monkeypatch.setattr(files.ast, "parse", slow)
    threads = [threading.Thread(target=parsed, args=("x",)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == 1
    monkeypatch.undo()
    assert isinstance(parsed("x = 1").body[0], ast.Assign)
    with pytest.raises(SyntaxError):
        parsed("x =")
