"""Names, posts and telephone numbers, as they stand alone or together in one cell."""

from __future__ import annotations

import re
import unicodedata

from wutong.engines.ledger.vocabulary import NOTHING

NOT_A_PHONE = "不是电话号码"
MORE_THAN_A_PHONE = "电话里夹有别的文字，只读取了号码，请核对"
_HAN = r"[\u4e00-\u9fff]"
_BLANKS = " \t\r\n\u3000\xa0"
_BETWEEN_PEOPLE = re.compile(rf"(?<={_HAN}{{2}})[\r\n]+(?={_HAN}{{2}})")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86-?)?(?:"
    r"(?P<mobile>1\d\d[- ]?\d{4}[- ]?\d{4})"
    r"|\(?(?P<area>0\d{2,3})(?P<dash>\)? *- *|\) *| +)?(?P<local>[2-9]\d{6,7})(?: *[-转] *(?P<more>\d{1,5}))?"
    r"|(?P<free>400-?\d{3}-?\d{4})"
    r"|(?P<short>[2-9]\d{6,7})"
    r")(?!\d)"
)
_POST_END = (
    r"书记|县长|市长|区长|省长|旗长|州长|镇长|乡长|主任|主席|常委|部长|局长|科长|处长|院长|所长|站长|行长|校长|会长|厅长"
    r"|委员|调研员|秘书长|董事长|总经理|经理|队长|组长|巡视员|政委|检察长|成员|干部|县级领导"
)
_POSTS = rf"[\u4e00-\u9fff、,/·]{{0,24}}?(?:{_POST_END})"
_NAME = rf"(?P<name>{_HAN}{{2,4}}|{_HAN} {_HAN})"
_IN_BRACKETS = re.compile(rf"\({_POSTS}\)")
_POST_FIRST = re.compile(rf"^(?P<post>{_POSTS})[ :]+{_NAME}$")
_POST_LAST = re.compile(rf"^{_NAME}[ ,、:]+(?P<post>{_POSTS})$")
# Without a space between them only the posts of a county and its towns are sure, and only names that are no office.
_CLOSE_POST = r"(?:常务)?副?(?:书记|县长|市长|区长|镇长|乡长|主任|主席|部长)"
_POST_CLOSE = re.compile(
    rf"^(?P<post>(?:[\u4e00-\u9fff、]{{1,16}}[、委府大协部])?{_CLOSE_POST})(?P<name>(?!办公|助理){_HAN}{{2,3}}|{_HAN} {_HAN})$"
)
_NAME_CLOSE = re.compile(
    rf"^(?P<name>[^\W副县市区镇乡委长大协政常务书a-zA-Z\d]{{2,3}})(?P<post>{_CLOSE_POST})$"
)
_TWO_SURNAMES = "欧阳|司马|上官|诸葛|慕容|东方|皇甫|尉迟|公孙|令狐|夏侯|端木|司徒|长孙|宇文"
_SPREAD = re.compile(
    rf"^({_HAN}[ \u3000]+{_HAN}{{1,2}}|{_HAN}{{2}}[ \u3000]+{_HAN}|{_HAN}[ \u3000]+{_HAN}[ \u3000]+{_HAN}|({_TWO_SURNAMES})[ \u3000]+{_HAN}{{1,2}})$"
)


def name(text: str) -> str | None:
    """A person's name: two characters are often spread to the width of three."""
    words = _BETWEEN_PEOPLE.sub("、", text.strip(_BLANKS))
    words = re.sub(r"[\r\n]+", "", words)
    if words in NOTHING:
        return None
    return re.sub(r"[ \u3000]+", "", words) if _SPREAD.match(words) else words


def without_post(text: str) -> tuple[str, str]:
    """A name and the post written beside it, where that is sure: 马丽（县委常委）, 副县长 方志远, 镇长高峰."""
    plain = unicodedata.normalize("NFKC", text)
    if posts := _IN_BRACKETS.findall(plain):
        left = _IN_BRACKETS.sub("", plain).strip()
        if left:
            return name(left) or "", "、".join(post.strip("()") for post in posts)
    for pattern in (_POST_FIRST, _POST_LAST, _POST_CLOSE, _NAME_CLOSE):
        if found := pattern.match(plain):
            return re.sub(r"\s", "", found["name"]), found["post"]
    return text, ""


def phone(text: str) -> tuple[str | None, str, bool]:
    """Digits of one number, or of several joined by 、; landlines keep their dash. (value, reason, guessed)"""
    if len(text) == 11 and text.isascii() and text.isdecimal() and text[0] == "1":
        return text, "", False
    plain = _dashes(text)
    if plain.strip(" -/\\∕") == "" or plain in NOTHING:
        return None, "", False
    if re.fullmatch(r"(\+?86[- ]?)?1[\d .-]+", plain) and len(digits := re.sub(r"\D", "", plain)) in (11, 13):
        return digits[-11:], "", False
    numbers, left = _numbers(plain)
    if not numbers or re.search(r"\d{3,}", left):
        return None, NOT_A_PHONE, False
    guessed = re.search(rf"{_HAN}{{2,}}", re.sub(r"电话|手机|座机|办公室?|转|分机", "", left)) is not None
    return "、".join(numbers), (MORE_THAN_A_PHONE if guessed else ""), guessed


def names_and_phones(text: str) -> tuple[str | None, str | None]:
    """张三 13800138000, 张三（13800138000）, 张三/0432-1234567, and several such pairs."""
    numbers, left = _numbers(_dashes(text))
    if not numbers:
        return name(text), None
    words = re.sub(r"联系?电话|手机号?|[(][、 ]*[)]|[:：]", " ", left)
    people = [who for part in re.split(r"[,，;；、/+\n]|-+", words) if (who := "".join(part.split()))]
    return "、".join(people) or None, "、".join(numbers)


def _dashes(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.replace("\r", "\n").replace("\n", "、"))
    return re.sub(r"[—–―－]+", "-", plain).strip(" 、")


def _numbers(plain: str) -> tuple[list[str], str]:
    """The numbers in a text, and the text with each of them replaced by a mark between two people."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(_written(match.groupdict()))
        return "、"

    left = _PHONE.sub(take, plain)
    return found, left


def _written(parts: dict[str, str | None]) -> str:
    if parts["mobile"]:
        return re.sub(r"\D", "", parts["mobile"])
    if parts["local"]:
        joined = f"{parts['area']}{'-' if parts['dash'] else ''}{parts['local']}"
        return f"{joined}-{parts['more']}" if parts["more"] else joined
    return parts["free"] or parts["short"] or ""
