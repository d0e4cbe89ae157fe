"""Pages for people who are nobody to us: no script, no other file, kept nowhere; reads no store.

Readable by a screen reader and on a telephone; every text is escaped.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import parse_qs

import jinja2
from markupsafe import Markup

from connectors.hosts.ewp_notifications import Question
from sync.messages import LANGUAGES

_HTML = "text/html; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_LONGEST = 256
"""How much of a header or query that anybody can write is looked at."""

LANGUAGE_NAMES: Mapping[str, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Languages by their own names, which are the same in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What goes back over the wire."""

    status: HTTPStatus
    body: bytes = field(repr=False)
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of one button, whose fields the browser posts to `action`, at `origin`."""

    action: str
    origin: str
    fields: Mapping[str, str]
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The same text in another language."""

    language: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page says. `choice` says that it may be had in the other languages as well."""

    language: str
    owner: str
    heading: str
    paragraphs: tuple[str, ...]
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    form: Form | None = None
    link: tuple[str, str] | None = None
    """Where to go from here, and what that is called."""
    others: tuple[Passage, ...] = ()
    choice: bool = False


def html_page(status: HTTPStatus, view: View, **headers: str) -> Page:
    """Draw a page that may load nothing and post nowhere but where its form says."""
    style = _resource("page.css")
    body = _template().render(
        page=asdict(view),
        style=Markup(style),  # noqa: S704 -- our own file, whose digest the policy names
        languages=LANGUAGE_NAMES,
    )
    return Page(
        status=status,
        body=f"{body}\n".encode(),
        headers={
            "Content-Type": _HTML,
            "Content-Language": view.language,
            "Content-Security-Policy": _policy(style, view.form),
            "Referrer-Policy": "no-referrer",
            **headers,
        },
    )


def text_page(status: HTTPStatus, **headers: str) -> Page:
    """Say a status and no more, to a program."""
    return Page(
        status=status,
        body=f"{status.phrase}\n".encode(),
        headers={"Content-Type": _TEXT, **headers},
    )


def language_of(question: Question, otherwise: str) -> str:
    """Choose the language of whoever asks: by `?lang=`, else by what the browser prefers."""
    query = question.target.partition("?")[2]
    asked = parse_qs(query).get("lang", [""])[0] if len(query) <= _LONGEST else ""
    if asked in LANGUAGES:
        return asked
    headers = {name.lower(): value for name, value in question.headers.items()}
    return _preferred(headers.get("accept-language", "")[:_LONGEST]) or otherwise


def _preferred(accepted: str) -> str:
    """Find the best of ours in `kk-KZ, ru;q=0.8`; of equals the first, empty for none."""
    ranked: dict[str, float] = {}
    for part in accepted.split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter.strip())
        if language in LANGUAGES and weight > ranked.get(language, 0):
            ranked[language] = weight
    return max(ranked, key=lambda language: ranked[language], default="")


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1
    try:
        weight = float(value)
    except ValueError:
        return 0
    return weight if 0 <= weight <= 1 else 0


def _policy(style: str, form: Form | None) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # browsers hold a redirect after the form to the same rule, and a provider sends a student on to
    # whoever signs people in: so any address of the same scheme may follow the provider's own
    target = f"{form.origin} {form.origin.partition(':')[0]}:" if form else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action {target};"
        " base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_resource("page.html"))


@cache
def _resource(name: str) -> str:
    return (files("sync") / "templates" / name).read_text(encoding="utf-8")
