"""Invented students of the demo university: names, birth dates, numbers; nobody who exists.

Names are put together from common ones. A national id (ИИН) carries a valid check digit and a
seventh digit (century and sex) that is never issued, so that it can belong to nobody.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

HOME: Final = "buketov.edu.kz"
_NEVER_ISSUED: Final = "9"

_LATIN: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыіәғқңөұүһэ", "abvgdeziyklmnoprstufyiagqnouuhe", strict=True))
    | dict(zip("жхчшщцюяё", ["zh", "kh", "ch", "sh", "shch", "ts", "yu", "ya", "yo"], strict=True))
    | dict.fromkeys("ъь", "")
)
_IN_RUSSIAN: Final = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")


@dataclass(frozen=True, slots=True)
class Person:
    """A student: the number is the home university's, the national id is derived from it."""

    number: str
    family_name: str
    given_name: str
    birth_date: date

    @property
    def latin_family_name(self) -> str:
        """The family name as a host abroad prints it."""
        return in_latin(self.family_name)

    @property
    def latin_given_name(self) -> str:
        """The given name as a host abroad prints it."""
        return in_latin(self.given_name)

    @property
    def full_name(self) -> str:
        """The name as hosts in Kazakhstan and Russia print it."""
        return f"{self.family_name} {self.given_name}"

    @property
    def russian_full_name(self) -> str:
        """The name as it fits into Russian letters; the Kazakh ones are lost."""
        return self.full_name.translate(_IN_RUSSIAN)

    @property
    def username(self) -> str:
        """The account at home."""
        return self.number.lower()

    @property
    def email(self) -> str:
        """An address nobody reads."""
        return f"{self.username}@example.org"

    @property
    def esi(self) -> str:
        """The European Student Identifier, minted by the home university."""
        return f"urn:schac:personalUniqueCode:int:esi:{HOME}:{self.number}"

    @property
    def national_id(self) -> str:
        """A national id with a valid check digit that is never issued."""
        serial = int(self.number[-4:])
        while True:
            digits = f"{self.birth_date:%y%m%d}{_NEVER_ISSUED}{serial:04}"
            check = _check_digit(digits)
            if check is not None:
                return f"{digits}{check}"
            serial += 1


def in_latin(name: str) -> str:
    """Write a Kazakh or Russian name in Latin letters, the way passports do."""
    return name.lower().translate(_LATIN).title()


def _check_digit(digits: str) -> int | None:
    """Compute the check digit of an ИИН; None for digits it is never issued with."""
    for shift in (0, 2):
        weights = ((position + shift) % 11 + 1 for position in range(11))
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:  # noqa: PLR2004 -- one digit
            return rest
    return None


_TABLE: Final = """
    KB2300001 | Садықова      | Айгерім    | 2005-03-14
    KB2300002 | Ахметов       | Нұрлан     | 2005-07-02
    KB2300003 | Жұмабекова    | Әсел       | 2004-11-29
    KB2300004 | Төлегенов     | Бекзат     | 2005-01-17
    KB1800005 | Қалиев        | Ерлан      | 2000-05-23
    KM2400006 | Омарова       | Динара     | 2002-09-08
    KB2300007 | Сейітов       | Дәурен     | 2005-12-30
    KB2300008 | Бекмұханова   | Мадина     | 2005-04-11
    KB2300009 | Тұрсынов      | Арман      | 2004-08-19
    KB2300010 | Ибраева       | Жансая     | 2005-06-05
    KB2300011 | Мұратов       | Санжар     | 2005-02-27
    KB2300012 | Ескендірова   | Гүлнұр     | 2004-10-13
    KB2300013 | Рахимов       | Тимур      | 2005-09-21
    KB2300014 | Әбдіқадырова  | Томирис    | 2005-05-16
    KB2300015 | Досанов       | Алмас      | 2004-12-04
    KB2300016 | Құрманова     | Аружан     | 2005-08-08
    KB2300017 | Нұрпейісов    | Мирас      | 2005-03-31
    KB2300018 | Сүлейменова   | Камила     | 2005-01-09
    KB2300019 | Байжанов      | Рустем     | 2004-09-26
    KB1900020 | Оразбаева     | Ботагөз    | 2001-11-15
    KB2300021 | Смағұлов      | Ілияс      | 2005-10-02
    KB2300022 | Есімова       | Перизат    | 2005-07-24
    KB2200023 | Кенжебеков    | Абылай     | 2004-02-12
    KB2300031 | Мырзахметова  | Назерке    | 2005-06-18
    KB2300032 | Әлібеков      | Данияр     | 2005-11-07
    KB2300033 | Ысқақов       | Олжас      | 2004-07-30
    KB2300034 | Жақыпова      | Диана      | 2005-02-03
    KB2300035 | Сапаров       | Ержан      | 2005-08-25
    KM2400036 | Тілеубердина  | Сәуле      | 2002-12-19
    KB1700037 | Баймағамбетов | Асқар      | 1999-04-06
    KB2300038 | Қасенова      | Меруерт    | 2005-09-12
    KB2300039 | Шәріпов       | Нұрсұлтан  | 2005-05-28
    KB2000040 | Исабекова     | Зарина     | 2002-10-10
    KB2300051 | Ковалёва      | Полина     | 2005-04-22
    KB2300052 | Жанұзақов     | Қайрат     | 2004-11-03
    KB2300053 | Петренко      | Илья       | 2005-01-25
    KB2300054 | Молдағалиева  | Айнұр      | 2005-12-09
    KB2300055 | Хасанов       | Фархад     | 2005-03-07
    KB1800056 | Искаков       | Марат      | 2000-08-14
    KB2300057 | Юсупова       | Лейла      | 2005-10-27
    KB2300058 | Дүйсенов      | Жандос     | 2005-02-18
    KB2200059 | Черненко      | Виктория   | 2004-06-01
    KB2300060 | Өтегенов      | Самат      | 2005-07-11
"""


def _people() -> dict[str, Person]:
    rows = [[part.strip() for part in line.split("|")] for line in _TABLE.strip().splitlines()]
    return {
        number: Person(number, family, given, date.fromisoformat(born))
        for number, family, given, born in rows
    }


PEOPLE: Final[dict[str, Person]] = _people()
"""The demo's students by their number."""

STRANGER: Final = Person("KB0000000", "Вымышленный", "Никто", date(2005, 5, 5))
"""Somebody a host lists by mistake: the home university knows no such student."""
