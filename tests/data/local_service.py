"""A real HTTP server on this machine that answers as it is told to, also badly, slowly or never."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


def reply(
    body: bytes | str, *, status: int = 200, kind: str = "application/json;charset=utf-8", after: float = 0.0,
    missing: int = 0, **headers: str,
) -> Reply:  # fmt: skip
    """An answer; ``missing`` is how many bytes more its length claims than come."""
    content = body.encode("utf-8") if isinstance(body, str) else body

    def write(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(after)
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content) + missing))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return write


def trickle(ended: threading.Event, *, in_head: bool) -> Reply:
    """A byte now and then, each in time, until ``ended``."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        handler.wfile.write(head if in_head else head + b"\r\n")
        while not ended.wait(0.02):
            handler.wfile.write(b"a" if in_head else b" ")
            handler.wfile.flush()

    return write


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body that says no length and does not end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 10_000)


@dataclass
class Service:
    """What the server answers, by a part of the path, and what it was asked. The last answer of a part is repeated."""

    base: str
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def answers(self, part: str, *replies: Reply) -> None:
        self.replies[part] = list(replies)

    @property
    def gaps(self) -> list[float]:
        """Seconds between one request and the next."""
        moments = [moment for _, moment in self.asked]
        return [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]


@contextlib.contextmanager
def serving() -> Iterator[Service]:
    """Run the server in threads, and end it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append((self.path, time.monotonic()))
            replies = next((found for part, found in service.replies.items() if part in self.path), None)
            if replies is None:
                return self.send_error(404)
            with contextlib.suppress(OSError):  # the client has gone
                (replies.pop(0) if len(replies) > 1 else replies[0])(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = Service(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        service.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """The address of a service that takes a connection and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def refusing() -> str:
    """An address at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


def figures(code: str, values: dict[int, Any], *, page: int = 1, pages: int = 1, total: int | None = None) -> list[Any]:
    """A page of the World Bank's API, in the form that its version 2 documents."""
    head = {
        "page": page, "pages": pages, "per_page": 1000, "total": len(values) if total is None else total,
        "sourceid": "2", "lastupdated": "2026-07-01",
    }  # fmt: skip
    rows = [
        {"indicator": {"id": code, "value": "…"}, "country": {"id": "IR", "value": "Iran, Islamic Rep."},
         "countryiso3code": "IRN", "date": str(year), "value": value, "unit": "", "obs_status": "", "decimal": 1}
        for year, value in values.items()
    ]  # fmt: skip
    return [head, rows]


SERIES: dict[str, dict[int, Any]] = {
    "FP.CPI.TOTL.ZG": {2024: None, 2023: 44.57917, 2022: 43.48849},
    "NY.GDP.MKTP.CD": {2024: 475252123456.789, 2023: 457510549999.0, 2022: 422662312345.0},
    "NY.GDP.MKTP.KD": {2024: None, 2023: 515368249999.9, 2022: 489278200000.0},
    "SP.POP.TOTL": {2025: None, 2024: 91567738, 2023: 90608707, 2022: 89524246},
}
"""Iran's figures as they could come: 2025 has none, 2024 two."""


def serve_figures(service: Service, changed: dict[str, dict[int, Any]] | None = None) -> None:
    """Let the service answer as the World Bank does, with some years' figures changed."""
    for code, values in SERIES.items():
        service.answers(code, reply(json.dumps(figures(code, values | (changed or {}).get(code, {})))))
