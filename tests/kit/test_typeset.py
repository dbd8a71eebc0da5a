"""PDFs: data reaches the paper as data, and a machine without Chinese fonts is told so."""

import pytest

from wutong.kit import typeset
from wutong.kit.verdict import Invalid

TEMPLATE = '#let data = json(sys.inputs.data)\n#set text(font: sys.inputs.fonts.split("|"))\n#data.words'


def test_a_pdf_is_made_and_markup_stays_text():
    for words in ("办结", '#read("/etc/passwd")', '#panic("x")', '"] #while true {}', "= 题\n$ x"):
        assert typeset.pdf(TEMPLATE, {"words": words}).startswith(b"%PDF-")


def test_the_twin_that_pastes_lets_markup_through():
    import typst

    with pytest.raises(typst.TypstError, match="x"):
        typeset.pdf(TEMPLATE.replace("#data.words", '#panic("x")'), {"words": ""})


def test_without_a_font_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(typeset, "installed", lambda: ())
    with pytest.raises(Invalid, match="没有中文字体"):
        typeset.pdf(TEMPLATE, {"words": ""})
