"""The columns a transcript may have, and the headings they go by in kk, ru, en and tr; no rule.

A heading that may mean two things stands under `AMBIGUOUS`, never under one of them: the profile
has to say. So `Кредит`, `Credits` and `Kredi` are never taken for one scheme of credit.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Column(StrEnum):
    """What a column holds; the words of `columns` in a profile."""

    MOBILITY_ID = "mobility_id"
    STUDENT_NUMBER = "student_number"
    """The home student number, echoed by the host; only where the profile says so."""
    NATIONAL_ID = "national_id"
    HOST_ID = "host_id"
    """The host's own number for the student."""
    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    PATRONYMIC = "patronymic"
    BIRTH_DATE = "birth_date"

    COURSE_CODE = "course_code"
    COURSE_TITLE = "course_title"
    COURSE_TITLE_KK = "course_title_kk"
    COURSE_TITLE_RU = "course_title_ru"
    COURSE_TITLE_EN = "course_title_en"
    COURSE_TITLE_TR = "course_title_tr"
    TERM = "term"
    ACADEMIC_YEAR = "academic_year"
    COMPLETED_ON = "completed_on"
    CONTROL = "control"
    """How the course is examined; `без контроля` means that it is not."""

    KZ_CREDITS = "kz_credits"
    ECTS = "ects"
    ZE = "ze"
    """The Russian зачётная единица, 36 academic hours."""
    HOURS = "hours"

    GRADE = "grade"
    LETTER = "letter"
    TRADITIONAL = "traditional"
    PERCENT = "percent"
    POINTS = "points"
    STATUS = "status"


LEARNER_COLUMNS = (
    Column.MOBILITY_ID,
    Column.STUDENT_NUMBER,
    Column.NATIONAL_ID,
    Column.HOST_ID,
    Column.FULL_NAME,
    Column.FAMILY_NAME,
    Column.GIVEN_NAMES,
    Column.PATRONYMIC,
    Column.BIRTH_DATE,
)
NAMING_COLUMNS = LEARNER_COLUMNS[:6]
"""Those that can say who a row is about, the surest first."""
FILE_NAME_COLUMNS = (*LEARNER_COLUMNS[:8], Column.TERM, Column.ACADEMIC_YEAR)
"""What a file's name can say by a named group of `file_name`."""

TITLE_LANGUAGES = {
    Column.COURSE_TITLE_KK: "kk",
    Column.COURSE_TITLE_RU: "ru",
    Column.COURSE_TITLE_EN: "en",
    Column.COURSE_TITLE_TR: "tr",
}
CREDIT_COLUMNS = (Column.KZ_CREDITS, Column.ECTS, Column.ZE, Column.HOURS)
MARK_COLUMNS = (Column.GRADE, Column.LETTER, Column.TRADITIONAL, Column.PERCENT, Column.POINTS)
"""The columns a grade may be taken from, in the order they are."""
RESULT_COLUMNS = (*MARK_COLUMNS, Column.STATUS, *CREDIT_COLUMNS)
"""The columns without any value in which a row is no result."""

_PUNCTUATION = re.compile(r"[\s.,:;*_()\[\]{}\"'«»“”„‘’?!/\\|=]+")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN_TO_CYRILLIC = str.maketrans("aceiopxykmthb", "асеіорхукмтнв")
_FOLDED = str.maketrans({"ё": "е", "ı": "i", "\u0307": None})


