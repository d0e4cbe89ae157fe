"""What a stand-in Moodle says of itself, and who calls it; knows no grades."""

from dataclasses import dataclass
from typing import Final

PLUGIN_VERSION: Final = 2026112301
"""The version of local_utqyr whose answers were recorded."""

SERVICE_FUNCTIONS: Final = (
    "core_webservice_get_site_info",
    "core_user_get_users_by_field",
    "core_course_get_courses_by_field",
    "core_enrol_get_enrolled_users",
    "core_grades_update_grades",
    "gradereport_user_get_grade_items",
)
"""The functions an external service for grades needs."""

SERVICE_CAPABILITIES: Final = frozenset(
    {
        "webservice/rest:use",
        "moodle/course:view",
        "moodle/course:viewhiddencourses",
        "moodle/course:viewhiddenactivities",
        "moodle/course:ignoreavailabilityrestrictions",
        "moodle/course:enrolreview",
        "moodle/user:viewdetails",
        "moodle/site:viewuseridentity",
        "moodle/site:accessallgroups",
        "mod/assign:view",
        "gradereport/user:view",
        "moodle/grade:viewall",
        "moodle/grade:viewhidden",
        "moodle/grade:edit",
    }
)
"""What the account behind such a service needs, tried one by one on a stock Moodle 4.5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What a site says of itself. `shows_range` is its setting for the user report's ranges."""

    url: str = ""
    name: str = "Home LMS"
    theme_revision: int = 1
    private_key: str = "0" * 32
    created: int = 0
    modified: int = 0
    starts: int = 0
    ends: int = 0
    shows_range: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a token speaks for, and what that account may do; `capabilities` None may do it all."""

    user_id: int
    functions: tuple[str, ...]
    capabilities: frozenset[str] | None

    def may(self, capability: str) -> bool:
        """Tell whether the account has a capability."""
        return self.capabilities is None or capability in self.capabilities
