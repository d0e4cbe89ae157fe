"""Sends rows to the national platform, and reads back whether they arrived; sends nothing unasked.

read what stands there (page by page: the platform has no filter)
keep what the platform has and we do not state: saving replaces a whole row, and a field that is
    left out becomes null
leave out rows that would change nothing
save in batches; an answer 200 may hold failed records, each with its errors
read back and compare field by field: a misspelt name is ignored without a word
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.http import HttpPolicy, HttpSession, new_session
from connectors.http_replies import HttpFailure, HttpReply, Outcome
from connectors.transcripts.epvo_fields import FieldTable, RowType
from connectors.transcripts.epvo_validator import Rows, check_rows
from mapping.problems import Problem, UtqyrError, errors_of

SENDING_ORDER = (
    "STUDENT_TRANSFER",
    "ORDERS_ACADEMIC_MOBILITY",
    "FOREIGN_SUBJECTS",
    "TRANSCRIPT",
)
"""Rows that others name come first."""

_OK, _BAD_REQUEST, _UNAUTHORISED, _FORBIDDEN = 200, 400, 401, 403
_PAGE = 500
_MOST_PAGES = 20_000

Row = Mapping[str, object]


class EpvoRefused(UtqyrError):
    """The platform refused, or its answer is not what it is known to answer; see the hint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpvoAccess:
    """How the platform is reached; the password is asked for when it is needed."""

    url: str
    university_id: int
    password: Callable[[], str]
    batch_size: int = 100
    policy: HttpPolicy = field(default_factory=HttpPolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRow:
    """A row the platform did not take; `errors` are its own words, which may hold names."""

    code: str
    key: tuple[object, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushReport:
    """What became of the rows, by kind of row.

    `ignored` are fields that were sent and do not stand there afterwards: `TRANSCRIPT.isPassed`.
    """

    unchanged: Mapping[str, int]
    sent: Mapping[str, int]
    failed: tuple[FailedRow, ...]
    ignored: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether everything stands there as it was sent."""
        return not self.failed and not self.ignored and not self.missing


class InvalidRows(UtqyrError):
    """Rows are not in order, and nothing was sent; `problems` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"the rows have {len(problems)} problems", hint="'utqyr epvo check FILE' lists them"
        )
        self.problems = problems


class EpvoPlatform:
    """The platform's own-data interface, for one university."""

    def __init__(
        self, access: EpvoAccess, table: FieldTable, *, session: HttpSession | None = None
    ) -> None:
        self._access = access
        self._table = table
        self._session = session or new_session(access.policy)

    def push(self, rows: Rows) -> PushReport:
        """Bring rows there, replacing what stood there field by field; sending twice is once.

        Raises InvalidRows before anything is sent, EpvoRefused, and HttpFailure when the platform
        does not answer: what was saved by then stays, and sending again settles the rest.
        """
        problems = errors_of(check_rows(rows, self._table))
        if problems:
            raise InvalidRows(problems)
        unchanged, sent = {}, {}
        failed: list[FailedRow] = []
        ignored: dict[str, None] = {}
        missing: list[str] = []
        for code in [*SENDING_ORDER, *sorted(set(rows) - set(SENDING_ORDER))]:
            if not rows.get(code):
                continue
            kind = self._table[code]
            standing = self.read(kind)
            wanted = [_merged(row, standing.get(_key(row, kind)), kind) for row in rows[code]]
            changed = [row for row in wanted if not _stands(row, standing.get(_key(row, kind)))]
            refused = [each for batch in self._batches(changed) for each in self._save(batch, kind)]
            failed += refused
            unchanged[code], sent[code] = len(wanted) - len(changed), len(changed) - len(refused)
            lost, silent = self._compare(changed, refused, kind)
            missing += lost
            ignored.update(dict.fromkeys(silent))
        return PushReport(
            unchanged=unchanged,
            sent=sent,
            failed=tuple(failed),
            ignored=tuple(ignored),
            missing=tuple(missing),
        )

    def read(self, kind: RowType) -> dict[tuple[object, ...], Row]:
        """Read every row of a kind that stands there, by key."""
        found: dict[tuple[object, ...], Row] = {}
        for page in range(_MOST_PAGES):
            content = self._page(kind, page)
            for row in content["content"]:
                found[_key(row, kind)] = row
            if content["last"] or not content["content"]:
                return found
        raise EpvoRefused(f"the platform gives more than {_MOST_PAGES} pages of {kind.code}")

    def _page(self, kind: RowType, page: int) -> dict[str, Any]:
        reply = self._session.get(
            f"{self._access.url}/org-data/{kind.code}/find-all-pageable",
            query={
                "page": str(page),
                "size": str(_PAGE),
                "universityId": str(self._access.university_id),
            },
            headers=self._headers(),
        )
        content = _json(reply)
        if not isinstance(content, dict) or not isinstance(content.get("content"), list):
            raise _unknown_answer(reply)
        return {"content": content["content"], "last": content.get("last", True)}

    def _batches(self, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
        size = self._access.batch_size
        for start in range(0, len(rows), size):
            yield rows[start : start + size]

    def _save(self, batch: Sequence[Row], kind: RowType) -> list[FailedRow]:
        """Save a batch; the same batch again has the same effect, so it may be repeated."""
        reply = self._session.request(
            "POST",
            f"{self._access.url}/org-data/list/save",
            safe=True,
            query={"universityId": str(self._access.university_id)},
            headers=self._headers() | {"Content-Type": "application/json; charset=utf-8"},
            content=json.dumps(list(batch), ensure_ascii=False).encode(),
        )
        answer = _json(reply)
        records = answer.get("failedRecords") if isinstance(answer, dict) else None
        if not isinstance(records, list):
            raise _unknown_answer(reply)
        failed = [_failed(record, kind) for record in records]
        count = _failed_count(answer)
        if count != len(failed):
            raise EpvoRefused(
                f"the platform counts {count} failed rows of {kind.code} and names {len(failed)}",
                hint="nothing can be concluded from that answer; send again and compare",
            )
        return failed

    def _compare(
        self, changed: Sequence[Row], refused: Sequence[FailedRow], kind: RowType
    ) -> tuple[list[str], list[str]]:
        """Read back what was saved: which rows are not there, and which fields did not arrive."""
        if not changed:
            return [], []
        standing = self.read(kind)
        given_up = {each.key for each in refused}
        lost, silent = [], []
        for row in changed:
            key = _key(row, kind)
            if key in given_up:
                continue
            there = standing.get(key)
            if there is None:
                lost.append(f"{kind.code} {'/'.join(map(str, key))}")
                continue
            silent += [
                f"{kind.code}.{name}"
                for name, value in row.items()
                if name != "typeCode" and not _equal(there.get(name), value)
            ]
        return lost, silent

    def _headers(self) -> dict[str, str]:
        user = f"{self._access.university_id}:{self._access.password()}"
        return {"Authorization": f"Basic {base64.b64encode(user.encode()).decode()}"}


def _key(row: Row, kind: RowType) -> tuple[object, ...]:
    return tuple(row.get(name) for name in kind.key)


def _merged(row: Row, standing: Row | None, kind: RowType) -> dict[str, object]:
    """Complete a row by what stands there and we do not state, since saving replaces it whole.

    A mark that is taken away (зачёт instead of a grade) is stated as null: every field that we
    write is ours, whether or not it has a value.
    """
    known = {} if standing is None else standing
    kept = {name: value for name, value in known.items() if name in kind.fields}
    return {**kept, **row}


def _stands(row: Row, standing: Row | None) -> bool:
    return standing is not None and all(
        _equal(standing.get(name), value) for name, value in row.items() if name != "typeCode"
    )


def _equal(there: object, ours: object) -> bool:
    """Compare values as the platform may give them back: 5 and 5.0, 1 and true are one."""
    if isinstance(there, bool | int | float) and isinstance(ours, bool | int | float):
        return float(there) == float(ours)
    return there == ours


def _failed(record: object, kind: RowType) -> FailedRow:
    facts = record if isinstance(record, dict) else {}
    row = facts.get("record")
    errors = facts.get("errors")
    return FailedRow(
        code=kind.code,
        key=_key(row, kind) if isinstance(row, dict) else (),
        errors=tuple(map(str, errors)) if isinstance(errors, list) else (str(errors),),
    )


def _failed_count(answer: Mapping[str, Any]) -> int:
    """Read how many rows failed; the platform spells the name with a double c."""
    for name in ("failedElementsCcount", "failedElementsCount"):
        if isinstance(answer.get(name), int):
            return int(answer[name])
    return len(answer["failedRecords"])


def _json(reply: HttpReply) -> Any:
    """Read an answer, or say what its status means here."""
    if reply.status in (_UNAUTHORISED, _FORBIDDEN):
        raise EpvoRefused(
            "the platform does not accept the university's number and password",
            hint="check documents.epvo.university_id and documents.epvo.push.password",
        )
    if reply.status == _BAD_REQUEST:
        raise EpvoRefused(
            "the platform calls the request malformed, without saying why",
            hint="compare the fields with your access's description (documents.epvo.fields)",
        )
    if reply.status != _OK:
        raise HttpFailure(
            Outcome.TEMPORARY if reply.status >= 500 else Outcome.CONTRACT_BROKEN,  # noqa: PLR2004 -- HTTP
            f"{reply.place} answered {reply.status}",
            status=reply.status,
        )
    try:
        return json.loads(reply.body)
    except ValueError as error:
        raise _unknown_answer(reply) from error


def _unknown_answer(reply: HttpReply) -> EpvoRefused:
    return EpvoRefused(
        f"{reply.place} did not answer as the platform is known to",
        hint="its interface may have changed; nothing more was sent",
    )
