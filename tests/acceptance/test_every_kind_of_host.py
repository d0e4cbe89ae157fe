"""Every kind of host, through the commands a person types: looked at, read, and read again."""

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from sandbox.emrex import SandboxEmrex
from sandbox.ewp import SandboxEwp
from sandbox.ewp_documents import course, elmo
from sandbox.host_canvas import SandboxCanvas
from sandbox.host_moodle import SandboxHostMoodle
from sandbox.host_oeapi import SandboxOeapi
from sandbox.host_oneroster import SandboxOneRoster
from sandbox.host_sftp import SandboxSftp
from sandbox.host_usos import SandboxUsos
from sync.cli import app
from sync.demo import TOKEN_VARIABLE, Stage, staged
from tests.keys import private_pem, public_pem

HOST = "harbour.example"
SECRET_VARIABLE = "UTQYR_TEST_HOST_SECRET"
SECRET = f"env:{SECRET_VARIABLE}"
COURSE, COMPONENT = "MIC101", "ECO2201"
STUDENT = "G1001"


class Kind(ABC):
    """A stand-in with one passed result of one student, and a course list where there is one."""

    name: str
    student = STUDENT
    family_name = STUDENT
    esi = f"urn:schac:personalUniqueCode:int:esi:buketov.edu.kz:{STUDENT}"
    what = "changed"
    """What becomes of the course in the second edition; nothing where no course is listed."""

    @abstractmethod
    def open(self, stack: ExitStack, stage: Stage) -> str:
        """Start the stand-in, and give the secret it lets us in with."""

    @abstractmethod
    def settings(self) -> dict[str, object]:
        """Give the settings a person would write for it."""

    @abstractmethod
    def change_course(self) -> None:
        """Let the host say something else of the course."""


class OneRoster(Kind):
    name = "oneroster"
    student = f"N-{STUDENT}"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.host = stack.enter_context(SandboxOneRoster())
        self.host.offer(COURSE, "Microeconomics", ects="5")
        self.host.grade(STUDENT, COURSE, score="87.25")
        return "oneroster-secret"

    def settings(self) -> dict[str, object]:
        return {
            "url": self.host.url,
            "sign_in": {
                "token_url": self.host.token_url,
                "client_id": "utqyr",
                "client_secret": SECRET,
            },
            "final_items": ["final*"],
            "credits_metadata": "ects",
            "pass_mark": 50,
            "identifiers": {"identifier": "student-number"},
        }

    def change_course(self) -> None:
        self.host.tables["courses"][0]["title"] = "Microeconomics I"


class OneRosterArchives(OneRoster):
    def open(self, stack: ExitStack, stage: Stage) -> str:
        secret = super().open(stack, stage)
        self.folder = stage.config / "inbox" / HOST
        self.folder.mkdir()
        self._leave("one.zip")
        return secret

    def _leave(self, name: str) -> None:
        (self.folder / name).write_bytes(self.host.archive())

    def settings(self) -> dict[str, object]:
        same = super().settings()
        del same["url"], same["sign_in"]
        return {**same, "path": f"inbox/{HOST}", "settle_seconds": 0}

    def change_course(self) -> None:
        super().change_course()
        self._leave("two.zip")


class Canvas(Kind):
    name = "canvas"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.host = stack.enter_context(SandboxCanvas())
        self.host.offer(COURSE, "Microeconomics", ends="2026-01-20T22:59:59Z")
        self.host.grade(STUDENT, COURSE, score="87.25")
        return self.host.token

    def settings(self) -> dict[str, object]:
        return {
            "url": self.host.url,
            "token": SECRET,
            "courses": [{"course": COURSE, "credits": 5}],
            "final_since": "graded",
            "pass_mark": 50,
            "identifiers": {"sis_user_id": "student-number"},
        }

    def change_course(self) -> None:
        self.host.courses[COURSE].name = "Microeconomics I"


class Moodle(Kind):
    name = "moodle"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.host = stack.enter_context(SandboxHostMoodle())
        self.host.offer(COURSE, "Microeconomics", ends="2026-01-31")
        self.host.grade(STUDENT, COURSE, "87.25")
        return self.host.token

    def settings(self) -> dict[str, object]:
        return {
            "url": self.host.url,
            "token": SECRET,
            "courses": [{"course": COURSE, "credits": 5}],
            "final_since": "graded",
            "pass_mark": 50,
            "identifiers": {"idnumber": "student-number"},
        }

    def change_course(self) -> None:
        self.host.staff.course(COURSE).full_name = "Microeconomics I"


