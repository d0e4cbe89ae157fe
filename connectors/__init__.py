"""The outside world: hosts send results, the home Moodle receives them; knows no rule."""