@lru_cache(maxsize=4096)
def normalise_words(text: str) -> str:
    """Bring a heading or a word to the form the vocabularies are compared in.

    Case, punctuation, dashes, ё, the dots of Turkish i, and Latin letters typed inside Cyrillic
    words (`Kредит`, `Әрiптiк`) make no difference.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFC", text.translate(_FOLDED))
    text = _DASHES.sub("-", _PUNCTUATION.sub(" ", text))
    return _WORD.sub(_in_one_alphabet, text).strip(" -")


def _in_one_alphabet(found: re.Match[str]) -> str:
    word = found[0]
    return word.translate(_LATIN_TO_CYRILLIC) if _CYRILLIC.search(word) else word


_HEADINGS: dict[Column, str] = {
    Column.MOBILITY_ID: "mobility id; omobility id; omobility-id; mobility number;"
    " id мобильности; номер мобильности; ұтқырлық нөмірі",
    Column.NATIONAL_ID: "иин; иин студента; индивидуальный идентификационный номер; жсн;"
    " жеке сәйкестендіру нөмірі; iin; individual identification number; national id;"
    " kimlik no; t.c. kimlik no; tc kimlik no",
    Column.HOST_ID: "номер зачетной книжки; № зачетной книжки; зачетная книжка; зачетка;"
    " номер студенческого билета; № студенческого билета; студенческий билет; номер студента;"
    " id студента; сынақ кітапшасының нөмірі; сынақ кітапшасы; студент нөмірі; студент id;"
    " student id; student no; student number; student card no; matriculation number;"
    " matriculation no; index number; album number; öğrenci no; öğrenci numarası",
    Column.FULL_NAME: "фио; ф.и.о.; фио студента; ф.и.о. студента; фио обучающегося;"
    " ф.и.о. обучающегося; фамилия имя отчество; фамилия, имя; студент; обучающийся;"
    " имя студента; аты-жөні; аты жөні; тегі, аты, әкесінің аты; тегі, аты; тегі, аты-жөні;"
    " студенттің аты-жөні; білім алушы; білім алушының аты-жөні; full name; student;"
    " student name; student's name; name of student; name and surname; name of the student;"
    " ad soyad; adı soyadı; öğrenci; öğrenci adı soyadı; öğrencinin adı soyadı",
    Column.FAMILY_NAME: "фамилия; тегі; family name; last name; surname; soyad; soyadı",
    Column.GIVEN_NAMES: "имя; имена; аты; given name; given names; first name; first names;"
    " ad; adı",
    Column.PATRONYMIC: "отчество; әкесінің аты; patronymic; middle name",
    Column.BIRTH_DATE: "дата рождения; туған күні; туған жылы, айы, күні; date of birth;"
    " birth date; birthdate; doğum tarihi",
    Column.COURSE_CODE: "код; код дисциплины; код предмета; код курса; код модуля; шифр;"
    " шифр дисциплины; пән коды; пәннің коды; пән шифры; code; course code; subject code;"
    " subjectcode; module code; course no; course number; kod; kodu; ders kodu; dersin kodu",
    Column.TERM: "семестр; триместр; академический период; период обучения; период;"
    " академиялық кезең; оқу кезеңі; кезең; жартыжылдық; term; semester; academic term;"
    " academic period; study period; dönem; dönemi; yarıyıl; yarıyılı",
    Column.ACADEMIC_YEAR: "учебный год; академический год; оқу жылы; academic year;"
    " akademik yıl; öğretim yılı; eğitim yılı; eğitim-öğretim yılı",
    Column.COMPLETED_ON: "дата; дата сдачи; дата экзамена; дата оценки; дата аттестации; күні;"
    " емтихан күні; тапсырған күні; date; exam date; date of exam; completion date;"
    " date completed; tarih; sınav tarihi",
    Column.CONTROL: "форма контроля; вид контроля; форма аттестации; форма отчетности;"
    " бақылау түрі; бақылау нысаны; form of control; control form; type of control;"
    " assessment type; form of assessment",
    Column.KZ_CREDITS: "кредиты рк; кредит рк; кол-во кредитов рк; кредиты казахстана;"
    " казахстанские кредиты; қр кредиті; қр кредиттері; қазақстандық кредит;"
    " қазақстандық кредиттер; kz credits; kz credit; credits kz; kazakhstan credits",
    Column.ECTS: "ects; кредиты ects; кредит ects; кол-во кредитов ects; количество кредитов ects;"
    " кредиты по ects; ects кредиты; ects кредит; ects кредиттер; ects кредиттері;"
    " кредиттер ects; ects саны; ects credits; ects credit; credits ects; credit ects;"
    " ects points; number of ects credits; akts; akts kredisi; ects kredisi",
    Column.ZE: "з.е.; зе; з.е.т.; зет; зачетные единицы; зачетных единиц; кол-во з.е.;"
    " количество з.е.; трудоемкость з.е.; трудоемкость в з.е.; трудоемкость, зет",
    Column.HOURS: "часы; часов; кол-во часов; количество часов; всего часов; академические часы;"
    " трудоемкость, час; сағат; сағаттар; сағат саны; hours; total hours; number of hours;"
    " saat; ders saati; toplam saat",
    Column.GRADE: "оценка; итоговая оценка; экзаменационная оценка; баға; бағасы;"
    " қорытынды баға; grade; grades; final grade; local grade; not; notu; başarı notu; ders notu",
    Column.LETTER: "буквенная; буквенная оценка; оценка буквенная; буквенный эквивалент; буква;"
    " буквенная система; по буквенной системе; оценка по буквенной системе; әріптік;"
    " әріптік баға; әріппен; әріптік жүйе; әріптік жүйе бойынша; әріптік жүйе бойынша баға;"
    " әріптік эквиваленті; letter; letters; letter grade; grade letter; alphamark; harf;"
    " harf notu; başarı harfi",
    Column.TRADITIONAL: "традиционная; традиционная оценка; оценка традиционная;"
    " традиционная система; оценка по традиционной системе; дәстүрлі; дәстүрлі баға;"
    " дәстүрлі жүйе; дәстүрлі жүйе бойынша баға; traditional; traditional grade;"
    " geleneksel not",
    Column.PERCENT: "%; в %; в процентах; процент; проценты; оценка в процентах; оценка, %;"
    " оценка в %; процентное содержание; процентный эквивалент; итоговая оценка, %;"
    " итоговая оценка 0-100; итоговая оценка в процентах; балл, %; баллы, %; пайыз; пайызбен;"
    " пайыздық; пайыздық баға; пайыздық мөлшері; пайыздық көрсеткіш; percent; percentage;"
    " grade, %; score, %; mark, %; totalmark; yüzde; yüzdelik",
    Column.POINTS: "цифровой эквивалент; цифровой эквивалент баллов; цифровой;"
    " числовой эквивалент; баллы 4; балл 4; баллы 4.0; сандық; сандық эквивалент;"
    " сандық эквиваленті; сандық баламасы; цифрлық эквивалент; цифрлық эквиваленті;"
    " цифрлық баламасы; grade point; grade points; numeric equivalent; digital equivalent;"
    " numeralmark; katsayı; katsayısı",
    Column.STATUS: "статус; сдано; отметка о сдаче; күйі; мәртебесі; status; passed; ispassed;"
    " pass/fail; durum; durumu; başarı durumu",
}

_TITLE_HEADINGS: dict[str, str] = {
    "ru": "наименование дисциплины; наименование дисциплин; название дисциплины; дисциплина;"
    " дисциплины; учебная дисциплина; наименование предмета; название предмета; предмет;"
    " наименование курса; название курса; наименование; название; subjectnameru",
    "kk": "пән атауы; пәннің атауы; пәндер атауы; пәндердің атауы; пән; пәндер; оқу пәні;"
    " атауы; subjectnamekz; subjectnamekk",
    "en": "course title; course name; course; title; subject; subject name; subject title;"
    " name of course; name of the course; discipline; module; module title;"
    " course unit title; title of the course unit; subjectnameen",
    "tr": "ders adı; dersin adı; ders; ders ismi; dersler",
}

_AMBIGUOUS: dict[tuple[Column, ...], str] = {
    (Column.KZ_CREDITS, Column.ECTS): (
        "кредит; кредиты; кредитов; кол-во кредитов; количество кредитов; академические кредиты;"
        " кредиттер; кредит саны; кредиттер саны; академиялық кредит; академиялық кредиттер;"
        " credit; credits; number of credits; credit points; cr; kredi; kredisi"
    ),
    (Column.PERCENT, Column.POINTS): (
        "балл; баллы; баллов; итоговый балл; ұпай; ұпайы; ұпай саны; score; scores; mark; marks;"
        " points; puan; puanı"
    ),
    (Column.GRADE, Column.STATUS): "результат; результаты; нәтиже; нәтижесі; result; sonuç",
    (Column.FULL_NAME, Column.COURSE_TITLE): "name; аталуы; isim",
    (Column.ACADEMIC_YEAR, Column.TERM): "год; year; жыл; жылы; yıl; курс",
}

_UNUSED = (
    "№; № п/п; п/п; р/с; р/с №; № р/с; #; no; nr; n; sıra; sıra no; преподаватель; оқытушы;"
    " оқытушының аты-жөні; фио преподавателя; lecturer; teacher; instructor; öğretim üyesi;"
    " öğretim elemanı; группа; топ; тобы; group; grup; примечание; примечания; ескерту; note;"
    " notes; remark; remarks; açıklama; факультет; кафедра; специальность; мамандық; faculty;"
    " department; speciality; specialty; fakülte; bölüm; образовательная программа;"
    " білім беру бағдарламасы; programme; program; цикл; цикл дисциплины; компонент;"
    " пән циклі; компоненті; вид дисциплины; ders türü; язык обучения; оқу тілі; подпись;"
    " қолы; signature; imza"
)


def _split(headings: str) -> list[str]:
    return [normalise_words(one) for one in headings.split(";")]


HEADINGS: dict[str, tuple[Column, str]] = {
    **{one: (column, "") for column, texts in _HEADINGS.items() for one in _split(texts)},
    **{
        one: (Column.COURSE_TITLE, language)
        for language, texts in _TITLE_HEADINGS.items()
        for one in _split(texts)
    },
}
"""Normalised headings, what they hold, and for titles in which language."""

AMBIGUOUS: dict[str, tuple[Column, ...]] = {
    one: columns for columns, texts in _AMBIGUOUS.items() for one in _split(texts)
}
"""Normalised headings that may mean several things."""

HOME_NUMBERS = frozenset(
    _split(
        "студенттің нөмірі; студенттің жіберуші жоо-дағы нөмірі; жіберуші жоо-дағы нөмірі;"
        " номер студента в направляющем вузе; номер студента в отправляющем вузе;"
        " номер студента в базовом вузе; номер в направляющем вузе; home student number;"
        " home student id; home university student number; student number at home;"
        " student number at home university; student number at the home university;"
        " student number at sending institution; student number at the sending institution;"
        " gönderen üniversitedeki öğrenci no; gönderen üniversite öğrenci no"
    )
)
"""Normalised headings that most likely hold the home student number: to propose, not to read by."""

UNUSED = frozenset(_split(_UNUSED))
"""Normalised headings of columns that are known and hold no result."""
