"""Requests of authorities and courts for a file: on record, weighed, answered with the least that will do."""