class Oeapi(Kind):
    name = "oeapi"
    family_name = f"van {STUDENT}"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.host = stack.enter_context(SandboxOeapi())
        self.host.offer(COURSE, "Microeconomics", ects="5")
        self.host.enrol(STUDENT, home="buketov.edu.kz")
        self.host.persons[STUDENT]["otherCodes"][1]["code"] = self.esi
        self.host.grade(STUDENT, COURSE, score="87.25", passed="passed")
        return "oeapi-secret"

    def settings(self) -> dict[str, object]:
        return {
            "url": self.host.base,
            "version": self.host.version,
            "home_code": "buketov.edu.kz",
            "sign_in": {
                "token_url": self.host.token_url,
                "client_id": "utqyr",
                "client_secret": SECRET,
            },
            "schemes": {"grade_0_10": "harbour"},
            "identifiers": {"student_number": "student-number"},
        }

    def change_course(self) -> None:
        self.host.courses[COURSE]["name"][0]["value"] = "Microeconomics I"


class Usos(Kind):
    name = "usos"
    student = "S1001"
    family_name = "U1001"
    what = "removed"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.host = stack.enter_context(SandboxUsos())
        self.host.administrative = True
        self.host.faculties = {"100": [COURSE, "MAC102"]}
        self.host.grade("1001", COURSE, "2025Z", symbol="87.25", passes=True)
        return self.host.consumer_secret

    def settings(self) -> dict[str, object]:
        return {
            "url": self.host.url,
            "consumer_key": self.host.consumer_key,
            "consumer_secret": SECRET,
            "students": ["1001"],
            "schemes": {"STD": "harbour"},
            "faculties": ["100"],
            "identifiers": {"student_number": "student-number"},
        }

    def change_course(self) -> None:
        self.host.faculties["100"].remove(COURSE)


class Ewp(Kind):
    name = "ewp"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.host = stack.enter_context(
            SandboxEwp(HOST, home="buketov.edu.kz", client_key=public_pem("home"))
        )
        self.host.publish("M-1", transcript())
        self._list("Microeconomics")
        return private_pem("home")

    def _list(self, title: str) -> None:
        self.host.courses["CR/1"] = course("CR/1", code=COURSE, title=title, ects="5")

    def settings(self) -> dict[str, object]:
        return {
            "home": "buketov.edu.kz",
            "key": SECRET,
            "registry": self.host.registry_url,
            "courses": True,
        }

    def change_course(self) -> None:
        self._list("Microeconomics I")


class Emrex(Kind):
    """A file a student handed in, signed by a provider that is pinned; there is no course list."""

    name = "emrex"
    what = ""

    def open(self, stack: ExitStack, stage: Stage) -> str:
        provider = SandboxEmrex()
        (stage.config / "provider.pem").write_text(provider.certificate_pem)
        folder = stage.config / "inbox" / HOST
        folder.mkdir()
        (folder / "handed-in.xml").write_bytes(provider.signed(transcript().encode()))
        return "unused"

    def settings(self) -> dict[str, object]:
        return {
            "path": f"inbox/{HOST}",
            "certificates": "provider.pem",
            "settle_seconds": 0,
        }

    def change_course(self) -> None:
        """Do nothing: no course is listed."""


class Sftp(Emrex):
    name = "sftp"

    def open(self, stack: ExitStack, stage: Stage) -> str:
        self.folder = stage.folder / "served"
        self.folder.mkdir()
        (self.folder / "transcript.xml").write_text(transcript(), encoding="utf-8")
        self.host = stack.enter_context(SandboxSftp(self.folder))
        return self.host.password

    def settings(self) -> dict[str, object]:
        return {
            "server": "127.0.0.1",
            "port": self.host.port,
            "user": self.host.user,
            "password": SECRET,
            "host_keys": self.host.public_key(),
            "folder": str(self.folder),
            "patterns": ["*.xml"],
            "settle_seconds": 0,
            "elmo": {},
        }


def transcript() -> str:
    text = elmo(
        HOST,
        esi=f"urn:schac:personalUniqueCode:int:esi:buketov.edu.kz:{STUDENT}",
        given_names="Student",
        family_name=STUDENT,
        courses=[(COURSE, "87.25", "5")],
    )
    return text.replace("</familyName>", "</familyName><bday>2004-05-06</bday>")


