"""From pydantic's complaints to problems with a line, plain English and the way out.

The value that was refused is shown only where it is a word of a closed list or a key; everything
else is named by its key, so that a secret written into the file is never printed.
"""

import types
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.positions import Document, Location, Rows, Section, Value
from config.scalars import shown
from config.suggestions import did_you_mean, listed, nearest
from mapping.problems import Problem

_ABOUT_KEYS = frozenset({"missing", "extra_forbidden"})


def problems_of(
    error: ValidationError, document: Document, model: type[BaseModel], *, under: Location = ()
) -> tuple[Problem, ...]:
    """Place every finding of a validation; `under` is where the validated value stands."""
    findings = error.errors(include_url=False)
    wrong = [details["loc"] for details in findings]
    return tuple(
        _problem(details, document, model, tuple(under))
        for details in findings
        if not (details["type"] == "too_short" and _holds_any(details["loc"], wrong))
    )


def _holds_any(loc: tuple[str | int, ...], wrong: Sequence[tuple[str | int, ...]]) -> bool:
    """Tell whether a list only counts as empty because all its items are wrong."""
    return any(len(other) > len(loc) and other[: len(loc)] == loc for other in wrong)


def _problem(
    details: ErrorDetails, document: Document, model: type[BaseModel], under: tuple[str | int, ...]
) -> Problem:
    location = (*under, *details["loc"])
    code = details["type"].replace("_", "-")
    message, hint = _words(details, document, model, location)
    key = _last_key(document, location)
    if key and details["loc"] and details["type"] not in _ABOUT_KEYS:
        message = f"{key}: {message}"
    return Problem(code=code, message=message, place=document.place(location), hint=hint)


def _last_key(document: Document, location: Location) -> str:
    """Name the innermost key of a location that stands in the file; pydantic adds its own parts."""
    value, key = document.root, ""
    for part in location:
        found = value_at(value, (part,))
        if found is not value:
            key = part if isinstance(part, str) else key
            value = found
    return key


def _words(
    details: ErrorDetails, document: Document, model: type[BaseModel], location: Location
) -> tuple[str, str]:
    """Say what is wrong, and what to do."""
    kind, context = details["type"], details.get("ctx", {})
    if kind in _ABOUT_KEYS:
        known = keys_at(model, details["loc"][:-1])
        if kind == "extra_forbidden":
            return _unknown_key(str(location[-1]), known)
        return _missing(document, known, location)
    if kind in {"enum", "literal_error"}:
        return _unknown_word(details["input"], str(context["expected"]))
    if "message" in context:  # ours: config.scalars.refuse
        return str(context["message"]), str(context.get("hint", ""))
    if kind in {"value_error", "assertion_error"}:
        return str(context["error"]), ""
    return _form_words(details)


def _form_words(details: ErrorDetails) -> tuple[str, str]:
    """Say what form was expected; pydantic's own sentence where none of ours is better."""
    if details["input"] is None:
        return "has no value", "write one, or remove the line"
    form = _FORMS.get(details["type"])
    return form(details.get("ctx", {})) if form else (_lower_first(details["msg"]), "")


def _missing(document: Document, known: frozenset[str], location: Location) -> tuple[str, str]:
    key = str(location[-1])
    holder = value_at(document.root, location[:-1])
    if isinstance(holder, Section):
        if key in holder:
            return f"'{key}' has no value", "write one after the colon"
        strays = [name for name in holder if name not in known]
        if near := nearest(key, strays):
            return f"the key '{key}' is missing", f"is '{near}' meant to be '{key}'?"
    return f"the key '{key}' is missing", f"add '{key}: ...' here"


def _unknown_key(key: str, known: frozenset[str]) -> tuple[str, str]:
    otherwise = f"known here: {listed(sorted(known))}" if known else "remove it"
    return f"unknown key '{shown(key)}'", did_you_mean(key, known, otherwise=otherwise)


def _unknown_word(written: object, expected: str) -> tuple[str, str]:
    words = [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    choice = listed(words)
    if not isinstance(written, str):
        return f"expected one of {choice}", ""
    otherwise = f"write one of {choice}" if len(words) > 1 else f"write {choice}"
    return f"'{shown(written)}' is not known", did_you_mean(written, words, otherwise=otherwise)


_Form = Callable[[dict[str, Any]], tuple[str, str]]


def _fixed(message: str, hint: str) -> _Form:
    return lambda _context: (message, hint)


_BLOCK = _fixed("expected a block of keys", "write 'key: value' lines, indented below this key")
_LIST = _fixed("expected a list", "write [A, B], or one '- item' a line")
_TEXT = _fixed("expected a text", "write it on this line; quote it if it holds ': ' or '#'")

_FORMS: dict[str, _Form] = {
    "model_type": _BLOCK,
    "model_attributes_type": _BLOCK,
    "dict_type": _BLOCK,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "string_type": _TEXT,
    "string_too_short": _fixed("is empty", "write a value, or remove the line"),
    "too_short": _fixed("is empty", "list at least one"),
    "decimal_type": _fixed("expected a number", "write it like 4.5"),
    "int_type": _fixed("expected a whole number", "write it like 30"),
    "int_parsing": _fixed("is not a whole number", "write it like 30"),
    "float_parsing": _fixed("is not a number", "write it like 4.5"),
    "bool_parsing": _fixed("is neither true nor false", "write true or false"),
    "date_type": _fixed("expected a date", "write year, month and day like 2024-09-01"),
    "bool_type": _fixed("expected true or false", ""),
    "path_type": _TEXT,
    "greater_than": lambda context: (f"must be greater than {context['gt']}", ""),
    "greater_than_equal": lambda context: (f"must be at least {context['ge']}", ""),
    "less_than": lambda context: (f"must be less than {context['lt']}", ""),
    "less_than_equal": lambda context: (f"must be at most {context['le']}", ""),
    "string_pattern_mismatch": lambda context: (
        "does not have the expected form",
        f"the pattern is {context['pattern']}",
    ),
}


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def value_at(root: Value, location: Location) -> Value:
    """Follow a location as far as it leads, passing over parts that are not in the file."""
    for part in location:
        if isinstance(root, Section) and part in root:
            root = root[str(part)]
        elif isinstance(root, Rows) and isinstance(part, int) and part < len(root):
            root = root[part]
    return root


def keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> frozenset[str]:
    """Name the keys of the model a location leads to; empty where the models do not say."""
    annotation: Any = model
    for part in loc:
        annotation = _step(annotation, part)
    return _keys(_plain(annotation))


def _step(annotation: Any, part: str | int) -> Any:
    """Go one step down in the annotations."""
    plain = _plain(annotation)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        for name, field in plain.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
        return None
    arguments = get_args(plain)
    if get_origin(plain) in {list, tuple, set, frozenset}:
        return arguments[0]
    return arguments[1] if get_origin(plain) is dict else None


def _plain(annotation: Any) -> Any:
    """Take off `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        models = [part for part in get_args(annotation) if part is not type(None)]
        return _plain(models[0]) if len(models) == 1 else None
    return annotation


def _keys(plain: Any) -> frozenset[str]:
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return frozenset(field.alias or name for name, field in plain.model_fields.items())
    return frozenset()
