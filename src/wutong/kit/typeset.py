"""Papers as PDF and long pictures, typeset by typst: a template of the house, filled with data.

The template reads its data with `json(sys.inputs.data)` and its fonts with `sys.inputs.fonts.split("|")`. What people
have typed reaches it as values, never as markup: nothing is pasted into the template's text.
"""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import typst

from wutong.kit.verdict import Invalid

PDF, PNG = "application/pdf", "image/png"
# The official face first, where the office has installed it; then what can be had freely.
FACES = ("FangSong_GB2312", "Noto Serif CJK SC", "Noto Sans CJK SC")


@cache
def installed() -> tuple[str, ...]:
    """Those of `FACES` that this machine has, the best first; looked up once."""
    known = set(typst.Fonts().families())
    return tuple(face for face in FACES if face in known)


def pdf(template: str, data: Any) -> bytes:
    """The PDF of a template's text with `data` (whatever JSON holds). Raises Invalid without a Chinese font."""
    return _made(template, data, "pdf")


def png(template: str, data: Any) -> bytes:
    """The same as a picture of one page, a pixel a point: the template sets its width, and `height: auto`."""
    return _made(template, data, "png", ppi=72)


def _made(template: str, data: Any, form: str, **more: Any) -> bytes:
    if not (faces := installed()):
        raise Invalid(
            "这台服务器没有中文字体，不能生成 PDF 和图片：请安装仿宋_GB2312 或 Noto CJK 字体，或改用 Word"
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.typ"
        source.write_text(template, encoding="utf-8")
        (Path(folder) / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        told = {"data": "data.json", "fonts": "|".join(faces)}
        made = typst.compile(str(source), root=folder, format=form, sys_inputs=told, **more)
    assert isinstance(made, bytes), "a PDF is one file, a picture one page"
    return made
