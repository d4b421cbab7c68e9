"""Asks a service for JSON over HTTP, within limits of time and size, and says in a line why it did not come."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import requests

from hamyari_lib import __version__
from hamyari_lib.data.sources.patience import PASSING_STATUSES, Limits, Passing, Patience, status_fault
from hamyari_lib.errors import DataError

_CHUNK = 65_536
_MOVED = "the service may have changed: look at its page, and update hamyari."


class Client:
    """Asks one service; all its questions together take no longer than the limits' ``total_seconds``."""

    def __init__(self, service: str, *, limits: Limits) -> None:
        self.service = service
        self._limits = limits
        self._patience = Patience(limits)
        self._session = requests.Session()
        self._session.max_redirects = 5
        self._session.headers.update({"User-Agent": f"hamyari-workbench/{__version__}", "Accept": "application/json"})

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def json(self, url: str, params: Mapping[str, str], *, what: str) -> Any:
        """The JSON that stands at an address, its decimal fractions as ``Decimal``.

        Time-outs, broken connections, answers cut off, 429 and 5xx are tried again; all else is not.

        Raises
        ------
        DataError
            One line: ``what`` of which service, what was found, what was expected and what to do.
        """
        where = f"{self.service}, {what}"
        return self._patience.ask(where, lambda: self._once(url, params, where))

    def _once(self, url: str, params: Mapping[str, str], where: str) -> Any:
        """One try. It runs in a thread, because nothing else ends a service that sends a byte now and then."""
        answer: list[Any] = []
        given_up = threading.Event()

        def ask() -> None:
            try:
                answer.append(self._answer(url, params, where, given_up))
            except BaseException as error:  # told to the caller below
                answer.append(error)

        thread = threading.Thread(target=ask, name=f"asking {self.service}", daemon=True)
        thread.start()
        try:
            thread.join(self._patience.left)
        finally:
            given_up.set()
        if not answer:
            raise Passing(f"gave no whole answer within {self._limits.total_seconds:g} s")
        if isinstance(answer[0], BaseException):
            raise answer[0]
        return answer[0]

    def _answer(self, url: str, params: Mapping[str, str], where: str, given_up: threading.Event) -> Any:
        limits = (self._limits.connect_seconds, self._limits.read_seconds)
        try:
            with self._session.get(url, params=params, timeout=limits, stream=True) as response:
                if response.status_code in PASSING_STATUSES:
                    raise status_fault(response.status_code, response.reason, response.headers.get("Retry-After"))
                body = self._body(response, where, given_up)
                _check_answer(response, body, url, where)
        except requests.exceptions.SSLError as error:
            raise DataError(
                f"{where}: its certificate is not accepted ({_innermost(error)}); expected a secure connection; check "
                "this machine's clock and whether something stands between it and the internet."
            ) from None
        except requests.exceptions.Timeout as error:
            first = isinstance(error, requests.exceptions.ConnectTimeout)
            raise Passing(
                f"no connection within {limits[0]:g} s" if first else f"no answer within {limits[1]:g} s"
            ) from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise Passing("the answer broke off") from None
        except requests.exceptions.ConnectionError as error:
            if "Read timed out" in str(error):  # requests calls it so once the body has begun
                raise Passing(f"the answer stopped for {limits[1]:g} s") from None
            raise Passing(f"{urlsplit(url).hostname} cannot be reached ({_innermost(error)})") from None
        except requests.exceptions.RequestException as error:
            raise DataError(f"{where}: {_innermost(error)}; expected an answer; {_MOVED}") from None
        return _parsed(body, where)

    def _body(self, response: requests.Response, where: str, given_up: threading.Event) -> bytes:
        """The body, unless it is larger than it may be; read in chunks, so that an endless one ends too."""
        largest = self._limits.largest_bytes
        parts, size = [], 0
        for part in response.iter_content(_CHUNK):
            size += len(part)
            if size > largest:
                raise DataError(
                    f"{where}: the answer is larger than {largest / 2**20:.3g} MiB; expected a table of a few years; "
                    + _MOVED
                )
            if given_up.is_set():
                raise Passing("given up")
            parts.append(part)
        return b"".join(parts)


def _check_answer(response: requests.Response, body: bytes, url: str, where: str) -> None:
    """``DataError`` unless the answer is JSON of the service that was asked, with status 200."""
    asked, answered = urlsplit(url).hostname, urlsplit(response.url).hostname
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    sent_on = f", sent on to {answered}" if answered != asked else ""
    if response.status_code != 200:
        status = f"{response.status_code} {response.reason}".rstrip()
        raise DataError(f"{where}: answered {status}{sent_on}; expected 200 and a table; {_MOVED}")
    if "json" not in kind or sent_on:
        title = re.search(rb"<title[^>]*>(.{1,200}?)</title>", body[:10_000], re.IGNORECASE | re.DOTALL)
        called = f" titled {_line(title[1].decode('utf-8', 'replace'))!r}" if title else ""
        raise DataError(
            f"{where}: answered {kind or 'no named type of content'}{called}{sent_on}; expected JSON; something on "
            "the way to the service may answer in its place: open its address in a browser and look."
        )


def _parsed(body: bytes, where: str) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except _NoNumber as error:
        raise DataError(f"{where}: found the figure {error}; expected a number or null; {_MOVED}") from None
    except (ValueError, RecursionError):
        raise Passing(f"the answer is no whole JSON ({len(body)} bytes, ending in {_end_of(body)!r})") from None


class _NoNumber(Exception):
    pass


def _no_number(name: str) -> None:
    raise _NoNumber(name)


def _end_of(body: bytes) -> str:
    return _line(body[-20:].decode("utf-8", "replace"))


def _innermost(error: BaseException) -> str:
    """The reason at the bottom of what requests and urllib3 wrap around it, in one line."""
    inner: BaseException = error
    while nested := next((one for one in (getattr(inner, "reason", None), *inner.args) if _is_error(one)), None):
        inner = nested
    said = _line(str(inner))
    return said.rpartition(": ")[2] or type(inner).__name__


def _is_error(value: object) -> bool:
    return isinstance(value, BaseException)


def _line(text: str) -> str:
    return " ".join(text.split())[:160]
