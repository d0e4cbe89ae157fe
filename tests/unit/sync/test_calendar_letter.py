from dataclasses import replace
from datetime import date

import pytest

from mapping.agreements import Extension, LearningAgreement
from mapping.identifiers import CourseCode
from mapping.records import LearnerIdentifier, LocalisedText
from sync.calendar import expectation
from sync.calendar_letter import Letter, letter_lines
from sync.messages import LANGUAGES, Messages
from tests.builders import make_agreement, make_mobility

NAMES = (
    LocalisedText(language="en", text="Kozminski University"),
    LocalisedText(language="pl", text="Akademia Leona Koźmińskiego"),
)
HOME = tuple(
    LocalisedText(language=language, text=f"home in {language}") for language in ("kk", "ru", "en")
)
MOBILITY = make_mobility(identifiers=(LearnerIdentifier(kind="national-id", value="030405600017"),))
AGREEMENT = make_agreement("FIN201:6+FIN202", reference="LA-7")


def letter(*came: str, agreement: LearningAgreement | None = AGREEMENT) -> Letter:
    today = date(2025, 4, 1)
    final = frozenset(map(CourseCode, came))
    return Letter(
        mobility=MOBILITY,
        agreement=agreement,
        expected=expectation(MOBILITY, agreement, final, today=today),
        host_names=NAMES,
        home_names=HOME,
        written_on=today,
    )


def text(written: Letter, language: str = "en") -> str:
    return "\n".join(letter_lines(written, Messages(language)))


def test_a_letter_names_the_student_the_period_and_what_was_agreed() -> None:
    written = text(letter())

    assert "To: Kozminski University" in written
    assert "Айгерім Садықова (student number 00123 at our university)" in written
    assert "from 2024-09-01 to 2025-01-31" in written
    assert "under learning agreement LA-7." in written
    assert "No transcript of records has reached us yet." in written
    assert "  - FIN201, 6 ECTS credits\n  - FIN202\n" in written


def test_a_letter_about_a_part_names_only_what_is_missing() -> None:
    written = text(letter("FIN201"))

    assert "The results of these courses have not reached us yet:\n  - FIN202\n" in written
    assert "FIN201" not in written


def test_a_letter_without_an_agreement_lists_nothing() -> None:
    written = text(letter(agreement=None))

    assert "learning agreement" not in written
    assert "  - " not in written
    assert "No transcript of records has reached us yet.\n\nPlease" in written


def test_the_period_counts_extensions_in() -> None:
    extension = Extension(
        ends=date(2025, 2, 20), reason="exams", approved_by="Head", approved_on=date(2025, 1, 20)
    )
    extended = replace(MOBILITY, extensions=(extension,))
    expected = expectation(extended, AGREEMENT, frozenset(), today=date(2025, 5, 1))
    written = text(replace(letter(), mobility=extended, expected=expected))

    assert "from 2024-09-01 to 2025-02-20" in written


@pytest.mark.parametrize(
    ("language", "sentence", "course", "home"),
    [
        (
            "ru",
            (
                "С 01.09.2024 по 31.01.2025 в вашем вузе по программе академической мобильности "
                "проходил период обучения: Айгерім Садықова, номер студента в нашем вузе 00123, "
                "соглашение об обучении LA-7."
            ),
            "  - FIN201, кредитов ECTS: 6",
            "home in ru",
        ),
        (
            "kk",
            (
                "Айгерім Садықова (біздің университеттегі студент нөмірі 00123) "
                "01.09.2024 – 31.01.2025 аралығында академиялық ұтқырлық бойынша "
                "сіздің оқу орныңызда оқыды; оқу туралы келісім LA-7."
            ),
            "  - FIN201, 6 ECTS кредиті",
            "home in kk",
        ),
    ],
)
def test_a_letter_can_be_written_in_the_hosts_language(
    language: str, sentence: str, course: str, home: str
) -> None:
    lines = letter_lines(letter(), Messages(language))

    assert sentence in lines
    assert course in lines
    assert home in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_holds_no_more_of_a_person_than_name_and_number(language: str) -> None:
    written = text(letter(), language)

    assert "030405600017" not in written
    assert "2003" not in written
    assert "M-0001" not in written
