"""The second factor: codes from an app, passkeys, recovery codes."""
