"""Lessons: what is taught, and what was learned."""
