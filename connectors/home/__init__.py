"""The home Moodle, behind one protocol with two modes."""
