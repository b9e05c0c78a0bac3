"""Times, numbers and amounts as news write them, each with its normalised value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
ORDINALS = ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر")
CURRENCIES = (("دولار", "USD"), ("يورو", "EUR"), ("درهم", "MAD"), ("جنيه", "EGP"), ("ريال", "SAR"), ("دينار", "TND"))
ARABIC_DIGITS = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")

# Type, subtype, wording and normalised value.
Value = tuple[str, str, str, str]


def long_date(day: date) -> str:
    """Write a date as news do."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _a_date(day: date, n: int) -> Value:
    day -= timedelta(n)
    return "TIM", "date", long_date(day), day.isoformat()


def _a_month(day: date, n: int) -> Value:
    day -= timedelta(n)
    return "TIM", "date", f"{MONTHS[day.month - 1]} {day.year}", f"{day.year}-{day.month:02}"


def _a_year(day: date, n: int) -> Value:
    year = day.year - n % 40
    return "TIM", "date", f"عام {year}", str(year)


def _a_weekday(day: date, n: int) -> Value:
    day -= timedelta(n % 6 + 1)
    return "TIM", "date", DAYS[day.weekday()], day.isoformat()


def _an_hour(day: date, n: int) -> Value:
    return "TIM", "time", f"الساعة {n % 12 + 1}:{n % 60:02}", f"{day.isoformat()}T{n % 12 + 1:02}:{n % 60:02}"


def _a_duration(_: date, n: int) -> Value:
    return "TIM", "duration", f"{n % 8 + 3} أيام", f"P{n % 8 + 3}D"


def _a_period(day: date, n: int) -> Value:
    first = day.replace(day=n % 14 + 1)
    last = day.replace(day=n % 14 + 2 + n % 13)
    return "TIM", "date", f"{first.day}-{last.day} {MONTHS[day.month - 1]}", f"{first.isoformat()}/{last.isoformat()}"


def _a_count(_: date, n: int) -> Value:
    return "NUM", "cardinal", f"{n:,}", str(n)


def _an_ordinal(_: date, n: int) -> Value:
    return "NUM", "ordinal", ORDINALS[n % 10], str(n % 10 + 1)


def _a_share(_: date, n: int) -> Value:
    share = f"{n % 100}.{n % 9 + 1}"
    return "NUM", "percent", f"{share}%", share


def _a_measure(_: date, n: int) -> Value:
    return "NUM", "measure", f"{n} كيلومترا", str(n)


def _a_sum(_: date, n: int) -> Value:
    currency, code = CURRENCIES[n % 6]
    return "MON", "amount", f"{n} مليون {currency}", f"{code} {n}000000"


def _a_currency(_: date, n: int) -> Value:
    currency, code = CURRENCIES[n % 6]
    return "MON", "currency", f"ال{currency}", code


VALUES: tuple[Callable[[date, int], Value], ...] = (
    *(_a_date, _a_date, _a_month, _a_year, _a_weekday, _a_weekday, _an_hour, _a_duration, _a_period),
    *(_a_count, _a_count, _an_ordinal, _a_share, _a_measure, _a_sum, _a_sum, _a_currency),
)
