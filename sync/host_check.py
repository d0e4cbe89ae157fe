"""Can a host be used? Looks in the order a person would mend it; changes and keeps nothing.

    name -> certificate -> sign-in and rights -> capabilities -> credential -> sample -> courses

Every step ends in findings; a step that fails stops no other, since a person mends them together.
"""

import ssl
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from connectors.base import CourseLister, HostConnector, HostDocument, Reached, RetrievalRequest
from connectors.errors import HostContractBroken, HostError
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity, UtqyrError
from mapping.records import HostCourse, TranscriptOfRecords
from sync.credentials import DAYS_AHEAD, Credential, CredentialState
from sync.host_health import Breaker, HostHealth
from sync.host_reach import Certificate, Endpoint, Reach, Unreachable, endpoints_of
from sync.store.staging import learner_key


class Step(StrEnum):
    """What is looked at, in order."""

    HEALTH = "health"
    NAME = "name"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign-in"
    CAPABILITIES = "capabilities"
    CREDENTIAL = "credential"
    SAMPLE = "sample"
    COURSES = "courses"


class Verdict(StrEnum):
    """What a step found."""

    WELL = "well"
    NOTE = "note"
    """It does not apply, or only informs."""
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found: `code` names its sentence (`check-…`), `facts` fill it."""

    step: Step
    code: str
    verdict: Verdict
    facts: dict[str, str | int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A host to look at, as it is configured and as it was last seen."""

    host: HeiId
    connector: HostConnector
    settings: BaseModel
    health: HostHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class HostChecker:
    """Looks at hosts. `documents` is how many are read as a sample; None reads all there are."""

    now: datetime
    reach: Reach
    documents: int | None = 3

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at everything, and give what was found as it is found."""
        yield from _health(subject.health, self.now)
        yield from self._way(subject)
        yield from _sign_in(subject.connector)
        capabilities = subject.connector.capabilities()
        yield _capabilities(subject.connector)
        expires = capabilities.credential_expires
        if expires is not None or "credential_expires" in type(subject.settings).model_fields:
            yield credential_finding(subject.host, expires, self.now.date())
        yield from self._sample(subject)
        if capabilities.lists_courses and isinstance(subject.connector, CourseLister):
            yield self._courses(subject.connector)

    # -- the way there -----------------------------------------------------------------------

    def _way(self, subject: Subject) -> Iterator[Finding]:
        try:
            connector = subject.connector
            announced = connector.addresses() if isinstance(connector, Reached) else ()
        except UtqyrError as error:
            announced = ()
            facts: dict[str, str | int] = {"reason": error.message}
            yield Finding(step=Step.NAME, code="name-untold", verdict=Verdict.FAILED, facts=facts)
        endpoints = endpoints_of(subject.settings, announced)
        if not endpoints:
            yield Finding(step=Step.NAME, code="name-none", verdict=Verdict.NOTE)
        for endpoint in endpoints:
            if endpoint.proxied:
                yield _found(Step.NAME, "name-proxied", Verdict.NOTE, server=endpoint.name)
                continue
            try:
                addresses = self.reach.resolve(endpoint)
            except Unreachable as error:
                facts = {"server": endpoint.name, "reason": error.reason}
                yield Finding(
                    step=Step.NAME, code="name-unknown", verdict=Verdict.FAILED, facts=facts
                )
                continue
            listed = ", ".join(addresses)
            yield _found(
                Step.NAME, "name-found", Verdict.WELL, server=endpoint.name, addresses=listed
            )
            yield self._certificate(endpoint)

    def _certificate(self, endpoint: Endpoint) -> Finding:
        step, name = Step.CERTIFICATE, endpoint.place
        if endpoint.scheme == "sftp":
            return _found(step, "certificate-host-key", Verdict.NOTE, server=name)
        if endpoint.scheme == "http":
            return _found(step, "certificate-none", Verdict.WARNING, server=name)
        try:
            found = self.reach.certificate(endpoint)
        except ssl.SSLCertVerificationError as error:
            reason = error.verify_message or "unknown"
            return _found(step, "certificate-refused", Verdict.FAILED, server=name, reason=reason)
        except Unreachable as error:
            return _found(step, "unreachable", Verdict.FAILED, server=name, reason=error.reason)
        return _dated(name, found, self.now)

    # -- what is there -----------------------------------------------------------------------

    def _sample(self, subject: Subject) -> Iterator[Finding]:
        sample = _Sample()
        failure: HostError | None = None
        with tempfile.TemporaryDirectory(prefix="utqyr-check-") as folder:
            request = RetrievalRequest(spool=Path(folder), now=self.now)
            try:
                with _closing(subject.connector.retrieve(request)) as documents:
                    for document in documents:
                        if self.documents is not None and sample.documents >= self.documents:
                            sample.more = True
                            break
                        sample.documents += 1
                        sample.read(subject.connector.parse(document))
                        document.path.unlink(missing_ok=True)
            except HostError as error:
                failure = error
        yield from sample.findings(failure)

    def _courses(self, connector: CourseLister) -> Finding:
        courses = documents = 0
        more = False
        with tempfile.TemporaryDirectory(prefix="utqyr-check-") as folder:
            request = RetrievalRequest(spool=Path(folder), now=self.now)
            try:
                with _closing(connector.retrieve_courses(request)) as found:
                    for document in found:
                        if self.documents is not None and documents >= self.documents:
                            more = True
                            break
                        documents += 1
                        listed = connector.parse_courses(document)
                        courses += sum(isinstance(each, HostCourse) for each in listed)
                        document.path.unlink(missing_ok=True)
            except HostError as error:
                return Finding(
                    step=Step.COURSES,
                    code="courses-failed",
                    verdict=Verdict.FAILED,
                    problems=(_told(error),),
                )
        code = "courses-listed-more" if more else "courses-listed"
        verdict = Verdict.WELL if courses else Verdict.WARNING
        return _found(Step.COURSES, code, verdict, courses=courses)


class _Sample:
    """What a few documents showed: counts, and findings by place; nothing else is kept."""

    def __init__(self) -> None:
        self.documents = 0
        self.broken = 0
        self.results = 0
        self.more = False
        self._learners: set[str] = set()
        self._courses: set[str] = set()
        self._problems: list[Problem] = []

    def read(self, items: Iterator[TranscriptOfRecords | Problem]) -> None:
        """Take in what one document holds; one that cannot be read is counted."""
        try:
            for item in items:
                if isinstance(item, Problem):
                    self._problems.append(item)
                    continue
                self._learners.add(learner_key(item))
                self.results += len(item.results)
                self._courses.update(each.code or each.printed_code for each in item.results)
        except HostContractBroken as error:
            self.broken += 1
            self._problems += error.problems or (_told(error),)

    def findings(self, failure: HostError | None) -> Iterator[Finding]:
        """Say what is visible, and what stood in the way."""
        counts: dict[str, str | int] = {
            "documents": self.documents,
            "students": len(self._learners),
            "results": self.results,
            "courses": len(self._courses),
        }
        problems = tuple(dict.fromkeys(self._problems))
        if self.documents:
            code = "sample-more" if self.more else "sample-all"
            verdict = Verdict.WARNING if problems else Verdict.WELL
            yield Finding(
                step=Step.SAMPLE, code=code, verdict=verdict, facts=counts, problems=problems
            )
        elif failure is None:
            yield Finding(step=Step.SAMPLE, code="sample-empty", verdict=Verdict.WARNING)
        if self.broken:
            yield _found(
                Step.SAMPLE,
                "sample-broken",
                Verdict.FAILED,
                broken=self.broken,
                documents=self.documents,
            )
        if failure is not None:
            yield Finding(
                step=Step.SAMPLE,
                code="sample-failed",
                verdict=Verdict.FAILED,
                problems=(_told(failure),),
            )


@contextmanager
def _closing(documents: Iterator[HostDocument]) -> Iterator[Iterator[HostDocument]]:
    """Let a retrieval that is left half way hang up."""
    try:
        yield documents
    finally:
        close = getattr(documents, "close", None)
        if close is not None:
            close()


def _health(health: HostHealth, now: datetime) -> Iterator[Finding]:
    breaker = health.breaker(now)
    if breaker is not Breaker.CLOSED and health.not_before is not None:
        facts: dict[str, str | int] = {
            "host": health.host,
            "failures": health.failures,
            "until": f"{health.not_before:%Y-%m-%d %H:%M} UTC",
        }
        yield Finding(step=Step.HEALTH, code="health-waits", verdict=Verdict.WARNING, facts=facts)


def _sign_in(connector: HostConnector) -> Iterator[Finding]:
    problems: list[Problem] = []
    try:
        problems.extend(connector.check())
    except HostError as error:  # a connector that raises where it should tell
        problems.append(_told(error))
    failed = any(each.severity is Severity.ERROR for each in problems)
    verdict = Verdict.FAILED if failed else Verdict.WARNING if problems else Verdict.WELL
    code = "sign-in-failed" if failed else "sign-in-good"
    yield Finding(step=Step.SIGN_IN, code=code, verdict=verdict, problems=tuple(problems))


def _capabilities(connector: HostConnector) -> Finding:
    can = connector.capabilities()
    return _found(
        Step.CAPABILITIES,
        "capabilities",
        Verdict.NOTE,
        kind=connector.kind,
        courses=_yes(can.lists_courses),
        credits=_yes(can.has_credits),
        deletions=_yes(can.announces_deletions),
        whole=_yes(can.lists_everything),
        key=can.incremental_key,
        batch="" if can.batch_size is None else can.batch_size,
    )


_OF_CREDENTIAL = {
    CredentialState.GOOD: Verdict.WELL,
    CredentialState.ENDS: Verdict.WARNING,
    CredentialState.ENDED: Verdict.FAILED,
}


def credential_finding(host: HeiId, expires: date | None, today: date) -> Finding:
    """Say until when a key, token or certificate is good, ahead of its end."""
    if expires is None:
        return Finding(step=Step.CREDENTIAL, code="credential-undated", verdict=Verdict.NOTE)
    credential = Credential(host=host, expires=expires)
    state = credential.state(today)
    return _found(
        Step.CREDENTIAL,
        f"credential-{state.value}",
        _OF_CREDENTIAL[state],
        until=expires.isoformat(),
        days=max(credential.days_left(today), 0),
    )


def _dated(name: str, found: Certificate, now: datetime) -> Finding:
    days = (found.valid_to.astimezone(UTC) - now).days
    code, verdict = "certificate-good", Verdict.WELL
    if days <= DAYS_AHEAD:
        code, verdict = "certificate-ends", Verdict.WARNING
    return _found(
        Step.CERTIFICATE,
        code,
        verdict,
        server=name,
        issuer=found.issuer,
        until=found.valid_to.date().isoformat(),
        days=max(days, 0),
    )


def usable(findings: list[Finding]) -> bool:
    """Tell whether nothing stands in the way."""
    return all(finding.verdict is not Verdict.FAILED for finding in findings)


def finding_facts(finding: Finding) -> dict[str, Any]:
    """Give a finding as plain values, for a program to read."""
    return {
        "step": finding.step.value,
        "code": finding.code,
        "verdict": finding.verdict.value,
        "facts": finding.facts,
        "problems": problem_facts(finding.problems),
    }


def problem_facts(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Give problems as plain values, for a program to read."""
    return [
        {
            "code": problem.code,
            "severity": problem.severity.value,
            "message": problem.message,
            "place": problem.place,
            "hint": problem.hint,
        }
        for problem in problems
    ]


def _found(step: Step, code: str, verdict: Verdict, **facts: str | int) -> Finding:
    return Finding(step=step, code=code, verdict=verdict, facts=facts)


def _told(error: HostError) -> Problem:
    return Problem(code=error.outcome.value, message=error.message, hint=error.hint)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
