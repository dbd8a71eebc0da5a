"""Finding by what people type: words, pinyin initials, codes."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=100_000)
def _initial(character: str) -> str:
    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()


def initials(text: str) -> str:
    """凤栖冷链物流项目 is fqllwlxm; letters and digits stay, marks go. Never longer than the text."""
    found = (_initial(c) if "\u4e00" <= c <= "\u9fff" else c.lower()[:1] for c in text if c.isalnum())
    return "".join(found)
