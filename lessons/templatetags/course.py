"""How templates of every room show a sign: its picture, how full it is, what an attempt came to."""

from datetime import date
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lessons.models import LANGUAGE_PICTURES, AttemptOutcome, SignLanguage
from lessons.progress import SignProgress

register = template.Library()

OUTCOME_PICTURES = {
    AttemptOutcome.CORRECT: "1f31f",
    AttemptOutcome.ALMOST: "1f44d",
    AttemptOutcome.ANOTHER: "1f501",
}


@register.simple_tag
def picture(codepoint: str, size: int = 48, alt: str = "", css: str = "") -> SafeString:
    """Draw a picture by its code points; without `alt` it only repeats the words beside it."""
    return format_html(
        '<img class="{}" src="{}" alt="{}" width="{}" height="{}">',
        css,
        static(f"pictures/{codepoint}.svg"),
        alt,
        size,
        size,
    )


@register.simple_tag
def ring(percent: int) -> SafeString:
    """Draw how full a sign is, 0 to 100, as a ring that closes; words say the same beside it."""
    # Attributes, because the Content-Security-Policy allows no inline style.
    if percent >= 100:
        dash, css = "none", "ring ring--full"
    else:
        dash, css = f"{percent} 100", "ring"
    return format_html(
        '<svg class="{}" viewBox="0 0 40 40" aria-hidden="true">'
        '<circle class="ring__track" cx="20" cy="20" r="17" />{}</svg>',
        css,
        format_html(
            '<circle class="ring__fill" cx="20" cy="20" r="17" pathLength="100"'
            ' stroke-dasharray="{}" transform="rotate(-90 20 20)" />',
            dash,
        )
        if percent
        else "",
    )


@register.simple_tag
def heat(cell: SignProgress) -> SafeString:
    """Draw one field of the heat map; a class has 1,600, so each kind is made once."""
    return _heat(cell.percent, cell.level) if cell.tries else _NEVER_TRIED


_NEVER_TRIED = SafeString("<td></td>")


@cache
def _heat(percent: int, level: int) -> SafeString:
    return format_html('<td class="heat__cell heat__cell--{}">{}</td>', level, percent)


@register.filter
def outcome_picture(outcome: str) -> str:
    """Return the code points of an outcome's picture."""
    return OUTCOME_PICTURES[AttemptOutcome(outcome)]


@register.filter
def language_picture(language: str) -> str:
    """Return the code points of a sign language's flag."""
    return LANGUAGE_PICTURES[SignLanguage(language)]


@register.filter
def language_name(language: str) -> str:
    """Return a sign language's name."""
    return str(SignLanguage(language).label)


@register.filter
def day_name(day: date) -> str:
    """Return "today", "yesterday" or the date."""
    ago = (timezone.localdate() - day).days
    if ago == 0:
        return _("Today")
    if ago == 1:
        return _("Yesterday")
    return date_format(day, "SHORT_DATE_FORMAT")
