"""What stand-ins of the EWP network answer: catalogue, indexes, transcripts, courses, errors."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_GITHUB: Final = "https://github.com/erasmus-without-paper"
_REGISTRY: Final = f"{_GITHUB}/ewp-specs-api-registry/tree/stable-v1"
_COMMON: Final = f"{_GITHUB}/ewp-specs-architecture/blob/stable-v1/common-types.xsd"
_TORS: Final = f"{_GITHUB}/ewp-specs-api-imobility-tors/blob/stable-v"
_COURSES: Final = f"{_GITHUB}/ewp-specs-api-courses/tree/stable-v1"
_REPLICATION: Final = f"{_GITHUB}/ewp-specs-api-course-replication/tree/stable-v1"
_CLIENT_HTTPSIG: Final = f"{_GITHUB}/ewp-specs-sec-cliauth-httpsig/tree/stable-v1"
_SERVER_HTTPSIG: Final = f"{_GITHUB}/ewp-specs-sec-srvauth-httpsig/tree/stable-v1"
_SECURITY: Final = f"{_GITHUB}/ewp-specs-sec-intro/tree/stable-v2"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryHost:
    """One host of the catalogue: its institutions, entries already written, and keys by use."""

    institutions: tuple[str, ...]
    entries: tuple[str, ...] = ()
    client_keys: tuple[str, ...] = ()
    server_keys: tuple[str, ...] = ()


def api_entry(api: str, name: str, *, major: int, version: str, signed: bool, **facts: str) -> str:
    """Write a manifest entry; `signed` says that server and clients use HTTP signatures."""
    namespace = f"{_GITHUB}/ewp-specs-api-{api}/blob/stable-v{major}/manifest-entry.xsd"
    methods = f'<s:server-auth-methods><httpsig xmlns="{_SERVER_HTTPSIG}"/></s:server-auth-methods>'
    security = (
        f'<http-security xmlns:s="{_SECURITY}"><s:client-auth-methods>'
        f'<httpsig xmlns="{_CLIENT_HTTPSIG}"/></s:client-auth-methods>'
        f"{methods if signed else ''}</http-security>"
    )
    inside = "".join(
        f"<{key.replace('_', '-')}>{escape(value)}</{key.replace('_', '-')}>"
        for key, value in facts.items()
    )
    return f'<{name} xmlns="{namespace}" version="{version}">{security}{inside}</{name}>'


def catalogue(hosts: Iterable[RegistryHost], keys: dict[str, bytes]) -> bytes:
    """Write a registry's catalogue; `keys` are the DER forms by their digest."""
    hosts = tuple(hosts)
    parts = [f'{_DECLARATION}<catalogue xmlns="{_REGISTRY}">']
    for host in hosts:
        parts.append(f"<host><apis-implemented>{''.join(host.entries)}</apis-implemented>")
        covered = "".join(f"<hei-id>{escape(each)}</hei-id>" for each in host.institutions)
        parts.append(f"<institutions-covered>{covered}</institutions-covered>")
        for use, digests in (("client", host.client_keys), ("server", host.server_keys)):
            listed = "".join(f'<rsa-public-key sha-256="{each}"/>' for each in digests)
            parts.append(f"<{use}-credentials-in-use>{listed}</{use}-credentials-in-use>")
        parts.append("</host>")
    known = sorted({each for host in hosts for each in host.institutions})
    listed = "".join(f"<hei id={quoteattr(each)}/>" for each in known)
    parts.append(f"<institutions>{listed}</institutions><binaries>")
    for digest, der in keys.items():
        wrapped = base64.encodebytes(der).decode()
        parts.append(f'<rsa-public-key sha-256="{digest}">{wrapped}</rsa-public-key>')
    parts.append("</binaries></catalogue>")
    return "".join(parts).encode()


def index_answer(major: int, ids: Iterable[str]) -> bytes:
    """Write an index of transcripts."""
    listed = "".join(f"<omobility-id>{escape(each)}</omobility-id>" for each in ids)
    namespace = f"{_TORS}{major}/endpoints/index-response.xsd"
    return (
        f'{_DECLARATION}<imobility-tors-index-response xmlns="{namespace}">{listed}'
        "</imobility-tors-index-response>"
    ).encode()


