"""Whether the installation is well: what gave a sign when, what waits, what is missing."""
