"""The words rows are told by: terms, subtotals, notes, statuses, in kk, ru, en and tr; no rule.

A row is a term heading or a subtotal only when every word of it belongs there: `Total Quality
Management` and `Семестровый проект` are courses.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from connectors.hosts.inbox_settings import StatusWords
from connectors.hosts.inbox_vocabulary import normalise_words
from mapping.terms import ResultStatus


class TermText(StrEnum):
    """What a row that names a time names."""

    TERM = "term"
    YEAR = "year"
    """A year only: the terms named after it are of that year."""


def _words(text: str) -> frozenset[str]:
    return frozenset(normalise_words(one) for one in text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(normalise_words(one) for one in text.split(";"))


_TERM_HEADS = _words(
    "семестр семестрі семестры триместр жартыжылдық жартыжылдығы semester trimester term"
    " yarıyıl yarıyılı dönem dönemi fall autumn spring summer winter güz bahar yaz күз көктем"
    " осень весна лето зима"
)
_YEAR_HEADS = _words("год года жылы жыл year yıl yılı курс kurs")
_TERM_FILLERS = _words(
    "осенний весенний летний зимний күзгі көктемгі жазғы қысқы учебный учебного уч академический"
    " академического акад оқу жылғы г гг академиялық кезең период academic study the of за in"
    " akademik öğretim eğitim eğitim-öğretim первый второй третий четвертый пятый шестой"
    " седьмой восьмой бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші"
    " first second third fourth fifth sixth seventh eighth birinci ikinci"
)
_ORDINAL = re.compile(
    r"\d{1,2}(-?(й|ый|ой|ий|го|ші|шы|інші|st|nd|rd|th))?|[ivx]{1,4}|(19|20)\d\d(-(19|20)?\d\d)?"
)
_YEARS = re.compile(r"(19|20)\d\d[- ](19|20)?\d\d")
_NUMBER = re.compile(r"[-+]?\d+(-\d+)*%?|[ivx]{1,4}")

_SUMMARY_HEADS = _words(
    "итого всего барлығы барлық жиыны жалпы total totals subtotal sum toplam gpa cgpa sgpa"
    " semestergpa annualgpa cumulativegpa средний средневзвешенный орташа average ortalama"
    " ortalaması agno gno ano yano сумма общее общий общая"
)
_SUMMARY_FILLERS = _words(
    "за по в и год семестр семестру семестре семестрге семестр бойынша триместр период периода"
    " кредит кредиты кредитов кредиттер кредиттердің несие балл балла баллов балы баллы ұпай"
    " ects akts kredi kredisi genel not notu ağırlıklı semester annual cumulative overall grand"
    " credits credit points point term year grade academic учебный учебного академических оқу"
    " жылы жыл саны осы количество кол-во число дисциплин пән пәндер часов часы сағат hours saat"
    " успеваемости успеваемость үлгерім үлгерімі of the for in number courses рк қр kz курс"
    " weighted success dönem dönemi yarıyıl yıl başarı оценка баға hourly набрано освоено"
)

_NOTES = _phrases(
    "ректор; проректор; декан; директор; заведующий; зав кафедрой; офис регистратор;"
    " офис-регистратор; регистратор; секретарь; методист; тіркеуші; тіркеуші кеңсе; м п; м о;"
    " подпись; қолы; дата выдачи; дата; берілген күні; күні; выдано; примечание; ескерту;"
    " rector; vice-rector; dean; director; registrar; office of the registrar; secretary;"
    " signature; date; date of issue; issued; note; rektör; dekan; öğrenci işleri; imza; tarih;"
    " общеобразовательные дисциплины; базовые дисциплины; профилирующие дисциплины;"
    " цикл; модуль; жалпы білім беретін пәндер; базалық пәндер; бейіндеуші пәндер; кәсіптендіру;"
    " general education; basic disciplines; major disciplines; факультатив; факультативы;"
    " zorunlu dersler; seçmeli dersler"
)
_LABEL = re.compile(r"[^\d:]{2,60}:( .*)?")

_MARK_WORDS = {
    ResultStatus.FAILED: "не зачтено; незачтено; незачет; не зачет; неудовлетворительно; неуд;"
    " не сдано; не сдал; не сдала; есептелмеді; есептелген жоқ; қанағаттанарлықсыз;"
    " қанағаттандырарлықсыз; тапсырмады; тапсырған жоқ; өтпеді; fail; failed; not passed;"
    " unsatisfactory; kaldı; başarısız; geçmedi; yetersiz",
    ResultStatus.UNKNOWN: "не явился; не явилась; неявка; н/я; не аттестован; не аттестована;"
    " не допущен; не допущена; отсутствовал; отсутствовала; келмеді; келген жоқ; қатысқан жоқ;"
    " қатыспады; жіберілмеді; аттестатталмады; absent; no show; did not attend; not attended;"
    " not assessed; girmedi; katılmadı; devamsız",
    ResultStatus.IN_PROGRESS: "в процессе; изучается; не завершено; текущий; оқуда; оқып жүр;"
    " жүріп жатыр; in progress; ongoing; enrolled; not completed; devam ediyor",
}
_STATUS_COLUMN_WORDS = {
    ResultStatus.PASSED: "сдано; сдал; сдала; зачтено; зачет; зачтен; пройдено; освоено; да; +;"
    " тапсырды; тапсырылды; тапсырған; есептелді; сынақ; өтті; иә; passed; pass; p; completed;"
    " credited; yes; true; истина; 1; geçti; başarılı; evet; doğru",
    ResultStatus.FAILED: "нет; не освоено; жоқ; no; false; ложь; 0; f; hayır; yanlış",
}
_WITHOUT_CONTROL = frozenset(
    _phrases(
        "без контроля; бақылаусыз; without control; no control; no assessment; not assessed;"
        " контроля нет; бақылау жоқ"
    )
)


def _by_word(*tables: Mapping[ResultStatus, str]) -> dict[str, ResultStatus]:
    return {
        phrase: status
        for table in tables
        for status, phrases in table.items()
        for phrase in _phrases(phrases)
        if phrase
    }


class StatusVocabulary:
    """The words a host's files say a status in: the common ones, and before them its own."""

    def __init__(self, own: StatusWords) -> None:
        self._own = {
            normalise_words(word): status
            for status, words in (
                (ResultStatus.PASSED, own.passed),
                (ResultStatus.FAILED, own.failed),
                (ResultStatus.IN_PROGRESS, own.in_progress),
                (ResultStatus.UNKNOWN, own.unknown),
            )
            for word in words
        }
        self._of_marks = _by_word(_MARK_WORDS) | self._own
        self._of_statuses = _by_word(_MARK_WORDS, _STATUS_COLUMN_WORDS) | self._own

    def of_status(self, text: str) -> ResultStatus | None:
        """Tell what a status column's word says; None for a word nobody knows."""
        return self._of_statuses.get(normalise_words(text) or text.strip())

    def of_mark(self, text: str) -> ResultStatus | None:
        """Tell what a word in place of a grade says; None for a grade, which the rules judge."""
        return self._of_marks.get(normalise_words(text))


