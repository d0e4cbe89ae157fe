"""The national platform's rows for many students, with the university's choices; sends nothing."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from config.documents import EpvoEntry, NumberSource, WholeCredits
from config.epvo_identifiers import read_identifiers
from config.load import Configuration
from connectors.http import HttpPolicy
from connectors.transcripts.document import Transcript
from connectors.transcripts.epvo_fields import FieldTable, known_fields, read_fields
from connectors.transcripts.epvo_push import EpvoAccess
from connectors.transcripts.epvo_rows import EpvoIdentifiers, EpvoSettings, epvo_rows
from connectors.transcripts.epvo_validator import Rows, check_rows
from mapping.numbers import Rounding
from mapping.problems import Problem, UtqyrError
from sync.errors import WrongUsage


def epvo_entry(configuration: Configuration) -> EpvoEntry:
    """Give the platform's settings; raises WrongUsage where there are none."""
    entry = configuration.settings.documents.epvo
    if entry is None:
        raise WrongUsage(
            "the national platform is not configured",
            hint="write 'documents: {epvo: {university_id: NUMBER}}' into utqyr.yaml",
        )
    return entry


def epvo_settings(entry: EpvoEntry) -> EpvoSettings:
    """Turn the settings into what the writer takes; raises ConfigError for a bad file."""
    sources = {"student": entry.students, "subject": entry.subjects}
    named = {
        source: frozenset(kind for kind, chosen in sources.items() if chosen is source)
        for source in NumberSource
    }
    refused = entry.whole_credits is WholeCredits.REFUSE
    return EpvoSettings(
        university_id=entry.university_id,
        identifiers=EpvoIdentifiers(
            listed={} if entry.identifiers is None else read_identifiers(entry.identifiers),
            digits=named[NumberSource.DIGITS],
            derived=named[NumberSource.DERIVED],
        ),
        rounding=None if refused else Rounding(entry.whole_credits.value),
        mobility_types=dict(entry.mobility_types),
        financing_source=entry.financing_source,
        order_section=entry.order_section,
        study_format=entry.study_format,
        agreement_type=entry.agreement_type,
    )


def field_table(entry: EpvoEntry) -> FieldTable:
    """Give the table of fields: the university's own, or the one that comes along."""
    return known_fields() if entry.fields is None else read_fields(entry.fields)


def export_rows(
    transcripts: Iterable[Transcript], entry: EpvoEntry
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Write the rows of some students as plain values, with everything wrong with them."""
    export = epvo_rows(transcripts, epvo_settings(entry))
    problems = (*export.problems, *check_rows(export.rows, field_table(entry)))
    content = {
        "universityId": entry.university_id,
        "rows": {code: list(rows) for code, rows in export.rows.items()},
    }
    return content, problems


def rows_text(content: Mapping[str, Any]) -> str:
    """Write rows as JSON a person can read."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_rows(path: Path) -> Rows:
    """Read rows from a file `utqyr epvo rows` wrote, or an edited copy; raises UtqyrError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = content["rows"]
        if not all(
            isinstance(listed, list) and all(isinstance(row, dict) for row in listed)
            for listed in rows.values()
        ):
            raise TypeError("no rows")  # noqa: TRY301 -- told like any other damage
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UtqyrError(
            f"{path} holds no rows", hint="'utqyr epvo rows -o FILE' writes such a file"
        ) from error
    return {str(code): listed for code, listed in rows.items()}


def access_of(entry: EpvoEntry) -> EpvoAccess:
    """Give the way to the platform; raises WrongUsage where sending is not configured."""
    push = entry.push
    if push is None:
        raise WrongUsage(
            "sending to the national platform is off",
            hint="write its password by reference: documents.epvo.push.password in utqyr.yaml",
        )
    return EpvoAccess(
        url=push.url.rstrip("/"),
        university_id=entry.university_id,
        password=push.password.get_secret_value,
        batch_size=push.batch_size,
        policy=HttpPolicy(
            connect_seconds=push.connect_timeout_seconds,
            read_seconds=push.read_timeout_seconds,
            allow_http=push.allow_http,
            ca_bundle=push.ca_bundle,
            proxy=push.proxy,
        ),
    )
