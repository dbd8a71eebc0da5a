"""Template tags and filters of every page."""

from datetime import date
from decimal import Decimal

from django import template
from django.forms import BaseForm, BoundField, ChoiceField, FileField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from wutong.engines import units
from wutong.kit import sockets
from wutong.kit.flow import Offer
from wutong.kit.verdict import Verdict

register = template.Library()

# key: symbol, word, css class
LIGHTS = {
    "ok": ("●", "正常", "light-ok"),
    "warn": ("▲", "预警", "light-warn"),
    "over": ("■", "超期", "light-over"),
    "paused": ("Ⅱ", "暂停", "light-pause"),
    "pause": ("Ⅱ", "暂停", "light-pause"),
    "done": ("✓", "办结", "light-done"),
    "on_track": ("●", "正常", "light-ok"),
    "at_risk": ("▲", "有风险", "light-warn"),
    "delayed": ("■", "滞后", "light-over"),
    "unknown": ("○", "无法判断", "light-none"),
}
_DAYS = {"warn": "{}天", "over": "{}天"}
TENDAYS = {1: "上旬", 11: "中旬", 21: "下旬"}


@register.simple_tag
def light(key: str, days: int | None = None) -> SafeString:
    """▲ 预警 3天: shape, word and days; colour is never the only signal."""
    symbol, word, css = LIGHTS.get(key, ("○", "未定", "light-none"))
    count = "" if days is None or key not in _DAYS else " " + _DAYS[key].format(abs(days))
    return format_html('<span class="light {}">{} {}{}</span>', css, symbol, word, count)


@register.simple_tag
def proof(proven: bool) -> SafeString:
    """◆ proven, ○ only filled in: the same mark everywhere."""
    if proven:
        return mark_safe('<span class="proven" title="有佐证">◆ 有佐证</span>')
    return mark_safe('<span class="filled" title="仅填报，无佐证">○ 填报</span>')


@register.simple_tag
def offer(offered: Offer, url: str) -> SafeString:
    """A step's button; greyed with its reason where it is not allowed."""
    return _button(offered.step.label, url, offered.verdict)


def _button(label: str, url: str, verdict: Verdict) -> SafeString:
    if verdict:
        return format_html('<a class="btn" href="{}">{}</a>', url, label)
    return format_html(
        '<span class="btn disabled" role="button" tabindex="0" aria-disabled="true" title="{0}">{1}<span class="visually-hidden">：{0}</span></span>',
        verdict.reason,
        label,
    )


@register.simple_tag(takes_context=True)
def actions(context, page: str, obj) -> SafeString:
    """The buttons that later apps put on the page of `obj`, each greyed with its reason where it is not allowed."""
    plugged = sockets.actions[page]
    actor = context["request"].actor
    return format_html_join(
        "\n", "{}", ((_button(a.label, a.url(obj), a.offered(actor, obj)),) for a in plugged)
    )


@register.simple_tag(takes_context=True)
def panels(context, page: str, obj) -> SafeString:
    """The panels that later apps put on the page of `obj`, in their order."""
    request = context["request"]
    shown = ((p.template, p.context(request, obj)) for p in sockets.panels[page])
    parts = (render_to_string(template, told, request) for template, told in shown if told is not None)
    return format_html_join("\n", "{}", ((part,) for part in parts))


@register.filter
def paired(form: BaseForm) -> list[tuple[BoundField, BoundField | None]]:
    """The visible fields, each with the one that the form wants beside it (`beside`: a date and how exact it is)."""
    beside: dict[str, str] = getattr(form, "beside", {})
    return [
        (field, form[beside[field.name]] if field.name in beside else None)
        for field in form.visible_fields()
        if field.name not in beside.values()
    ]


@register.filter
def told(field: BoundField) -> list[str]:
    """What is wrong with a field, in words that name it: what is only missing says what to fill in or to choose."""
    ask = "选择" if isinstance(field.field, ChoiceField | FileField) else "填写"
    name = str(field.label).partition("（")[0]
    return [
        f"请{ask}{name}" if error.code == "required" else message
        for error in field.errors.as_data()
        for message in error.messages
    ]


@register.filter
def wan(yuan: Decimal | int | None) -> str:
    """Yuan as 万元 with thousands marks; a dash for unknown, never 0."""
    return "—" if yuan in (None, "") else units.display(yuan, "万元", 2)


@register.filter
def yi(yuan: Decimal | int | None) -> str:
    """Yuan as 亿元."""
    return "—" if yuan in (None, "") else units.display(yuan, "亿元", 4)


@register.filter
def percent(value: Decimal | float | None) -> str:
    return "—" if value in (None, "") else f"{value:.1f}%"


@register.filter
def dash(value):
    """The value, or a dash where there is none."""
    return "—" if value in (None, "") else value


@register.filter
def promised(first: date | None, precision: str = "day") -> str:
    """A promised date in the words of its precision: 2026年4月中旬."""
    if first is None:
        return {"started": "已开工", "finished": "已完工"}.get(precision, "—")
    year, month, day = first.year, first.month, first.day
    words = {
        "day": f"{year}年{month}月{day}日",
        "tenday": f"{year}年{month}月{TENDAYS.get(day, '')}",
        "month": f"{year}年{month}月",
        "quarter": f"{year}年第{'一二三四'[(month - 1) // 3]}季度",
        "halfyear": f"{year}年{'上' if month < 7 else '下'}半年",
    }
    return words.get(precision, f"{year}年")
