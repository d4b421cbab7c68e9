"""Records as a notebook shows them in JupyterLab."""

from __future__ import annotations

import html

from hamyari_lib import text
from hamyari_lib.records.result import Table


def as_block(content: str) -> str:
    """Markup in the language's direction; JupyterLab aligns paragraphs left unless each of them says otherwise."""
    direction, side = ("rtl", "right") if text.language() == "fa" else ("ltr", "left")
    aligned = content.replace("<p>", f'<p style="text-align:{side}">')
    return f'<div dir="{direction}" style="text-align:{side}">{aligned}</div>'


def as_table(record: Table) -> str:
    """A table's record as a plain table."""
    head = "".join(f"<th>{html.escape(one.label)}</th>" for one in record.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(one.cell_text(value))}</td>" for one, value in zip(record.columns, row, strict=True)
        )
        + "</tr>"
        for row in record.rows
    )
    return as_block(f"<table><caption>{html.escape(record.title)}</caption><tr>{head}</tr>{body}</table>")
