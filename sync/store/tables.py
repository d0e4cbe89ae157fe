"""The tables, as SQLModel classes; they validate nothing and never leave this package.

Payloads are canonical JSON of domain values (`sync.store.codec`). Every column a query filters by
stands beside its payload. What each table is for is told in docs/architecture.md.
"""

from sqlalchemy import Column, Index, Integer, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Document(SQLModel, table=True):
    """Evidence received: the bytes lie in the evidence folder under their digest."""

    host: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    name: str
    media_type: str
    size: int
    fetched_at: str


class Intake(SQLModel, table=True):
    """One publication of a document, and what became of reading it.

    The same content may be published several times: what a host shows last is what it says. Of two
    publications of one host the one at the later `position` counts.
    """

    __table_args__ = (Index("intake_position", "host", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    host: str
    position: int
    sha256: str
    name: str
    published: str = ""
    seen_at: str
    profile: str = ""
    state: str = Field(index=True)
    transcripts: int = 0
    results: int = 0
    problems: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    read_at: str = ""


class MobilityRow(SQLModel, table=True):
    __tablename__ = "mobility"

    mobility_id: str = Field(primary_key=True)
    student_id: str = Field(index=True)
    host: str = Field(index=True)
    payload: str = Field(sa_column=Column(Text, nullable=False))
    fingerprint: str


class AgreementRow(SQLModel, table=True):
    __tablename__ = "agreement"

    mobility_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    payload: str = Field(sa_column=Column(Text, nullable=False))
    fingerprint: str
    imported_at: str


class LearnerRow(SQLModel, table=True):
    """A learner as one host names them; `dirty` marks what the next recognition must look at."""

    __tablename__ = "learner"
    __table_args__ = (
        UniqueConstraint("host", "key"),
        Index("learner_dirty", "host", "dirty"),
    )

    id: int | None = Field(default=None, primary_key=True)
    host: str
    key: str
    payload: str = Field(sa_column=Column(Text, nullable=False))
    claimed_mobility_id: str = ""
    mobility_id: str | None = Field(default=None, index=True)
    identified_by: str = ""
    identity: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    dirty: bool = True


class ResultRow(SQLModel, table=True):
    """The latest statement of one result.

    `stated` is the position of the last publication that shows it; `missing` counts the full
    listings it was absent from since, the last of them at `missed_at`.
    """

    __tablename__ = "result"

    learner_id: int = Field(primary_key=True)
    result_key: str = Field(primary_key=True)
    fingerprint: str
    status: str
    payload: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str
    missing: int = 0
    stated: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    missed_at: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))


class RulebookRow(SQLModel, table=True):
    __tablename__ = "rulebook"

    revision: str = Field(primary_key=True)
    payload: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: str


class CaseRow(SQLModel, table=True):
    """The whole input of a decision, so that it can be computed again."""

    __tablename__ = "recognition_case"

    digest: str = Field(primary_key=True)
    payload: str = Field(sa_column=Column(Text, nullable=False))


class DecisionRow(SQLModel, table=True):
    """One decision. `current` is in force, `standing` has its marks at home; others stay.

    One made in shadow is neither (`sync.store.decisions.SHADOW`).
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("decision_current", "subject", "current"),
        Index("decision_queue", "kind", "current"),
        Index(
            "decision_shadow",
            "host",
            sqlite_where=text("state = 'shadow'"),
            postgresql_where=text("state = 'shadow'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    host: str
    subject: str
    student_id: str = Field(default="", index=True)
    kind: str
    state: str
    case: str = Field(index=True)
    fingerprint: str
    codes: str = ""
    payload: str = Field(sa_column=Column(Text, nullable=False))
    case_digest: str
    revision: str
    agreement_version: int | None = None
    frozen: bool = False
    decided_at: str
    current: bool = True
    standing: bool = False


class DeliveryRow(SQLModel, table=True):
    """The outbox: one row per place in the home gradebook, holding what is wanted there."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("student_id", "component"),
        Index("delivery_due", "state", "component"),
    )

    id: int | None = Field(default=None, primary_key=True)
    student_id: str
    component: str
    decision_id: int
    wanted: str | None = None
    sent: str | None = None
    sent_fingerprint: str = ""
    last_written: str | None = None
    there_now: str | None = None
    fingerprint: str
    state: str
    obstacle: str = ""
    detail: str = Field(default="", sa_column=Column(Text, nullable=False))
    check_after: str = ""
    changed_at: str


