"""Are the data fit to be frozen? What is missing, implausible or contradictory, before it stays so for ever."""