KINDS = [OneRoster, OneRosterArchives, Canvas, Oeapi, Moodle, Usos, Ewp, Emrex, Sftp]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def kind(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kind]:
    """Configure a host of a kind beside those of the example, and import one student's stay."""
    made: Kind = request.param()
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    with staged(tmp_path / "demo") as stage, ExitStack() as stack:
        monkeypatch.setenv("UTQYR_CONFIG", str(stage.config))
        monkeypatch.setenv(SECRET_VARIABLE, made.open(stack, stage))
        (stage.config / "hosts" / f"{HOST}.yaml").write_text(yaml.safe_dump(host_file(made)))
        (stage.config / "mapping" / f"{HOST}.yaml").write_text(yaml.safe_dump(MAPPING))
        agreements = write_agreement(stage.folder / "agreements.csv", made)
        done("import", "agreements", str(agreements), "--by", "coordinator")
        yield made


MAPPING = {
    "host": HOST,
    "equivalences": [
        {
            "host": COURSE,
            "home": COMPONENT,
            "approved": {"by": "Department", "on": "2025-06-01", "reference": "minutes 1"},
        }
    ],
}


def host_file(kind: Kind) -> dict[str, object]:
    return {
        "hei": HOST,
        "kind": "external",
        "names": {"en": "Harbour University"},
        "connector": {"kind": kind.name, "settings": kind.settings()},
        "agreements": [{"from": "2023-10-01", "to": "2028-09-30", "reference": "agreement 1"}],
        "grading": {
            "scheme": "harbour",
            "tables": [
                {
                    "scheme": "harbour",
                    "valid": {"from": "2019-10-01"},
                    "source": "grading scale published by the host",
                    "rows": [{"label": "87.25", "to": "B"}],
                }
            ],
        },
    }


def write_agreement(path: Path, kind: Kind) -> Path:
    stay = {
        "mobility_id": "M-1",
        "student_id": kind.student,
        "given_names": "Student",
        "family_name": kind.family_name,
        "birth_date": "2004-05-06",
        "esi": kind.esi,
        "host": HOST,
        "kind": "external",
        "form": "horizontal",
        "level": "bachelor",
        "programme": "6B04101",
        "admission_year": "2023",
        "starts": "2025-09-01",
        "ends": "2026-01-31",
        "block": "a",
        "approved_on": "2025-06-16",
        "approved_by": "Coordinator",
        "reference": "LA-1",
    }
    sides = [("host", COURSE, "ects"), ("home", COMPONENT, "kz")]
    rows = [
        {
            **stay,
            "side": side,
            "course_code": code,
            "course_title": "Microeconomics",
            "credits": "5",
            "credit_scheme": scheme,
        }
        for side, code, scheme in sides
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def done(*arguments: str) -> str:
    run = CliRunner().invoke(app, list(arguments))
    assert run.exit_code == 0, run.output
    return run.stdout


def synced(*arguments: str) -> dict[str, Any]:
    facts = json.loads(done("sync", "--host", HOST, "--json", *arguments))
    (run,) = facts["hosts"]
    assert (run["error"], run["quarantined"]) == (None, 0)
    return dict(run)


def courses() -> dict[str, Any]:
    return dict(json.loads(done("host", "courses", HOST, "--json")))


def test_a_host_is_looked_at_read_once_and_its_courses_compared(kind: Kind) -> None:
    checked = json.loads(done("host", "check", HOST, "--json"))
    assert checked["usable"] is True

    first = synced("--full")
    assert first["kept"] > 0
    assert first["results"]["new"] == 1
    assert first["recognition"]["recognised"] == 1, first

    second = synced()
    assert (second["kept"], second["read"]) == (0, 0)
    assert second["recognition"]["looked_at"] == 0
    expected = [1, 2] if kind.what else []
    assert [edition["number"] for edition in courses()["editions"]] == expected[:1]

    kind.change_course()
    synced("--full")
    listed = courses()
    assert [edition["number"] for edition in listed["editions"]] == expected
    changes = [(change["code"], change["what"]) for change in listed["changes"]]
    assert changes == ([(COURSE, kind.what)] if kind.what else [])
    touched = [rule["rule"] for change in listed["changes"] for rule in change["rules"]]
    assert [COMPONENT in rule for rule in touched] == ([True] if kind.what else [])
