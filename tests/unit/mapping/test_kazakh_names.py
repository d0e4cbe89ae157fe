"""One name in five scripts, and names that must stay apart."""

from itertools import combinations

import pytest

from mapping.kazakh_names import may_be_same_name, name_keys, words_of

SPELLINGS = (
    # Kazakh, Russian, passport Latin, Latin of 2018, Latin of 2021
    ("Күләш", "Куляш", "KULYASH", "KULIASH", "Kúlásh", "Küläş"),
    ("Айгерім", "Айгерим", "AIGERIM", "AYGERIM", "Aıgerim", "Aigerım"),
    ("Ерлан", "YERLAN", "ERLAN"),
    ("Жаңыл", "Жанил", "ZHANYL", "JANYL", "Jańyl", "Jañyl"),
    ("Әлия", "Алия", "ALIYA", "ALIA", "ALIIA", "Álııa", "Äliya"),
    ("Садықова", "Садыкова", "SADYKOVA", "SADIKOVA", "Sadyqova"),
    ("Қуаныш", "Куаныш", "KUANYSH", "QUANYSH", "Qýanysh", "Quanyş"),
    ("Шәкәрім", "Шакарим", "SHAKARIM", "Shákárim", "Şäkärim"),
    ("Өмірбек", "Омирбек", "OMIRBEK", "Ómirbek", "Ömırbek"),
    ("Жаһан", "Жахан", "ZHAKHAN", "ZHAHAN", "Jahan"),
    ("Нұрсұлтан", "Нурсултан", "NURSULTAN", "Nūrsūltan"),
    ("Әсел", "Асель", "ASSEL", "ASEL", "Ásel", "Äsel"),
    ("Ғани", "Гани", "GANI", "GHANI", "Ǵanı", "Ğani"),
    ("Дәулет", "Даулет", "DAULET", "DAWLET", "Dáýlet", "Däulet"),
    ("Гүлжан", "Гульжан", "GULZHAN", "Gúljan"),
    ("Сергеев", "SERGEYEV", "SERGEEV"),
    ("Щербаков", "SHCHERBAKOV", "SCHERBAKOV"),
    ("Семён", "Семен", "SEMYON", "SEMEN"),
    ("Юлия", "YULIYA", "IULIIA", "Yulia"),
    ("Ыбырай", "Ибырай", "YBYRAI", "İBIRAI"),
)

APART = (
    ("Асан", "Үсен"),  # twins are often named so
    ("Дана", "Диана"),
    ("Асыл", "Әсел"),
    ("Айгүл", "Айгерім"),
    ("Марат", "Мұрат"),
    ("Серік", "Берік"),
)


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_one_name_in_many_scripts_may_be_one_name(spellings: tuple[str, ...]) -> None:
    apart = [pair for pair in combinations(spellings, 2) if not may_be_same_name(*pair)]

    assert apart == []


@pytest.mark.parametrize(("first", "second"), APART)
def test_names_of_different_people_stay_apart(first: str, second: str) -> None:
    assert not may_be_same_name(first, second)


def test_no_two_names_of_the_list_are_taken_for_one() -> None:
    names = [spellings[0] for spellings in SPELLINGS]

    assert [pair for pair in combinations(names, 2) if may_be_same_name(*pair)] == []


def test_a_left_out_patronymic_does_not_part_a_name() -> None:
    assert may_be_same_name("Айгерім Серікқызы", "AIGERIM")


def test_a_name_written_in_two_words_is_the_same_in_one() -> None:
    assert may_be_same_name("Нұр Әлі", "NURALI")


def test_an_initial_may_stand_for_a_name() -> None:
    assert may_be_same_name("A.", "Айгерім")
    assert not may_be_same_name("M.", "Айгерім")


def test_a_short_name_is_no_initial() -> None:
    assert not may_be_same_name("Ли", "Лилия")


def test_words_are_split_at_anything_but_letters() -> None:
    assert words_of("Сейтқали-Ұлы  О'Нил 3") == ("Сейтқали", "Ұлы", "О", "Нил")


def test_what_has_no_letters_has_no_key() -> None:
    assert name_keys("ь") == frozenset()
    assert name_keys("王") == frozenset()


def test_a_foreign_mark_is_dropped() -> None:
    assert may_be_same_name("Čapek", "Capek")


def test_keys_stay_few_however_long_the_word() -> None:
    assert len(name_keys("Әәәәәәәәәәәәәәәәәә")) <= 64
