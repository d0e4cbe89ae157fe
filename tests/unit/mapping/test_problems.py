"""Findings as data, written the way compilers write them."""

from mapping.problems import ConfigError, Problem, Severity, UtqyrError, errors_of

ERROR = Problem(
    code="unknown-course", message="no course 'FIN-201'", place="m.yaml:3", hint="FIN201?"
)
WARNING = Problem(code="not-approved", message="nobody approved it", severity=Severity.WARNING)


def test_a_problem_is_written_with_its_place_and_its_hint() -> None:
    assert str(ERROR) == "m.yaml:3: no course 'FIN-201' (FIN201?)"
    assert str(WARNING) == "nobody approved it"


def test_only_errors_stop_what_they_are_about() -> None:
    assert errors_of((WARNING, ERROR)) == (ERROR,)


def test_a_configuration_error_carries_every_problem_and_counts_the_errors() -> None:
    one, two = ConfigError((ERROR, WARNING)), ConfigError((ERROR, ERROR))

    assert one.problems == (ERROR, WARNING)
    assert str(one) == "the configuration has 1 problem"
    assert str(two) == "the configuration has 2 problems"
    assert "utqyr check" in one.hint


def test_an_error_says_what_to_do_next() -> None:
    error = UtqyrError("it failed", hint="try again")

    assert (error.message, error.hint, str(error)) == ("it failed", "try again", "it failed")