class TranscriptLineRow(SQLModel, table=True):
    """One line of a student's transcript as the home confirmed it, and what is in flight."""

    __tablename__ = "transcript_line"
    __table_args__ = (
        UniqueConstraint("student_id", "entry_key"),
        Index("transcript_line_due", "state", "check_after"),
    )

    id: int | None = Field(default=None, primary_key=True)
    student_id: str
    entry_key: str
    component: str = ""
    decision_id: int
    status: str = ""
    fingerprint: str = ""
    sent_decision_id: int
    sent_status: str = ""
    sent: str = ""
    state: str
    obstacle: str = ""
    detail: str = Field(default="", sa_column=Column(Text, nullable=False))
    check_after: str = ""
    changed_at: str


class ProgressRow(SQLModel, table=True):
    """Up to which entry of the audit log a follower of the ledger has come."""

    __tablename__ = "progress"

    follower: str = Field(primary_key=True)
    sequence: int


class WaiverRow(SQLModel, table=True):
    __tablename__ = "waiver"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(index=True)
    case: str
    code: str
    fingerprint: str
    by: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    given_at: str


class AliasRow(SQLModel, table=True):
    """A person's confirmation that a host's learner is the student of a mobility."""

    __tablename__ = "alias"

    host: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    mobility_id: str
    by: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    given_at: str


class TermCloseRow(SQLModel, table=True):
    """A close of the home term: what ended by then is final, and changes by order only."""

    __tablename__ = "term_close"

    until: str = Field(primary_key=True)
    by: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    closed_at: str


class HostStateRow(SQLModel, table=True):
    __tablename__ = "host_state"

    host: str = Field(primary_key=True)
    watermark: str = ""
    revision: str = ""
    last_run: str = ""
    last_success: str = ""
    last_full: str = ""
    last_error: str = Field(default="", sa_column=Column(Text, nullable=False))


class HostHealthRow(SQLModel, table=True):
    """Failures of a host in a row, and until when it is left alone; no row while it is well."""

    __tablename__ = "host_health"

    host: str = Field(primary_key=True)
    outcome: str
    failures: int
    failed_at: str
    not_before: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    hint: str = Field(sa_column=Column(Text, nullable=False))


class ShadowRow(SQLModel, table=True):
    """A host's connector that runs, or ran, beside the clerk; promoted by a named person."""

    __tablename__ = "shadow"

    host: str = Field(primary_key=True)
    connector: str = Field(primary_key=True)
    needed: int
    began_at: str
    promoted_at: str = ""
    promoted_by: str = ""
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))


class ComparisonRow(SQLModel, table=True):
    """A place at home: what a decision in shadow foresees there, and what the clerk wrote."""

    __tablename__ = "comparison"

    host: str = Field(primary_key=True)
    student_id: str = Field(primary_key=True)
    component: str = Field(primary_key=True)
    decision_id: int | None = None
    ours: str | None = None
    there: str | None = None
    verdict: str
    obstacle: str = ""
    compared_at: str


class CourseEditionRow(SQLModel, table=True):
    """One state of a host's course list: `number` counts, `documents` are digests of evidence."""

    __tablename__ = "course_edition"

    host: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str
    digest: str
    courses: int
    documents: str = Field(sa_column=Column(Text, nullable=False))
    seen_at: str


class CourseListedRow(SQLModel, table=True):
    """A course, as one edition of its host's list states it."""

    __tablename__ = "course_listed"
    __table_args__ = (Index("course_listed_code", "host", "code"),)

    host: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    code: str
    payload: str = Field(sa_column=Column(Text, nullable=False))


class AuditEntryRow(SQLModel, table=True):
    __tablename__ = "audit_entry"

    sequence: int = Field(primary_key=True)
    at: str
    actor: str
    action: str = Field(index=True)
    subject: str = Field(index=True)
    detail_digest: str
    previous: str
    digest: str


class AuditDetailRow(SQLModel, table=True):
    """What an entry is about, apart from the chain, so that it can be erased with a tombstone."""

    __tablename__ = "audit_detail"

    sequence: int = Field(primary_key=True)
    salt: str
    detail: str = Field(sa_column=Column(Text, nullable=False))
