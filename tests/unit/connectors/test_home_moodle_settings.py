import pytest
from pydantic import ValidationError

from connectors.home.moodle_settings import MoodleHomeSettings

URL = "https://moodle.example.org"


def test_the_address_is_enough_to_begin() -> None:
    settings = MoodleHomeSettings(url=f"{URL}/")
    assert (settings.url, settings.activity_idnumber, settings.batch_size) == (URL, "UTQYR", 40)


@pytest.mark.parametrize(
    "url",
    [
        "moodle.example.org",
        "ftp://moodle.example.org",
        "https://",
        "https://me:secret@moodle.example.org",
        "https://moodle.example.org/?wstoken=secret",
        "https://moodle.example.org:none/",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        MoodleHomeSettings(url=url)


@pytest.mark.parametrize(
    "settings",
    [
        {"activity_idnumber": ""},
        {"activity_idnumber": "A", "activity_name": "B"},
        {"component": "manual"},
        {"component": "mod_assign "},
        {"batch_size": 0},
        {"batch_size": 401},
        {"read_seconds": 0},
        {"source": "Utqyr sync"},
        {"token": "secret"},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MoodleHomeSettings.model_validate({"url": URL, **settings})


def test_a_name_may_stand_instead_of_the_id_number() -> None:
    assert MoodleHomeSettings(url=URL, activity_name="Recognised").activity_name == "Recognised"


def test_limits_for_calls_come_from_the_settings() -> None:
    policy = MoodleHomeSettings(url=URL, read_seconds=20, retries=1).http_policy()
    assert (policy.read_seconds, policy.total_seconds, policy.retries) == (20, 100, 1)
