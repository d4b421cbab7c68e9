"""What a page folds, leaves out and cuts: inputs that are not known, sources, labels said twice, dates, variants."""

import re

import pytest
from site_samples import code, line, manifest, notebook, output, prose

from hamyari_lib.data import Bilingual
from hamyari_lib.records import Note, Statement
from hamyari_lib.site import render_page
from hamyari_lib.site.blocks import ProseBlock, content_of
from hamyari_lib.site.writing import variant


def page_of(cells=None, *, language="fa", parameters=(), **changes):
    content = notebook(language) if cells is None else notebook(language) | {"cells": cells}
    return render_page(content, manifest(language=language, **changes), parameters=parameters)


def section(html, name):
    start = html.index(f'aria-labelledby="{name}"')
    return html[start : html.index("</section>", start)]


@pytest.mark.parametrize(
    ("language", "unknown", "summary"), [("fa", "نامعلوم", "۲ ورودی نامعلوم"), ("en", "unknown", "Unknown inputs: 2")]
)
def test_inputs_that_are_not_known_are_folded(language, unknown, summary):
    parameters = (("amount", "3"), ("fee <b>", unknown), ("tenor", "4"), ("price", unknown))
    made = page_of(language=language, parameters=parameters)
    for html in (made.html, made.files[made.standalone].decode()):
        inputs = section(html, "parameters")
        assert re.findall('<th scope="row">(.*?)</th>', inputs) == ["amount", "tenor"]
        assert f"<summary>{summary}</summary>" in inputs
        assert re.findall("<li>(.*?)</li>", inputs) == ["fee &lt;b&gt;", "price"]
    assert "<details>" not in section(page_of(parameters=parameters[::2]).html, "parameters")
    assert "<table" not in section(page_of(language=language, parameters=parameters[1::2]).html, "parameters")


@pytest.mark.parametrize(("tables", "folded"), [(3, 0), (4, 0), (5, 2), (7, 4)])
def test_sources_after_the_first_few_are_folded(tables, folded):
    sources = section(page_of(ledger=tuple(line(f"table_{n}") for n in range(tables))).html, "sources")
    shown, _, rest = sources.partition("<details>")
    assert (shown.count("<article"), rest.count("<article")) == (tables - folded, folded)
    assert ("منبع دیگر</summary>" in rest) == bool(folded)


def labels(*cells):
    return re.findall('<p class="role">(.*?)</p>', page_of(list(cells)).html)


def limits(role="limits"):
    return code("report.note()", output(Note(role, (Statement("جمله"),))))


def test_a_label_that_repeats_the_heading_is_dropped():
    assert labels(prose("# t\n\n## محدودیت‌ها"), limits()) == []
    assert labels(prose("# t\n\n## **محدودیت‌ها**\n\nمتن"), limits(), limits("warning")) == ["هشدار"]
    assert labels(prose("# t\n\n## محدودیت‌ها"), prose("## نتیجه"), limits()) == ["محدودیت‌ها"]
    assert labels(prose("# محدودیت‌ها"), limits()) == ["محدودیت‌ها"], "the page's own title is not its heading"
    assert labels(limits()) == ["محدودیت‌ها"]


def test_plain_facts_have_no_label():
    html = page_of([limits("plain"), limits("finding")]).html
    assert re.findall('<p class="role">(.*?)</p>', html) == ["یافته"]
    assert '<div class="note plain">' in html


@pytest.mark.parametrize(
    ("dates", "fa", "en"),
    [
        (["تاریخ هر سطر", "۱۴۰۱"], "در بخش منابع آمده است", "see the sources"),
        (["a", "b", "c", "d", "e"], "در بخش منابع آمده است", "see the sources"),
        (["۱۳۹۹", "هر سطر"], "۱۳۹۹ و هر سطر", "۱۳۹۹ and هر سطر"),
        (["1399", "b", "c", "d"], "1399 و تاریخ‌های دیگر", "1399 and other dates"),
    ],
)
def test_the_head_names_dates_or_where_they_stand(dates, fa, en):
    ledger = tuple(
        type(line())(**{**vars(line(f"t{n}")), "as_of": Bilingual(fa=one, en=one)}) for n, one in enumerate(dates)
    )
    for language, words in (("fa", fa), ("en", en)):
        html = page_of(language=language, ledger=ledger).html
        (head,) = re.findall('<dl class="dates">\n<div><dt>.*?</dt><dd>(.*?)</dd>', html)
        assert re.sub("<[^>]*>", "", head) == words


def test_what_a_run_was_given_reads_in_its_direction_and_is_cut_at_whole_items():
    ltr = '<bdi dir="ltr">{}</bdi>'.format
    assert variant(manifest("case")) == ""
    assert variant(manifest("case~a=1-0a1b2c")) == ltr("a=1")
    assert variant(manifest("case~a=1,b=x,-y,c=<-0a1b2c", "en")) == ", ".join(map(ltr, ("a=1", "b=x,-y", "c=&lt;")))
    cut = "amount=500-میلیارد-تومان,guarantee=0.01,issue_date=1405-03-01"[:60]
    assert len(cut) == 60
    assert variant(manifest(f"defaults~{cut}-0a1b2c")) == "، ".join(
        [ltr("amount=500-میلیارد-تومان"), ltr("guarantee=0.01"), "…"]
    )
    kept = variant(manifest("case~a=1-0a1b2c", changes=("بازده: \u2066−۲٪\u2069", "مدت: ۴")))
    assert kept == 'بازده: <bdi dir="ltr">−۲٪</bdi>؛ مدت: ۴'


def _said(*cells):
    """The prose that a complete report of these cells shows: (language, text), or the outputs of a code cell."""
    given = [
        {"cell_type": "markdown", "metadata": {"tags": [cell[0]]}, "source": cell[1]}
        if isinstance(cell, tuple)
        else {"cell_type": "code", "metadata": {"tags": [] if isinstance(cell, list) else ["keep_output"]},
              "source": "x", "outputs": cell if isinstance(cell, list) else [OUTPUT]}
        for cell in cells
    ]  # fmt: skip
    content = content_of({"cells": given}, language="en", complete=True)
    return " ".join(str(one.html) for one in content.blocks if isinstance(one, ProseBlock))


OUTPUT = {"output_type": "execute_result", "data": {"text/plain": "3"}, "metadata": {}}


def test_a_section_that_has_nothing_to_say_is_left_out():
    first, second = ("en", "## First"), ("en", "## Second")
    assert "First" not in _said(("fa", "## یک"), first, [], [], ("fa", "## دو"), second, [OUTPUT])
    assert "Second" in _said(("fa", "## یک"), first, [], [], ("fa", "## دو"), second, [OUTPUT])
    assert "First" not in _said(first, [], "kept", second, [OUTPUT]), "what is kept to be compared is not to be read"
    assert "First" in _said(first, second, []), "it has no code: its words are all there is to say"
    assert "First" in _said(first, [], [OUTPUT], second)