def get_answer(major: int, tors: Iterable[tuple[str, str]]) -> bytes:
    """Write transcripts, each an id and its elmo."""
    year = "<receiving-academic-year-id>2025/2026</receiving-academic-year-id>"
    listed = "".join(
        f"<tor><omobility-id>{escape(each)}</omobility-id>{year if major > 2 else ''}{elmo}</tor>"  # noqa: PLR2004 -- the third version brought it
        for each, elmo in tors
    )
    namespace = f"{_TORS}{major}/endpoints/get-response.xsd"
    return (
        f'{_DECLARATION}<imobility-tors-get-response xmlns="{namespace}">{listed}'
        "</imobility-tors-get-response>"
    ).encode()


def elmo(
    issuer: str,
    *,
    esi: str,
    given_names: str,
    family_name: str,
    courses: Iterable[tuple[str, str, str]],
    major: int = 1,
) -> str:
    """Write a transcript: courses are code, grade and ECTS credits."""
    listed = "".join(
        f'<learningOpportunitySpecification><identifier type="local">{escape(code)}</identifier>'
        f"<title xml:lang='en'>Course {escape(code)}</title><specifies>"
        "<learningOpportunityInstance><academicTerm><title xml:lang='en'>Winter 2025/26</title>"
        "<start>2025-10-01</start><end>2026-01-31</end></academicTerm><status>passed</status>"
        f"<resultLabel>{escape(grade)}</resultLabel><credit><scheme>ects</scheme>"
        f"<value>{credit}</value></credit></learningOpportunityInstance></specifies>"
        "</learningOpportunitySpecification>"
        for code, grade, credit in courses
    )
    return (
        f'<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v{major}">'
        "<generatedDate>2026-02-10T09:00:00+01:00</generatedDate><learner>"
        f'<identifier type="esi">{escape(esi)}</identifier>'
        f"<givenNames>{escape(given_names)}</givenNames>"
        f"<familyName>{escape(family_name)}</familyName></learner><report><issuer>"
        f'<identifier type="schac">{escape(issuer)}</identifier>'
        f"<title xml:lang='en'>{escape(issuer)}</title></issuer>{listed}"
        "<issueDate>2026-02-10T09:00:00+01:00</issueDate></report></elmo>"
    )


def replication_answer(los_ids: Iterable[str]) -> bytes:
    """Write a replication of courses."""
    listed = "".join(f"<los-id>{escape(each)}</los-id>" for each in los_ids)
    return (
        f'{_DECLARATION}<course-replication-response xmlns="{_REPLICATION}">{listed}'
        "</course-replication-response>"
    ).encode()


def courses_answer(specifications: Iterable[str]) -> bytes:
    """Write courses, each a specification already written."""
    listed = "".join(specifications)
    return (
        f'{_DECLARATION}<courses-response xmlns="{_COURSES}">{listed}</courses-response>'.encode()
    )


def course(los_id: str, *, code: str, title: str, ects: str) -> str:
    """Write a course with one edition."""
    printed = f"<los-code>{escape(code)}</los-code>" if code else ""
    return (
        f"<learningOpportunitySpecification><los-id>{escape(los_id)}</los-id>{printed}"
        f"<title xml:lang='en'>{escape(title)}</title><type>Course</type><specifies>"
        "<learningOpportunityInstance><loi-id>CRI/1</loi-id><start>2025-10-01</start>"
        f"<end>2026-01-31</end><credit><scheme>ects</scheme><value>{ects}</value></credit>"
        "<languageOfInstruction>en</languageOfInstruction></learningOpportunityInstance>"
        "</specifies></learningOpportunitySpecification>"
    )


def error_answer(message: str) -> bytes:
    """Write an error as every EWP host does."""
    return (
        f'{_DECLARATION}<error-response xmlns="{_COMMON}"><developer-message>{escape(message)}'
        "</developer-message></error-response>"
    ).encode()
