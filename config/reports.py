"""Short ways to write a problem: an error stops the configuration, a warning stays with it."""

from mapping.problems import Problem, Severity


def error(code: str, message: str, place: str, hint: str = "") -> Problem:
    """Write a problem that stops the configuration."""
    return Problem(code=code, message=message, place=place, hint=hint)


def warning(code: str, message: str, place: str, hint: str = "") -> Problem:
    """Write a finding that stops nothing."""
    return Problem(code=code, message=message, place=place, hint=hint, severity=Severity.WARNING)
