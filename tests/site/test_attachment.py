"""A workbook that a notebook offers: kept in its output, a file beside the page, within the one-file copy."""

import base64
from dataclasses import replace

from site_samples import manifest

from hamyari_lib.records import XLSX_MIME, Attachment, record_from_json, record_to_json
from hamyari_lib.site.blocks import Content, RecordBlock, content_of
from hamyari_lib.site.media import media_of

RECORD = Attachment("workbook", "a project", "a test")
KEPT = base64.b64encode(b"PK content").decode()


def notebook(content=KEPT):
    data = {"application/vnd.hamyari.result+json": record_to_json(RECORD), XLSX_MIME: content, "text/plain": "XLSX"}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return {"cells": [{"cell_type": "code", "source": "x", "metadata": {}, "outputs": [output], "execution_count": 1}]}


def test_it_is_read_back_and_written_as_a_file():
    assert record_from_json(record_to_json(RECORD)) == RECORD
    content = content_of(notebook(), language="en", complete=True)
    (block,) = [one for one in content.blocks if isinstance(one, RecordBlock)]
    media = media_of(content, manifest(), ())
    (name,) = media.files
    assert media.files[name] == b"PK content"
    assert name.endswith(".xlsx")
    offered = media.attachment(block)
    assert offered.href == f"../media/{name}"
    assert replace(media, inline=True).attachment(block).href == f"data:{XLSX_MIME};base64,{KEPT}"


def test_a_damaged_or_missing_one_leaves_a_page_without_a_link():
    for kept in ("not base64!", None):
        block = RecordBlock(RECORD, "attachment-1", kept)
        media = media_of(Content(blocks=[block]), manifest(), ())
        assert media.attachment(block) is None
        assert media.files == {}
