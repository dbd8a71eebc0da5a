"""One A4 is one A4, whatever is put on it; a long picture is as wide as a phone's."""

import re
import struct

import pytest

from wutong.kit import onepage, typeset
from wutong.kit.onepage import Block, OnePage, cut, fitting, lines, table
from wutong.kit.verdict import Invalid

PAGE = re.compile(rb"/Type\s*/Page[^s]")
COLUMNS = (("灯", 1), ("事项", 6), ("单位", 3))


def made(most: int, blocks: int = 7, words: int = 400) -> OnePage:
    rows = [("■ 超期30天", "字" * words, "县自然资源和规划局")] * 30
    told = [table(f"第{n}节", COLUMNS, rows, most) for n in range(blocks - 1)]
    return OnePage("项目一页纸", "说明", (lines("现在怎样", ["字" * words] * 9, most), *told), "县项目中心")


def pages(content: bytes) -> int:
    return len(PAGE.findall(content))


@pytest.mark.parametrize(("blocks", "words"), [(1, 5), (3, 60), (7, 400), (10, 4000)])
def test_a_pdf_is_one_page_however_much_there_is(blocks, words):
    assert pages(onepage.pdf(fitting(lambda most: made(most, blocks, words)))) == 1


def test_without_fitting_it_would_not_be(monkeypatch):
    """The broken twin: a page that takes all its rows."""
    monkeypatch.setattr(onepage, "CELL", 400)
    assert pages(onepage.pdf(made(30, 9))) > 1


def test_less_is_shown_in_larger_type():
    sizes = [onepage.type_size(made(8, blocks, 20)) for blocks in (1, 3, 6, 9)]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == 12.0 and sizes[-1] >= 7.0


def test_what_is_left_out_is_said():
    told = fitting(made)
    assert all(block.total == 30 and block.more == 30 - len(block.rows) for block in told.blocks[1:])
    assert (cut("甲 乙\n丙"), cut("字" * 9, 5)) == ("甲 乙 丙", "字字字字…")
    assert Block("头", ("一",)).more == 0


def test_what_was_typed_is_no_markup():
    told = OnePage("#panic()", '*粗* $x$ [a] #read("x")', (lines("@x", ["<b> \\ `"]),), "=")
    assert pages(onepage.pdf(told)) == 1


LONG = "#set page(width: 750pt, height: auto)\n#json(sys.inputs.data).text"


def test_a_picture_is_as_wide_as_its_template_says_and_one():
    content = typeset.png(LONG, {"text": "字" * 3000})
    width, height = struct.unpack(">II", content[16:24])
    assert content.startswith(b"\x89PNG") and width == 750 and height > 750


def test_without_a_chinese_font_it_says_so(monkeypatch):
    monkeypatch.setattr(typeset, "installed", lambda: ())
    for verb in (typeset.pdf, typeset.png):
        with pytest.raises(Invalid, match="没有中文字体"):
            verb(LONG, {"text": "x"})
