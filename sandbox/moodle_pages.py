"""The longer entries of a stand-in Moodle's answers: the site, people, courses, maintenance."""

from typing import Any, Final

from sandbox.moodle_site import PLUGIN_VERSION, Caller, SiteFacts
from sandbox.moodle_state import Course, MoodleState, User

CORE_VERSION: Final = "2024100706"
RELEASE: Final = "4.5.6 (Build: 20250811)"
_STOCK_PLUGIN_VERSION: Final = "2024100700"
_FIRST_SORT_ORDER: Final = 10_000
_FEATURES: Final = {
    "usecomments": 1,
    "usetags": 1,
    "enablenotes": 1,
    "messaging": 1,
    "enableblogs": 1,
    "enablecompletion": 1,
    "enablebadges": 1,
    "messagingallusers": 0,
    "enablecustomreports": 1,
    "enableglobalsearch": 0,
    "mnet_dispatcher_mode": 0,
    "enablecompetencies": 1,
}
_FILTERS: Final = (
    "displayh5p",
    "activitynames",
    "mathjaxloader",
    "emoticon",
    "urltolink",
    "mediaplugin",
)


def maintenance_page(site_name: str) -> str:
    """Write the page that answers everything while the site is closed from its command line."""
    return (
        '<!DOCTYPE html>\r\n<html lang="en" xml:lang="en">\r\n<head>\r\n'
        f"<title>{site_name} under maintenance</title>\r\n</head>\r\n<body>\r\n"
        f"<h1>{site_name} under maintenance</h1>\r\n"
        "<p>The site is undergoing maintenance and is currently not available</p>\r\n"
        "</body>\r\n</html>\r\n"
    )


