"""Names of invented people in many scripts, each script as often as its weight says."""

from __future__ import annotations

import random
from typing import NamedTuple

Name = tuple[str, str]


class Script(NamedTuple):
    """`weight` of a hundred people bear a name made of one `first` and one `last`."""

    weight: int
    first: tuple[str, ...]
    last: tuple[str, ...]


def _script(weight: int, first: str, last: str) -> Script:
    return Script(weight, tuple(first.split()), tuple(last.split()))


SCRIPTS = {
    "latin": _script(
        48,
        "Ada Grace Miles Nina Toni Frida Duke Joni Otis Zora",
        "Lovelace Davis Simone Morrison Kahlo Mitchell Hurston Monk",
    ),
    "latin with marks": _script(
        12,
        "Lucía Zoë Łukasz Søren Chloé Jürgen Þóra Ağça Siôn Mãe Đorđe Ōkina",
        "Quiñones Müller Ångström Dvořák Çelik Ibáñez Škvorecký Gonçalves Ößterli Kūkahiko",
    ),
    "apostrophes and hyphens": _script(
        8,
        "Jean-Luc Mary-Kate D’Arcy Ka'ala Anne-Marie Ne’Vaeh",
        "O’Neill O'Brien Smith-Jones D'Angelo Day-Lewis Ma’afu Nuñez-Ortega",
    ),
    "vietnamese": _script(
        4, "Thị Đức Hương Quỳnh Ngọc Tuấn Ánh", "Nguyễn Trần Lê Phạm Huỳnh Vũ Đặng"
    ),
    "cyrillic": _script(
        5, "Олена Юлія Дмитрий Ђорђе Ґвинтик Надежда", "Коваль Шевченко Щукин Њежић Їжакевич"
    ),
    "greek": _script(3, "Ελένη Γιώργος Άννα Οδυσσέας Ήρα", "Παπαδοπούλου Ξενάκης Θεοδωράκης Ψαράς"),
    "arabic": _script(4, "أمينة محمد لیلا ياسمين عبدالله", "حداد الخطيب المصري گلستانی الشریف"),
    "hebrew": _script(2, "שירה נועם אבישי חנה", "לוי כהן פרץ בן־דוד"),
    "devanagari": _script(3, "प्रिया अर्जुन कृष्णा ज्ञानेश", "शर्मा पाटील श्रीवास्तव त्रिपाठी"),
    "chinese": _script(3, "美玲 建國 志明 小红 𠮷祥", "王 李 張 歐陽 陈"),
    "japanese": _script(2, "美咲 さくら ケンジ 大翔", "田中 佐々木 髙橋 渡邉"),
    "korean": _script(2, "지우 서연 민준 하은", "김 이 박 남궁"),
    "thai": _script(1, "สมชาย น้ำฝน ปิ่น", "ใจดี ศรีสุข วงศ์ไทย"),
    "tamil": _script(1, "கவிதா முருகன்", "சுந்தரம் பெருமாள்"),
    "armenian": _script(1, "Անահիտ Գրիգոր", "Պետրոսյան Հակոբյան"),
    "amharic": _script(1, "ሰላም ዮሐንስ", "ተስፋዬ በቀለ"),
}


def choose(dice: random.Random, people: int) -> list[Name]:
    """A first and a last name for each; the first people have one of every script."""
    scripts = list(SCRIPTS.values())
    chosen = dice.choices(scripts, [each.weight for each in scripts], k=people)
    chosen[: len(scripts)] = scripts[:people]
    return [(dice.choice(each.first), dice.choice(each.last)) for each in chosen]
