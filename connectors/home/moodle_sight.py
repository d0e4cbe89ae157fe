"""Whether a token sees people at all: without rights Moodle answers an empty list, and no error."""

from enum import StrEnum
from typing import Final

from connectors.errors import HomeRefused
from connectors.home.moodle_client import AnswerDamaged, MoodleClient
from connectors.home.moodle_records import read_accounts, read_user_ids

_FIRST_USERS: Final = tuple(range(2, 52))
"""The accounts every site has: its first administrator is number 2."""


class Sight(StrEnum):
    """What a token sees of the accounts that are not its own."""

    NOBODY = "home-sees-nobody"
    NO_ID_NUMBERS = "home-sees-no-id-numbers"
    """Some accounts, none of them with an ID number: it may be hidden, or there is none."""
    ID_NUMBERS = "home-sees-id-numbers"


HINTS: Final[dict[Sight, str]] = {
    Sight.NOBODY: "give the account's role moodle/user:viewdetails in the system context",
    Sight.NO_ID_NUMBERS: "give the account's role moodle/site:viewuseridentity and let the site "
    "setting showuseridentity hold the ID number",
}
"""The way out, by what is seen."""


def look_at_others(client: MoodleClient) -> Sight:
    """Look at the site's first accounts; raises HomeUnavailable or HomeRefused."""
    site = client.read("core_webservice_get_site_info")
    own_id = site.get("userid") if isinstance(site, dict) else None
    if own_id is None:
        raise AnswerDamaged("the home Moodle does not tell whose token it is")
    answer = client.read("core_user_get_users_by_field", {"field": "id", "values": _FIRST_USERS})
    if not read_user_ids(answer) - {own_id}:
        return Sight.NOBODY
    if not [account for account in read_accounts(answer) if account.id != own_id]:
        return Sight.NO_ID_NUMBERS
    return Sight.ID_NUMBERS


def blind(sight: Sight) -> HomeRefused:
    """Make the refusal of a token that sees too little."""
    return HomeRefused(
        sight.value, "the account behind the token does not see the students", hint=HINTS[sight]
    )