def site_info(site: SiteFacts, user: User, caller: Caller) -> dict[str, Any]:
    """Describe the site to one caller."""
    is_admin = caller.capabilities is None
    return {
        "sitename": site.name,
        "username": user.username,
        "firstname": user.given_names,
        "lastname": user.family_name,
        "fullname": user.full_name,
        "lang": "en",
        "userid": user.id,
        "siteurl": site.url,
        "userpictureurl": _picture(site, 1),
        "functions": [{"name": name, "version": _version_of(name)} for name in caller.functions],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": RELEASE,
        "version": CORE_VERSION,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": key, "value": value} for key, value in _FEATURES.items()],
        "usercanmanageownfiles": True,
        "userquota": 0 if is_admin else 104_857_600,
        "usermaxuploadfilesize": -1 if is_admin else 67_108_864,
        "userhomepage": 1,
        "userprivateaccesskey": site.private_key,
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": is_admin,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }


def user_entry(site: SiteFacts, user: User, caller: Caller) -> dict[str, Any] | None:
    """Describe one account as far as the caller may see it; None when not at all."""
    is_self = user.id == caller.user_id
    if not (is_self or caller.may("moodle/user:viewdetails")):
        return None
    sees_identity = is_self or caller.may("moodle/site:viewuseridentity")
    sees_all = is_self or caller.capabilities is None
    entry: dict[str, Any] = {
        "id": user.id,
        "username": user.username if sees_all else None,
        "firstname": user.given_names,
        "lastname": user.family_name,
        "fullname": user.full_name,
        "email": user.email if sees_identity else None,
        "department": "" if sees_all else None,
        "idnumber": (user.idnumber or None) if sees_identity else None,
        "firstaccess": 0,
        "lastaccess": 0,
        "auth": "manual" if sees_all else None,
        "suspended": user.suspended,
        "confirmed": True if sees_all else None,
        "lang": "en" if sees_all else None,
        "theme": "" if sees_all else None,
        "timezone": "99",
        "mailformat": 1 if sees_all else None,
        "trackforums": 0 if sees_all else None,
        "profileimageurlsmall": _picture(site, 2),
        "profileimageurl": _picture(site, 1),
    }
    return {name: value for name, value in entry.items() if value is not None}


def course_entry(
    site: SiteFacts, state: MoodleState, course: Course, caller: Caller
) -> dict[str, Any]:
    """Describe one course to whoever may enter it, or its public face to others."""
    entry: dict[str, Any] = {
        "id": course.id,
        "fullname": course.full_name,
        "displayname": course.full_name,
        "shortname": course.shortname,
        "courseimage": f"{site.url}/pluginfile.php/{course.context}/course/generated/course.svg",
        "categoryid": 1,
        "categoryname": "Category 1",
        "sortorder": _sort_order(state, course),
        "summary": "",
        "summaryformat": 1,
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": True,
        "showcompletionconditions": True,
        "contacts": [],
        "enrollmentmethods": ["manual"],
    }
    if caller.may("moodle/course:view"):
        entry |= _inner_course(site, course, sees_all=caller.may("moodle/course:update"))
    return entry


def _inner_course(site: SiteFacts, course: Course, *, sees_all: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "idnumber": course.idnumber,
        "format": "topics",
        "showgrades": 1,
        "newsitems": 5,
        "startdate": site.starts,
        "enddate": site.ends,
        "maxbytes": 0,
        "showreports": 0,
        "visible": int(course.visible),
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "enablecompletion": 1,
        "completionnotify": 0,
        "lang": "",
        "theme": "",
        "marker": 0,
        "legacyfiles": 0,
        "calendartype": "",
        "timecreated": course.created,
        "timemodified": course.created,
        "requested": 0,
        "cacherev": course.cache_revision,
        "filters": [{"filter": name, "localstate": 0, "inheritedstate": 1} for name in _FILTERS],
        "courseformatoptions": [
            {"name": "hiddensections", "value": 1},
            {"name": "coursedisplay", "value": 0},
            {"name": "indentation", "value": "1"},
        ],
    }
    if not sees_all:
        for name in (
            "idnumber", "legacyfiles", "calendartype", "timecreated", "timemodified", "requested",
            "cacherev",
        ):  # fmt: skip
            del entry[name]
    return entry


def listed_course(site: SiteFacts, state: MoodleState, course: Course) -> dict[str, Any]:
    """Describe one course in the list of all courses."""
    return {
        "id": course.id,
        "shortname": course.shortname,
        "categoryid": 1,
        "categorysortorder": _sort_order(state, course),
        "fullname": course.full_name,
        "displayname": course.full_name,
        "idnumber": course.idnumber,
        "summary": "",
        "summaryformat": 1,
        "format": "topics",
        "showgrades": 1,
        "newsitems": 5,
        "startdate": site.starts,
        "enddate": site.ends,
        "numsections": 0,
        "maxbytes": 0,
        "showreports": 0,
        "visible": int(course.visible),
        "hiddensections": 1,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "timecreated": course.created,
        "timemodified": course.created,
        "enablecompletion": 1,
        "completionnotify": 0,
        "lang": "",
        "forcetheme": "",
        "courseformatoptions": [
            {"name": "hiddensections", "value": 1},
            {"name": "coursedisplay", "value": 0},
        ],
        "showactivitydates": True,
        "showcompletionconditions": True,
    }


def site_course(site: SiteFacts, *, name_only: bool) -> dict[str, Any]:
    """Describe the site's own front page, which Moodle keeps as a course without an idnumber."""
    if name_only:
        return {"id": 1, "fullname": site.name, "displayname": site.name, "shortname": "home"}
    return {
        "id": 1,
        "shortname": "home",
        "categoryid": 0,
        "categorysortorder": 1,
        "fullname": site.name,
        "displayname": site.name,
        "idnumber": "",
        "summary": "",
        "summaryformat": 0,
        "format": "site",
        "showgrades": 1,
        "newsitems": 3,
        "startdate": 0,
        "enddate": 0,
        "numsections": 1,
        "maxbytes": 0,
        "showreports": 0,
        "visible": 1,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "timecreated": site.created,
        "timemodified": site.modified,
        "enablecompletion": 0,
        "completionnotify": 0,
        "lang": "",
        "forcetheme": "",
        "courseformatoptions": [{"name": "numsections", "value": 1}],
        "showactivitydates": False,
        "showcompletionconditions": None,
    }


def _sort_order(state: MoodleState, course: Course) -> int:
    newer = sum(other.id > course.id for other in state.courses.values())
    return _FIRST_SORT_ORDER + 1 + newer


def _picture(site: SiteFacts, size: int) -> str:
    return f"{site.url}/theme/image.php/boost/core/{site.theme_revision}/u/f{size}"


def _version_of(function: str) -> str:
    if function.startswith("local_utqyr_"):
        return str(PLUGIN_VERSION)
    return CORE_VERSION if function.startswith("core_") else _STOCK_PLUGIN_VERSION
