"""What is asked of a service over HTTP, against a server on this machine that answers well, badly, slowly or never."""

import datetime as dt
import threading
import time
from decimal import Decimal
from email.utils import format_datetime

import pytest
from local_service import Service, endless, refusing, reply, serving, silent, trickle

from hamyari_lib.data.sources.fetching import Client
from hamyari_lib.data.sources.patience import Limits, seconds_asked
from hamyari_lib.errors import DataError

pytestmark = pytest.mark.slow

QUICK = Limits(
    connect_seconds=0.3, read_seconds=0.3, total_seconds=3, tries=2, first_wait_seconds=0.01, largest_bytes=200_000
)
GOOD = reply('{"rate": 44.579}')


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with serving() as running:
        yield running
    for thread in threading.enumerate():  # what was given up ends with the server
        if thread.name.startswith("asking "):
            thread.join(3)


def fetch(base: str, *, limits: Limits = QUICK):
    with Client("the service", limits=limits) as client:
        return client.json(f"{base}/table", {"format": "json"}, what="a table")


def fault_of(service: Service | str, **changes) -> str:
    """The one line in which it is told that nothing came."""
    base = service if isinstance(service, str) else service.base
    with pytest.raises(DataError) as refused:
        fetch(base, limits=Limits(**(QUICK.__dict__ | changes)))
    (fault,) = refused.value.faults
    assert fault.startswith("the service, a table: ")
    assert "\n" not in fault
    assert "; expected " in fault
    return fault


def test_an_answer_is_json_with_its_decimals_as_they_are_written(service):
    service.answers("/table?format=json", GOOD)
    assert fetch(service.base) == {"rate": Decimal("44.579")}
    assert len(service.asked) == 1


def test_a_byte_order_mark_does_not_spoil_an_answer(service):
    service.answers("/table", reply("\ufeff[1]"))
    assert fetch(service.base) == [1]


PASSING = {
    "429": reply("", status=429),
    "500": reply("<html>oops", status=500, kind="text/html"),
    "503": reply("", status=503),
    "too slow": reply("[1]", after=0.45),
    "broken off": reply('{"rate": 4', missing=7),
    "cut": reply('{"rate": 4'),
    "empty": reply(""),
}


@pytest.mark.parametrize("first", PASSING)
def test_what_may_pass_is_asked_again(service, first):
    service.answers("/table", PASSING[first], GOOD)
    assert fetch(service.base) == {"rate": Decimal("44.579")}
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("always", "found"),
    [
        ("429", "answered 429 Too Many Requests (tried 2 times)"),
        ("500", "answered 500 Internal Server Error (tried 2 times)"),
        ("too slow", "no answer within 0.3 s (tried 2 times)"),
        ("broken off", "the answer broke off (tried 2 times)"),
        ("cut", """the answer is no whole JSON (10 bytes, ending in '{"rate": 4') (tried 2 times)"""),
    ],
)
def test_what_does_not_pass_is_told_after_the_last_try(service, always, found):
    service.answers("/table", PASSING[always])
    assert f": {found}; " in fault_of(service)
    assert len(service.asked) == 2


def test_the_waits_grow(service):
    service.answers("/table", PASSING["500"])
    fault_of(service, tries=4, first_wait_seconds=0.03)
    first, second, third = service.gaps
    assert first >= 0.03
    assert second >= 0.06
    assert third >= 0.12


def test_a_service_that_says_how_long_to_wait_is_left_alone_for_so_long(service):
    service.answers("/table", reply("", status=429, Retry_After="1"), GOOD)
    assert fetch(service.base) == {"rate": Decimal("44.579")}
    assert service.gaps[0] >= 1.0


def test_a_wait_beyond_the_limit_is_told_and_not_waited(service):
    service.answers("/table", reply("", status=429, Retry_After="3600"), GOOD)
    begun = time.monotonic()
    assert "answered 429 Too Many Requests and asks to be left alone for 3600 s; " in fault_of(service)
    assert time.monotonic() - begun < 60
    assert len(service.asked) == 1


def test_a_service_may_name_the_moment_to_come_back():
    in_a_minute = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    assert 55 < seconds_asked(format_datetime(in_a_minute, usegmt=True)) <= 60
    assert seconds_asked("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert seconds_asked("-5") is None
    assert seconds_asked("9" * 5000) < 1e9


FINAL = {
    "404": (reply("gone", status=404), "answered 404 Not Found; expected 200 and a table"),
    "403": (reply("[]", status=403), "answered 403 Forbidden; "),
    "501": (reply("[]", status=501), "answered 501 Not Implemented; "),
    "error page": (
        reply("<html><title>Request\nRejected</title>", kind="text/html; charset=utf-8"),
        "answered text/html titled 'Request Rejected'; expected JSON",
    ),
    "other kind": (reply("1,2", kind="text/csv"), "answered text/csv; expected JSON"),
    "no number": (reply("[NaN]"), "found the figure NaN; expected a number or null"),
    "too large": (reply(b"[" + b" " * 300_000 + b"]"), "the answer is larger than 0.191 MiB; "),
    "endless": (endless, "the answer is larger than 0.191 MiB; "),
}


@pytest.mark.parametrize("answer", FINAL)
def test_what_will_not_pass_is_not_asked_again(service, answer):
    given, found = FINAL[answer]
    service.answers("/table", given)
    fault = fault_of(service)
    assert found in fault
    assert "tried" not in fault
    assert len(service.asked) == 1


def test_an_answer_of_another_host_is_not_taken(service):
    """As where a provider's page of blocked addresses stands in for what was asked."""
    elsewhere = service.base.replace("127.0.0.1", "localhost")
    service.answers("/table", reply("", status=302, Location=f"{elsewhere}/other"))
    service.answers("/other", GOOD)
    assert "sent on to localhost; expected JSON" in fault_of(service)


@pytest.mark.parametrize("in_head", [True, False])
def test_a_service_that_sends_a_byte_now_and_then_is_given_up(service, in_head):
    service.answers("/table", trickle(service.ended, in_head=in_head))
    begun = time.monotonic()
    assert "gave no whole answer within 0.2 s; " in fault_of(service, total_seconds=0.2)
    assert time.monotonic() - begun < 5


def test_nobody_listens():
    assert ": 127.0.0.1 cannot be reached (" in (fault := fault_of(refusing()))
    assert "Connection refused" in fault


def test_a_connection_is_taken_and_never_answered():
    with silent() as base:
        assert "no answer within 0.2 s; " in fault_of(base, read_seconds=0.2, tries=1)


def test_the_total_limit_holds_for_all_questions_together(service):
    service.answers("/table", reply("[1]", after=0.15))
    with Client("the service", limits=Limits(**(QUICK.__dict__ | {"total_seconds": 0.2}))) as client:
        assert client.json(f"{service.base}/table", {}, what="first") == [1]
        with pytest.raises(DataError, match="the service, second: gave no whole answer within 0.2 s; "):
            client.json(f"{service.base}/table", {}, what="second")
        with pytest.raises(DataError, match="the service, third: not asked: the limit of 0.2 s .* is used up"):
            client.json(f"{service.base}/table", {}, what="third")
    assert len(service.asked) == 2
