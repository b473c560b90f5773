"""Suspects and exploiters, apart from the person they harmed; and the check whether two cases share one."""
