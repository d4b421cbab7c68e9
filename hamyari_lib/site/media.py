"""The files of one report: pictures and downloads under readable names that change with their content."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from hamyari_lib.records import XLSX_MIME, Attachment, Figure, Manifest, Table
from hamyari_lib.site.blocks import Content, RecordBlock
from hamyari_lib.site.downloads import to_csv, to_xlsx
from hamyari_lib.site.shared import data_uri
from hamyari_lib.site.writing import hashed_name, size

FOLDER = "media"


@dataclass(frozen=True)
class File:
    """A file beside the page: its name, content and MIME type."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class Download:
    """A link to a file as the template writes it."""

    href: str
    name: str
    label: str
    size: str


@dataclass(frozen=True)
class Media:
    """The pictures and downloads of a page, by the anchor of their block.

    ``inline`` makes addresses that carry the file within them.
    """

    manifest: Manifest
    inline: bool
    pictures: dict[str, File] = field(default_factory=dict)
    tables: dict[str, tuple[File, File]] = field(default_factory=dict)
    attachments: dict[str, File] = field(default_factory=dict)

    def address(self, file: File) -> str:
        return data_uri(file.content, file.mime) if self.inline else f"../{FOLDER}/{quote(file.name)}"

    def picture(self, block: RecordBlock) -> str:
        """The address of a figure's picture, empty when the run left none."""
        file = self.pictures.get(block.anchor)
        return self.address(file) if file else ""

    def downloads(self, block: RecordBlock) -> list[Download]:
        """The downloads of a table."""
        return [
            Download(self.address(file), file.name, label, size(file.content, self.manifest.language))
            for file, label in zip(self.tables[block.anchor], ("CSV", "XLSX"), strict=True)
        ]

    def attachment(self, block: RecordBlock) -> Download | None:
        """The download of an attachment; None when the run left none."""
        file = self.attachments.get(block.anchor)
        return file and Download(self.address(file), file.name, "XLSX", size(file.content, self.manifest.language))

    @property
    def files(self) -> dict[str, bytes]:
        """Every file to be written, by name."""
        pairs = [file for pair in self.tables.values() for file in pair]
        return {file.name: file.content for file in [*self.pictures.values(), *pairs, *self.attachments.values()]}


def media_of(content: Content, manifest: Manifest, parameters: Sequence[tuple[str, str]]) -> Media:
    """The files of a report's figures and tables."""
    media = Media(manifest=manifest, inline=False)
    for block in content.blocks:
        if not isinstance(block, RecordBlock):
            continue
        if isinstance(block.record, Figure) and block.image is not None:
            file = _picture(block.record, block.image, manifest.case)
            if file:
                media.pictures[block.anchor] = file
        elif isinstance(block.record, Attachment) and block.image is not None:
            file = _attached(block.record, block.image, manifest.case)
            if file:
                media.attachments[block.anchor] = file
        elif isinstance(block.record, Table):
            media.tables[block.anchor] = _table_files(block.record, manifest, parameters)
    return media


def _picture(figure: Figure, image: str, case: str) -> File | None:
    if figure.image_type == "image/svg+xml":
        data, suffix = image.encode(), ".svg"
    else:
        data, suffix = _decoded(image), ".png"
        if data is None:
            return None
    return File(hashed_name(f"{case}-{figure.key}", suffix, data), data, figure.image_type)


def _attached(attachment: Attachment, content: str, case: str) -> File | None:
    data = _decoded(content)
    return data and File(hashed_name(f"{case}-{attachment.key}", ".xlsx", data), data, XLSX_MIME)


def _decoded(content: str) -> bytes | None:
    try:
        return base64.b64decode(content)
    except binascii.Error:
        return None


def _table_files(table: Table, manifest: Manifest, parameters: Sequence[tuple[str, str]]) -> tuple[File, File]:
    stem = f"{manifest.case}-{table.key}"
    as_csv = to_csv(table, language=manifest.language)
    as_xlsx = to_xlsx(table, manifest=manifest, parameters=parameters, language=manifest.language)
    return (
        File(hashed_name(stem, ".csv", as_csv), as_csv, "text/csv"),
        File(hashed_name(stem, ".xlsx", as_xlsx), as_xlsx, XLSX_MIME),
    )