def is_without_control(text: str) -> bool:
    """Tell whether a form of control says that there is none."""
    return normalise_words(text) in _WITHOUT_CONTROL


@lru_cache(maxsize=4096)
def read_term(text: str) -> TermText | None:
    """Tell whether a text names a term or a year and nothing else."""
    words = normalise_words(text).split()
    if not words or len(words) > 12:  # noqa: PLR2004 -- no term is so long
        return None
    named = _TERM_HEADS | _YEAR_HEADS | _TERM_FILLERS
    if not all(word in named or _ORDINAL.fullmatch(word) for word in words):
        return None
    if any(word in _TERM_HEADS for word in words):
        return TermText.TERM
    has_year = any(word in _YEAR_HEADS for word in words)
    return TermText.YEAR if has_year or _YEARS.fullmatch(" ".join(words)) else None


def has_year(text: str) -> bool:
    """Tell whether a term's label names its calendar year itself."""
    return bool(re.search(r"(19|20)\d\d", text))


@lru_cache(maxsize=4096)
def is_summary(text: str) -> bool:
    """Tell whether a text heads a subtotal or an average and nothing else."""
    words = normalise_words(text).split()
    if not any(word in _SUMMARY_HEADS for word in words):
        return False
    known = _SUMMARY_HEADS | _SUMMARY_FILLERS
    return all(word in known or _NUMBER.fullmatch(word) for word in words)


@lru_cache(maxsize=4096)
def is_note(text: str) -> bool:
    """Tell whether a text begins like a signature, a remark or a section heading."""
    words = normalise_words(text)
    if any(words == note or words.startswith(f"{note} ") for note in _NOTES if note):
        return True
    return bool(_LABEL.fullmatch(text))
