"""Being on, handing over, taking over: what the shift of the hotline and that of a house have in common."""
