"""Settings and the coordinators' rule files: read, placed by file and line, checked all at once."""
